//! Chinese numerals: the value of a written digit, and numbers written out as Mandarin reads them.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// Digits of the longest number that is read by value (9999 万亿); a longer one is read digit by digit.
const MAX_CARDINAL_DIGITS: usize = 16;

/// The word for a lone 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Two {
    /// 二: in dates, ordinals and decimals.
    Er,
    /// 两: before a measure word.
    Liang,
}

/// The value, 0 to 9, of a Chinese digit: 〇 (also typed ○), 零, 一 to 九 and 两. `None` for every other character, also
/// for ASCII digits and for 十, 百 and the other multipliers.
pub(crate) fn digit_value(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '○' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The ASCII digits of `number` one by one, as a year or a code is read: 2026 is 二零二六. Other characters are left out.
pub(crate) fn digit_by_digit(number: &str) -> String {
    number.chars().filter_map(digit_word).collect()
}

/// As [`digit_by_digit`], with 1 read 幺 as in telephone numbers.
pub(crate) fn telephone_digits(number: &str) -> String {
    number.chars().filter_map(digit_word).map(|c| if c == '一' { '幺' } else { c }).collect()
}

fn digit_word(c: char) -> Option<char> {
    c.to_digit(10).map(|value| DIGITS[value as usize])
}

/// A whole number by value: 105000 is 十万五千. `number` holds ASCII digits only; leading zeros are not read. `two` decides
/// the word for the number 2 alone: inside a longer number grammar does.
pub(crate) fn cardinal(number: &str, two: Two) -> String {
    let number = number.trim_start_matches('0');
    if number.is_empty() {
        return "零".to_owned();
    }
    if number.len() > MAX_CARDINAL_DIGITS {
        return digit_by_digit(number);
    }
    if number == "2" {
        return if two == Two::Liang { "两" } else { "二" }.to_owned();
    }
    let values: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let mut out = String::new();
    // Mandarin groups digits by four: 万, 亿, 万亿.
    let groups = values.len().div_ceil(4);
    let mut skipped_group = false;
    for group in (0..groups).rev() {
        let end = values.len() - group * 4;
        let group_values = &values[end.saturating_sub(4)..end];
        let first = group + 1 == groups;
        let words = group_of_four(group_values, first, group > 0);
        if words.is_empty() {
            skipped_group = true;
            continue;
        }
        // 一万零五十, but 一万五千.
        if !first && (skipped_group || group_values[0] == 0) && !out.ends_with('零') {
            out.push('零');
        }
        skipped_group = false;
        out.push_str(&words);
        out.push_str(["", "万", "亿", "万亿"][group]);
    }
    out
}

/// One group of up to four digits. `first`: no group is before it, so 10 is 十 and 2000 is 两千. `has_unit`: 万 or 亿
/// follows, so a lone 2 is 两.
fn group_of_four(values: &[u32], first: bool, has_unit: bool) -> String {
    let mut out = String::new();
    let mut zero = false;
    if first && has_unit && values == [2] {
        return "两".to_owned();
    }
    for (at, value) in values.iter().enumerate() {
        let place = values.len() - 1 - at;
        if *value == 0 {
            zero = true;
            continue;
        }
        if zero && !out.is_empty() {
            out.push('零');
        }
        zero = false;
        let leads = out.is_empty() && first;
        if !(place == 1 && *value == 1 && leads) {
            out.push(if *value == 2 && place == 3 && leads { '两' } else { DIGITS[*value as usize] });
        }
        out.push_str(["", "十", "百", "千"][place]);
    }
    out
}

/// A number with an optional fraction, given as the digits after the point: 3.05 is 三点零五.
pub(crate) fn decimal(whole: &str, fraction: Option<&str>, two: Two) -> String {
    match fraction {
        None => cardinal(whole, two),
        Some(fraction) => format!("{}点{}", cardinal(whole, Two::Er), digit_by_digit(fraction)),
    }
}

#[cfg(test)]
mod tests;
