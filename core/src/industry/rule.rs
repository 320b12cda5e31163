//! A rule of the radar, and what it finds.

use aho_corasick::automaton::{Automaton, OverlappingState};
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, Input};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Fault, Result};
use crate::feed::{ItemKind, Scanned};
use crate::search::fold;

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
        if sound && looks { Ok(self) } else { Err(Fault::BadRule.into()) }
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
        let words = NFA::new(&all).map_err(|error| Error::with(Fault::BadRule, error))?;
        Ok(Self { rules, words, count: all.len() })
    }

    /// The ids of the rules that find an item. `whole` reads its text as it is shown, and is asked only when a quick look could
    /// be wrong.
    pub(crate) fn found(&self, item: &Scanned, whole: impl FnOnce() -> Result<String>) -> Result<Vec<&str>> {
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
    fn fits(&self, item: &Scanned) -> bool {
        let any = |wanted: &[String], own: &[String]| wanted.is_empty() || wanted.iter().any(|code| own.contains(code));
        let rule = &self.rule;
        (rule.kinds.is_empty() || rule.kinds.contains(&item.kind))
            && any(&rule.sectors, &item.sectors)
            && any(&rule.parks, &item.parks)
            && rule.size.as_ref().is_none_or(|size| item.sizes.is_empty() || item.sizes.contains(size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str, words: &[&str], excluded: &[&str]) -> RadarRule {
        let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        RadarRule {
            id: Some(id.into()),
            name: id.into(),
            words: all(words),
            excluded: all(excluded),
            ..RadarRule::default()
        }
    }

    fn item(title: &str, html: &str) -> Scanned {
        Scanned { title: title.into(), body: html.into(), html: true, ..Scanned::default() }
    }

    fn found(rules: &[RadarRule], item: &Scanned) -> Vec<String> {
        let checked: Vec<RadarRule> = rules.iter().map(|rule| rule.clone().checked().unwrap()).collect();
        let rules = checked.into_iter().zip(rules).map(|(rule, own)| RadarRule { id: own.id.clone(), ..rule });
        let matcher = Matcher::new(rules.collect()).unwrap();
        let whole = || {
            let blocks = crate::article::blocks(&item.body, None).blocks;
            Ok(crate::article::plain_text(&blocks))
        };
        matcher.found(item, whole).unwrap().into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn words_are_found_in_title_and_text_whatever_their_form() {
        let rules =
            [rule("a", &["新能源汽车", "5G工厂"], &[]), rule("b", &["检测"], &["药品"]), rule("c", &["车"], &[])];
        for (title, html, expected) in [
            ("新能源汽车补贴", "<p>无。</p>", vec!["a", "c"]),
            ("通知", "<p>新能源<b>汽车</b>补贴</p>", vec!["a", "c"]),
            ("通知", "<p>建设５Ｇ 工廠</p>", vec!["a"]),
            ("通知", "<p>新能源</p><p>汽车</p>", vec!["c"]),
            ("通知", "<p>检测设备</p>", vec!["b"]),
            ("药品检测", "<p>设备</p>", vec![]),
            ("检测", "<p>含药品</p>", vec![]),
            ("检测", "<p title=\"药品\">设备</p>", vec!["b"]),
            ("检测", "<p>A&amp;B</p>", vec!["b"]),
            ("通知", "<p>检&#27979;</p>", vec!["b"]),
            ("通知", "<p>A&amp;B</p>", vec![]),
            ("检测", "<p>&#33647;品</p>", vec![]),
            ("", "", vec![]),
        ] {
            assert_eq!(found(&rules, &item(title, html)), expected, "{title} {html}");
        }
    }

    /// A quick look that says anything says what a reader of HTML says; what a caption holds may stand elsewhere.
    #[test]
    fn a_quick_look_is_right_or_says_nothing() {
        let mut dice = fastrand::Rng::with_seed(7);
        let full = |text: &str| {
            let mut lines: Vec<_> = text.split('\n').filter(|line| !line.is_empty()).map(str::to_owned).collect();
            lines.sort();
            lines
        };
        let mut said = 0;
        for _ in 0..200_000 {
            let html: String = (0..dice.usize(..14)).map(|_| PIECES[dice.usize(..PIECES.len())]).collect();
            let Some(read) = quick(&html) else { continue };
            let whole = crate::article::plain_text(&crate::article::blocks(&html, None).blocks);
            assert_eq!(full(&read), full(&lines(&whole)), "{html}");
            said += usize::from(!read.trim().is_empty());
        }
        assert!(said > 5_000, "{said}");
    }

    const PIECES: &[&str] = &[
        "<p>",
        "</p>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<strong>",
        "</strong>",
        "<span>",
        "</span>",
        "<h2>",
        "</h2>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<br>",
        "<br/>",
        "<blockquote>",
        "</blockquote>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</tr>",
        "</table>",
        "汽车",
        "新 能源",
        "\n",
        "车",
        "<figure><img src=\"/a.png\" alt=\"图\"><figcaption>",
        "</figcaption></figure>",
        "<div>",
        "</div>",
        "<p class=\"a\">",
        "&nbsp;",
        "<!-- x -->",
        "<td colspan=\"2\">",
        "<script>",
        "</script>",
        "< ",
        ">",
        "<x-y>",
        "<th>",
        "<i title=\"a>b\">",
    ];

    #[test]
    fn a_plain_body_is_read_quickly() {
        for html in ["", "<p>一</p>\n<ul>\n<li>二<b>三</b></li></ul>", "<figure><img src=\"/a.png\"></figure><p>四"]
        {
            assert!(quick(html).is_some(), "{html}");
        }
        for html in [
            "&amp;",
            "<p style=\"display:none\">",
            "<p hidden>",
            "<!-- -->",
            "<script>",
            "<p",
            "<i title=\"a>b\">",
            "<img",
            "a<img src=\"b\">",
        ] {
            assert!(quick(html).is_none(), "{html}");
        }
    }

    #[test]
    fn every_list_of_a_rule_has_to_be_met_and_of_a_list_one_entry() {
        let some = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        let rules = [
            RadarRule { sectors: some(&["auto", "health"]), ..rule("sector", &[], &[]) },
            RadarRule { parks: some(&["etdz"]), sectors: some(&["auto"]), ..rule("both", &[], &[]) },
            RadarRule { kinds: vec![ItemKind::Policy], ..rule("kind", &[], &[]) },
            RadarRule { size: Some("micro".into()), kinds: vec![ItemKind::Policy], ..rule("size", &[], &[]) },
            RadarRule { sectors: some(&["auto"]), ..rule("words", &["补贴"], &[]) },
        ];
        let policy = |sectors: &[&str], parks: &[&str], sizes: &[&str]| Scanned {
            kind: ItemKind::Policy,
            sectors: some(sectors),
            parks: some(parks),
            sizes: some(sizes),
            ..item("补贴办法", "<p>略</p>")
        };
        assert_eq!(found(&rules, &policy(&["auto"], &["etdz"], &[])), ["sector", "both", "kind", "size", "words"]);
        assert_eq!(found(&rules, &policy(&["health"], &["etdz"], &["large"])), ["sector", "kind"]);
        assert_eq!(found(&rules, &policy(&["culture"], &[], &["small", "micro"])), ["kind", "size"]);
        assert_eq!(found(&rules, &item("补贴办法", "")), [""; 0]);
    }

    #[test]
    fn a_rule_that_looks_for_nothing_is_refused() {
        let refused = |rule: RadarRule| rule.checked().is_err();
        assert!(refused(rule("a", &[], &[])));
        assert!(refused(rule("a", &[], &["药品"])), "leaving out alone finds everything");
        assert!(refused(rule("a", &["  "], &[])));
        assert!(refused(rule("a", &["\u{200b}"], &[])));
        assert!(refused(rule("  ", &["车"], &[])));
        assert!(refused(rule("a", &["车".repeat(61).as_str()], &[])));
        assert!(refused(RadarRule { remind: Some(61), ..rule("a", &["车"], &[]) }));
        let many: Vec<String> = (0..51).map(|number| format!("词{number}")).collect();
        assert!(refused(RadarRule { words: many, ..rule("a", &[], &[]) }));
        let kept = rule(" a ", &["车 ", "车", "", "船"], &[]).checked().unwrap();
        assert_eq!((kept.name.as_str(), kept.words), ("a", vec!["车".to_owned(), "船".to_owned()]));
    }
}
