//! An article's blocks on a page. Addresses do not interrupt the text: they are numbered, and stand at its end.

use songming_core::{Block, ListItem, ReadingPosition, Span};

use crate::page::Page;
use crate::table;
use crate::text;
use crate::width::{Look, Run};

/// The addresses of a page, in the order in which it names them.
#[derive(Debug, Default)]
pub(crate) struct Links {
    addresses: Vec<String>,
}

impl Links {
    /// The mark for an address: `[3]`. The same address has one mark.
    pub(crate) fn mark(&mut self, address: &str) -> Run {
        let known = self.addresses.iter().position(|there| there == address);
        let number = known.unwrap_or_else(|| {
            self.addresses.push(address.to_owned());
            self.addresses.len() - 1
        });
        Run::dim(format!("[{}]", number + 1))
    }

    /// The addresses, each on a line of its own and never wrapped, so that it can be copied.
    pub(crate) fn paint(&self, page: &mut Page) {
        if self.addresses.is_empty() {
            return;
        }
        page.gap();
        page.line(&[Run::dim(text::get("read.links"))]);
        for (number, address) in self.addresses.iter().enumerate() {
            page.line(&[Run::dim(format!("[{}] ", number + 1)), Run::plain(address)]);
        }
    }
}

/// Text as runs: a link is followed by its mark, ruby by its reading.
pub(crate) fn runs(spans: &[Span], links: &mut Links) -> Vec<Run> {
    let mut runs = Vec::new();
    for (number, span) in spans.iter().enumerate() {
        let look = Look { bold: span.bold, italic: span.italic, underline: span.href.is_some(), ..Look::default() };
        runs.push(Run { text: span.text.clone(), look });
        if let Some(ruby) = &span.ruby {
            runs.push(Run::dim(text::fill("read.ruby", &[("ruby", ruby)])));
        }
        // A link of several looks is marked once; one that shows its address needs no mark.
        let goes_on = spans.get(number + 1).is_some_and(|next| next.href == span.href);
        if let Some(address) = span.href.as_deref().filter(|address| !goes_on && **address != span.text) {
            runs.push(links.mark(address));
        }
    }
    runs
}

/// Sets the blocks, an empty line between them. `kept` for an item that is on this machine: then pictures show their
/// files, and the place where the person was, if any, is marked.
pub(crate) fn paint(page: &mut Page, blocks: &[Block], links: &mut Links, kept: Option<Option<ReadingPosition>>) {
    let place = kept.flatten().map(|place| place.block as usize);
    for (number, block) in blocks.iter().enumerate() {
        page.gap();
        if place == Some(number) {
            page.line(&[Run::dim(text::get("read.here"))]);
        }
        one(page, block, links, kept.is_some());
    }
}

fn one(page: &mut Page, block: &Block, links: &mut Links, kept: bool) {
    match block {
        Block::Paragraph { spans } => page.text(&runs(spans, links)),
        Block::Heading { level, spans } => {
            let runs = runs(spans, links);
            match level {
                1 => page.heading(&runs, '='),
                2 => page.heading(&runs, '-'),
                _ => {
                    let bold = |run: Run| Run { look: Look { bold: true, ..run.look }, ..run };
                    let sign = Run::dim(format!("{} ", "#".repeat(usize::from(*level).min(6))));
                    page.hang(&[sign], "", &runs.into_iter().map(bold).collect::<Vec<_>>());
                }
            }
        }
        Block::List { ordered: _, items } => list(page, items, links),
        Block::Quote { paragraphs } => {
            for (number, paragraph) in paragraphs.iter().enumerate() {
                if number > 0 {
                    page.line(&[Run::plain(">")]);
                }
                page.hang(&[Run::plain("> ")], "> ", &runs(&paragraph.spans, links));
            }
        }
        Block::Code { text } => {
            for line in text.lines() {
                page.line(&[Run::plain(format!("    {line}"))]);
            }
        }
        Block::Table { caption, rows } => {
            if !caption.is_empty() {
                page.text(&runs(caption, links));
            }
            table::paint(page, rows, links);
        }
        Block::Image { src, alt, caption, file, .. } => {
            let key = if alt.is_empty() { "read.picture-unnamed" } else { "read.picture" };
            let still = if kept { Still::of(file) } else { Still::Unknown };
            medium(page, text::fill(key, &[("alt", alt)]), src, still, links);
            below(page, caption, links);
        }
        Block::Video { src, caption, poster_file, .. } => {
            let still = poster_file.as_deref().map_or(Still::Unknown, Still::File);
            medium(page, text::get("read.video").to_owned(), src, still, links);
            below(page, caption, links);
        }
        Block::Audio { src, caption, .. } => {
            medium(page, text::get("read.audio").to_owned(), src, Still::Unknown, links);
            below(page, caption, links);
        }
        Block::Rule => page.line(&[Run::dim("-".repeat(page.width().min(40)))]),
    }
}

