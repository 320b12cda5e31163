//! Pictures, players and cards: which block each becomes, and where it goes.

use html5ever::tokenizer::Tag;

use super::assembler::Assembler;
use super::backgrounds::background_address;
use super::containers::{ContainerState, LineTarget};
use super::elements::attribute;
use super::embeds::{embed, linked_file};
use super::images::{Image, drawn_picture, image};
use super::players::Player;
use crate::formats::article::block::Block;

impl Assembler<'_> {
    pub(super) fn image(&mut self, tag: &Tag) {
        if !self.budget.spend_address() {
            return;
        }
        // A video that an editor shows as a picture until the page is published.
        if attribute(tag, "class").is_some_and(|class| class.contains("edui-upload-video"))
            && let Some(card) = embed(tag, self.base)
        {
            return self.emit_card(Some(card));
        }
        self.shown_picture = None;
        match image(tag, self.picture_source.as_deref(), self.base) {
            Image::Block { src, alt, width, height } => {
                self.emit_picture(src, alt, width, height);
                self.shown_picture = Some(self.budget.text_bytes);
            }
            Image::Text(text) => self.text(&text),
            // The picture cannot be shown, but where it leads to must not be lost.
            Image::Missing(alt) if self.formatting.link.is_some() && !alt.is_empty() => self.text(&alt),
            Image::Missing(_) | Image::Dropped => {
                let content = (self.budget.text_bytes, self.media);
                self.link_icon = Some(content).filter(|content| *content == self.link_start);
            }
        }
    }

    /// Ends the open link. One that only holds the icon of a file keeps its title, or the name of the file.
    pub(super) fn close_link(&mut self) {
        if self.link_icon.take() == Some((self.budget.text_bytes, self.media))
            && let Some(name) = self.formatting.link.as_deref().and_then(linked_file)
        {
            let title = self.link_title.take().filter(|title| !title.is_empty());
            self.text(&title.unwrap_or(name));
        }
        self.formatting.link = None;
    }

    pub(super) fn emit_picture(&mut self, src: String, alt: String, width: Option<u32>, height: Option<u32>) {
        let href = self.formatting.link.as_deref().filter(|href| *href != src).map(str::to_owned);
        self.budget.spend_bytes(src.len() + alt.len() + href.as_ref().map_or(0, String::len));
        let caption = Vec::new();
        self.emit_media(Block::Image { src, alt, caption, width, height, file: None, placeholder: None, href });
    }

    /// A picture inside a drawing (`svg`).
    pub(super) fn picture_of_drawing(&mut self, tag: &Tag) {
        let Some(raw) = attribute(tag, "href").or(attribute(tag, "xlink:href")) else { return };
        if self.budget.spend_address()
            && let Some(src) = drawn_picture(tag, raw, self.base)
        {
            self.end_line();
            self.emit_picture(src, String::new(), None, None);
        }
    }

    /// The picture that a drawing (`svg`) has as its background.
    pub(super) fn background_of_drawing(&mut self, style: &str) {
        if style.contains("url(")
            && let Some(src) = background_address(style, self.base)
            && self.budget.spend_address()
        {
            self.end_line();
            self.emit_picture(src, String::new(), None, None);
        }
    }

    /// In an item that has begun, media wait for the item's end; elsewhere they end the line.
    fn emit_media(&mut self, block: Block) {
        // No line can be drawn through it: it would be seen as valid.
        if self.formatting.struck > 0 {
            return;
        }
        self.media += 1;
        let target = self.containers.line_target();
        if target != LineTarget::Caption {
            self.settle_caption();
        }
        match target {
            LineTarget::Item(at) => {
                let line_open = !self.line.is_empty();
                match self.containers.state_mut(at) {
                    ContainerState::Item { media, begun, .. } if line_open || *begun => media.push(block),
                    _ => self.push_block(block),
                }
            }
            LineTarget::Caption | LineTarget::TableCaption => self.push_block(block),
            LineTarget::Body | LineTarget::Quote => {
                self.end_line();
                self.emit(block);
            }
        }
    }

    pub(super) fn open_player(&mut self, tag: &Tag, video: bool) {
        let player = Player::new(tag, video, self.base, &mut self.budget);
        if tag.self_closing || !self.end_tags.is_ahead(&tag.name) {
            self.emit_player(player);
        } else {
            self.player = Some(player);
        }
    }

    pub(super) fn emit_player(&mut self, player: Player) {
        if let Some(block) = player.into_block(&mut self.budget) {
            self.emit_media(block);
        }
    }

    /// Adds the card of a player of another site: a video, a recording or a link to a document.
    pub(super) fn emit_card(&mut self, card: Option<Block>) {
        let Some(mut card) = card else { return };
        if let Block::Video { poster: poster @ Some(_), .. } = &mut card
            && !self.budget.spend_address()
        {
            *poster = None;
        }
        self.budget.spend_bytes(match &card {
            Block::Video { src, poster, .. } => src.len() + poster.as_ref().map_or(0, String::len),
            Block::Audio { src, .. } => src.len(),
            _ => 0,
        });
        match &mut card {
            Block::Paragraph { spans } => {
                self.end_line();
                self.budget.spend_bytes(
                    spans.iter().map(|span| span.text.len() + span.href.as_ref().map_or(0, String::len)).sum(),
                );
                let spans = std::mem::take(spans);
                self.place_line(spans, None);
            }
            _ => self.emit_media(card),
        }
    }

    pub(super) fn end_object(&mut self) {
        if let Some(object) = self.object.take() {
            let card = object.into_card(self.base);
            self.emit_card(card);
        }
    }
}
