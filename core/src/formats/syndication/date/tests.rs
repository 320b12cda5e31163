use proptest::prelude::*;
use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::{OffsetDateTime, UtcOffset};

use super::parse;

/// 2026-03-06 12:00 in China.
const NOW: &str = "2026-03-06T04:00:00Z";

fn moment(text: &str) -> i64 {
    let at = OffsetDateTime::parse(text, &Rfc3339).unwrap();
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap()
}

#[track_caller]
fn assert_parsed(expected: &str, forms: &[&str]) {
    let now = moment(NOW);
    for form in forms {
        let found = parse(form, now).map(|at| {
            OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).unwrap().format(&Rfc3339).unwrap()
        });
        assert_eq!(found.as_deref(), Some(expected), "{form}");
    }
}

#[track_caller]
fn assert_no_date(forms: &[&str]) {
    for form in forms {
        assert_eq!(parse(form, moment(NOW)), None, "{form}");
    }
}

#[test]
fn rfc_822_is_parsed_with_common_mistakes() {
    assert_parsed(
        "2026-03-05T00:30:00Z",
        &[
            "Thu, 05 Mar 2026 08:30:00 +0800",
            "Thu, 5 Mar 2026 08:30:00 +0800",
            "Thu,05 Mar 2026 08:30:00 +0800",
            "Thu 05 Mar 2026 08:30:00 +0800",
            "05 Mar 2026 08:30:00 +0800",
            "Mon, 05 Mar 2026 08:30:00 +0800",
            "Thursday, 05 March 2026 08:30:00 +0800",
            "Thurs, 05 Mar. 2026 08:30:00 +0800",
            "thu, 05 mar 2026 08:30:00 +0800",
            "THU, 05 MAR 2026 08:30:00 +0800",
            "Thu, 05 Mar 26 08:30:00 +0800",
            "Thu, 05 Mar 126 08:30:00 +0800",
            "Thu, 05 Mar 2026 08:30 +0800",
            "Thu, 05 Mar 2026 8:30:00 +0800",
            "Thu, 05 Mar 2026, 08:30:00 +0800",
            "Thu,, 05 Mar, 2026 08:30:00 +0800",
            "Thu, 05 Mar 2026 08:30:00 +08:00",
            "Thu, 05 Mar 2026 08:30:00 +8",
            "Thu, 05 Mar 2026 08:30:00 +800",
            "Thu, 05 Mar 2026 08:30:00 +08",
            "Thu, 05 Mar 2026 08:30:00 GMT+8",
            "Thu, 05 Mar 2026 08:30:00 GMT+08:00",
            "Thu, 05 Mar 2026 08:30:00 GMT+0800",
            "Thu, 05 Mar 2026 08:30:00 UTC +8",
            "Thu, 05 Mar 2026 08:30:00 CST",
            "Thu, 05 Mar 2026 08:30:00 CST+0800",
            "Thu, 05 Mar 2026 08:30:00 CST+8",
            "Thu, 05 Mar 2026 08:30:00 +0800 (CST)",
            "Thu, 05 Mar 2026 08:30:00 +0800 (unknown)",
            "Thu, 05 Mar 2026 08:30:00 Asia/Shanghai",
            "Thu, 05 Mar 2026 08:30:00",
            "Thu, 05 Mar 2026 00:30:00 GMT",
            "Thu, 05 Mar 2026 00:30:00 gmt",
            "Thu, 05 Mar 2026 00:30:00 UT",
            "Thu, 05 Mar 2026 00:30:00 UTC",
            "Thu, 05 Mar 2026 00:30:00 Z",
            "Thu, 05 Mar 2026 00:30:00 -0000",
            "Thu, 05 Mar 2026 00:30:00 A",
            "Thu, 05 Mar 2026 00:30:00 x",
            "Thu, 05-Mar-26 00:30:00 GMT",
            "Thu, 05-Mar-2026 00:30:00 GMT",
            "Wed, 04 Mar 2026 19:30:00 EST",
            "Wed, 04 Mar 2026 16:30:00 PST",
            "Wed, 04 Mar 2026 16:30:00 -0800",
            "Thu, 05 Mar 2026 06:00:00 +0530",
            "Thu, 05 Mar 2026 08:30:00 AM +0800",
            "Thu, 05 Mar 2026 08:30 am",
        ],
    );
    assert_parsed(
        "1999-12-31T16:00:00Z",
        &["Sat, 01 Jan 00 00:00:00 +0800", "Fri, 31 Dec 99 16:00:00 GMT", "Sat, 1 January 2000 00:00 CST"],
    );
    assert_parsed(
        "2026-09-05T00:30:00Z",
        &["Sat, 05 Sept 2026 08:30:00 +0800", "Sat, 5 September 2026 08:30:00 +0800"],
    );
    assert_no_date(&[
        "Thu, 31 Feb 2026 08:30:00 +0800",
        "Thu, 29 Feb 2027 08:30:00 +0800",
        "Thu, 00 Mar 2026 08:30:00 +0800",
        "Thu, 05 Mrz 2026 08:30:00 +0800",
        "Thu, 05 Mar 2026 25:30:00 +0800",
        "Thu, 05 Mar 2026 24:30:00 +0800",
        "Thu, 05 Mar 2026 08:60:00 +0800",
        "Thu, 05 Mar 2026 08:30:00 XYZ",
        "Thu, 05 Mar 2026 08:30:00 +2500",
        "Thu, 05 Mar 2026 08:30:00 +0860",
        "Thu, 05 Mar 2026 08:30:00 0800",
        "Thu, 05 Mar 2026 08:30:00 J",
        "Thu, 05 Mar 1989 08:30:00 +0800",
        "Thu, 05 Mar 2101 08:30:00 +0800",
        "Thu, 05 Mar 19126 08:30:00 +0800",
        "Thu, 05 Mar",
        "05 Mar 08:30",
        "March 2026",
        "Mar",
    ]);
}

