//! Parsing of feeds and articles against a bare pass of the underlying tokenizers over the same text; and the cost of hostile
//! articles, each in a separate process.

use std::hint::black_box;
use std::io::Write;
use std::process::Command;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use songming_core::inspect::{Context, feed, parse_html};

use crate::Outcome;
use crate::measure::{Line, median, paired, peak_memory, processor_time};

const TURNS: usize = 31;

struct Nowhere;

impl TokenSink for Nowhere {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        black_box(token);
        TokenSinkResult::Continue
    }
}

/// A county's article, about 2.6 KB of markup.
fn article(number: usize) -> String {
    let paragraph = "记者从园区了解到，今年前三季度共有<strong>十二家</strong>企业完成技术改造，新增产能约三成；\
                     其中七家的产品销往省外，物流时间比去年缩短了<a href=\"/detail?id=7\">一天半</a>。";
    format!(
        "<h2>第{number}期</h2><p>{paragraph}</p><ul><li>汽车零配件</li><li>先进装备</li></ul><p>{paragraph}</p>\
         <figure><img src=\"/media/{number}.jpg\" alt=\"车间\"><figcaption>车间一角</figcaption></figure>\
         <table><tr><th>项目</th><th>数量</th></tr><tr><td>企业</td><td>12</td></tr></table><p>{paragraph}{paragraph}</p>"
    )
}

fn rss(items: usize) -> String {
    let mut text = String::from("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>简报</title>");
    for number in 0..items {
        text.push_str(&format!(
            "<item><title>第{number}条</title><link>https://news.example/{number}</link><guid>g{number}</guid>\
             <pubDate>Thu, 05 Mar 2026 08:30:00 +0800</pubDate><description><![CDATA[{}]]></description></item>",
            article(number)
        ));
    }
    text.push_str("</channel></rss>");
    text
}

fn milliseconds(work: impl FnOnce()) -> f64 {
    let used = processor_time();
    work();
    (processor_time() - used).as_secs_f64() * 1e3
}

/// Megabytes per second, higher is better; the ratio is one of times.
fn compared(what: &str, bytes: usize, core: impl Fn(), floor: impl Fn()) -> Line {
    let (mut of_core, mut of_floor) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        if turn % 2 == 0 {
            of_core.push(milliseconds(&core));
            of_floor.push(milliseconds(&floor));
        } else {
            of_floor.push(milliseconds(&floor));
            of_core.push(milliseconds(&core));
        }
    }
    let speed = |times: &[f64]| bytes as f64 / 1e3 / median(times);
    let ratio = paired(what, "MB/s", &of_core, &of_floor, None).ratio;
    Line { what: what.to_owned(), core: speed(&of_core), floor: speed(&of_floor), unit: "MB/s", ratio, wanted: None }
}

pub(crate) fn run() -> Outcome<Vec<Line>> {
    let document = rss(400);
    let page: String = (0..400).map(article).collect();
    let context = Context { content_type: None, address: None, now: 0 };
    let lines = vec![
        compared(
            "feed, RSS, times of a bare quick-xml pass",
            document.len(),
            || assert_eq!(feed(document.as_bytes(), &context).map(|read| read.entries.len()), Ok(400)),
            || {
                let mut reader = quick_xml::Reader::from_str(&document);
                while !matches!(black_box(reader.read_event()), Ok(quick_xml::events::Event::Eof) | Err(_)) {}
            },
        ),
        compared(
            "article, times of a bare html5ever tokenizer pass",
            page.len(),
            || assert!(!parse_html(&page, None).blocks.is_empty()),
            || {
                let tokenizer = Tokenizer::new(Nowhere, TokenizerOpts::default());
                let input = BufferQueue::default();
                input.push_back(StrTendril::from_slice(&page));
                let _ = tokenizer.feed(&input);
                tokenizer.end();
            },
        ),
    ];
    let mut out = std::io::stdout();
    for name in ["nested", "div", "table"] {
        let output = Command::new(std::env::current_exe()?).args(["--alone", "hostile", name]).output()?;
        write!(out, "{}", String::from_utf8(output.stdout)?)?;
    }
    Ok(lines)
}

/// One hostile article, in a separate process.
pub(crate) fn hostile(name: &str) -> Outcome {
    let html = match name {
        "nested" => "<b><i><u><font>".repeat(3_000),
        "div" => "<div>".repeat(50_000),
        _ => format!("<table>{}</table>", "<tr><td>一</td><td>二</td></tr>".repeat(32_000)),
    };
    let before = peak_memory();
    let time = milliseconds(|| drop(black_box(parse_html(&html, None))));
    let memory = peak_memory() - before;
    let verdict = if time < 100.0 && memory < 16.0 { "" } else { ", MISSED" };
    let size = html.len() / 1000;
    writeln!(
        std::io::stdout(),
        "hostile article, {name}, {size} KB: {time:.1} ms, {memory:.1} MB (wanted: under 100 ms and 16 MB{verdict})"
    )?;
    Ok(())
}
