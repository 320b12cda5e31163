//! 嵩明融媒: the core of a county-news client.
//!
//! [`Client`] is all that an app sees. It keeps what a publisher and any number of feeds published in a file on the
//! phone, so that reading never waits for a network, and asks them for what changed when the platform says so.
//! Everything it exports is exported through uniffi to Kotlin and Swift as well.
//!
//! The layers, and what may import what, are in `ARCHITECTURE.md`; `layers.rs` enforces them.

#![forbid(unsafe_code)]

uniffi::setup_scaffolding!();

mod alert;
mod article;
mod catalogue;
mod change;
mod client;
mod clock;
mod consent;
mod display;
mod error;
mod feed;
mod government;
mod home;
mod hours;
mod incident;
mod industry;
mod kept;
mod likeness;
mod listening;
mod marks;
mod media;
mod net;
mod party;
mod picture;
mod plan;
mod retention;
mod runtime;
mod search;
mod service;
mod setting;
mod source;
mod store;
mod story;
mod sync;
mod syndication;
mod text;
mod workday;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod law;
#[cfg(test)]
mod layers;

pub use alert::{
    AlertCertainty, AlertDetail, AlertMessage, AlertRow, AlertSeverity, AlertState, AlertStatus, AlertUrgency,
};
pub use article::{Block, ListItem, Paragraph, Sentence, Span, TableCell, TableRow, TextChange};
pub use catalogue::{Catalogue, Station, Term};
pub use change::{Change, ChangeListener, ListenerError, Subscription};
pub use client::{
    AlertPage, AppealDesk, AppealSort, Client, Government, ItemFacts, ItemPage, Listening, Offline, OpenRequest, Party,
    RadarDesk, RadarSort, ServiceGroup, Standing, StudyPage, Town, World,
};
pub use clock::{Clock, SystemClock};
pub use consent::Consent;
pub use display::{
    DisplayChoice, DisplayPolicy, DisplayRule, Finding, Shown, ShownRole, TextSizes, Theme, check_display,
};
pub use error::{ClientError, ErrorKind};
pub use feed::{
    Article, Correction, Document, ItemKind, ItemRow, MAX_PAGE, Page, Scope, Story, StoryEvent, StoryStage,
};
pub use government::appeal::{
    Appeal, AppealDraft, AppealEvent, AppealKind, AppealState, MAX_APPEAL_TEXT, MAX_APPEAL_TITLE,
};
pub use government::guide::{Guide, GuidePage, Material};
pub use government::notice::{Issuer, NoticePage, NoticeRequest, NoticeRow};
pub use home::{Home, HomeChoice, HomeEntry, HomeFamily, HomeSection};
pub use hours::Opening;
pub use incident::Incident;
pub use industry::{
    Industry, IndustryPage, IndustryTerm, MAX_RADAR_RULES, PolicyDay, PolicyPage, PolicyRequest, PolicyRow, Radar,
    RadarHit, RadarPage, RadarRule, RadarState,
};
pub use kept::Keepable;
pub use marks::{MarkAction, MarkRequest, ReadingPlace};
pub use media::{PictureSizes, PlaceholderImage, placeholder_image};
pub use net::{
    Answer, Arrival, Exchange, Headers, HttpTransport, MAX_DECODED, MAX_REDIRECTS, MAX_WIRE, NetworkClass, Pieces,
    Question, TimeLimits, Traffic, Transport, TransportFault,
};
pub use party::{Activity, ActivityPage, ActivityRequest, CalendarEvent, Study, StudyChapter, StudySeries};
pub use plan::{Plan, PlanKind};
pub use retention::{Retention, Storage};
pub use search::{
    Found, SearchAction, SearchFilter, SearchOrder, SearchPage, SearchRequest, Suggestion, SuggestionTarget,
    TermFamily, TextRange,
};
pub use service::{Position, ServiceCategory, ServiceEntry, ServicePage, ServiceRequest, ServiceTarget};
pub use source::Source;
pub use sync::{Picture, PictureReport, SourceReport, SyncBudget, SyncOutcome, SyncReport};
pub use syndication::Attachment;
pub use workday::{Deadline, Light};

/// What a feed file, a date, an article body or a publisher's page would become, for engineers: pure functions, without a
/// client.
pub mod inspect {
    pub use crate::article::{
        MAX_ADDRESS, MAX_ADDRESSES, MAX_ALT, MAX_ATTRIBUTES, MAX_BLOCKS, MAX_CELL_SPAN, MAX_CELLS, MAX_INPUT,
        MAX_NESTING, MAX_OUTPUT, MAX_SPANS, MAX_TABLE_NESTING, MAX_TOKENS, Reading, Sentence, blocks, excerpt,
        from_text, plain_text, reading_time, speech, summary,
    };
    pub use crate::media::{Portrait, portrait as picture};
    pub use crate::sync::entries as page;
    pub use crate::syndication::{
        Body, Context, Document, Entry, Fault, MAX_ATTACHMENTS, MAX_AUTHORS, MAX_BYTES, MAX_ENTRIES, MAX_ID_CHARS,
        MAX_NAME_CHARS, MAX_TAG_CHARS, MAX_TAGS, MAX_TITLE_CHARS, MAX_URL_BYTES, date, identity_of, read as feed,
    };
}
