//! A headline or a text as a row of tokens in which everything that an editor may change freely is already gone: width, case,
//! punctuation, labels, credits, filler words, synonyms, the way a number is written. What differs then, differs.

use super::numbers;
use super::words::{self, CHANNELS, CREDITS, LABELS, TAILS, Word};

/// Numbers, codes, single letters, known places: a token that may not be exchanged for another.
pub(super) const HARD: u16 = 0x8000;
/// Han characters are their own tokens, below this.
const HAN: u16 = 0x5200;
const SYNONYM: u16 = HAN;
const OUTCOME: u16 = SYNONYM + 0x100;
/// Room for this many outcomes in a set.
const WIDEST: u16 = 16;
/// Everything else, hashed.
const OTHER: u16 = OUTCOME + 0x400;

/// In the key of a fact: a figure, and not a place, an office or an outcome.
pub(super) const FIGURE: u16 = 0x8000;

/// One thing an item says that another item about the same story may not say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fact {
    /// What is told: people, days, the town. A hash.
    pub(super) key: u16,
    /// The two tokens before, or 0 where there are none worth comparing. A hash.
    pub(super) context: u16,
    /// How many, which. A hash of the normal form.
    pub(super) value: u32,
}

pub(super) struct Stream<'a> {
    pub(super) chars: &'a [char],
    pub(super) at: usize,
    pub(super) tokens: Vec<u16>,
    pub(super) facts: Vec<Fact>,
    /// Where the last place ended: names do not overlap.
    pub(super) place_end: usize,
    /// How many tokens there were when the clause began.
    clause: usize,
}

pub(super) fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    let sum = bytes.fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    mix(sum)
}

/// FNV leaves the high bits of short words alike.
pub(super) fn mix(sum: u32) -> u32 {
    let sum = (sum ^ (sum >> 16)).wrapping_mul(0x85eb_ca6b);
    let sum = (sum ^ (sum >> 13)).wrapping_mul(0xc2b2_ae35);
    sum ^ (sum >> 16)
}

pub(super) fn key(word: &str) -> u16 {
    (hash(word.bytes()) >> 16) as u16
}

pub(super) fn is_han(c: char) -> bool {
    ('\u{4e00}'..'\u{a000}').contains(&c)
}

/// Of a token that stands for an outcome, the set it is of.
pub(super) fn outcome(token: u16) -> Option<u16> {
    (OUTCOME..OTHER).contains(&token).then(|| (token - OUTCOME) / WIDEST)
}

/// The character a token stands for, where it stands for one.
pub(super) fn han(token: u16) -> Option<char> {
    (token < HAN).then(|| char::from_u32(0x4e00 + u32::from(token))).flatten()
}

/// Full width to half width, upper case to lower case; punctuation to the form the rest of this module looks for.
pub(super) fn fold(text: &str, longest: usize) -> Vec<char> {
    let folded = text.chars().take(longest).map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\t' | '\r' | '\n' => ' ',
        '【' | '〔' | '「' | '『' => '[',
        '】' | '〕' | '」' | '』' => ']',
        '丨' | '︱' | '│' | '┃' | '∣' => '|',
        '—' | '–' | '―' => '-',
        '∶' | '﹕' => ':',
        '○' => '〇',
        c => c,
    });
    folded.map(|c| c.to_ascii_lowercase()).collect()
}

fn is_label(word: &[char]) -> bool {
    let word: String = word.iter().filter(|c| !c.is_whitespace() && !matches!(c, '!' | ':' | '|')).collect();
    LABELS.contains(&word.as_str()) || is_channel(&word)
}

fn is_channel(name: &str) -> bool {
    CHANNELS.iter().any(|end| name.ends_with(end)) && !name.chars().any(|c| c.is_ascii_digit())
}

fn trim(mut title: &[char]) -> &[char] {
    let empty =
        |c: &char| c.is_whitespace() || matches!(c, '!' | ':' | '|' | '-' | '_' | ',' | '。' | '·' | '~' | '*' | '#');
    while let [first, rest @ ..] = title
        && empty(first)
    {
        title = rest;
    }
    while let [rest @ .., last] = title
        && empty(last)
    {
        title = rest;
    }
    title
}

