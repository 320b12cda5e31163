use std::time::Duration;

use super::fault::{Source, scrub};
use super::*;

fn source() -> Source {
    "error for https://a.example/x failed".into()
}

/// Every fault with a source, with one that holds an address.
fn with_sources() -> [Fault; 8] {
    [
        Fault::Unreachable(source()),
        Fault::ConnectionLost(source()),
        Fault::TimedOut(source()),
        Fault::Malformed(source()),
        Fault::WrongEncoding(source()),
        Fault::Database(source()),
        Fault::DiskFull(source()),
        Fault::Panic(source()),
    ]
}

#[test]
fn every_fault_has_its_sentence_and_no_placeholder_is_left() {
    let unexpected = serde_json::from_str::<u8>("\"秘密\"").unwrap_err();
    let without_sources = [
        Fault::NoNetwork,
        Fault::SignedOut,
        Fault::Busy(Duration::from_secs(7)),
        Fault::NoConsent,
        Fault::NotFound,
        Fault::UnknownSource,
        Fault::TooManySources,
        Fault::Withdrawn,
        Fault::BadAddress,
        Fault::BadRequest,
        Fault::NotAFeed,
        Fault::FeedClosed,
        Fault::EmptyFeed,
        Fault::from(unexpected),
        Fault::WrongSchema,
        Fault::WrongType,
        Fault::TooLarge(8 << 20),
        Fault::TooManyItems,
        Fault::BadRedirect,
        Fault::BadPicture,
        Fault::BadDocument,
        Fault::BadRule,
        Fault::TooManyRules,
        Fault::BadRules,
        Fault::Replay,
        Fault::Status(404),
        Fault::Status(500),
        Fault::NewerSchema,
        Fault::InUse,
        Fault::AppealTitle,
        Fault::AppealText,
        Fault::AppealSent,
        Fault::AppealOpen,
        Fault::NoPublisher,
        Fault::SecretStore,
        Fault::LoginUnknown,
        Fault::LoginLate,
        Fault::LoginState,
        Fault::LoginIssuer,
        Fault::LoginDenied,
        Fault::LoginFailed,
        Fault::OtherAccount,
        Fault::SubmissionSent,
        Fault::DraftIncomplete,
        Fault::NoStationForm,
        Fault::SubmissionPublished,
        Fault::SubmissionOpen,
        Fault::Portal,
        Fault::Superseded,
        Fault::Stopped,
        Fault::Closed,
    ];
    for fault in with_sources().into_iter().chain(without_sources) {
        let name = format!("{fault:?}");
        let error = ClientError::from(fault);
        assert!(error.explanation().ends_with('。'), "{name}: {}", error.explanation());
        assert!(!error.explanation().contains('{'), "{name}: {}", error.explanation());
    }
}

#[test]
fn scrub_removes_addresses() {
    assert_eq!(scrub("error for https://a.example/x failed"), "error for … failed");
}

#[test]
fn no_message_and_no_log_line_carries_an_address_or_quoted_text() {
    for fault in with_sources() {
        assert!(!fault.to_string().contains("error for"), "{fault}");
        assert!(format!("{fault:?}").ends_with(" <- error for … failed"), "{fault:?}");
        let shown = ClientError::from(fault);
        assert!(!format!("{shown} {shown:?}").contains("a.example"), "{shown:?}");
    }
    let unexpected = Fault::from(serde_json::from_str::<u8>("\"秘密\"").unwrap_err());
    assert_eq!(format!("{unexpected:?}"), "unexpected JSON <- JSON, line 1, column 8");
}
