//! A rule of the radar, and what it finds.

use aho_corasick::automaton::{Automaton, OverlappingState};
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, Input};
use serde::{Deserialize, Serialize};

use crate::base::error::{Fault, Result};
use crate::reader::feed::{ItemKind, RadarItem};
use crate::reader::search::fold;

/// Rules at a time.
pub const MAX_RADAR_RULES: usize = 500;
/// Entries of each list of a rule, characters of each.
const MAX_LIST: usize = 50;
const MAX_ENTRY: usize = 60;
/// Working days that a reminder may come before a deadline.
const MAX_REMIND: u32 = 60;

/// A rule 产业雷达. Each list that is not empty has to be met; of a list one entry is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
#[serde(default)]
pub struct RadarRule {
    /// Which rule; none for a new one. It stays on this phone.
    #[serde(skip)]
    #[uniffi(default = None)]
    pub id: Option<String>,
    /// What the person calls it.
    pub name: String,
    /// Codes of sectors.
    #[uniffi(default = [])]
    pub sectors: Vec<String>,
    /// Codes of parks.
    #[uniffi(default = [])]
    pub parks: Vec<String>,
    /// Sorts of items.
    #[uniffi(default = [])]
    pub kinds: Vec<ItemKind>,
    /// Words in the title, the summary or the text; blanks, widths and 繁简 do not count.
    #[uniffi(default = [])]
    pub words: Vec<String>,
    /// Words that must not be there.
    #[uniffi(default = [])]
    pub excluded: Vec<String>,
    /// The code of the enterprise's size: what is for other sizes is not found.
    #[uniffi(default = None)]
    pub size: Option<String>,
    /// Working days before a deadline on which to remind; none for no reminder.
    #[uniffi(default = None)]
    pub remind: Option<u32>,
}

impl RadarRule {
    /// The rule as it is kept: trimmed, each entry once; refused when it looks for nothing or is too large.
    pub(super) fn checked(mut self) -> Result<Self> {
        self.name = self.name.trim().to_owned();
        for list in [&mut self.sectors, &mut self.parks, &mut self.words, &mut self.excluded] {
            let mut kept: Vec<String> = Vec::with_capacity(list.len());
            for entry in list.iter().map(|entry| entry.trim()).filter(|entry| !entry.is_empty()) {
                if !kept.iter().any(|known| known == entry) {
                    kept.push(entry.to_owned());
                }
            }
            *list = kept;
        }
        self.size = self.size.filter(|size| !size.trim().is_empty());
        self.kinds.sort_by_key(|kind| kind.code());
        self.kinds.dedup();
        let lists = [&self.sectors, &self.parks, &self.words, &self.excluded];
        let short = |text: &String| text.chars().count() <= MAX_ENTRY;
        let sound = !self.name.is_empty()
            && short(&self.name)
            && self.size.iter().all(short)
            && self.remind.is_none_or(|days| days <= MAX_REMIND)
            && lists.iter().all(|list| list.len() <= MAX_LIST && list.iter().all(short))
            && self.words.iter().chain(&self.excluded).all(|word| !folded(word).is_empty());
        let looks =
            !(self.sectors.is_empty() && self.parks.is_empty() && self.kinds.is_empty() && self.words.is_empty());
        if sound && looks { Ok(self) } else { Err(Fault::BadRule) }
    }
}

/// What an item is compared by.
fn folded(text: &str) -> String {
    text.chars().filter_map(plain).collect()
}

/// Blanks do not count, and neither does what nobody sees.
fn plain(c: char) -> Option<char> {
    let seen = !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}');
    seen.then(|| fold(c))
}

/// Bodies that are looked at quickly, in bytes: larger ones may be cut where they are shown.
const QUICK: usize = 100_000;

/// The lines of a body as its reader would read them; none when only a reader of HTML can tell. Most bodies are plain: text in
/// a few elements without attributes that could hide it.
fn quick(html: &str) -> Option<String> {
    if html.len() > QUICK {
        return None;
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.extend(rest[..at].chars().filter_map(plain));
        // An entity, a comment, a doctype, something malformed.
        let tag = rest[at..].strip_prefix('<')?;
        let end = tag.find('>')?;
        let (name, attributes) = tag[..end].split_once([' ', '\n']).unwrap_or((&tag[..end], ""));
        let hides = ["style", "class", "hidden", "\"\"", "<"].iter().any(|sign| attributes.contains(sign));
        // A `>` inside of a value would end the tag too early.
        if hides || attributes.matches('"').count() % 2 != 0 || attributes.contains('\'') {
            return None;
        }
        match name.strip_prefix('/').unwrap_or(name).trim_end_matches('/') {
            "b" | "strong" | "i" | "em" | "u" | "span" => {}
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "li" | "br" | "blockquote" | "figure"
            | "figcaption" => text.push('\n'),
            // Between words it may be shown or left out.
            "img" if text.ends_with('\n') || text.is_empty() => text.push('\n'),
            _ => return None,
        }
        rest = &tag[end + 1..];
    }
    text.extend(rest.chars().filter_map(plain));
    Some(text)
}

