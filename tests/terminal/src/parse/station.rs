//! The commands of a clerk: 联络站.

use std::path::PathBuf;

use clap::ArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use songming_core::FieldValue;

use super::{HAS_DEFAULT, REQUIRED, required_string, string};
use crate::account::AccountCommand;
use crate::drafts::{DraftCommand, PhotoChange};
use crate::outbox::OutboxCommand;

pub(super) fn login(given: &ArgMatches) -> AccountCommand {
    let switch = given.get_flag("switch");
    match string(given, "redirect") {
        Some(address) => AccountCommand::FinishLogin(address),
        None if given.get_flag("print") => AccountCommand::BeginLogin { switch },
        None => AccountCommand::LogIn { switch },
    }
}

pub(super) fn draft(given: &ArgMatches, sub: Option<(&str, &ArgMatches)>) -> Result<DraftCommand, clap::Error> {
    let Some((name, given)) = alone(given, sub)? else {
        return Ok(string(given, "id").map_or(DraftCommand::List, DraftCommand::Show));
    };
    let id = || required_string(given, "id");
    Ok(match name {
        "form" => DraftCommand::Form,
        "new" => save(None, given),
        "set" => save(Some(id()), given),
        "photo" => DraftCommand::ChangePhoto {
            draft: id(),
            photo: required_string(given, "photo"),
            change: match given.get_flag("remove") {
                true => PhotoChange::Remove,
                false => PhotoChange::Set { caption: string(given, "caption"), place: given.get_one("place").copied() },
            },
        },
        "restore" => DraftCommand::Restore { id: id(), number: given.get_one("number").copied().expect(REQUIRED) },
        "edit" => DraftCommand::Edit(id()),
        _ => DraftCommand::Delete(id()),
    })
}

fn save(id: Option<String>, given: &ArgMatches) -> DraftCommand {
    DraftCommand::Save {
        id,
        values: given.get_many::<FieldValue>("values").into_iter().flatten().cloned().collect(),
        photos: paths(given, "photo"),
    }
}

fn paths(given: &ArgMatches, name: &str) -> Vec<PathBuf> {
    given.get_many::<PathBuf>(name).into_iter().flatten().cloned().collect()
}

pub(super) fn submit(given: &ArgMatches) -> OutboxCommand {
    OutboxCommand::Submit {
        id: required_string(given, "id"),
        unmetered: given.get_flag("unmetered"),
        seconds: seconds(given),
    }
}

pub(super) fn outbox(given: &ArgMatches, sub: Option<(&str, &ArgMatches)>) -> Result<OutboxCommand, clap::Error> {
    let Some((name, given)) = alone(given, sub)? else {
        return Ok(string(given, "id").map_or(OutboxCommand::List, OutboxCommand::Show));
    };
    let id = || required_string(given, "id");
    Ok(match name {
        "refresh" => OutboxCommand::Refresh { seconds: seconds(given) },
        "pause" => OutboxCommand::Pause(id()),
        "resume" => OutboxCommand::Resume { id: id(), seconds: seconds(given) },
        "retry" => OutboxCommand::Retry { id: id(), seconds: seconds(given) },
        "withdraw" => OutboxCommand::Withdraw { id: id(), seconds: seconds(given) },
        "photo" => OutboxCommand::Photo { id: id(), files: paths(given, "files"), seconds: seconds(given) },
        "delete" => OutboxCommand::Delete { id: id(), force: given.get_flag("force") },
        "unmetered" => OutboxCommand::Unmetered(match (given.get_flag("on"), given.get_flag("off")) {
            (false, false) => None,
            (on, _) => Some(on),
        }),
        _ => OutboxCommand::Ledger { months: given.get_one("months").copied().expect(HAS_DEFAULT) },
    })
}

/// The subcommand. clap lets an id stand before it, which would be ignored.
fn alone<'a>(
    given: &ArgMatches,
    sub: Option<(&'a str, &'a ArgMatches)>,
) -> Result<Option<(&'a str, &'a ArgMatches)>, clap::Error> {
    match (string(given, "id"), sub) {
        (Some(id), Some((name, _))) => {
            let mut error = clap::Error::new(ErrorKind::ArgumentConflict);
            error.insert(ContextKind::InvalidArg, ContextValue::String(id));
            error.insert(ContextKind::PriorArg, ContextValue::String(name.to_owned()));
            Err(error)
        }
        (_, sub) => Ok(sub),
    }
}

fn seconds(given: &ArgMatches) -> u32 {
    given.get_one("seconds").copied().expect(HAS_DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{error_kind, parsed};
    use super::*;
    use crate::command::Command;

    #[test]
    fn drafts_and_submissions_are_parsed() {
        let draft = |line: &str| match parsed(line).command {
            Command::Draft(draft) => draft,
            other => panic!("{other:?}"),
        };
        assert_eq!(draft("songming draft"), DraftCommand::List);
        assert_eq!(draft("songming draft --json x"), DraftCommand::Show("x".into()));
        assert_eq!(draft("songming draft --json form"), DraftCommand::Form);
        let value = |code: &str, value: &str| FieldValue { code: code.into(), value: value.into() };
        let photos = ["a.jpg", "b.jpg", "c.jpg"].map(PathBuf::from).to_vec();
        assert_eq!(
            draft("songming draft set x title=a=b sector= --photo a.jpg b.jpg --photo c.jpg"),
            DraftCommand::Save {
                id: Some("x".into()),
                values: vec![value("title", "a=b"), value("sector", "")],
                photos
            }
        );
        let change = PhotoChange::Set { caption: Some("-1".into()), place: None };
        assert_eq!(
            draft("songming draft photo x p --caption -1"),
            DraftCommand::ChangePhoto { draft: "x".into(), photo: "p".into(), change }
        );
        let outbox = |line: &str| match parsed(line).command {
            Command::Outbox(outbox) => outbox,
            other => panic!("{other:?}"),
        };
        let submit = OutboxCommand::Submit { id: "x".into(), unmetered: true, seconds: 9 };
        assert_eq!(outbox("songming submit x --unmetered --seconds 9"), submit);
        assert_eq!(outbox("songming outbox"), OutboxCommand::List);
        assert_eq!(outbox("songming outbox x"), OutboxCommand::Show("x".into()));
        assert_eq!(outbox("songming outbox unmetered"), OutboxCommand::Unmetered(None));
        assert_eq!(outbox("songming outbox unmetered --off"), OutboxCommand::Unmetered(Some(false)));
        assert_eq!(outbox("songming outbox ledger --months 3"), OutboxCommand::Ledger { months: 3 });
        assert_eq!(error_kind("songming outbox x pause x"), ErrorKind::ArgumentConflict);
        assert_eq!(error_kind("songming outbox ledger --months 61"), ErrorKind::ValueValidation);
    }
}
