//! The speech corpus: `tests/corpus/speech/KIND.tsv`, as it is printed and as it is said. What is said was written by
//! judgement, not copied from the output.

use std::path::PathBuf;

use super::super::verbalize::verbalize;

/// Lines that are said wrongly, and why. Each of them has to stay wrong, or to leave this list.
const KNOWN_WRONG: &[(&str, &str)] = &[
    (
        "玉米“云瑞88”长势良好",
        "a variety is named by its digits, but in “神舟20” the number is said by value: nothing beside them decides",
    ),
    (
        "供水管径DN300，长1.2公里",
        "a size after letters is said by value, a type (MU300) by its digits: the letters do not say which",
    ),
    (
        "2026台农机下田",
        "台 counts machines, but 台农 is a name of varieties (2026台农芒果节): the next character but one would have to decide",
    ),
    ("向阳2村", "a village may be named by its number, but 涉及2村 counts villages: nothing beside them decides"),
];

/// The share of lines that has to be right, in percent.
const SHARE: usize = 98;

#[test]
fn corpus_lines_are_said_as_expected() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus/speech");
    let mut names: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the corpus is in the tree")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "tsv"))
        .collect();
    names.sort();
    let (mut total, mut wrong, mut known) = (0, Vec::new(), Vec::new());
    for path in &names {
        let lines = std::fs::read_to_string(path).expect("a file in UTF-8");
        for line in lines.lines() {
            let (written, said) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
            total += 1;
            let got = verbalize(written);
            if got == said {
                continue;
            }
            if KNOWN_WRONG.iter().any(|(line, _)| *line == written) {
                known.push(written.to_owned());
            }
            wrong.push(format!("{written}\n  want {said}\n  got  {got}"));
        }
    }
    let right = total - wrong.len();
    eprintln!("{right} of {total} lines right");
    assert!(total >= 2000, "{total} lines");
    assert!(right * 100 >= total * SHARE, "{right} of {total} right:\n{}", wrong.join("\n"));
    for (line, reason) in KNOWN_WRONG {
        assert!(known.iter().any(|known| known == line), "{line} is right now, or is not in the corpus ({reason})");
    }
    assert_eq!(wrong.len(), known.len(), "wrong and not named in KNOWN_WRONG:\n{}", wrong.join("\n"));
}
