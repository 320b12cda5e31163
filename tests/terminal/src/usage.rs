//! A command line that was not understood, in words: what clap found, said in Chinese.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::Failure;
use crate::text;

/// What clap answers with.
pub(crate) enum Told {
    /// Somebody asked for help.
    Help(String),
    /// Somebody asked for the version.
    Version(String),
    /// Somebody said nothing, and is helped.
    Silence(String),
    /// A mistake.
    Mistake(Failure),
}

/// Sorts what clap answered with.
pub(crate) fn told(error: &clap::Error) -> Told {
    match error.kind() {
        ErrorKind::DisplayHelp => Told::Help(error.render().to_string()),
        ErrorKind::DisplayVersion => Told::Version(error.render().to_string()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Told::Silence(error.render().to_string()),
        _ => Told::Mistake(Failure::usage(explain(error))),
    }
}

fn explain(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let said = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => text::fill("usage.no-value", &[("argument", &argument)]),
        ErrorKind::InvalidValue => {
            let valid = context(ContextKind::ValidValue);
            text::fill("usage.not-one-of", &[("argument", &argument), ("value", &value), ("valid", &valid)])
        }
        ErrorKind::ValueValidation => text::fill("usage.bad-value", &[("argument", &argument), ("value", &value)]),
        ErrorKind::WrongNumberOfValues => text::fill("usage.no-value", &[("argument", &argument)]),
        ErrorKind::UnknownArgument => text::fill("usage.unknown", &[("what", &argument)]),
        ErrorKind::InvalidSubcommand => {
            text::fill("usage.no-such-command", &[("what", &context(ContextKind::InvalidSubcommand))])
        }
        ErrorKind::MissingRequiredArgument => text::fill("usage.missing", &[("what", &argument)]),
        ErrorKind::MissingSubcommand => text::get("usage.no-command").to_owned(),
        ErrorKind::ArgumentConflict => {
            let prior = context(ContextKind::PriorArg);
            if prior == argument || prior.is_empty() {
                text::fill("usage.twice", &[("argument", &argument)])
            } else {
                text::fill("usage.conflict", &[("argument", &argument), ("prior", &prior)])
            }
        }
        _ => text::get("usage.other").to_owned(),
    };
    let near: Vec<String> = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg]
        .into_iter()
        .filter_map(|kind| error.get(kind))
        .map(words)
        .collect();
    if near.is_empty() { said } else { said + &text::fill("usage.near", &[("near", &near.join(text::get("and")))]) }
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(word) => word.clone(),
        ContextValue::Strings(words) => words.join(text::get("and")),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
