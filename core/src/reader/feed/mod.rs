//! 新闻: the items of every origin: storing and removing them, lists and single items.
//!
//! A row of a list is small and read without the body; a body is read by its key alone. Pages are addressed by the key of
//! the last row, so a page costs the same wherever it is, and rows that are inserted between two pages do not shift them.

mod article;
mod documents;
mod evict;
mod foreign_identity;
mod index_source;
mod ingest;
mod list;
mod lookup;
mod marks;
mod page;
mod payload;
mod pictures;
mod radar_queue;
mod removal;
mod row;
mod saved_copy;
mod scroll;
mod story;
#[cfg(test)]
mod tests;
mod topic_item;
mod view;

pub use article::{Article, Correction};
pub(crate) use article::{article, has_missing_pictures, speech};
pub use documents::Document;
pub(crate) use documents::{ItemDocuments, item_documents};
pub(crate) use evict::{correct_future_stamps, evict, has_free_pages, item_count, vacuum_step};
pub(crate) use foreign_identity::{ForeignItem, find_stored_ids};
pub(crate) use index_source::{
    IndexSteps, IndexedItem, SearchMarks, begin_index_step, epoch, erasure_is_pending, favourite_keys, index_steps,
    indexed_item, keys_below, mark_erased, mark_indexed, pending_changes, published, search_marks, withdrawn_keys,
};
pub(crate) use ingest::ingest_item;
pub(crate) use list::{list, newest_rows, row_by_key, rows_by_id, unread_ids};
pub(crate) use lookup::{is_stored, is_withdrawn, item_key, may_return};
pub(crate) use marks::{apply_marks, clear_marks, clear_successors, other_versions, successors};
pub use page::MAX_PAGE;
pub(crate) use page::{format_page_key, page_limit, page_limit_up_to, parse_page_key, truncate_page};
pub(crate) use payload::{MAX_LONG_TEXT, MAX_SHORT_TEXT, PayloadValue};
pub(crate) use radar_queue::{
    RadarItem, dequeue_from_radar, enable_radar_queue, full_text, is_queued_for_radar, keys_after, queue_all_for_radar,
    queued_for_radar, radar_item, radar_queue_is_enabled,
};
pub(crate) use removal::{
    favourites_of, has_older, has_removable_rows, is_stored_of, published_after, published_at, remove_origin,
    remove_unseen, reset_sequences, withdraw,
};
pub use row::{ItemKind, ItemRow, Page, Scope};
pub(crate) use saved_copy::{SavedCopyState, restore_saved_copy, saved_copy, saved_copy_state, stored_favourites};
pub use scroll::LoadedList;
pub(crate) use scroll::load_list;
pub(crate) use story::story;
pub use story::{Story, StoryEvent, StoryStage};
pub(crate) use topic_item::{TopicItem, any_pending, take_pending, topic_item, topic_item_by_id};
pub(crate) use view::View;
