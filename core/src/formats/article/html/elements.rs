//! The elements of HTML by their role in an article, and access to attributes and styles.

use html5ever::tokenizer::Tag;
use html5ever::tokenizer::states::RawKind;
use html5ever::{LocalName, local_name};

/// The role of an element in an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// Dropped with its content, which is not meant for readers.
    Hidden,
    /// The same, and the tokenizer does not parse its content as markup.
    HiddenRaw(RawKind),
    /// Separates blocks and has no other effect.
    Section,
    Paragraph,
    Heading(u8),
    Rule,
    Break,
    Quote,
    List {
        ordered: bool,
    },
    Item,
    /// `dl` and `details`.
    DefinitionList,
    Term,
    Definition,
    Preformatted,
    /// The same, and the tokenizer does not parse its content as markup.
    PreformattedRaw,
    /// The rest of the document is text without markup.
    Plaintext,
    Figure,
    Caption,
    Table,
    TableCaption,
    /// `true` for `thead`.
    RowGroup(bool),
    Row,
    Cell {
        header: bool,
    },
    Link,
    Bold,
    Italic,
    Code,
    /// `s`, `strike` and `del`.
    Struck,
    Superscript,
    Subscript,
    /// `q`.
    InlineQuote,
    /// `span` and `font`: only their style counts.
    Styled,
    Ruby,
    RubyBase,
    RubyText,
    RubyParenthesis,
    Picture,
    Image,
    Input,
    Source,
    Video,
    Audio,
    /// `object` and `applet`: shows what it refers to.
    Object,
    /// `embed`, and WeChat's elements for recordings, videos, mini programmes and places.
    Embed,
    /// A `param` of an `object`.
    Param,
    /// MathML.
    Math,
    Form,
    Dialog,
    /// Every other element: its tags are ignored, its content is not.
    Ignored,
}

