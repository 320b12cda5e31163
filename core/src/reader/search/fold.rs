//! Folding: the widths of a character, its cases, its compatibility forms, and its traditional and simplified forms become the
//! same characters. What a search does not tell apart (quotation marks, brackets, dashes, dots between names) becomes a blank,
//! and what cannot be seen becomes nothing.

use icu_normalizer::uts46::Uts46MapperBorrowed;

use super::fold_table::simplified;

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
        'a'..='z' | '0'..='9' => Folded::one(c),
        'A'..='Z' => Folded::one(c.to_ascii_lowercase()),
        '\t' | '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '-' => Folded::one(' '),
        '\0'..='\u{7f}' => Folded::one(c),
        '\u{3400}'..='\u{9fff}' => Folded::one(simplified(c)),
        _ if is_transparent(c) => Folded::one(' '),
        _ if is_invisible(c) => Folded::none(),
        '\u{3001}'..='\u{33ff}' | '\u{ac00}'..='\u{d7a3}' if !is_compatibility_form(c) => Folded::one(c),
        _ => mapped(c),
    }
}

/// Folds one character: `put` gets the characters that stand for it. Most are ideographs, which need
/// none of the steps for the others.
pub(super) fn fold_into(c: char, mut put: impl FnMut(char)) {
    match c {
        '\u{4e00}'..='\u{9fff}' => put(simplified(c)),
        _ => fold(c).for_each(put),
    }
}

/// Marks that an author or an editor may write, or write otherwise, without a reader noticing. Blanks are too.
fn is_transparent(c: char) -> bool {
    matches!(c,
        // Blanks.
        '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
        // Quotation marks.
        | '«' | '»' | '‘'..='‟' | '′'..='‷' | '‹' | '›' | '「'..='』' | '〝'..='〟' | '﹁'..='﹄' | '＂' | '＇' | '｢' | '｣'
        // Brackets.
        | '⁅' | '⁆' | '⟦'..='⟯' | '〈'..='》' | '【' | '】' | '〔'..='〛' | '︵'..='﹀' | '﹇' | '﹈' | '﹙'..='﹞'
        | '（' | '）' | '［' | '］' | '｛' | '｝' | '｟' | '｠'
        // Dots between the parts of a name.
        | '·' | '•' | '‧' | '∙' | '⋅' | '・' | '･' | '᛫' | '◦'
        // Dashes.
        | '‐'..='―' | '⁃' | '−' | '─' | '━' | '﹘' | '﹣' | '－' | '〜' | '～' | '⸺' | '⸻')
}

/// What has no shape of its own: joiners, direction marks, soft hyphens, variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

/// Circled and bracketed numbers and ideographs, units in one character, and Hangul letters, among the marks and kana.
fn is_compatibility_form(c: char) -> bool {
    matches!(c, '\u{3036}' | '\u{3038}'..='\u{303a}' | '\u{3131}'..='\u{318e}' | '\u{3192}'..='\u{319f}' | '\u{3200}'..='\u{33ff}')
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

/// A mark as it is folded in half width.
fn ascii(c: char) -> char {
    if matches!(c, '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '-' | '~') { ' ' } else { c }
}

#[cfg(test)]
mod tests;
