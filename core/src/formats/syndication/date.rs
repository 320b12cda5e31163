//! Dates as sites print them: RFC 822 and 2822 with their common slips, RFC 3339 and ISO 8601, what Java, Go, JavaScript and
//! .NET print by default, and the Chinese forms.
//!
//! Contract: the whole text must be understood, or there is no date. A form that could mean two days (`03/05/2026`), a zone
//! that is not known, a day that does not exist and a year outside 1990..=2100 are no date either: none is better than a
//! wrong one. No zone means China time (UTC+8), and `CST` is China's.

mod names;
mod pieces;
mod zone;

use names::{month_word, short_year, weekday_word};
use pieces::{Kind, Piece};
use time::{Date, Duration, Month, OffsetDateTime, UtcOffset};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = crate::base::clock::MILLIS_PER_DAY;
/// Minutes east of Greenwich.
const CHINA: i32 = 8 * 60;
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// Milliseconds since the epoch. `now` is what 昨天, 5分钟前 and 3月5日 are counted from.
pub fn parse(text: &str, now: i64) -> Option<i64> {
    let pieces = pieces::cut(text)?;
    let mut reader = Reader { pieces: &pieces, at: 0, now };
    if let [Piece { kind: Kind::Number { value, digits }, .. }] = pieces[..] {
        return solid(value, digits);
    }
    while reader.noise() {}
    if let Some(moment) = reader.elapsed() {
        while reader.noise() {}
        return (reader.at == pieces.len()).then_some(moment);
    }
    reader.at = 0;
    reader.moment()
}

/// A number with nothing around it: `20260305`, `202603050830`, `20260305083000`, or seconds or milliseconds since the epoch.
fn solid(value: u64, digits: usize) -> Option<i64> {
    let value = i64::try_from(value).ok()?;
    let written = |number: i64| {
        let (date, clock) = (number / 1_000_000, number % 1_000_000);
        assemble(solid_day(date)?, Some(solid_clock(clock)), None, CHINA)
    };
    match digits {
        8 => written(value * 1_000_000),
        12 => written(value * 100),
        14 => written(value),
        // 2026030508 may be an hour of a day as well as a second of 2034.
        10 if written(value * 10_000).is_none() => Some(value * 1_000),
        13 => Some(value),
        _ => None,
    }
    .filter(|moment| in_range(*moment))
}

fn in_range(moment: i64) -> bool {
    OffsetDateTime::from_unix_timestamp(moment.div_euclid(1_000)).is_ok_and(|at| YEARS.contains(&at.year()))
}

fn solid_day(number: i64) -> Option<Day> {
    Some(Day { year: i32::try_from(number / 10_000).ok(), month: part(number / 100), day: part(number) })
}

fn solid_clock(number: i64) -> Clock {
    Clock { hour: part(number / 10_000), minute: part(number / 100), second: part(number), milli: 0 }
}

fn part(number: i64) -> u32 {
    u32::try_from(number.rem_euclid(100)).expect("the remainder is below 100")
}

#[derive(Clone, Copy)]
struct Day {
    year: Option<i32>,
    month: u32,
    day: u32,
}

