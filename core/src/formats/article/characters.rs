//! Classes of characters: what is collapsed, dropped or kept in the text of an article.

/// How the text of an article treats a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharClass {
    Visible,
    Space,
    Newline,
    /// No-break, en and thinner spaces: collapsed like a space, but at the start of a line half a character of indent.
    NarrowSpace,
    /// Em and ideographic spaces: the same with a whole character of indent.
    WideSpace,
    /// U+2028 and U+2029: line breaks whatever markup is around them.
    LineSeparator,
    /// Control, zero-width and direction-override characters: dropped, because a renderer obeys them unseen.
    Invisible,
    /// The zero-width joiner and non-joiner, and the tags of flags: kept where they form a letter or an emoji, invisible
    /// elsewhere; see [`takes_joiner`].
    Joiner,
}

pub(super) fn class(c: char) -> CharClass {
    match c {
        // First, because almost all text is in these two ranges.
        '!'..='~' | '\u{4e00}'..='\u{9fff}' => CharClass::Visible,
        ' ' | '\t' | '\x0c' | '\x0b' => CharClass::Space,
        '\n' | '\r' | '\u{85}' => CharClass::Newline,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => CharClass::Invisible,
        '\u{a0}' | '\u{2002}' | '\u{2007}' | '\u{202f}' => CharClass::NarrowSpace,
        '\u{2000}' | '\u{2001}' | '\u{2003}'..='\u{2006}' | '\u{2008}'..='\u{200a}' | '\u{205f}' | '\u{1680}' => {
            if matches!(c, '\u{2001}' | '\u{2003}') { CharClass::WideSpace } else { CharClass::NarrowSpace }
        }
        '\u{3000}' => CharClass::WideSpace,
        '\u{2028}' | '\u{2029}' => CharClass::LineSeparator,
        '\u{200c}' | '\u{200d}' | '\u{e0020}'..='\u{e007f}' => CharClass::Joiner,
        '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffc}'
        | '\u{fffe}'
        | '\u{ffff}'
        | '\u{e0000}'..='\u{e00ff}'
        | '\u{e01f0}'..='\u{e0fff}' => CharClass::Invisible,
        _ if (c as u32) & 0xfffe == 0xfffe => CharClass::Invisible,
        _ => CharClass::Visible,
    }
}

/// One line of text with white space collapsed and trimmed, and invisible characters dropped.
pub(super) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        match class(c) {
            CharClass::Joiner if space || !takes_joiner(c, out.chars().next_back()) => {}
            CharClass::Visible | CharClass::Joiner => {
                if space && !out.is_empty() {
                    out.push(' ');
                }
                space = false;
                out.push(c);
            }
            CharClass::Invisible => {}
            _ => space = true,
        }
    }
    out
}

/// Appends the text of `pre` to `out`: white space stays, invisible characters are dropped.
pub(super) fn append_preformatted(text: &str, out: &mut String) {
    for c in text.chars() {
        match class(c) {
            CharClass::Joiner if !takes_joiner(c, out.chars().next_back()) => {}
            CharClass::Visible | CharClass::Joiner | CharClass::WideSpace => out.push(c),
            CharClass::Space if c == '\t' => out.push('\t'),
            CharClass::Space | CharClass::NarrowSpace => out.push(' '),
            // The tokenizer has already replaced `\r\n` by `\n`.
            CharClass::Newline | CharClass::LineSeparator => out.push('\n'),
            CharClass::Invisible => {}
        }
    }
}

/// Whether this is a full-width (CJK) character or punctuation, which needs no space beside it.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c as u32,
        0x2e80..=0x303e | 0x3041..=0x33ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xa000..=0xa4cf | 0xf900..=0xfaff
        | 0xfe30..=0xfe4f | 0xff01..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3ffff)
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// Whether a zero-width joiner or non-joiner after this character is part of the writing: in an emoji sequence, and in the scripts
/// whose letters change their form with it (Arabic, Syriac, Mongolian, those of India and South-East Asia). Between Chinese
/// characters or Latin letters it only separates what a reader sees and searches as one word. A tag only follows a black flag or
/// another tag: anywhere else it would be unseen text.
pub(super) fn takes_joiner(joiner: char, before: Option<char>) -> bool {
    before.is_some_and(|c| {
        if joiner > '\u{200d}' {
            return matches!(c, '\u{1f3f4}' | '\u{e0020}'..='\u{e007e}');
        }
        matches!(c as u32,
            0x2190..=0x2bff | 0xfe0f | 0x1f000..=0x1faff | 0x0600..=0x109f | 0x1780..=0x1aff | 0x1b00..=0x1c7f
            | 0xa800..=0xabff | 0xfb50..=0xfdff | 0xfe70..=0xfefc | 0x10800..=0x11fff | 0x1e900..=0x1eeff)
    })
}
