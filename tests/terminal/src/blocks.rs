//! Renders the blocks of an article. Links in the text are numbered; their addresses are listed at its end.

use songming_core::{Block, ListItem, ReadingPosition, Span};

use crate::layout::{Run, Style};
use crate::table;
use crate::text;
use crate::text_page::TextPage;

/// The linked addresses of a text, in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct Links {
    addresses: Vec<String>,
}

impl Links {
    /// The reference to an address: `[3]`. An address that is used again keeps its number.
    pub(crate) fn reference(&mut self, address: &str) -> Run {
        let known = self.addresses.iter().position(|known| known == address);
        let number = known.unwrap_or_else(|| {
            self.addresses.push(address.to_owned());
            self.addresses.len() - 1
        });
        Run::dim(format!("[{}]", number + 1))
    }

    /// Lists the addresses, each on its own line. They are not wrapped, so that they can be copied.
    pub(crate) fn render(&self, page: &mut TextPage) {
        if self.addresses.is_empty() {
            return;
        }
        page.blank_line();
        page.line(&[Run::dim(text::get("read.links"))]);
        for (number, address) in self.addresses.iter().enumerate() {
            page.line(&[Run::dim(format!("[{}] ", number + 1)), Run::plain(address)]);
        }
    }
}

/// Converts spans to styled text. A reference follows each link, and the reading follows ruby text.
pub(crate) fn runs(spans: &[Span], links: &mut Links) -> Vec<Run> {
    let mut runs = Vec::new();
    for (number, span) in spans.iter().enumerate() {
        let style = Style { bold: span.bold, italic: span.italic, underline: span.href.is_some(), ..Style::default() };
        // As a mark and not as a style: it must be seen in a pipe and on a terminal that draws no lines through text.
        let starts_struck = span.struck && !number.checked_sub(1).is_some_and(|before| spans[before].struck);
        let ends_struck = span.struck && !spans.get(number + 1).is_some_and(|next| next.struck);
        let mark = |shown: bool| if shown { "~~" } else { "" };
        runs.push(Run { text: format!("{}{}{}", mark(starts_struck), span.text, mark(ends_struck)), style });
        if let Some(ruby) = &span.ruby {
            runs.push(Run::dim(text::fill("read.ruby", &[("ruby", ruby)])));
        }
        // A link of several spans gets one reference, a link whose text is its address none.
        let continues = spans.get(number + 1).is_some_and(|next| next.href == span.href);
        if let Some(address) = span.href.as_deref().filter(|address| !continues && **address != span.text) {
            runs.push(links.reference(address));
        }
    }
    runs
}

/// Renders blocks with an empty line between them. `stored` is `Some` for an item of this client: then pictures show their
/// files, and the reading position, if there is one, is marked.
pub(crate) fn render(
    page: &mut TextPage,
    blocks: &[Block],
    links: &mut Links,
    stored: Option<Option<ReadingPosition>>,
) {
    let position = stored.flatten().map(|position| position.block as usize);
    for (number, block) in blocks.iter().enumerate() {
        page.blank_line();
        if position == Some(number) {
            page.line(&[Run::dim(text::get("read.here"))]);
        }
        render_block(page, block, links, stored.is_some());
    }
}