/// What this machine has of a picture.
#[derive(Clone, Copy)]
enum Still<'a> {
    /// Nobody asked, or there is none.
    Unknown,
    Missing,
    File(&'a str),
}

impl<'a> Still<'a> {
    fn of(file: &'a Option<String>) -> Self {
        file.as_deref().map_or(Still::Missing, Still::File)
    }
}

fn medium(page: &mut Page, name: String, address: &str, still: Still<'_>, links: &mut Links) {
    let mark = links.mark(address);
    let missing = matches!(still, Still::Missing).then(|| Run::dim(text::get("read.not-fetched")));
    page.text(&[Some(Run::dim(name)), Some(mark), missing].into_iter().flatten().collect::<Vec<_>>());
    if let Still::File(file) = still {
        // Never wrapped, so that it can be copied.
        page.line(&[Run::plain(file)]);
    }
}

fn below(page: &mut Page, caption: &[Span], links: &mut Links) {
    if !caption.is_empty() {
        page.text(&runs(caption, links));
    }
}

fn list(page: &mut Page, items: &[ListItem], links: &mut Links) {
    for item in items {
        let sign = item.number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
        let indent = "   ".repeat(usize::from(item.level).min(6));
        let rest = " ".repeat(indent.len() + sign.len());
        page.hang(&[Run::plain(format!("{indent}{sign}"))], &rest, &runs(&item.spans, links));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Screen;
    use songming_core::inspect;
    use url::Url;

    fn set(html: &str, width: usize) -> String {
        let base = Url::parse("https://news.example/a/").unwrap();
        let mut page = Page::new(Screen { width, styled: false });
        let mut links = Links::default();
        paint(&mut page, &inspect::parse_html(html, Some(&base)).blocks, &mut links, None);
        links.paint(&mut page);
        page.finish()
    }

    #[test]
    fn an_article_is_set_with_its_addresses_at_the_end() {
        let shown = set(
            "<h2>秋收</h2><p>详见<a href='/more'>县<b>政府</b>网</a>，又见<a href='/more'>此处</a>。</p>\
             <ol><li>先看墒情，再定机械</li><li>后入库</li></ol><blockquote><p>颗粒归仓</p><p>完</p></blockquote>\
             <img src='/p.jpg' alt='稻田'><hr>",
            24,
        );
        let expected = "\
秋收
----

详见县政府网[1]，又见此
处[1]。

1. 先看墒情，再定机械
2. 后入库

> 颗粒归仓
>
> 完

〔图：稻田〕[2]

------------------------

地址
[1] https://news.example/more
[2] https://news.example/p.jpg
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_list_hangs_and_a_lower_level_is_indented() {
        let shown = set("<ul><li>稻谷亩产创下新高，农户笑开颜<ul><li>经开区</li></ul></li></ul>", 24);
        assert_eq!(shown, "- 稻谷亩产创下新高，农户\n  笑开颜\n   - 经开区\n");
    }
}
