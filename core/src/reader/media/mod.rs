//! Pictures and documents that can be opened without a network.
//!
//! What holds: a file is named by its content and is complete before it gets its name; a row names only such files.
//! Every picture is decoded here, once, and encoded again in the sizes that screens ask for, so that a screen never
//! decodes bytes from the network. On a metered network nothing is fetched unless the person asked for it; when the
//! network becomes metered, running downloads are dropped. A withdrawn item's pictures lose their rows in the
//! withdrawal's own transaction and their files right after it, or at the next start.
//!
//! Pictures are wanted in this order: those of items kept offline, of the top stories, of the favourites, of the followed
//! channels and added feeds, then of the newest items; as many as the budget holds (see `wanted.rs`). The others are not
//! fetched, and are removed first when room is needed, the longest unused first. Favourites' pictures are never removed.

mod backoff;
mod documents;
mod fetch;
mod fetch_documents;
mod file_store;
mod orphans;
mod pictures;
mod placeholder;
mod repair;
mod wanted;

pub(crate) use documents::{ItemDocument, any_documents, document_usage, set_wanted_documents, stored_document};
pub use fetch::PictureSizes;
pub(crate) use fetch::{FetchLimit, FetchTally, MediaFetcher};
pub(crate) use file_store::FileStore;
pub(crate) use orphans::{any_orphaned, unlink_orphaned};
pub(crate) use pictures::{
    ItemPicture, StoredPicture, has_missing_pictures, mark_viewed, picture_counts, picture_usage, remove_item_pictures,
    remove_unreferenced_pictures, set_item_pictures, stored_picture, stored_pictures,
};
pub use placeholder::{PlaceholderImage, Portrait, placeholder_image, portrait};
pub(crate) use repair::{repair, verify};
pub(crate) use wanted::{PicturePriorities, evict_pictures, wanted_keys};
