use super::*;

#[test]
fn every_fault_has_its_sentence_and_no_placeholder_is_left() {
    let all = [
        Fault::NoNetwork,
        Fault::Unreachable,
        Fault::Cut,
        Fault::Slow,
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
        Fault::EmptyFeed,
        Fault::Malformed,
        Fault::WrongSchema,
        Fault::WrongType,
        Fault::WrongCoding,
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
        Fault::Database,
        Fault::DiskFull,
        Fault::NewerSchema,
        Fault::InUse,
        Fault::AppealTitle,
        Fault::AppealText,
        Fault::AppealSent,
        Fault::AppealOpen,
        Fault::Superseded,
        Fault::Closed,
        Fault::Panic,
    ];
    for fault in all {
        let error = Error::from(fault.clone()).surface();
        assert!(error.explanation().ends_with('。'), "{fault:?}: {}", error.explanation());
        assert!(!error.explanation().contains('{'), "{fault:?}: {}", error.explanation());
    }
}

#[test]
fn a_log_line_keeps_no_address() {
    assert_eq!(scrub("error for https://a.example/x failed"), "error for … failed");
}