#[test]
fn default_formats_of_programs_are_parsed() {
    assert_parsed(
        "2026-03-05T00:30:00Z",
        &[
            "Thu Mar 05 08:30:00 CST 2026",
            "Thu Mar  5 08:30:00 2026",
            "Thu Mar 05 2026 08:30:00 GMT+0800 (中国标准时间)",
            "Thu Mar 05 2026 08:30:00 GMT+0800 (China Standard Time)",
            "2026-03-05 08:30:00 +0800 CST",
            "2026-03-05 00:30:00 +0000 UTC",
            "2026-03-05 08:30:00 +0800",
            "2026-03-05 08:30:00.0",
            "2026-03-05T08:30:00+08:00[Asia/Shanghai]",
            "2026/3/5 上午 8:30:00",
            "2026/3/5 8:30:00",
            "Mar 5, 2026 8:30:00 AM",
            "March 5th, 2026 8:30 a.m.",
            "5 March 2026 at 08:30",
            "Thu, 05 3月 2026 08:30:00 +0800",
            "星期四, 05 三月 2026 08:30:00 +0800",
            "周四, 05 三月 2026 08:30:00 +0800",
            "2026-Mar-05 08:30",
            "1772670600",
            "1772670600000",
        ],
    );
    assert_parsed("2026-03-05T12:30:00Z", &["Mar 5, 2026 8:30:00 PM", "2026/3/5 下午 8:30:00", "2026/3/5 20:30"]);
    assert_parsed("2026-03-04T16:00:00Z", &["2026/3/5 上午 12:00:00", "Mar 5, 2026 12:00 AM"]);
}

