//! The words of a search. Whatever a person looks for is text, also when it begins with a dash; our own options are
//! options as far as a `--`. clap knows only words that are never options, or dashes that always are: so the words go
//! behind a `--` before it sees the line.

use std::ffi::{OsStr, OsString};

use clap::{Arg, Command};

/// What divides options from words.
const DIVIDER: &str = "--";

/// The line with the words of a search behind everything else, in their order; any other line as it is.
pub(crate) fn set_apart(line: &[OsString], command: &Command) -> Vec<OsString> {
    let shared: Vec<&Arg> = command.get_arguments().collect();
    let mut at = 1;
    let name = loop {
        match line.get(at) {
            Some(word) => match ours(word, &shared) {
                Some(length) => at += length,
                None => break word,
            },
            None => return line.to_vec(),
        }
    };
    let Some(search) = command.find_subcommand(name).filter(|sub| sub.get_name() == "search") else {
        return line.to_vec();
    };
    let everywhere = shared.into_iter().filter(|option| option.is_global_set());
    let known: Vec<&Arg> = search.get_arguments().chain(everywhere).collect();
    let (mut options, mut words) = (line[..=at].to_vec(), Vec::new());
    at += 1;
    while let Some(word) = line.get(at) {
        let length = if word == DIVIDER {
            words.extend_from_slice(&line[at + 1..]);
            break;
        } else if let Some(length) = ours(word, &known) {
            options.extend(line[at..].iter().take(length).cloned());
            length
        } else {
            words.push(word.clone());
            1
        };
        at += length;
    }
    if !words.is_empty() {
        options.push(DIVIDER.into());
    }
    options.extend(words);
    options
}

/// How many words an option of ours takes up, with its value; none for what is no such option.
fn ours(word: &OsStr, known: &[&Arg]) -> Option<usize> {
    let word = word.to_str()?;
    let (name, with_value) = match word.split_once('=') {
        Some((name, _)) => (name, true),
        None => (word, false),
    };
    let is = |option: &&&Arg| match name.strip_prefix("--") {
        Some(name) => option.get_long() == Some(name),
        None => option.get_short().is_some_and(|short| name.strip_prefix('-') == Some(short.to_string().as_str())),
    };
    let option = known.iter().find(is)?;
    Some(if option.get_action().takes_values() && !with_value { 2 } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(line: &str) -> String {
        let line: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let set = set_apart(&line, &crate::arguments::command());
        set.into_iter().map(|word| word.into_string().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_stand_behind_the_options_in_their_order() {
        assert_eq!(
            set("songming search 秋收 --limit 5 -x 稻 --json"),
            "songming search --limit 5 --json -- 秋收 -x 稻"
        );
        assert_eq!(set("songming --data /d search --limt 5 - -h"), "songming --data /d search -h -- --limt 5 -");
        assert_eq!(set("songming search a --kind=alert -- --json --"), "songming search --kind=alert -- a --json --");
        assert_eq!(set("songming search --limit -5 x"), "songming search --limit -5 -- x");
        assert_eq!(set("songming search --recent"), "songming search --recent");
        assert_eq!(set("songming search x --limit"), "songming search --limit -- x");
    }

    #[test]
    fn any_other_line_stays_as_it_is() {
        for line in ["songming", "songming --json", "songming list search --limit 5", "songming --data search -x"] {
            assert_eq!(set(line), line);
        }
    }
}
