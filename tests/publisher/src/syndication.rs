//! The newest page as RSS 2.0 and Atom, with the full text.

use crate::archive::{ArchiveState, Page};
use crate::feed;
use crate::item::Item;
use crate::markup::escape;
use crate::moment::Moment;
use std::fmt::Write;
use time::format_description::well_known::Rfc2822;

/// The media type of [`rss`].
pub(crate) const RSS_TYPE: &str = "application/rss+xml; charset=utf-8";
/// The media type of [`atom`].
pub(crate) const ATOM_TYPE: &str = "application/atom+xml; charset=utf-8";

/// RSS 2.0 with the modules `content`, `dc` and `atom`.
pub(crate) fn rss(page: &mut Page, base: &str) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <channel>\n<title>{title}</title>\n<link>{base}/</link>\n<description>{title}</description>\n\
         <language>zh-CN</language>\n<lastBuildDate>{}</lastBuildDate>\n\
         <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{base}/rss.xml\"/>\n",
        mail_date(updated(&page.items)),
        title = escape(feed::title(&page.state)),
        base = escape(base),
    );
    for item in &mut page.items {
        item.make_absolute(base);
        rss_item(&mut xml, item);
    }
    xml.push_str("</channel>\n</rss>\n");
    xml
}

fn rss_item(xml: &mut String, item: &Item) {
    xml.push_str("<item>\n");
    element(xml, "title", item.title.as_deref());
    element(xml, "link", item.url.as_deref());
    let _ = writeln!(xml, "<guid isPermaLink=\"false\">{}</guid>", escape(&item.id));
    element(xml, "pubDate", item.date_published.map(mail_date).as_deref());
    element(xml, "description", item.summary.as_deref());
    element(xml, "content:encoded", item.content_html.as_deref());
    for author in &item.authors {
        element(xml, "dc:creator", Some(&author.name));
    }
    for tag in &item.tags {
        element(xml, "category", Some(tag));
    }
    // RSS allows one enclosure; the first attachment is the lead picture.
    if let Some(file) = item.attachments.first() {
        let (url, mime_type) = (escape(&file.url), escape(&file.mime_type));
        let _ = writeln!(xml, "<enclosure url=\"{url}\" length=\"{}\" type=\"{mime_type}\"/>", file.size_in_bytes);
    }
    xml.push_str("</item>\n");
}

/// Atom (RFC 4287).
pub(crate) fn atom(page: &mut Page, base: &str) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n\
         <id>{}</id>\n<title>{title}</title>\n<author><name>{title}</name></author>\n<updated>{}</updated>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{base}/atom.xml\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{base}/\"/>\n",
        atom_id("feed"),
        updated(&page.items),
        title = escape(feed::title(&page.state)),
        base = escape(base),
    );
    for item in &mut page.items {
        item.make_absolute(base);
        atom_entry(&mut xml, item);
    }
    xml.push_str("</feed>\n");
    xml
}

fn atom_entry(xml: &mut String, item: &Item) {
    xml.push_str("<entry>\n");
    element(xml, "id", Some(&atom_id(&item.id)));
    element(xml, "title", item.title.as_deref());
    let published = item.date_published.map(|moment| moment.to_string());
    let modified = item.date_modified.map(|moment| moment.to_string());
    element(xml, "published", published.as_deref());
    element(xml, "updated", modified.as_deref().or(published.as_deref()));
    if let Some(url) = &item.url {
        let _ = writeln!(xml, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", escape(url));
    }
    for file in &item.attachments {
        let (url, mime_type) = (escape(&file.url), escape(&file.mime_type));
        let size = file.size_in_bytes;
        let _ = writeln!(xml, "<link rel=\"enclosure\" type=\"{mime_type}\" length=\"{size}\" href=\"{url}\"/>");
    }
    for author in &item.authors {
        let _ = writeln!(xml, "<author><name>{}</name></author>", escape(&author.name));
    }
    for tag in &item.tags {
        let _ = writeln!(xml, "<category term=\"{}\"/>", escape(tag));
    }
    element(xml, "summary", item.summary.as_deref());
    if let Some(html) = &item.content_html {
        let _ = writeln!(xml, "<content type=\"html\">{}</content>", escape(html));
    }
    xml.push_str("</entry>\n");
}

fn element(xml: &mut String, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        let _ = writeln!(xml, "<{name}>{}</{name}>", escape(text));
    }
}

/// An id that does not depend on the publisher's address, as Atom requires.
fn atom_id(name: &str) -> String {
    format!("tag:songming.example,2026:{}", escape(name))
}

fn mail_date(moment: Moment) -> String {
    moment.0.format(&Rfc2822).expect("RFC 3339 years fit RFC 2822")
}

fn updated(items: &[Item]) -> Moment {
    let newest = items.iter().filter_map(|item| item.date_modified.max(item.date_published)).max();
    newest.unwrap_or(Moment(time::OffsetDateTime::UNIX_EPOCH))
}

/// The parts of the entity tag of either document.
pub(crate) fn etag_parts<'a>(name: &'a str, base: &'a str, state: &'a ArchiveState) -> [&'a [u8]; 4] {
    [name.as_bytes(), base.as_bytes(), &state.digest, state.catalogue.etag.as_bytes()]
}
