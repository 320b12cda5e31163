//! What comes in from a file or from standard input.

use std::io::Read;
use std::path::Path;

use crate::failure::Failure;
use crate::text;

/// More than the core reads of any feed or article.
const MAX_FILE: u64 = 64 * 1024 * 1024;
/// Stands for standard input, as a file and among ids.
const STANDARD_INPUT: &str = "-";

/// What a file holds.
pub(crate) fn contents(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if file == Path::new(STANDARD_INPUT) {
        std::io::stdin().lock().take(MAX_FILE).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(MAX_FILE).read_to_end(&mut bytes))
    };
    read.map(|_| bytes).map_err(|error| unreadable(file, &error.to_string()))
}

fn unreadable(file: &Path, why: &str) -> Failure {
    let message = text::fill("failure.file", &[("file", &file.to_string_lossy()), ("why", why)]);
    Failure::rejected("unreadable-file", message)
}

/// The ids, with those on standard input, one a line, in the place of the first `-`.
pub(crate) fn ids(said: Vec<String>) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::with_capacity(said.len());
    let mut asked = false;
    for id in said {
        if id != STANDARD_INPUT {
            ids.push(id);
        } else if !asked {
            asked = true;
            let file = Path::new(STANDARD_INPUT);
            let bytes = contents(file)?;
            // A list that was cut is not the list that was meant: all of it or nothing.
            if bytes.len() as u64 == MAX_FILE {
                return Err(unreadable(file, text::get("failure.too-long")));
            }
            let lines = String::from_utf8(bytes).map_err(|_| unreadable(file, text::get("failure.no-text")))?;
            ids.extend(lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
        }
    }
    Ok(ids)
}
