//! Looks for what must not be somewhere: in every log line, every file and every text, in whatever form.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use log::{LevelFilter, Log, Metadata, Record};

/// Every log line of this process, of the core and of what it is built from.
#[derive(Default)]
pub struct RecordedLog(Mutex<Vec<String>>);

static LINES: RecordedLog = RecordedLog(Mutex::new(Vec::new()));

impl RecordedLog {
    /// Records every line from now on. Panics if the process has another logger, which would hide them.
    pub fn start() -> &'static Self {
        log::set_logger(&LINES).expect("no other logger");
        log::set_max_level(LevelFilter::Trace);
        &LINES
    }

    /// The lines until now.
    pub fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }
}

impl Log for RecordedLog {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = format!("{} {} {}", record.level(), record.target(), record.args());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    fn flush(&self) {}
}

/// Base64 of whole groups, with the signs of addresses if `for_address`.
fn base64(bytes: &[u8], for_address: bool) -> String {
    let signs: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(if for_address { ['-', '_'] } else { ['+', '/'] })
        .collect();
    let groups = bytes.chunks_exact(3).map(|group| u32::from_be_bytes([0, group[0], group[1], group[2]]));
    groups.flat_map(|group| [18, 12, 6, 0].map(|shift| signs[(group >> shift) as usize & 63])).collect()
}

/// A text in all the forms in which it could be stored. It is of several characters.
pub fn forms(text: &str) -> Vec<Vec<u8>> {
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let percent = |escape: fn(u8) -> String| {
        let byte = |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { escape(byte) };
        text.bytes().map(byte).collect::<String>().into_bytes()
    };
    let json: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let mut forms = vec![
        text.as_bytes().to_vec(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        percent(|byte| format!("%{byte:02X}")),
        percent(|byte| format!("%{byte:02x}")),
        text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>().into_bytes(),
        text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes(),
        text.bytes().map(|byte| format!("{byte:02X}")).collect::<String>().into_bytes(),
        json.into_bytes(),
    ];
    // Of base64 the whole groups, which are the same whatever stands around them, for each of the three places where it may begin.
    for place in 0..3 {
        let whole = text.as_bytes().get(place..).unwrap_or_default();
        forms.extend([true, false].map(|for_address| base64(whole, for_address).into_bytes()));
    }
    forms.retain(|form| !form.is_empty());
    forms
}

/// Looks for several texts at once, in all their forms.
pub struct LeakSearch {
    texts: Vec<String>,
    /// By its first two bytes, the rest of each form, and the number of its text: a test looks through megabytes, once.
    forms: Vec<Vec<(Vec<u8>, usize)>>,
}

impl LeakSearch {
    /// Looks for these texts, of several characters each.
    pub fn new<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        let mut all = vec![Vec::new(); 1 << 16];
        for (number, text) in texts.iter().enumerate() {
            for form in forms(text).into_iter().filter(|form| form.len() > 2) {
                all[place(form[0], form[1])].push((form[2..].to_vec(), number));
            }
        }
        Self { texts, forms: all }
    }

    /// The texts that these bytes have.
    pub fn found_in(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for at in 1..bytes.len() {
            for (rest, number) in &self.forms[place(bytes[at - 1], bytes[at])] {
                if bytes[at + 1..].starts_with(rest) {
                    found.insert(&*self.texts[*number]);
                }
            }
        }
        found
    }

    /// The texts that the files below a folder have, each with the paths of these files in it.
    pub fn found_below(&self, root: &Path) -> BTreeMap<&str, Vec<String>> {
        let (mut found, mut folders) = (BTreeMap::<&str, Vec<String>>::new(), vec![root.to_owned()]);
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(root).expect("below").display().to_string();
                    for text in self.found_in(&fs::read(&path).expect("a file")) {
                        found.entry(text).or_default().push(name.clone());
                    }
                }
            }
        }
        found
    }
}

fn place(first: u8, second: u8) -> usize {
    usize::from(u16::from_be_bytes([first, second]))
}