fn render_block(page: &mut TextPage, block: &Block, links: &mut Links, stored: bool) {
    match block {
        Block::Paragraph { spans } => page.paragraph(&runs(spans, links)),
        Block::Heading { level, spans } => {
            let runs = runs(spans, links);
            match level {
                1 => page.heading(&runs, '='),
                2 => page.heading(&runs, '-'),
                _ => {
                    let bold = |run: Run| Run { style: Style { bold: true, ..run.style }, ..run };
                    let prefix = Run::dim(format!("{} ", "#".repeat(usize::from(*level).min(6))));
                    page.hanging(&[prefix], "", &runs.into_iter().map(bold).collect::<Vec<_>>());
                }
            }
        }
        Block::List { ordered: _, items } => render_list(page, items, links),
        Block::Quote { paragraphs } => {
            for (number, paragraph) in paragraphs.iter().enumerate() {
                if number > 0 {
                    page.line(&[Run::plain(">")]);
                }
                page.hanging(&[Run::plain("> ")], "> ", &runs(&paragraph.spans, links));
            }
        }
        Block::Code { text } => {
            for line in text.lines() {
                page.line(&[Run::plain(format!("    {line}"))]);
            }
        }
        Block::Table { caption, rows } => {
            if !caption.is_empty() {
                page.paragraph(&runs(caption, links));
            }
            table::render(page, rows, links);
        }
        Block::Image { src, alt, caption, file, href, .. } => {
            let key = if alt.is_empty() { "read.picture-unnamed" } else { "read.picture" };
            let file = if stored { PictureFile::of(file) } else { PictureFile::Unknown };
            render_media(page, text::fill(key, &[("alt", alt)]), src, file, links);
            if let Some(href) = href {
                let reference = links.reference(href);
                page.paragraph(&[Run::dim(text::get("read.picture-link")), reference]);
            }
            render_caption(page, caption, links);
        }
        Block::Video { src, caption, poster_file, .. } => {
            let file = poster_file.as_deref().map_or(PictureFile::Unknown, PictureFile::Present);
            render_media(page, text::get("read.video").to_owned(), src, file, links);
            render_caption(page, caption, links);
        }
        Block::Audio { src, caption, .. } => {
            render_media(page, text::get("read.audio").to_owned(), src, PictureFile::Unknown, links);
            render_caption(page, caption, links);
        }
        Block::Rule => page.line(&[Run::dim("-".repeat(page.width().min(40)))]),
    }
}

/// The local file of a picture.
#[derive(Clone, Copy)]
enum PictureFile<'a> {
    /// The block has no picture, or the article is not stored in this client.
    Unknown,
    Missing,
    Present(&'a str),
}

impl<'a> PictureFile<'a> {
    fn of(file: &'a Option<String>) -> Self {
        file.as_deref().map_or(Self::Missing, Self::Present)
    }
}

fn render_media(page: &mut TextPage, name: String, address: &str, file: PictureFile<'_>, links: &mut Links) {
    let reference = links.reference(address);
    let missing = matches!(file, PictureFile::Missing).then(|| Run::dim(text::get("read.not-fetched")));
    page.paragraph(&[Some(Run::dim(name)), Some(reference), missing].into_iter().flatten().collect::<Vec<_>>());
    if let PictureFile::Present(file) = file {
        // Not wrapped, so that it can be copied.
        page.line(&[Run::plain(file)]);
    }
}

fn render_caption(page: &mut TextPage, caption: &[Span], links: &mut Links) {
    if !caption.is_empty() {
        page.paragraph(&runs(caption, links));
    }
}

fn render_list(page: &mut TextPage, items: &[ListItem], links: &mut Links) {
    for item in items {
        let marker = item.number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
        let indent = "   ".repeat(usize::from(item.level).min(6));
        let rest = " ".repeat(indent.len() + marker.len());
        page.hanging(&[Run::plain(format!("{indent}{marker}"))], &rest, &runs(&item.spans, links));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text_page::Terminal;
    use songming_core::inspect;
    use url::Url;

    fn rendered(html: &str, width: usize) -> String {
        let base = Url::parse("https://news.example/a/").unwrap();
        let mut page = TextPage::new(Terminal { width, styled: false });
        let mut links = Links::default();
        render(&mut page, &inspect::parse_html(html, Some(&base)).blocks, &mut links, None);
        links.render(&mut page);
        page.finish()
    }

    #[test]
    fn an_article_is_rendered_with_its_addresses_at_the_end() {
        let shown = rendered(
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
    fn struck_text_has_a_mark_on_both_sides_and_a_linked_picture_its_address() {
        let shown = rendered(
            "<p>定于<del>3月<b>5</b>日</del><ins>3月6日</ins>举行</p><a href='/album'><img src='/p.jpg' alt='稻田'></a>",
            40,
        );
        let expected = "\
定于~~3月5日~~3月6日举行

〔图：稻田〕[1]
〔图中链接〕[2]

地址
[1] https://news.example/p.jpg
[2] https://news.example/album
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_list_item_wraps_behind_its_marker_and_a_sublist_is_indented() {
        let shown = rendered("<ul><li>稻谷亩产创下新高，农户笑开颜<ul><li>经开区</li></ul></li></ul>", 24);
        assert_eq!(shown, "- 稻谷亩产创下新高，农户\n  笑开颜\n   - 经开区\n");
    }
}