#[derive(Clone, Copy)]
struct Clock {
    hour: u32,
    minute: u32,
    second: u32,
    milli: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum Half {
    Morning,
    Afternoon,
    /// 凌晨: the hours after midnight.
    SmallHours,
    /// 中午: eleven to two.
    Noon,
    /// 晚上: never twelve or the small hours, of which it is not clear to which day they belong.
    Evening,
}

fn assemble(day: Day, clock: Option<Clock>, half: Option<Half>, zone: i32) -> Option<i64> {
    let year = day.year.filter(|year| YEARS.contains(year))?;
    let month = Month::try_from(u8::try_from(day.month).ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, u8::try_from(day.day).ok()?).ok()?;
    let clock = clock.unwrap_or(Clock { hour: 0, minute: 0, second: 0, milli: 0 });
    let hour = match half {
        None => clock.hour,
        Some(half) => half.hour(clock.hour)?,
    };
    // 24:00 is the end of the day, and a leap second the beginning of the next minute.
    let ends_the_day = hour == 24 && clock.minute == 0 && clock.second == 0 && clock.milli == 0;
    if (hour > 23 && !ends_the_day) || clock.minute > 59 || clock.second > 60 {
        return None;
    }
    let midnight = date.midnight().assume_utc().unix_timestamp() * 1_000;
    let within = i64::from(hour) * HOUR
        + i64::from(clock.minute) * MINUTE
        + i64::from(clock.second) * 1_000
        + i64::from(clock.milli);
    Some(midnight + within - i64::from(zone) * MINUTE)
}

impl Half {
    /// The hour of the day; `None` when the two contradict each other.
    fn hour(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            // .NET and ICU print midnight as 上午 12:00.
            (Self::Morning | Self::SmallHours, 12) => Some(0),
            (Self::Morning, 0..=11) | (Self::SmallHours, 0..=6) => Some(hour),
            (Self::Afternoon, 1..=11) => Some(hour + 12),
            (Self::Afternoon, 12..=23) => Some(hour),
            (Self::Noon, 11..=14) => Some(hour),
            (Self::Noon, 1 | 2) => Some(hour + 12),
            (Self::Evening, 5..=11) => Some(hour + 12),
            (Self::Evening, 17..=23) => Some(hour),
            _ => None,
        }
    }
}

struct Reader<'a> {
    pieces: &'a [Piece],
    at: usize,
    now: i64,
}