/// The headline without the labels and channel names around it.
pub(super) fn headline(title: &[char]) -> &[char] {
    const LONGEST_LABEL: usize = 16;
    let mut title = trim(title);
    loop {
        let before = title.len();
        if let [open @ ('[' | '('), ..] = title {
            let close = if *open == '[' { ']' } else { ')' };
            if let Some(end) = title.iter().take(LONGEST_LABEL).position(|c| *c == close)
                && is_label(&title[1..end])
            {
                title = &title[end + 1..];
            }
        }
        if let [.., close @ (']' | ')')] = title {
            let open = if *close == ']' { '[' } else { '(' };
            if let Some(start) = title.iter().rposition(|c| *c == open)
                && title.len() - start <= LONGEST_LABEL
                && is_label(&title[start + 1..title.len() - 1])
            {
                title = &title[..start];
            }
        }
        if let Some(end) = title.iter().take(LONGEST_LABEL).position(|c| matches!(c, '|' | ':' | '!' | '·' | '-' | ' '))
            && end + 1 < title.len()
            && is_label(&title[..end])
        {
            title = &title[end + 1..];
        }
        if let Some(start) = title.iter().rposition(|c| matches!(c, '|' | '_' | '-'))
            && start > 0
            && title.len() - start <= LONGEST_LABEL + 4
            && is_label(&title[start + 1..])
        {
            title = &title[..start];
        }
        title = trim(title);
        if title.len() == before {
            return title;
        }
    }
}

fn find(chars: &[char], word: &str) -> Option<usize> {
    let word: Vec<char> = word.chars().collect();
    chars.windows(word.len()).position(|window| window == word)
}

/// The text without datelines, credits and what the page adds behind it, and whether it breaks off in mid sentence.
pub(super) fn body(text: &[char]) -> (Vec<char>, bool) {
    const TAIL: usize = 120;
    const CREDIT: usize = 40;
    let tail = text.len().saturating_sub(TAIL).max(20);
    let end = TAILS.iter().filter_map(|word| find(text.get(tail..)?, word)).min().map_or(text.len(), |at| at + tail);
    let mut text: Vec<char> = text[..end].to_vec();
    while let Some(last) = text.last()
        && (last.is_whitespace() || matches!(last, '[' | '(' | '>'))
    {
        text.pop();
    }
    let mut at = 0;
    while let Some(open) = text[at..].iter().position(|c| *c == '(').map(|open| open + at) {
        let close = text[open..].iter().take(CREDIT).position(|c| *c == ')').map(|close| close + open);
        match close {
            Some(close) if CREDITS.iter().any(|word| find(&text[open..close], word).is_some()) => {
                text.drain(open..=close);
                at = open;
            }
            _ => at = open + 1,
        }
    }
    // 嵩明融媒讯, 云南网讯; 通讯 and 喜讯 are words.
    if let Some(end) = text.iter().take(14).position(|c| *c == '讯')
        && end >= 2
        && !matches!(text[end - 1], '通' | '喜' | '资' | '快' | '短' | '问' | '腾')
    {
        text.drain(..=end);
    }
    let whole = match text[..] {
        [.., '.', '.'] => false,
        [.., last] => matches!(last, '。' | '.' | '!' | '?' | ';' | '”' | '"' | '》' | ']' | ')'),
        [] => true,
    };
    (text, !whole)
}

