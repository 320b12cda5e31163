//! Folding: the widths of a character, its cases, its compatibility forms, and its traditional and simplified forms become the
//! same characters. What a search does not tell apart (quotation marks, brackets, dashes, dots between names) becomes a blank,
//! and what cannot be seen becomes nothing.

use icu_normalizer::uts46::Uts46MapperBorrowed;

use super::fold_table::simplified;
use crate::formats::characters::is_invisible;

/// Characters that one character can become; those behind are left out.
const MAX_FOLDED: usize = 8;

/// The characters that stand for one in a search: none, one, or those of a compatibility form (⑩ is 10).
#[derive(Debug, Clone)]
pub(crate) struct Folded {
    chars: [char; MAX_FOLDED],
    next: u8,
    length: u8,
}

impl Folded {
    fn one(c: char) -> Self {
        let mut chars = ['\0'; MAX_FOLDED];
        chars[0] = c;
        Self { chars, next: 0, length: 1 }
    }

    fn none() -> Self {
        Self { chars: ['\0'; MAX_FOLDED], next: 0, length: 0 }
    }

    pub(super) fn first(&self) -> Option<char> {
        self.chars.first().copied().filter(|_| self.length > 0)
    }

    fn push(&mut self, c: char) {
        if let Some(free) = self.chars.get_mut(usize::from(self.length)) {
            *free = c;
            self.length += 1;
        }
    }
}

impl Iterator for Folded {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let found = (self.next < self.length).then(|| self.chars[usize::from(self.next)]);
        self.next += u8::from(found.is_some());
        found
    }
}

/// Folds one character.
pub(crate) fn fold(c: char) -> Folded {
    match c {
        '\0'..='\u{7f}' => Folded::one(fold_ascii(c)),
        '\u{3400}'..='\u{9fff}' => Folded::one(simplified(c)),
        _ if is_transparent(c) => Folded::one(' '),
        _ if is_invisible(c) => Folded::none(),
        '∶' | '︰' => Folded::one(':'),
        // The zero of a year in Chinese digits, as a keyboard without it has it.
        '○' | '◯' | '￮' => Folded::one('〇'),
        '㍍' => Folded::one('米'),
        '\u{3001}'..='\u{33ff}' | '\u{ac00}'..='\u{d7a3}' if !is_compatibility_form(c) => Folded::one(c),
        _ => enclosed(c).unwrap_or_else(|| mapped(c)),
    }
}

/// Folds one character of ASCII, which is always one.
pub(super) fn fold_ascii(c: char) -> char {
    match c {
        'a'..='z' | '0'..='9' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        c => ascii(c),
    }
}

/// Marks that an author or an editor may write, or write otherwise, without a reader noticing. Blanks are too.
fn is_transparent(c: char) -> bool {
    matches!(c,
        // Blanks.
        '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
        | '\u{2800}'
        // What a lost character left behind, and the frame of a keycap: what follows it is no part of its digit.
        | '\u{fffc}' | '\u{fffd}' | '\u{20e3}'
        // Quotation marks.
        | '«' | '»' | '‘'..='‟' | '′'..='‷' | '‹' | '›' | '「'..='』' | '〝'..='〟' | '﹁'..='﹄' | '＂' | '＇' | '｢' | '｣'
        // Brackets.
        | '⁅' | '⁆' | '⟦'..='⟯' | '〈'..='》' | '【' | '】' | '〔'..='〛' | '︵'..='﹀' | '﹇' | '﹈' | '﹙'..='﹞'
        | '（' | '）' | '［' | '］' | '｛' | '｝' | '｟' | '｠'
        // Dots between the parts of a name.
        | '·' | '•' | '‧' | '∙' | '⋅' | '・' | '･' | '᛫' | '◦' | '●' | '⸱' | 'ꞏ' | 'ㆍ'
        // Dashes.
        | '‐'..='―' | '⁃' | '−' | '─' | '━' | '﹘' | '﹣' | '－' | '〜' | '～' | '⸺' | '⸻'
        | '˗' | '⁓' | '∼' | '┄'..='┉' | '╌' | '╍' | '➖' | '〰')
}

/// Circled and bracketed numbers and ideographs, units in one character, and Hangul letters, among the marks and kana.
fn is_compatibility_form(c: char) -> bool {
    matches!(c, '\u{3036}' | '\u{3038}'..='\u{303a}' | '\u{3131}'..='\u{318e}' | '\u{3192}'..='\u{319f}' | '\u{3200}'..='\u{33ff}')
}

