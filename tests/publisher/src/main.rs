//! The command line of the publisher.

use clap::Parser;
use songming_publisher::moment::Moment;
use songming_publisher::{Options, start};
use std::error::Error;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

/// Publishes the sample content, or generated items, over HTTP; prints one line of JSON with both addresses when ready.
#[derive(Parser)]
#[command(name = "songming-publisher", version)]
struct Arguments {
    /// Folder with catalogue.json, items/ and media/
    #[arg(long, value_name = "DIR", required_unless_present = "synthetic")]
    content: Option<PathBuf>,
    /// Database file; one that holds items already is published as it is
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Public port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Control port, for tests only
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    control: SocketAddr,
    /// Items on a page
    #[arg(long, value_name = "N", default_value_t = 50)]
    page_size: usize,
    /// Changes that the log keeps; 0 keeps all
    #[arg(long, value_name = "N", default_value_t = 0)]
    retain: u64,
    /// Publish N generated items in place of those of the content
    #[arg(long, value_name = "N")]
    synthetic: Option<usize>,
    /// Give every generated item a picture of its own
    #[arg(long, requires = "synthetic")]
    synthetic_pictures: bool,
    /// Scheme and authority of absolute addresses; otherwise those of each request
    #[arg(long, value_name = "URL")]
    base: Option<String>,
    /// The publisher's time at its start (RFC 3339); its clock runs on from there, so that the sample content looks the
    /// same on any day
    #[arg(long, value_name = "MOMENT", value_parser = Moment::parse)]
    clock: Option<Moment>,
    /// Exit when standard input closes, and so with the parent process
    #[arg(long)]
    until_stdin_closes: bool,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "songming-publisher: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    if let Some(moment) = arguments.clock {
        moment.set_clock();
    }
    let publisher = start(Options {
        content: arguments.content,
        data: arguments.data,
        listen: arguments.listen,
        control: arguments.control,
        page_size: arguments.page_size,
        retain: arguments.retain,
        synthetic: arguments.synthetic,
        synthetic_pictures: arguments.synthetic_pictures,
        base: arguments.base,
    })?;
    let ready = serde_json::json!({ "public": publisher.public_url(), "control": publisher.control_url() });
    let mut stdout = io::stdout();
    writeln!(stdout, "{ready}")?;
    stdout.flush()?;
    if arguments.until_stdin_closes {
        io::stdin().lock().read_to_end(&mut Vec::new())?;
        publisher.stop();
        return Ok(());
    }
    loop {
        thread::park();
    }
}
