//! Search words that start with a dash. `search -x` looks for the text `-x`, because only the program's own options are
//! options before `--`. clap cannot express that: it rejects every unknown option or accepts none. So the search words
//! move behind a `--` before clap parses the command line.

use std::ffi::{OsStr, OsString};

use clap::{Arg, Command};

/// Ends the options; everything after it is text.
const DIVIDER: &str = "--";

/// Moves the words of a `search` command behind `--`, in their order. Other command lines are returned unchanged.
pub(crate) fn move_behind_divider(line: &[OsString], command: &Command) -> Vec<OsString> {
    let top_level: Vec<&Arg> = command.get_arguments().collect();
    let mut at = 1;
    let name = loop {
        match line.get(at) {
            Some(word) => match option_length(word, &top_level) {
                Some(length) => at += length,
                None => break word,
            },
            None => return line.to_vec(),
        }
    };
    let Some(search) = command.find_subcommand(name).filter(|sub| sub.get_name() == "search") else {
        return line.to_vec();
    };
    let global = top_level.into_iter().filter(|option| option.is_global_set());
    let known: Vec<&Arg> = search.get_arguments().chain(global).collect();
    let (mut options, mut words) = (line[..=at].to_vec(), Vec::new());
    at += 1;
    while let Some(word) = line.get(at) {
        let length = if word == DIVIDER {
            words.extend_from_slice(&line[at + 1..]);
            break;
        } else if let Some(length) = option_length(word, &known) {
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

/// The number of command line words that an option takes, with its value. `None` if the word is not a known option.
fn option_length(word: &OsStr, known: &[&Arg]) -> Option<usize> {
    let word = word.to_str()?;
    let (name, with_value) = match word.split_once('=') {
        Some((name, _)) => (name, true),
        None => (word, false),
    };
    let matches = |option: &&&Arg| match name.strip_prefix("--") {
        Some(name) => option.get_long() == Some(name),
        None => option.get_short().is_some_and(|short| name.strip_prefix('-') == Some(short.to_string().as_str())),
    };
    let option = known.iter().find(matches)?;
    Some(if option.get_action().takes_values() && !with_value { 2 } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(line: &str) -> String {
        let line: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let moved = move_behind_divider(&line, &crate::arguments::command());
        moved.into_iter().map(|word| word.into_string().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_follow_the_options_in_their_order() {
        assert_eq!(
            moved("songming search 秋收 --limit 5 -x 稻 --json"),
            "songming search --limit 5 --json -- 秋收 -x 稻"
        );
        assert_eq!(moved("songming --data /d search --limt 5 - -h"), "songming --data /d search -h -- --limt 5 -");
        assert_eq!(moved("songming search a --kind=alert -- --json --"), "songming search --kind=alert -- a --json --");
        assert_eq!(moved("songming search --limit -5 x"), "songming search --limit -5 -- x");
        assert_eq!(moved("songming search --recent"), "songming search --recent");
        assert_eq!(moved("songming search x --limit"), "songming search --limit -- x");
    }

    #[test]
    fn other_command_lines_are_unchanged() {
        for line in ["songming", "songming --json", "songming list search --limit 5", "songming --data search -x"] {
            assert_eq!(moved(line), line);
        }
    }
}