impl<'a> Stream<'a> {
    /// Reads everything. `cut`: the text breaks off, so a figure at its very end may be half a figure.
    pub(super) fn read(chars: &'a [char], cut: bool) -> Stream<'a> {
        const UNSURE: usize = 2;
        let mut stream = Stream { chars, at: 0, tokens: Vec::new(), facts: Vec::new(), place_end: 0, clause: 0 };
        let mut sure = chars.len();
        if cut {
            while sure > 0 && matches!(chars[sure - 1], '.' | '…' | ' ') {
                sure -= 1;
            }
            sure = sure.saturating_sub(UNSURE);
        }
        while stream.at < chars.len() {
            let (start, tokens, facts) = (stream.at, stream.tokens.len(), stream.facts.len());
            let figure = stream.step();
            if figure && stream.at > sure && chars.get(stream.at - 1) != Some(&'%') {
                stream.tokens.truncate(tokens);
                stream.facts.truncate(facts);
                break;
            }
            stream.at = stream.at.max(start + 1);
        }
        stream
    }

    /// One token, or nothing. True for a figure.
    fn step(&mut self) -> bool {
        let c = self.chars[self.at];
        if self.weekday() || self.person() {
            return true;
        }
        // 第一时间 is a word, and 一中 is not.
        let (length, meanings) = words::at(self.chars, self.at);
        if length < 4 && figures_begin(c) && self.figure() {
            return true;
        }
        if length > 0 {
            let meanings: Vec<Word> = meanings.collect();
            self.word(length, &meanings);
            return false;
        }
        if c.is_ascii_alphanumeric() {
            self.latin();
            return false;
        }
        self.place();
        if is_han(c) {
            self.tokens.push((c as u32 - 0x4e00) as u16);
        } else if c.is_alphanumeric() {
            self.tokens.push(other(c.encode_utf8(&mut [0; 4])));
        } else if !matches!(c, '"' | '“' | '”' | '《' | '》' | '\'' | '‘' | '’') {
            self.clause = self.tokens.len();
        }
        self.at += 1;
        false
    }

    fn word(&mut self, length: usize, meanings: &[Word]) {
        let end = self.at + length;
        let mut token = None;
        for meaning in meanings {
            match *meaning {
                Word::Empty => token = token.or(Some(None)),
                Word::Synonym(row) => token = Some(Some(SYNONYM + row)),
                Word::Outcome(set, which) => {
                    self.fact(key("outcome").wrapping_add(set), 0, u32::from(which) + 1);
                    if !matches!(token, Some(Some(_))) {
                        token = Some(Some(OUTCOME + set * WIDEST + which));
                    }
                }
                Word::Role => {
                    let name: String = self.chars[self.at..end].iter().collect();
                    self.fact(key("role"), 0, hash(name.bytes()));
                }
                Word::County => token = Some(Some(self.bare_place("县", length))),
                Word::Town => token = Some(Some(self.bare_place("镇", length))),
            }
        }
        match token {
            Some(Some(token)) => self.tokens.push(token),
            Some(None) => {}
            None => {
                let spelled = self.chars[self.at..end].iter().filter(|c| is_han(**c));
                self.tokens.extend(spelled.map(|c| (*c as u32 - 0x4e00) as u16));
            }
        }
        self.at = end;
    }

    fn latin(&mut self) {
        let mut end = self.at;
        while self.chars.get(end).is_some_and(char::is_ascii_alphanumeric) {
            end += 1;
        }
        let word: String = self.chars[self.at..end].iter().collect();
        if word.len() == 1 || word.chars().any(|c| c.is_ascii_digit()) {
            self.code(end);
        } else {
            self.tokens.push(other(&word));
            self.at = end;
        }
    }

    /// K2, G85, 5G, the A of A区.
    pub(super) fn code(&mut self, end: usize) {
        let word: String = self.chars[self.at..end].iter().collect();
        let value = hash(word.bytes());
        self.fact(key("code"), 0, value);
        self.tokens.push(HARD | (value >> 17) as u16);
        self.at = end;
    }

    /// 周六, 星期日.
    fn weekday(&mut self) -> bool {
        let after = |word: &str| {
            let rest = &self.chars[self.at..];
            find(&rest[..rest.len().min(word.chars().count())], word).map(|_| word.chars().count())
        };
        let Some(length) = after("星期").or_else(|| after("礼拜")).or_else(|| after("周")) else {
            return false;
        };
        let day = match self.chars.get(self.at + length) {
            Some('一') => 1,
            Some('二') => 2,
            Some('三') => 3,
            Some('四') => 4,
            Some('五') => 5,
            Some('六') => 6,
            Some('日' | '天' | '末') => 7,
            _ => return false,
        };
        self.say(day, key("星期"), self.at + length + 1);
        true
    }

    /// 张某, 李某某.
    fn person(&mut self) -> bool {
        let [surname, '某', ..] = self.chars[self.at..] else {
            return false;
        };
        if !words::SURNAMES.contains(surname) {
            return false;
        }
        self.fact(key("person"), self.context(0), surname as u32);
        self.tokens.push(HARD | (mix(surname as u32) >> 17) as u16);
        self.at += 2;
        while self.chars.get(self.at) == Some(&'某') {
            self.at += 1;
        }
        true
    }

    /// A figure: a hard token and a fact.
    pub(super) fn say(&mut self, value: u128, key: u16, end: usize) {
        let value = hash(value.to_le_bytes().into_iter());
        let context = self.context(0);
        self.facts.push(Fact { key: key | FIGURE, context, value });
        // The unit goes into the token: 3人 is not exchanged for 3户.
        self.tokens.push(HARD | ((mix(value ^ u32::from(key)) >> 17) as u16));
        self.at = end.max(self.at);
    }

    /// The two tokens of this clause before the last `name` ones, or 0.
    pub(super) fn context(&self, name: usize) -> u16 {
        let end = self.tokens.len().saturating_sub(name);
        match self.tokens[self.clause.min(end)..end] {
            [.., a, b] => (mix(u32::from(a) << 16 | u32::from(b)) >> 16) as u16,
            _ => 0,
        }
    }

    pub(super) fn fact(&mut self, key: u16, context: u16, value: u32) {
        self.facts.push(Fact { key: key & !FIGURE, context, value });
    }
}

fn other(word: &str) -> u16 {
    OTHER + (hash(word.bytes()) % u32::from(HARD - OTHER)) as u16
}

fn figures_begin(c: char) -> bool {
    c.is_ascii_digit() || numbers::begins(c)
}