#[test]
fn iso_8601_is_parsed() {
    assert_parsed(
        "2026-03-05T00:30:00Z",
        &[
            "2026-03-05T08:30:00+08:00",
            "2026-03-05T08:30:00+0800",
            "2026-03-05T08:30:00+08",
            "2026-03-05T08:30+08:00",
            "2026-03-05T00:30:00Z",
            "2026-03-05t00:30:00z",
            "2026-03-05T00:30Z",
            "2026-03-05 00:30:00Z",
            "2026-03-05T08:30:00",
            "2026-03-05T08:30:00.000+08:00",
            "2026-3-5T8:30:00+8:00",
            "20260305T083000+0800",
            "20260305T003000Z",
            "20260305T0030Z",
            "20260305083000",
            "202603050830",
            "  2026-03-05T08:30:00+08:00\n",
            "2026-03-05T08:30:00 +08:00",
            "2026\u{2013}03\u{2013}05 08:30",
        ],
    );
    assert_parsed("2026-03-05T00:30:15.25Z", &["2026-03-05T08:30:15.25+08:00", "2026-03-05T08:30:15,250999+08:00"]);
    assert_parsed("2026-03-05T16:00:00Z", &["2026-03-05T24:00:00+08:00", "2026-03-05T24:00+08:00", "2026-03-05 24:00"]);
    assert_parsed("2026-03-05T00:00:00Z", &["2026-03-04T23:59:60Z", "2026-03-05Z"]);
    assert_parsed("2026-03-04T16:00:00Z", &["2026-03-05", "20260305", "2026/03/05", "2026.3.5", "2026-03-05+08:00"]);
    assert_no_date(&[
        "2026-03-05T24:01:00+08:00",
        "2026-13-05",
        "2026-00-05",
        "2026-02-30T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "0000-00-00 00:00:00",
        "1970-01-01T00:00:00Z",
        "2026-03",
        "2026",
        "2026-W10-4",
        "2026-064",
        "2026-03-05T08:30:00 08:00",
        "2026-03-05T08:30:00Z+08:00",
        "2026-03-05 08:30:00 CST+0900",
        "2026-03-0508:30",
        "2026-03-05 2026-03-06",
        "2026030508",
        "99999999999999",
        "12345",
    ]);
}

#[test]
fn chinese_forms_are_parsed() {
    assert_parsed(
        "2026-03-05T00:30:00Z",
        &[
            "2026年3月5日 08:30",
            "2026年03月05日08:30",
            "2026年3月5日8时30分",
            "2026年3月5日8时30分0秒",
            "2026年3月5日 8点30分",
            "2026年3月5日八点半",
            "2026年3月5日 星期四 上午8:30",
            "2026年3月5日（星期四）8:30",
            "2026年3月5日 早上8点30分",
            "2026年3月5号 8:30",
            "2026 年 3 月 5 日 8:30",
            "二〇二六年三月五日 8:30",
            "二○二六年三月五日上午八时三十分",
            "２０２６年３月５日　０８：３０",
            "２０２６－０３－０５　０８：３０",
            "2026-3-5 8:30",
            "2026/03/05 08:30",
            "2026.3.5 8:30",
            "2026.03.05 08:30",
            "发布时间：2026-03-05 08:30",
            "更新于 2026年3月5日 8:30",
            "2026-03-05 08:30 发布",
            "3月5日 08:30",
            "三月五日上午8:30",
            "昨天 08:30",
            "昨日8时30分",
            "昨天上午8:30",
            "2026年3月5日 08:30 北京时间",
            "2026年3月5日 08:30（北京时间）",
            "26年3月5日 8:30",
            "2026年3月5日 凌晨0:30 UTC",
        ],
    );
    assert_parsed(
        "2026-03-04T16:00:00Z",
        &["2026年3月5日", "3月5日", "昨天", "二〇二六年三月五日", "二零二六年三月五日", "2026年3月5"],
    );
    assert_parsed("2026-12-24T16:00:00Z", &["二〇二六年十二月二十五日", "2026年12月25日"]);
    assert_parsed("2026-03-24T16:00:00Z", &["二〇二六年三月廿五日"]);
    assert_parsed(
        "2026-03-05T12:30:00Z",
        &["2026年3月5日 晚上8:30", "2026年3月5日下午8:30", "2026年3月5日 下午20:30", "2026-03-05 晚8点30分"],
    );
    assert_parsed("2026-03-05T04:15:00Z", &["2026年3月5日 中午12:15", "2026年3月5日 下午12:15"]);
    assert_parsed("2026-03-05T05:15:00Z", &["2026年3月5日 中午1:15"]);
    assert_parsed("2026-03-04T17:05:00Z", &["2026年3月5日 凌晨1:05", "2026年3月5日 凌晨1点5分"]);
    assert_parsed("2026-03-06T00:30:00Z", &["今天 08:30", "今日 8:30"]);
    assert_parsed("2026-03-04T00:30:00Z", &["前天 08:30"]);
    assert_parsed("2026-03-03T00:30:00Z", &["大前天 08:30"]);
    assert_parsed("2026-03-06T04:00:00Z", &["刚刚", "刚才", "刚刚发布"]);
    assert_parsed("2026-03-06T03:55:00Z", &["5分钟前", "5 分钟前", "五分钟前", "5分钟以前", "发布于 5分钟前"]);
    assert_parsed("2026-03-06T02:00:00Z", &["2小时前", "2个小时前", "两小时前", "约2小时前"]);
    assert_parsed("2026-03-06T03:30:00Z", &["半小时前", "半个小时前"]);
    assert_parsed("2026-03-03T04:00:00Z", &["3天前"]);
    assert_parsed("2025-12-30T16:00:00Z", &["12月31日", "十二月三十一日"]);
    assert_parsed("2024-02-28T16:00:00Z", &["2月29日"]);
    assert_parsed("2026-03-06T16:00:00Z", &["3月7日"]);
    assert_parsed("2025-03-07T16:00:00Z", &["3月8日"]);
    assert_no_date(&[
        "2026年2月30日",
        "2026年3月",
        "2026年13月5日",
        "115年3月5日",
        "3月",
        "5日",
        "2月30日",
        "明天 8:30",
        "2周前",
        "3个月前",
        "1年前",
        "几分钟前",
        "2026年3月5日 晚上12:00",
        "2026年3月5日 上午13:00",
        "2026年3月5日 晚上1:00",
        "2026年3月5日 上午",
        "2026年3月5日至3月8日",
        "2026年3月5日记者从县政府获悉",
        "农历正月十七",
        "2026年3月8:30",
        "99999999999999999999分钟前",
    ]);
}

