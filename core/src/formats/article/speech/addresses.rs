//! Web and mail addresses.

use super::cursor::Cursor;

/// A web or mail address. It is named, not spelled out.
pub(super) fn address(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let at = cursor.at;
    let is_part = |c: &&char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>');
    let web = cursor.starts_with(at, "http://") || cursor.starts_with(at, "https://") || cursor.starts_with(at, "www.");
    if web {
        let length = chars[at..].iter().take_while(is_part).count();
        cursor.say("网页链接", at + length);
        return true;
    }
    if at > 0 && chars[at - 1].is_ascii_alphanumeric() {
        return false;
    }
    let name =
        chars[at..].iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')).count();
    if name == 0 || chars.get(at + name) != Some(&'@') {
        return false;
    }
    let host =
        chars[at + name + 1..].iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).count();
    if host < 3 {
        return false;
    }
    cursor.say("电子邮箱", at + name + 1 + host);
    true
}
