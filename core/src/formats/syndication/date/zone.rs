//! The zone of a time: offsets, names, and both at once.

use super::pieces::Kind;
use super::{CHINA, Reader};

impl Reader<'_> {
    /// A zone behind a time. A second one is taken for the name of the first (`+0800 CST`), in brackets or not.
    pub(super) fn attempt_zone(&mut self, zone: &mut Option<i32>) -> bool {
        let start = self.at;
        if let Some(open) = ['(', '['].into_iter().find(|open| self.mark(*open)) {
            let close = if open == '(' { ')' } else { ']' };
            let mut named = None;
            if self.attempt(&mut named, Self::zone) && self.mark(close) {
                *zone = zone.or(named);
                return true;
            }
            self.at = start + 1;
            let only_weekday = self.weekday() && self.mark(close);
            if only_weekday {
                return true;
            }
            if zone.is_some() {
                while self.at < self.pieces.len() {
                    if self.mark(close) {
                        return true;
                    }
                    self.at += 1;
                }
            }
            self.at = start;
            return false;
        }
        let mut named = None;
        if !self.attempt(&mut named, Self::zone) {
            return false;
        }
        // CST+0800 says the same twice.
        let agrees = *zone == named;
        let names_it = matches!(self.pieces[start].kind, Kind::Word(_) | Kind::Han(_));
        if zone.is_some() && !agrees && !names_it {
            self.at = start;
            return false;
        }
        *zone = zone.or(named);
        true
    }

    /// `2026-03-05Z` and `2026-03-05+08:00`, the dates of XML Schema. A minus would be too like one more part of the date.
    pub(super) fn day_zone(&mut self, zone: &mut Option<i32>) -> bool {
        let fits = match self.kind(0) {
            Some(Kind::Mark('+')) => true,
            Some(Kind::Word(word)) => word.text() == "z",
            _ => false,
        };
        fits && self.attempt(zone, Self::zone)
    }

    fn zone(&mut self) -> Option<i32> {
        for name in ["北京时间", "中国标准时间", "东八区"] {
            if self.han(name) {
                return Some(CHINA);
            }
        }
        if let Some(Kind::Word(word)) = self.kind(0) {
            let word = *word;
            self.at += 1;
            return match word.text() {
                "z" => Some(0),
                "gmt" | "utc" | "ut" => {
                    let mut offset = None;
                    self.attempt(&mut offset, Self::offset);
                    Some(offset.unwrap_or(0))
                }
                "asia" if self.mark('/') => ["shanghai", "chongqing", "beijing", "hong_kong", "macau", "taipei"]
                    .into_iter()
                    .any(|city| self.word(city))
                    .then_some(CHINA),
                "china" => (self.word("standard") && self.word("time")).then_some(CHINA),
                "prc" | "beijing" => Some(CHINA),
                name => zone_word(name),
            };
        }
        self.offset()
    }

    /// `+0800`, `+08:00`, `+8`, `-330`.
    fn offset(&mut self) -> Option<i32> {
        let east = match self.kind(0)? {
            Kind::Mark('+') => 1,
            Kind::Mark('-') => -1,
            _ => return None,
        };
        self.at += 1;
        let (value, digits) = self.number()?;
        let value = i32::try_from(value).ok()?;
        let (hours, minutes) = match digits {
            1 | 2 if self.mark(':') => {
                (value, i32::try_from(self.number().filter(|(_, digits)| *digits == 2)?.0).ok()?)
            }
            1 | 2 => (value, 0),
            3 | 4 => (value / 100, value % 100),
            _ => return None,
        };
        let offset = hours * 60 + minutes;
        (minutes < 60 && offset <= 14 * 60).then_some(east * offset)
    }
}

/// Minutes east of Greenwich. Names with two meanings are here only where one of them is what Chinese sites mean.
fn zone_word(word: &str) -> Option<i32> {
    Some(match word {
        "cst" | "hkt" | "sgt" => CHINA,
        "jst" | "kst" => 9 * 60,
        "edt" => -4 * 60,
        "est" | "cdt" => -5 * 60,
        "mdt" => -6 * 60,
        "mst" | "pdt" => -7 * 60,
        "pst" => -8 * 60,
        "wet" => 0,
        "cet" => 60,
        "cest" | "eet" => 2 * 60,
        "eest" | "msk" => 3 * 60,
        // Military letters: RFC 822 has their signs wrong, so RFC 2822 wants them read as UTC. J is not one of them.
        letter if letter.len() == 1 && letter != "j" => 0,
        _ => return None,
    })
}
