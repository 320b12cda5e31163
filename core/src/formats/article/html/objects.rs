//! An open `object`: its attributes, its `param` elements and the players inside it all say what it shows.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;
use url::Url;

use super::elements::attribute;
use super::embeds::{embed, object};
use crate::formats::article::block::Block;

#[derive(Debug)]
pub(super) struct OpenObject {
    tag: Tag,
    /// Open elements of the same name.
    depth: u32,
    film: Option<String>,
    flash_variables: String,
    /// What a player inside shows.
    inner: Option<Block>,
}

impl OpenObject {
    pub(super) fn new(tag: &Tag) -> Self {
        Self { tag: tag.clone(), depth: 1, film: None, flash_variables: String::new(), inner: None }
    }

    pub(super) fn nest(&mut self, name: &LocalName) {
        self.depth += u32::from(*name == self.tag.name);
    }

    /// Handles an end tag inside. Returns whether it ends the object.
    pub(super) fn end_tag(&mut self, name: &LocalName) -> bool {
        self.depth -= u32::from(*name == self.tag.name);
        self.depth == 0
    }

    pub(super) fn add_parameter(&mut self, tag: &Tag) {
        let (Some(name), Some(value)) = (attribute(tag, "name"), attribute(tag, "value")) else { return };
        match name.to_ascii_lowercase().as_str() {
            "movie" | "src" | "url" | "filename" => self.film = self.film.take().or_else(|| Some(value.to_owned())),
            "flashvars" => value.clone_into(&mut self.flash_variables),
            _ => {}
        }
    }

    pub(super) fn add_player(&mut self, tag: &Tag, base: Option<&Url>) {
        if self.inner.is_none() {
            self.inner = embed(tag, base);
        }
    }

    pub(super) fn into_card(self, base: Option<&Url>) -> Option<Block> {
        object(&self.tag, self.film.as_deref(), &self.flash_variables, base).or(self.inner)
    }
}