/// The lines of a text that was read properly: a word does not reach from one into the next.
fn lines(text: &str) -> String {
    text.split(['\n', '\t']).map(folded).collect::<Vec<_>>().join("\n")
}

/// Which words a text has, one bit for each.
#[derive(Debug, Clone, Default)]
struct Words(Vec<u64>);

impl Words {
    fn has_any(&self, of: &[usize]) -> bool {
        of.iter().any(|&word| self.0[word / 64] & (1 << (word % 64)) != 0)
    }
}

/// All rules, ready to be compared with many items.
pub(crate) struct Matcher {
    rules: Vec<Prepared>,
    words: NFA,
    count: usize,
}

struct Prepared {
    id: String,
    rule: RadarRule,
    words: Vec<usize>,
    excluded: Vec<usize>,
}

impl Matcher {
    pub(crate) fn new(rules: Vec<RadarRule>) -> Result<Self> {
        let mut all: Vec<String> = Vec::new();
        let mut places = std::collections::HashMap::new();
        let mut number = |words: &[String]| -> Vec<usize> {
            words
                .iter()
                .map(|word| {
                    let word = folded(word);
                    *places.entry(word.clone()).or_insert_with(|| {
                        all.push(word);
                        all.len() - 1
                    })
                })
                .collect()
        };
        let rules: Vec<Prepared> = rules
            .into_iter()
            .map(|rule| Prepared {
                id: rule.id.clone().unwrap_or_default(),
                words: number(&rule.words),
                excluded: number(&rule.excluded),
                rule,
            })
            .collect();
        let words = NFA::new(&all).map_err(|_| Fault::BadRule)?;
        Ok(Self { rules, words, count: all.len() })
    }

    /// The ids of the rules that find an item. `whole` reads its text as it is shown, and is asked only when a quick look could
    /// be wrong.
    pub(crate) fn found(&self, item: &RadarItem, whole: impl FnOnce() -> Result<String>) -> Result<Vec<&str>> {
        let fitting: Vec<&Prepared> = self.rules.iter().filter(|one| one.fits(item)).collect();
        if fitting.iter().all(|one| one.words.is_empty() && one.excluded.is_empty()) {
            return Ok(fitting.into_iter().map(|one| one.id.as_str()).collect());
        }
        let mut text = folded(&item.title);
        text.push('\n');
        text.push_str(&lines(&item.summary));
        text.push('\n');
        match item.html.then(|| quick(&item.body)) {
            Some(Some(read)) => text.push_str(&read),
            Some(None) => text.push_str(&lines(&whole()?)),
            None => text.push_str(&lines(&item.body)),
        }
        let words = self.words_in(&text);
        let found =
            |one: &&Prepared| (one.words.is_empty() || words.has_any(&one.words)) && !words.has_any(&one.excluded);
        Ok(fitting.into_iter().filter(found).map(|one| one.id.as_str()).collect())
    }

    fn words_in(&self, text: &str) -> Words {
        let mut words = Words(vec![0; self.count.div_ceil(64)]);
        let input = Input::new(text).anchored(Anchored::No);
        let mut state = OverlappingState::start();
        // Only a search that asks for what the automaton was not built for fails.
        while self.words.try_find_overlapping(&input, &mut state).is_ok() {
            let Some(word) = state.get_match() else { break };
            let word = word.pattern().as_usize();
            words.0[word / 64] |= 1 << (word % 64);
        }
        words
    }
}

impl Prepared {
    /// Everything but the words.
    fn fits(&self, item: &RadarItem) -> bool {
        let any = |wanted: &[String], own: &[String]| wanted.is_empty() || wanted.iter().any(|code| own.contains(code));
        let rule = &self.rule;
        (rule.kinds.is_empty() || rule.kinds.contains(&item.kind))
            && any(&rule.sectors, &item.sectors)
            && any(&rule.parks, &item.parks)
            && rule.size.as_ref().is_none_or(|size| item.sizes.is_empty() || item.sizes.contains(size))
    }
}

#[cfg(test)]
mod tests;