pub(super) fn classify(name: &LocalName) -> Element {
    use Element as E;
    match *name {
        local_name!("p") => E::Paragraph,
        local_name!("div")
        | local_name!("section")
        | local_name!("article")
        | local_name!("main")
        | local_name!("header")
        | local_name!("footer")
        | local_name!("nav")
        | local_name!("aside")
        | local_name!("address")
        | local_name!("center")
        | local_name!("fieldset")
        | local_name!("legend")
        | local_name!("hgroup")
        | local_name!("search")
        | local_name!("body")
        | local_name!("html")
        | local_name!("head")
        | local_name!("marquee") => E::Section,
        local_name!("span") | local_name!("font") => E::Styled,
        local_name!("a") => E::Link,
        local_name!("b") | local_name!("strong") => E::Bold,
        local_name!("i") | local_name!("em") | local_name!("cite") | local_name!("dfn") | local_name!("var") => {
            E::Italic
        }
        local_name!("code") | local_name!("kbd") | local_name!("samp") | local_name!("tt") => E::Code,
        local_name!("br") => E::Break,
        local_name!("hr") => E::Rule,
        local_name!("img") | local_name!("image") => E::Image,
        local_name!("input") => E::Input,
        local_name!("h1") => E::Heading(1),
        local_name!("h2") => E::Heading(2),
        local_name!("h3") => E::Heading(3),
        local_name!("h4") => E::Heading(4),
        local_name!("h5") => E::Heading(5),
        local_name!("h6") => E::Heading(6),
        local_name!("ul") | local_name!("menu") | local_name!("dir") => E::List { ordered: false },
        local_name!("ol") => E::List { ordered: true },
        local_name!("li") => E::Item,
        local_name!("dl") | local_name!("details") => E::DefinitionList,
        local_name!("dt") | local_name!("summary") => E::Term,
        local_name!("dd") => E::Definition,
        local_name!("blockquote") => E::Quote,
        local_name!("table") => E::Table,
        local_name!("caption") => E::TableCaption,
        local_name!("thead") => E::RowGroup(true),
        local_name!("tbody") | local_name!("tfoot") => E::RowGroup(false),
        local_name!("tr") => E::Row,
        local_name!("td") => E::Cell { header: false },
        local_name!("th") => E::Cell { header: true },
        local_name!("figure") => E::Figure,
        local_name!("figcaption") => E::Caption,
        local_name!("picture") => E::Picture,
        local_name!("source") => E::Source,
        local_name!("video") => E::Video,
        local_name!("audio") => E::Audio,
        local_name!("pre") | local_name!("listing") => E::Preformatted,
        local_name!("xmp") => E::PreformattedRaw,
        local_name!("plaintext") => E::Plaintext,
        local_name!("q") => E::InlineQuote,
        local_name!("sup") => E::Superscript,
        local_name!("sub") => E::Subscript,
        local_name!("del") | local_name!("s") | local_name!("strike") => E::Struck,
        local_name!("ruby") => E::Ruby,
        local_name!("rb") => E::RubyBase,
        local_name!("rt") | local_name!("rtc") => E::RubyText,
        local_name!("rp") => E::RubyParenthesis,
        local_name!("form") => E::Form,
        local_name!("dialog") => E::Dialog,
        local_name!("script") => E::HiddenRaw(RawKind::ScriptData),
        local_name!("style")
        | local_name!("iframe")
        | local_name!("noembed")
        | local_name!("noframes")
        | local_name!("noscript") => E::HiddenRaw(RawKind::Rawtext),
        local_name!("textarea") | local_name!("title") => E::HiddenRaw(RawKind::Rcdata),
        local_name!("math") => E::Math,
        local_name!("object") | local_name!("applet") => E::Object,
        local_name!("embed") => E::Embed,
        local_name!("param") => E::Param,
        local_name!("svg")
        | local_name!("template")
        | local_name!("select")
        | local_name!("datalist")
        | local_name!("button")
        | local_name!("canvas") => E::Hidden,
        _ => match &**name {
            "xml" => E::Hidden,
            "amp-img" => E::Image,
            "m:math" | "mml:math" => E::Math,
            "mpvoice"
            | "mp-common-mpaudio"
            | "qqmusic"
            | "mp-common-qqmusic"
            | "mp-common-videosnap"
            | "mpvideosnap"
            | "mpvideo"
            | "mp-miniprogram"
            | "mp-common-miniprogram"
            | "mp-common-poi" => E::Embed,
            _ => E::Ignored,
        },
    }
}

/// Whether the element has no end tag.
pub(super) fn is_void(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("image")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}

/// Whether the start of this element ends the `svg` or `math` around it, as in a browser: its end tag is missing.
pub(super) fn ends_foreign_content(element: Element) -> bool {
    use Element as E;
    matches!(
        element,
        E::Section
            | E::Paragraph
            | E::Heading(_)
            | E::Rule
            | E::Break
            | E::Quote
            | E::List { .. }
            | E::Item
            | E::DefinitionList
            | E::Term
            | E::Definition
            | E::Preformatted
            | E::Table
            | E::Bold
            | E::Italic
            | E::Code
            | E::Struck
            | E::Styled
            | E::Ruby
            | E::Superscript
            | E::Subscript
    )
}

/// The value of an attribute, trimmed.
pub(super) fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| attribute.value.trim())
}

/// The whole number that the value of an attribute begins with: browsers read `2.5` and `2px` as 2.
pub(super) fn whole_number(tag: &Tag, name: &str) -> Option<i64> {
    let value = attribute(tag, name)?;
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(value.len());
    value[..end].parse().ok()
}

/// The value of a property in a `style` attribute: the last one, and one that is `!important` before all others.
pub(super) fn css_value<'a>(style: &'a str, property: &str) -> Option<&'a str> {
    let values = style.split(';').rev().filter_map(|declaration| declaration.split_once(':'));
    let mut found = None;
    for (_, value) in values.filter(|(name, _)| name.trim().eq_ignore_ascii_case(property)) {
        let value = value.trim();
        if value.ends_with("!important") {
            return Some(value);
        }
        found = found.or(Some(value).filter(|value| !value.is_empty()));
    }
    found
}
