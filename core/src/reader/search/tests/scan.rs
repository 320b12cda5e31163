//! The index against a scan that reads every text.

use super::super::fold::stand_apart;
use super::super::telephone::{find_in_groups, whole_number};
use super::*;

/// A text as the scan reads it: folded, and without the blanks beside Chinese characters.
fn normalized(text: &str) -> Vec<char> {
    let mut folded: Vec<char> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        let class = folded.iter().rev().find(|&&c| c != ' ').map(|&c| class_of(c));
        let is_dot_of_name = class == Some(CharClass::Han) && matches!(c, '.' | '．');
        let written: Vec<char> = fold(if is_dot_of_name { ' ' } else { c }).collect();
        if let (Some(before), Some(&last), Some(&first)) = (before, folded.last(), written.first()) {
            let class = class_of(first);
            let in_word = matches!(class, CharClass::Letter | CharClass::Digit) && class_of(last) == class;
            if in_word && stand_apart(before, c, class == CharClass::Digit) {
                folded.push(' ');
            }
        }
        if !written.is_empty() {
            before = Some(c);
        }
        folded.extend(written);
    }
    let mut kept: Vec<char> = Vec::new();
    for (at, &c) in folded.iter().enumerate() {
        let before = folded[..at].iter().rev().find(|&&c| c != ' ').map(|&c| class_of(c));
        let after = folded[at..].iter().find(|&&c| c != ' ').map(|&c| class_of(c));
        let beside = before == Some(CharClass::Han) || after == Some(CharClass::Han) || before.is_none();
        if c != ' ' || !(beside || folded[at - 1] == ' ') {
            kept.push(c);
        }
    }
    kept
}

/// Whether a needle occurs in a normalized text.
fn occurs_in(text: &[char], needle: &[char]) -> bool {
    let is_number = (5..=12).contains(&needle.len()) && needle.iter().all(char::is_ascii_digit);
    (0..text.len()).any(|at| {
        (text[at..].starts_with(needle) || is_number && find_in_groups(text, at, needle).is_some())
            && (at == 0
                || !matches!(class_of(needle[0]), CharClass::Letter | CharClass::Digit)
                || class_of(text[at - 1]) != class_of(needle[0]))
    })
}

/// The needles that the scan looks for.
fn needles(words: &str) -> Vec<Vec<char>> {
    let is_skipped = |c: &char| matches!(class_of(*c), CharClass::Other | CharClass::Blank);
    words
        .split(char::is_whitespace)
        .map(|word| {
            let word: Vec<char> = normalized(word);
            let first = word.iter().position(|c| !is_skipped(c)).unwrap_or(word.len());
            let last = word.iter().rposition(|c| !is_skipped(c)).map_or(first, |last| last + 1);
            whole_number(&word[first..last]).unwrap_or_else(|| word[first..last].to_vec())
        })
        .filter(|needle| !needle.is_empty())
        .collect()
}

/// A search without an index: every text is read.
struct Scan {
    /// Id, published, title, text.
    items: Vec<(String, i64, Vec<char>, Vec<char>)>,
}

impl Scan {
    fn of(items: &[IncomingItem]) -> Self {
        let mut items: Vec<_> = items
            .iter()
            .map(|item| {
                (
                    item.id.clone(),
                    item.published.unwrap(),
                    normalized(&item.title),
                    normalized(item.plain.as_ref().unwrap()),
                )
            })
            .collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.1));
        Self { items }
    }

    fn ids(&self, words: &str, order: SearchOrder) -> Vec<String> {
        let needles = needles(words);
        let (mut titles, mut others) = (Vec::new(), Vec::new());
        for (id, _, title, text) in &self.items {
            let in_title = needles.iter().all(|needle| occurs_in(title, needle));
            let found = needles.iter().all(|needle| occurs_in(title, needle) || occurs_in(text, needle));
            if found && !needles.is_empty() {
                if in_title && order == SearchOrder::TitleFirst { &mut titles } else { &mut others }.push(id.clone());
            }
        }
        titles.extend(others);
        titles
    }
}

