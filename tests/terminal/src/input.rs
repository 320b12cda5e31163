//! Input from files and from standard input.

use std::io::Read;
use std::path::Path;

use crate::failure::Failure;
use crate::text;

/// Larger than any feed or article that the core accepts.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Names standard input where a file or an id is expected.
const STANDARD_INPUT: &str = "-";

/// Reads a file, or standard input if it is `-`.
pub(crate) fn read_file(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if file == Path::new(STANDARD_INPUT) {
        std::io::stdin().lock().take(MAX_BYTES).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
    };
    read.map(|_| bytes).map_err(|error| unreadable(file, &error.to_string()))
}

fn unreadable(file: &Path, why: &str) -> Failure {
    let message = text::fill("failure.file", &[("file", &file.to_string_lossy()), ("why", why)]);
    Failure::rejected("unreadable-file", message)
}

/// Replaces the first `-` by the ids on standard input, one on a line. Further `-` are dropped.
pub(crate) fn expand_ids(arguments: Vec<String>) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::with_capacity(arguments.len());
    let mut expanded = false;
    for id in arguments {
        if id != STANDARD_INPUT {
            ids.push(id);
        } else if !expanded {
            expanded = true;
            let file = Path::new(STANDARD_INPUT);
            let bytes = read_file(file)?;
            // A truncated list is refused: marking only a part of the ids would look like success.
            if bytes.len() as u64 == MAX_BYTES {
                return Err(unreadable(file, text::get("failure.too-long")));
            }
            let lines = String::from_utf8(bytes).map_err(|_| unreadable(file, text::get("failure.no-text")))?;
            ids.extend(lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
        }
    }
    Ok(ids)
}