#[test]
fn ambiguous_dates_are_rejected() {
    assert_parsed("2026-03-12T16:00:00Z", &["13/03/2026", "03/13/2026", "13.03.2026", "03-13-2026"]);
    assert_parsed("2026-05-04T16:00:00Z", &["05/05/2026"]);
    assert_no_date(&[
        "03/05/2026",
        "3-5-2026",
        "26-03-05",
        "03-05",
        "05.03.26",
        "08:30",
        "",
        "   ",
        "-",
        "now",
        "昨天昨天",
    ]);
    assert_no_date(&["<b>2026-03-05</b>", "http://example.cn/2026/03/05/", "2026-03-05 \u{1f600}"]);
}

fn any_moment() -> impl Strategy<Value = OffsetDateTime> {
    (631_152_000i64..4_133_894_400, -14 * 60i32..=14 * 60).prop_filter_map("outside the years", |(seconds, offset)| {
        let offset = UtcOffset::from_whole_seconds(offset * 60).ok()?;
        let at = OffsetDateTime::from_unix_timestamp(seconds).ok()?.to_offset(offset);
        (1990..=2099).contains(&at.year()).then_some(at)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn formatted_moments_are_parsed_back(at in any_moment()) {
        let expected = Some(at.unix_timestamp() * 1_000);
        prop_assert_eq!(parse(&at.format(&Rfc3339).unwrap(), 0), expected);
        prop_assert_eq!(parse(&at.format(&Rfc2822).unwrap(), 0), expected);
        let china = at.to_offset(UtcOffset::from_hms(8, 0, 0).unwrap());
        let (y, m, d, h, n, s) =
            (china.year(), u8::from(china.month()), china.day(), china.hour(), china.minute(), china.second());
        prop_assume!((1990..=2100).contains(&y));
        prop_assert_eq!(parse(&format!("{y}年{m}月{d}日{h}时{n}分{s}秒"), 0), expected);
        prop_assert_eq!(parse(&format!("{y}-{m}-{d} {h}:{n:02}:{s:02}"), 0), expected);
        prop_assert_eq!(parse(&format!("{y}/{m:02}/{d:02} {h:02}:{n:02}:{s:02}"), 0), expected);
    }

    #[test]
    fn arbitrary_text_does_not_panic(text in "\\PC{0,60}", now in any::<i64>()) {
        let _ = parse(&text, now);
    }

    #[test]
    fn combined_parts_of_dates_do_not_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "2026", "年", "3", "月", "05", "日", "-", "/", ":", ".", ",", " ", "08", "30", "T", "Z", "+", "0800", "GMT", "CST", "Mar", "Thu",
        "(", ")", "[", "]", "昨天", "上午", "下午", "半", "前", "小时", "分", "点", "十", "二", "星期", "周", "三", "20260305", "发布",
    ]), 0..14), now in any::<i64>()) {
        if let Some(at) = parse(&parts.concat(), now) {
            let year = OffsetDateTime::from_unix_timestamp(at.div_euclid(1_000)).unwrap().year();
            prop_assert!((1989..=2101).contains(&year));
        }
    }
}
