//! `./bench`: what the core costs, as ratios to a named floor that does the bare minimum, in the same run.
//!
//! Core and floor take turns, so that other load on the machine affects both; a ratio is the median of the ratios of the turns.
//! Times are processor time of this process (the publisher is a separate one) unless a line says otherwise.

mod background;
mod cold_start;
mod feed_server;
mod filled;
mod first_sync;
mod foreign_feeds;
mod home;
mod measure;
mod page;
mod parsing;
mod pictures;
mod publisher;
mod radar;
mod search;
mod waiting;
mod withdrawal;

use std::io::Write;

use measure::Line;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Peak memory needs a separate process: this program starts itself again.
    if let [role, rest @ ..] = &*arguments
        && role == "--alone"
    {
        return match rest {
            [what, name] if what == "hostile" => parsing::hostile(name),
            [what, folder] if what == "page" => page::alone(folder),
            [what, network, address] if what == "pictures" => pictures::alone(network, address),
            [what, rest @ ..] if what == "search" => search::alone(rest),
            [what, rest @ ..] if what == "waiting" => waiting::alone(rest),
            [what, rest @ ..] if what == "withdrawal" => withdrawal::alone(rest),
            [what, rest @ ..] if what == "background" => background::alone(rest),
            [what, rest @ ..] if what == "foreign-feeds" => foreign_feeds::alone(rest),
            rest => first_sync::alone(rest),
        };
    }
    let wanted = |name: &str| arguments.is_empty() || arguments.iter().any(|one| one == name);
    let mut lines: Vec<Line> = Vec::new();
    if wanted("cold-start") {
        lines.extend(cold_start::run()?);
    }
    if wanted("first-sync") {
        lines.extend(first_sync::run()?);
    }
    if wanted("foreign-feeds") {
        lines.extend(foreign_feeds::run()?);
    }
    if wanted("parsing") {
        lines.extend(parsing::run()?);
    }
    if wanted("home") {
        lines.extend(home::run()?);
    }
    if wanted("radar") {
        lines.extend(radar::run()?);
    }
    if wanted("pictures") {
        pictures::run()?;
    }
    if wanted("search") {
        search::run()?;
    }
    if wanted("waiting") {
        waiting::run()?;
    }
    if wanted("withdrawal") {
        withdrawal::run()?;
    }
    if wanted("background") {
        background::run()?;
    }
    let mut out = std::io::stdout();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