impl Reader<'_> {
    fn moment(&mut self) -> Option<i64> {
        let (mut day, mut clock, mut half, mut zone) = (None::<Day>, None, None, None);
        let mut after_t = false;
        while self.at < self.pieces.len() {
            let start = self.at;
            if day.is_none() && self.attempt(&mut day, Self::day) {
                continue;
            }
            if clock.is_none() && self.attempt(&mut clock, |reader| reader.clock(after_t)) {
                continue;
            }
            if half.is_none() && self.attempt(&mut half, Self::half) {
                continue;
            }
            if clock.is_some() && self.attempt_zone(&mut zone) {
                continue;
            }
            if day.is_some() && clock.is_none() && zone.is_none() && self.day_zone(&mut zone) {
                continue;
            }
            if day.is_some() && clock.is_none() && self.word("t") {
                after_t = true;
                continue;
            }
            if let Some(Day { year: year @ None, .. }) = &mut day
                && let Some(Kind::Number { value, digits: 4 }) = self.kind(0)
            {
                *year = i32::try_from(*value).ok();
                self.at += 1;
                continue;
            }
            if self.noise() {
                continue;
            }
            debug_assert_eq!(start, self.at, "what did not fit consumed nothing");
            return None;
        }
        if half.is_some() && clock.is_none() {
            return None;
        }
        assemble(day?, clock, half, zone.unwrap_or(CHINA))
    }

    /// Runs a rule; what does not fit consumes nothing.
    fn attempt<T>(&mut self, slot: &mut Option<T>, rule: impl FnOnce(&mut Self) -> Option<T>) -> bool {
        let start = self.at;
        *slot = rule(self);
        if slot.is_none() {
            self.at = start;
        }
        slot.is_some()
    }

    // --- the day ---

    fn day(&mut self) -> Option<Day> {
        let rules: [fn(&mut Self) -> Option<Day>; 6] = [
            Self::day_chinese,
            Self::day_spoken,
            Self::day_month_name,
            Self::month_name_day,
            Self::day_marks,
            Self::day_solid,
        ];
        let mut found = None;
        for rule in rules {
            if self.attempt(&mut found, rule) {
                break;
            }
        }
        found
    }

    /// 2026年3月5日, 26年3月5日, 3月5日.
    fn day_chinese(&mut self) -> Option<Day> {
        let (first, digits) = self.number()?;
        let mut year = None;
        let mut month = first;
        if self.han("年") {
            year = Some(match digits {
                4 => i32::try_from(first).ok()?,
                2 => short_year(first, 2)?,
                _ => return None,
            });
            month = self.number()?.0;
        }
        if !self.han("月") {
            return None;
        }
        let (day, day_digits) = self.number()?;
        let marked = self.han("日") || self.han("号");
        let part_of_time = matches!(self.kind(0), Some(Kind::Mark(':')));
        if day_digits > 2 || (!marked && (year.is_none() || part_of_time)) {
            return None;
        }
        let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
        let year = match year {
            Some(year) => year,
            None => self.latest_year(month, day)?,
        };
        Some(Day { year: Some(year), month, day })
    }

    /// The year in which this day was last, with one day of grace for clocks that differ.
    fn latest_year(&self, month: u32, day: u32) -> Option<i32> {
        let this = self.today()?.year();
        let moment = |year| assemble(Day { year: Some(year), month, day }, None, None, CHINA);
        // 2月29日 may be up to eight years back.
        (0..=8).map(|back| this - back).find(|year| moment(*year).is_some_and(|at| at <= self.now.saturating_add(DAY)))
    }

    /// 今天, 昨天, 前天, 大前天.
    fn day_spoken(&mut self) -> Option<Day> {
        let back = [("今天", 0), ("今日", 0), ("昨天", 1), ("昨日", 1), ("大前天", 3), ("前天", 2), ("前日", 2)]
            .into_iter()
            .find_map(|(name, back)| self.han(name).then_some(back))?;
        let date = self.today()?.checked_sub(Duration::days(back))?;
        Some(Day { year: Some(date.year()), month: u32::from(u8::from(date.month())), day: u32::from(date.day()) })
    }

    fn today(&self) -> Option<Date> {
        let china = UtcOffset::from_whole_seconds(CHINA * 60).ok()?;
        Some(OffsetDateTime::from_unix_timestamp(self.now.div_euclid(1_000)).ok()?.checked_to_offset(china)?.date())
    }

    /// `5 Mar 2026`, `05-Mar-26`, `5th March, 2026`, `05 三月 2026`, `2026-Mar-05`.
    fn day_month_name(&mut self) -> Option<Day> {
        let (first, digits) = self.number()?;
        let _ = ["st", "nd", "rd", "th"].into_iter().any(|suffix| self.word(suffix));
        self.separator();
        let month = self.month_name()?;
        self.separator();
        let (day, year) = if digits == 4 {
            let day = self.number().filter(|(_, digits)| *digits <= 2)?.0;
            (day, Some(i32::try_from(first).ok()?))
        } else if digits <= 2 {
            (first, self.year_behind())
        } else {
            return None;
        };
        Some(Day { year, month, day: u32::try_from(day).ok()? })
    }

    /// `Mar 5, 2026`; `Mar  5 08:30:00 2026` and `Mar 05 08:30:00 CST 2026` have the year behind the time.
    fn month_name_day(&mut self) -> Option<Day> {
        let month = self.month_name()?;
        self.separator();
        let day = self.number().filter(|(_, digits)| *digits <= 2)?.0;
        let _ = ["st", "nd", "rd", "th"].into_iter().any(|suffix| self.word(suffix));
        self.separator();
        let year = self.year_behind();
        Some(Day { year, month, day: u32::try_from(day).ok()? })
    }

    /// The year of a date that has its month by name: RFC 2822's rules for two and three digits. No number that begins a time.
    fn year_behind(&mut self) -> Option<i32> {
        let start = self.at;
        let year = self.number().and_then(|(value, digits)| match self.kind(0) {
            Some(Kind::Mark(':')) | Some(Kind::Han('时' | '点')) => None,
            Some(Kind::Word(word)) if digits <= 2 && matches!(word.text(), "am" | "pm") => None,
            _ => short_year(value, digits),
        });
        if year.is_none() {
            self.at = start;
        }
        year
    }

    fn separator(&mut self) {
        let _ = ['-', '/', '.', ','].into_iter().any(|mark| self.mark(mark));
        let _ = self.mark(',');
    }

    fn month_name(&mut self) -> Option<u32> {
        if let Some(Kind::Word(word)) = self.kind(0) {
            let month = month_word(word.text())?;
            self.at += 1;
            return Some(month);
        }
        // 三月, 3月: only between a day and a year, so 日 must not follow.
        let (value, digits) = self.number()?;
        let month = u32::try_from(value).ok().filter(|month| digits <= 2 && (1..=12).contains(month))?;
        self.han("月").then_some(month)
    }

    /// `2026-3-5`, `2026/03/05`, `2026.3.5`, and the other way round where only one reading makes a day.
    fn day_marks(&mut self) -> Option<Day> {
        let (first, first_digits) = self.number()?;
        let mark = ['-', '/', '.'].into_iter().find(|mark| self.mark(*mark))?;
        let (second, second_digits) = self.number()?;
        if !self.mark(mark) {
            return None;
        }
        let (third, third_digits) = self.number()?;
        let small = |value: u64| u32::try_from(value).ok();
        let (year, month, day) = match (first_digits, second_digits, third_digits) {
            (4, 1 | 2, 1 | 2) => (first, small(second)?, small(third)?),
            (1 | 2, 1 | 2, 4) => {
                let (a, b) = (small(first)?, small(second)?);
                match (a <= 12, b <= 12) {
                    (true, true) if a != b => return None,
                    (true, _) => (third, a, b),
                    (false, _) => (third, b, a),
                }
            }
            _ => return None,
        };
        Some(Day { year: Some(i32::try_from(year).ok()?), month, day })
    }

    /// `20260305`, with a time behind it.
    fn day_solid(&mut self) -> Option<Day> {
        match self.number()? {
            (value, 8) => solid_day(i64::try_from(value).ok()?),
            _ => None,
        }
    }

    // --- the time ---

    /// `8:30`, `08:30:15.250`, `8时30分15秒`, `8点半`; `083015` only behind the `T` of ISO 8601.
    fn clock(&mut self, solid: bool) -> Option<Clock> {
        let (hour, digits) = self.number()?;
        if solid && (digits == 4 || digits == 6) {
            let number = i64::try_from(hour).ok()? * if digits == 4 { 100 } else { 1 };
            let mut clock = solid_clock(number);
            clock.milli = self.fraction();
            return Some(clock);
        }
        if digits > 2 {
            return None;
        }
        let mut clock = Clock { hour: u32::try_from(hour).ok()?, minute: 0, second: 0, milli: 0 };
        if self.mark(':') {
            clock.minute = self.two_digits()?;
            if self.mark(':') {
                clock.second = self.two_digits()?;
                clock.milli = self.fraction();
            }
        } else if self.han("时") || self.han("点") {
            if self.han("半") {
                clock.minute = 30;
            } else if !(self.han("整") || self.han("钟")) {
                self.chinese_minutes(&mut clock)?;
            }
        } else {
            return None;
        }
        Some(clock)
    }

    fn chinese_minutes(&mut self, clock: &mut Clock) -> Option<()> {
        if !matches!(self.kind(0), Some(Kind::Number { .. })) {
            return Some(());
        }
        clock.minute = self.two_digits()?;
        if self.han("分") && matches!(self.kind(0), Some(Kind::Number { .. })) {
            clock.second = self.two_digits()?;
            return self.han("秒").then_some(());
        }
        Some(())
    }

    fn two_digits(&mut self) -> Option<u32> {
        self.number().filter(|(_, digits)| *digits <= 2).and_then(|(value, _)| u32::try_from(value).ok())
    }

    /// Milliseconds of `.250` or `,250`; the mark must touch both sides, or a comma of the sentence would do.
    fn fraction(&mut self) -> u32 {
        let (Some(mark), Some(number)) = (self.pieces.get(self.at), self.pieces.get(self.at + 1)) else { return 0 };
        let (Kind::Mark('.' | ','), Kind::Number { value, digits }) = (&mark.kind, &number.kind) else { return 0 };
        if !mark.glued || !number.glued {
            return 0;
        }
        self.at += 2;
        let digits = u32::try_from(*digits).expect("a number has at most 14 digits");
        let milli = if digits <= 3 { value * 10u64.pow(3 - digits) } else { value / 10u64.pow(digits - 3) };
        u32::try_from(milli).expect("the first three digits are below 1000")
    }

    fn half(&mut self) -> Option<Half> {
        const CHINESE: [(&str, Half); 15] = [
            ("上午", Half::Morning),
            ("下午", Half::Afternoon),
            ("晚上", Half::Evening),
            ("凌晨", Half::SmallHours),
            ("中午", Half::Noon),
            ("早上", Half::Morning),
            ("早晨", Half::Morning),
            ("清晨", Half::Morning),
            ("午后", Half::Afternoon),
            ("傍晚", Half::Evening),
            ("晚间", Half::Evening),
            ("夜间", Half::Evening),
            ("深夜", Half::Evening),
            ("晚", Half::Evening),
            ("早", Half::Morning),
        ];
        if let Some((_, half)) = CHINESE.into_iter().find(|(name, _)| self.han(name)) {
            return Some(half);
        }
        for (short, first, half) in [("am", "a", Half::Morning), ("pm", "p", Half::Afternoon)] {
            if self.word(short) || (self.word(first) && self.mark('.') && self.word("m")) {
                let _ = self.mark('.');
                return Some(half);
            }
        }
        None
    }

    // --- the rest ---

    /// Weekdays, commas and the words that sites print before a date.
    fn noise(&mut self) -> bool {
        const LABELS: [&str; 15] = [
            "发布时间",
            "发布日期",
            "发布于",
            "发表时间",
            "发表于",
            "发稿时间",
            "更新时间",
            "更新日期",
            "更新于",
            "创建时间",
            "日期",
            "时间",
            "发布",
            "发表",
            "更新",
        ];
        if self.weekday() || self.mark(',') || self.mark('|') || self.word("at") {
            return true;
        }
        if LABELS.into_iter().any(|label| self.han(label)) {
            let _ = self.mark(':');
            return true;
        }
        let start = self.at;
        if self.mark('(') && self.weekday() && self.mark(')') {
            return true;
        }
        self.at = start;
        false
    }

    fn weekday(&mut self) -> bool {
        let fits = match self.kind(0) {
            Some(Kind::Weekday) => true,
            Some(Kind::Word(word)) => weekday_word(word.text()),
            _ => false,
        };
        if fits {
            self.at += 1;
            let _ = self.mark('.');
        }
        fits
    }

    /// 刚刚, 5分钟前, 半小时前, 3天前. Weeks, months and years are too vague to be a date.
    fn elapsed(&mut self) -> Option<i64> {
        if self.han("刚刚") || self.han("刚才") {
            return Some(self.now);
        }
        let _ = self.han("大约") || self.han("约");
        let half = self.han("半");
        let count = if half { 1 } else { i64::try_from(self.number().filter(|(_, digits)| *digits <= 4)?.0).ok()? };
        let _ = self.han("个");
        let units = [("秒", 1_000), ("分", MINUTE), ("小时", HOUR), ("天", DAY), ("日", DAY)];
        let unit = units.into_iter().find_map(|(name, unit)| self.han(name).then_some(unit))?;
        let _ = self.han("钟");
        let _ = self.han("之") || self.han("以");
        if !self.han("前") || (half && unit != HOUR) {
            return None;
        }
        self.now.checked_sub(if half { unit / 2 } else { count * unit }).filter(|moment| in_range(*moment))
    }

    fn kind(&self, ahead: usize) -> Option<&Kind> {
        self.pieces.get(self.at + ahead).map(|piece| &piece.kind)
    }

    fn number(&mut self) -> Option<(u64, usize)> {
        let Some(Kind::Number { value, digits }) = self.kind(0) else { return None };
        let found = (*value, *digits);
        self.at += 1;
        Some(found)
    }

    fn mark(&mut self, mark: char) -> bool {
        let fits = matches!(self.kind(0), Some(Kind::Mark(found)) if *found == mark);
        self.at += usize::from(fits);
        fits
    }

    fn word(&mut self, word: &str) -> bool {
        let fits = matches!(self.kind(0), Some(Kind::Word(found)) if found.text() == word);
        self.at += usize::from(fits);
        fits
    }

    fn han(&mut self, text: &str) -> bool {
        let mut length = 0;
        for c in text.chars() {
            if !matches!(self.kind(length), Some(Kind::Han(found)) if *found == c) {
                return false;
            }
            length += 1;
        }
        self.at += length;
        true
    }
}

#[cfg(test)]
mod tests;
