//! 嵩明融媒: the core of a county-news client.
//!
//! An app opens a [`Client`], which hands out an object for each thing that a person does: [`Items`], [`Search`], [`Appeals`]
//! and so on. The client stores in a file on the phone what a publisher and any number of feeds published, so that reading
//! never waits for a network, and asks them for changes when the platform lets it. Every object is exported through uniffi to
//! Kotlin and Swift as well.
//!
//! The layers, and what may import what, are in `ARCHITECTURE.md`; `tests/layers.rs` enforces them.

#![forbid(unsafe_code)]

uniffi::setup_scaffolding!();

mod base;
mod client;
mod formats;
mod reader;
#[cfg(test)]
mod tests;
mod topics;

pub use base::change::{Change, ChangeListener, ListenerError, Subscription};
pub use base::clock::{Clock, SystemClock};
pub use base::error::{ClientError, ErrorKind};
pub use base::net::{
    Body, BodyFuture, Headers, HttpTransport, MAX_DECODED, MAX_REDIRECTS, MAX_WIRE, Method, NetworkClass, Request,
    Response, ResponseFuture, TimeLimits, Traffic, Transport, TransportFault,
};
pub use base::secret::{SecretStore, SecretStoreError, Signer};
pub use client::{
    Account, AccountPhase, AccountState, AlertPage, Alerts, AppStatus, AppealForm, AppealKindOption, Appeals, Client,
    Drafts, Government, GovernmentOverview, Industry, ItemDetails, ItemKindOption, ItemPage, Items, Listening,
    ListeningQueue, LoginRequest, OfflineEntry, OpenRequest, Party, PartyOverview, Privacy, Radar, RadarRuleForm,
    Search, ServiceGroup, Services, Settings, Sources, Storage, StudyPage, Submissions, Town, World,
};
pub use formats::article::{
    Block, DifferenceKind, DifferenceSpan, ListItem, Paragraph, Sentence, Span, TableCell, TableRow, TextChange,
};
pub use formats::opening_hours::OpeningStatus;
pub use formats::syndication::Attachment;
pub use formats::workday::{Deadline, DeadlineStatus};
pub use reader::catalogue::{Catalogue, Station, Term};
pub use reader::consent::Consent;
pub use reader::display::{
    DisplayChoice, DisplayIssue, DisplayPolicy, DisplayRule, ElementRole, MeasuredElement, TextSizes, Theme,
    check_display,
};
pub use reader::feed::{
    Article, Correction, Document, ItemKind, ItemRow, LoadedList, MAX_PAGE, Page, Scope, Story, StoryEvent, StoryStage,
};
pub use reader::incident::Incident;
pub use reader::item::Picture;
pub use reader::marks::{MarkAction, MarkRequest, ReadingPosition};
pub use reader::media::{PictureSizes, PlaceholderImage, placeholder_image};
pub use reader::offline::OfflineTarget;
pub use reader::reminder::{Reminder, ReminderKind};
pub use reader::retention::{Retention, StorageUsage};
pub use reader::search::{
    SearchAction, SearchFilter, SearchHit, SearchOrder, SearchPage, SearchRequest, Suggestion, SuggestionTarget,
    TermFamily, TextRange,
};
pub use reader::source::Source;
pub use reader::sync::{PictureReport, SourceReport, SyncBudget, SyncOutcome, SyncReport};
pub use topics::alert::{
    AlertCertainty, AlertDetail, AlertMessage, AlertRow, AlertSeverity, AlertState, AlertStatus, AlertUrgency,
};
pub use topics::government::appeal::{
    Appeal, AppealDraft, AppealEvent, AppealKind, AppealState, MAX_APPEAL_TEXT, MAX_APPEAL_TITLE,
};
pub use topics::government::guide::{Guide, GuidePage, Material};
pub use topics::government::notice::{Issuer, NoticePage, NoticeRequest, NoticeRow};
pub use topics::home::{Home, HomeChoice, HomeEntry, HomeFamily, HomeSection};
pub use topics::industry::{
    IndustryOverview, IndustryPage, IndustryTerm, MAX_RADAR_RULES, PolicyDay, PolicyPage, PolicyRequest, PolicyRow,
    RadarHit, RadarOverview, RadarPage, RadarRule, RadarState,
};
pub use topics::party::{Activity, ActivityPage, ActivityRequest, CalendarEvent, Study, StudyChapter, StudySeries};
pub use topics::service::{Position, ServiceCategory, ServiceEntry, ServicePage, ServiceRequest, ServiceTarget};
pub use topics::station::draft::{
    AddedFile, DraftFile, DraftForm, DraftRow, FieldDifference, FieldValue, MarkedPassage, ReturnNote, SavedState,
};
pub use topics::station::form::{FieldKind, FieldProblem, FormField, MediaLimits};
pub use topics::station::photo_import::{FileSource, NewFile};
pub use topics::station::submission::{
    Conflict, LedgerMonth, ReviewStep, SendReport, Submission, SubmissionAction, SubmissionFile, SubmissionPhase,
    SubmissionProblem, SubmissionStage, UploadState,
};

/// The parsers of feeds, dates, articles and publisher's pages, and the cleaning of photos and videos, as pure functions without a
/// client, for tools and fuzzing.
pub mod inspect {
    pub use crate::formats::article::{
        MAX_ADDRESS, MAX_ADDRESSES, MAX_ALT, MAX_ATTRIBUTES, MAX_BLOCKS, MAX_CELL_SPAN, MAX_CELLS, MAX_INPUT,
        MAX_NESTING, MAX_OUTPUT, MAX_SPANS, MAX_TABLE_NESTING, MAX_TOKENS, ParsedArticle, Sentence, excerpt,
        parse_html, parse_text, plain_text, reading_time, speech, summary,
    };
    pub use crate::formats::metadata::{MediaType, cleaned, sniff as media_type};
    pub use crate::formats::syndication::{
        Body, Context, Document, Entry, Fault, MAX_ATTACHMENTS, MAX_AUTHORS, MAX_BYTES, MAX_ENTRIES, MAX_ID_CHARS,
        MAX_NAME_CHARS, MAX_TAG_CHARS, MAX_TAGS, MAX_TITLE_CHARS, MAX_URL_BYTES, date, identity_of, read as feed,
    };
    pub use crate::reader::media::{Portrait, portrait as picture};
    pub use crate::reader::sync::entries as page;
}