/// Searches drawn from the texts: of several lengths, with frequent and rare words, and in several spellings.
fn searches(items: &[IncomingItem], count: usize) -> BTreeSet<String> {
    let mut random = Random(7);
    let mut searches = BTreeSet::new();
    let runs = |text: &str, keep: fn(CharClass) -> bool| -> Vec<Vec<char>> {
        let chars: Vec<char> = text.chars().collect();
        chars
            .split(|&c| !keep(fold(c).next().map_or(CharClass::Other, class_of)))
            .filter(|run| !run.is_empty())
            .map(<[char]>::to_vec)
            .collect()
    };
    while searches.len() < count {
        let item = &items[random.below(items.len())];
        let text = if random.happens(20) { &item.title } else { item.plain.as_ref().unwrap() };
        let han = runs(text, |class| class == CharClass::Han);
        let any = runs(text, |class| class != CharClass::Other && class != CharClass::Blank);
        let mut piece = |runs: &[Vec<char>], length: usize| -> Option<String> {
            let run = &runs[random.below(runs.len().max(1))..].first()?;
            let start = random.below(run.len());
            Some(run[start..run.len().min(start + length)].iter().collect())
        };
        let length = [1, 2, 2, 3, 4, 8][searches.len() % 6];
        let Some(one) = piece(&han, length) else { continue };
        let search_words = match searches.len() % 11 {
            0..6 => one,
            6 => piece(&any, 5).unwrap_or(one),
            7 => format!("{one} {}", piece(&any, 2).unwrap_or_default()),
            8 => elsewhere(&one),
            9 => format!("《{one}》！"),
            // Words that do not occur, of characters that do.
            _ => format!("{}{}", piece(&han, 2).unwrap_or_default(), one),
        };
        searches.insert(search_words);
    }
    for word in [
        "ai",
        "AI产业园",
        "Ａ",
        "5g",
        "5",
        "iphone",
        "phone",
        "open ai",
        "pm2.5",
        "2.5",
        "c919",
        "e家园",
        "在",
        "12月3",
    ] {
        searches.insert(word.to_owned());
    }
    searches
}

#[test]
fn search_of_20_000_articles_agrees_with_a_scan() {
    let library = Library::new();
    let items = random_articles(20_000);
    let scan = Scan::of(&items);
    // Half is there when the index is made; the other half arrives page by page, older and newer.
    for page in items[5_000..15_000].chunks(1_000) {
        library.put(page.to_vec());
    }
    library.update_index();
    for page in items[..5_000].rchunks(500).chain(items[15_000..].chunks(700)) {
        library.put(page.to_vec());
        library.update_index();
    }
    let (mut wrong, mut found, mut many) = (Vec::new(), 0, 0);
    let searches = searches(&items, 420);
    for search_words in &searches {
        for order in [SearchOrder::TitleFirst, SearchOrder::Newest] {
            let mut expected = scan.ids(search_words, order);
            found += usize::from(!expected.is_empty());
            many += usize::from(expected.len() > 150);
            expected.truncate(150);
            if library.ids(search_words, &SearchFilter::default(), order, 150) != expected {
                wrong.push((search_words, order));
            }
        }
    }
    assert!(searches.len() >= 400 && found > searches.len() && many > 100, "{found} found something, {many} a lot");
    assert!(wrong.is_empty(), "{} of {}: {wrong:?}", wrong.len(), searches.len() * 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// For any texts and words, the index finds what the scan finds.
    #[test]
    fn the_index_agrees_with_the_scan(
        texts in prop::collection::vec(("[产業业园ａAi5５ 。\n😀é国国]{0,12}", "[产業业园ａAi5５ 。\n😀é国国]{0,30}"), 1..12),
        words in prop::collection::vec("[产業业园ａAi5５ .é国😀\"*]{1,5}", 1..12),
    ) {
        let library = Library::new();
        let items: Vec<IncomingItem> = texts
            .iter()
            .enumerate()
            // A title is never empty and its blanks are folded when it is stored.
            .map(|(number, (title, text))| {
                item(&number.to_string(), (number as i64 * 7) % 5 * 1_000 + number as i64, &format!("甲{}", title.replace('\n', "，")), &format!("乙。{text}"))
            })
            .collect();
        let scan = Scan::of(&items);
        for half in items.chunks(items.len().div_ceil(2)) {
            library.put(half.to_vec());
            library.update_index();
        }
        for words in &words {
            for order in [SearchOrder::TitleFirst, SearchOrder::Newest] {
                let found = library.ids(words, &SearchFilter::default(), order, 1_000);
                prop_assert_eq!(found, scan.ids(words, order), "{:?}", words);
            }
        }
    }
}
