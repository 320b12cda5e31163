//! The publisher as a separate process with generated items, so that its work is not counted.

use songming_journeys::PublisherProcess;

use crate::Outcome;

/// Starts a publisher with that many generated items.
pub(crate) fn start(items: usize, page_size: usize) -> Outcome<PublisherProcess> {
    let program = std::env::current_exe()?.with_file_name("songming-publisher");
    let (items, page_size) = (items.to_string(), page_size.to_string());
    Ok(PublisherProcess::start(&program, ["--synthetic", &items, "--page-size", &page_size])?)
}
