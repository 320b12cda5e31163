//! Numbers in words, as they are read in Mandarin.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// Beyond 9999 万亿 nobody reads a number as one.
const LONGEST: usize = 16;

/// How 2 is read where it may stand before a measure word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Two {
    /// 二: a date, an order, a decimal.
    Er,
    /// 两: counted things.
    Liang,
}

/// Digit by digit: a year, a code.
pub(super) fn digits(number: &str) -> String {
    number.chars().filter_map(digit).collect()
}

/// Digit by digit over the telephone, where 一 is said 幺.
pub(super) fn telephone(number: &str) -> String {
    number.chars().filter_map(digit).map(|c| if c == '一' { '幺' } else { c }).collect()
}

fn digit(c: char) -> Option<char> {
    c.to_digit(10).map(|value| DIGITS[value as usize])
}

/// A whole number. `number` holds digits alone; leading zeros are not read.
pub(super) fn cardinal(number: &str, two: Two) -> String {
    let number = number.trim_start_matches('0');
    if number.is_empty() {
        return "零".to_owned();
    }
    if number.len() > LONGEST {
        return digits(number);
    }
    if number == "2" {
        return if two == Two::Liang { "两" } else { "二" }.to_owned();
    }
    let values: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let mut out = String::new();
    // Groups of four, as Mandarin counts: 万, 亿, 万亿.
    let groups = values.len().div_ceil(4);
    let mut gap = false;
    for group in (0..groups).rev() {
        let end = values.len() - group * 4;
        let part = &values[end.saturating_sub(4)..end];
        let first = group + 1 == groups;
        let words = four(part, first, group > 0);
        if words.is_empty() {
            gap = true;
            continue;
        }
        // 一万零五十, but 一万五千.
        if !first && (gap || part[0] == 0) && !out.ends_with('零') {
            out.push('零');
        }
        gap = false;
        out.push_str(&words);
        out.push_str(["", "万", "亿", "万亿"][group]);
    }
    out
}

/// Up to four digits. `first`: nothing is before them, so 10 is 十 and 2000 is 两千. `counted`: 万 or 亿 follows.
fn four(values: &[u32], first: bool, counted: bool) -> String {
    let mut out = String::new();
    let mut zero = false;
    if first && counted && values == [2] {
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

/// A number with what is behind its point: 3.05 is 三点零五.
pub(super) fn decimal(whole: &str, fraction: Option<&str>, two: Two) -> String {
    match fraction {
        None => cardinal(whole, two),
        Some(fraction) => format!("{}点{}", cardinal(whole, Two::Er), digits(fraction)),
    }
}

#[cfg(test)]
mod tests;