/// The forms of numbers and letters that host names may not hold, and so have no mapping there.
fn enclosed(c: char) -> Option<Folded> {
    let after = |first: char| u32::from(c) - u32::from(first);
    let (number, end) = match c {
        '⒈'..='⒛' => (after('⒈') + 1, Some('.')),
        '⓫'..='⓴' => (after('⓫') + 11, None),
        '⓵'..='⓾' => (after('⓵') + 1, None),
        '⓿' => (0, None),
        '❶'..='➓' => (after('❶') % 10 + 1, None),
        '🅐'..='🅩' => return char::from_u32(after('🅐') + u32::from('a')).map(Folded::one),
        '🅰'..='🆉' => return char::from_u32(after('🅰') + u32::from('a')).map(Folded::one),
        _ => return None,
    };
    let digits = [number / 10, number % 10].map(|digit| char::from_digit(digit, 10));
    let mut folded = Folded::none();
    digits.into_iter().skip(usize::from(number < 10)).chain([end]).flatten().for_each(|c| folded.push(c));
    Some(folded)
}

/// Whether a number or a letter in a form of its own stands beside another character of its class and is no part of the same
/// number or word: `①2026年`, `⑩⑪`, `10³`, `ⅡA区`, `云岭™APP`. `ⅩⅤ`, `C₁₀` and `㎾h` are written in several.
pub(super) fn stand_apart(before: char, after: char, digits: bool) -> bool {
    let (one, other) = (form(before, digits), form(after, digits));
    one != other || one == Form::Alone
}

/// How a character is written.
#[derive(PartialEq, Eq)]
enum Form {
    Plain,
    /// Above or below the line.
    Raised,
    Roman,
    /// One character is all of a number, or of a word.
    Alone,
}

fn form(c: char, digits: bool) -> Form {
    match c {
        '\0'..='\u{b1}' => Form::Plain,
        '²' | '³' | '¹' | '\u{2070}'..='\u{209c}' => Form::Raised,
        '\u{2160}'..='\u{2188}' => Form::Roman,
        // Units: a digit ends some.
        '\u{3371}'..='\u{33df}' if !digits => Form::Plain,
        '¼'..='¾'
        | '№'
        | '℠'..='™'
        | '℻'
        | '\u{2150}'..='\u{215f}'
        | '\u{2189}'
        | '\u{2460}'..='\u{24ff}'
        | '❶'..='➓'
        | '\u{3200}'..='\u{33ff}'
        | '\u{1f100}'..='\u{1f1ff}' => Form::Alone,
        _ => Form::Plain,
    }
}

/// The mapping of host names (UTS 46) is that of a search: small letters, compatibility forms as what they stand for. The address
/// parser brings its data.
fn mapped(c: char) -> Folded {
    let mut folded = Folded::none();
    for mapped in Uts46MapperBorrowed::new().map_normalize(std::iter::once(c)) {
        match mapped {
            // Accents and other marks on a letter; the sound marks of kana.
            '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' => {}
            // What no host name may hold.
            '\u{fffd}' => folded.push(simplified(c)),
            _ if is_transparent(mapped) => folded.push(' '),
            '\0'..='\u{7f}' => folded.push(ascii(mapped)),
            _ => folded.push(plain_letter(mapped).unwrap_or_else(|| simplified(mapped))),
        }
    }
    folded
}

/// The letter without its accent, of the letters of pinyin and of European names.
fn plain_letter(c: char) -> Option<char> {
    let accented = ('\u{e0}'..='\u{1ef9}').contains(&c);
    let row = ACCENTED.iter().find(|row| accented && row.contains(c))?;
    row.chars().next()
}

/// Letters, each with its accented forms.
const ACCENTED: [&str; 25] = [
    "aàáâãäåāăąǎǻȁȃḁạảấầẩẫậắằẳẵặ",
    "bḃḅḇ",
    "cçćĉċčḉ",
    "dďḋḍḏḑḓ",
    "eèéêëēĕėęěȅȇḕḗḙḛḝẹẻẽếềểễệ",
    "fḟ",
    "gĝğġģḡ",
    "hĥḣḥḧḩḫẖ",
    "iìíîïĩīĭįǐȉȋḭḯỉị",
    "jĵ",
    "kķḱḳḵ",
    "lĺļľḷḹḻḽ",
    "mḿṁṃ",
    "nñńņňǹṅṇṉṋ",
    "oòóôõöōŏőǒȍȏṍṏṑṓọỏốồổỗộớờởỡợ",
    "pṕṗ",
    "rŕŗřȑȓṙṛṝṟ",
    "sśŝşšșṡṣṥṧṩ",
    "tţťțṫṭṯṱẗ",
    "uùúûüũūŭůűųǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
    "vṽṿ",
    "wŵẁẃẅẇẉẘ",
    "xẋẍ",
    "yýÿŷẏẙỳỵỷỹ",
    "zźżžẑẓẕ",
];

/// A mark as it is folded in half width. A tab is none of them: it parts the cells of a table.
fn ascii(c: char) -> char {
    if matches!(c, '"' | '\'' | '(' | ')' | '<' | '>' | '[' | ']' | '{' | '}' | '-' | '~') { ' ' } else { c }
}

#[cfg(test)]
mod tests;
