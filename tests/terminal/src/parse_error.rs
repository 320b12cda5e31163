//! Errors of the command line in Chinese. clap also reports `--help` and `--version` as errors.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::Failure;
use crate::text;

/// Why there is no command to execute.
pub(crate) enum ParseError {
    /// `--help`: the help text.
    Help(String),
    /// `--version`: the version line.
    Version(String),
    /// No command is given: the help text.
    MissingCommand(String),
    /// The command line is invalid.
    Invalid(Failure),
}

impl From<clap::Error> for ParseError {
    fn from(error: clap::Error) -> Self {
        match error.kind() {
            ErrorKind::DisplayHelp => Self::Help(error.render().to_string()),
            ErrorKind::DisplayVersion => Self::Version(error.render().to_string()),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Self::MissingCommand(error.render().to_string()),
            _ => Self::Invalid(Failure::usage(message(&error))),
        }
    }
}

fn message(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(joined).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let message = match error.kind() {
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
    let suggestions: Vec<String> = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg]
        .into_iter()
        .filter_map(|kind| error.get(kind))
        .map(joined)
        .collect();
    if suggestions.is_empty() {
        return message;
    }
    message + &text::fill("usage.near", &[("near", &suggestions.join(text::get("and")))])
}

fn joined(value: &ContextValue) -> String {
    match value {
        ContextValue::String(word) => word.clone(),
        ContextValue::Strings(words) => words.join(text::get("and")),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
