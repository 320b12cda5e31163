//! Renditions: one picture or film that a feed offers in several sizes is one attachment, the default or else the largest.

use super::document::Attachment;
use crate::formats::picture_address;

/// What Media RSS says about the attachments of an item, by their index.
#[derive(Debug, Default)]
pub(super) struct Renditions {
    groups: u32,
    open_group: Option<u32>,
    noted: Vec<Noted>,
}

#[derive(Debug)]
struct Noted {
    index: usize,
    group: Option<u32>,
    is_default: bool,
}

impl Renditions {
    pub(super) fn begin_group(&mut self) {
        self.groups += 1;
        self.open_group = Some(self.groups);
    }

    pub(super) fn end_group(&mut self) {
        self.open_group = None;
    }

    pub(super) fn note(&mut self, index: usize, is_default: bool) {
        if self.noted.iter().all(|noted| noted.index != index) {
            self.noted.push(Noted { index, group: self.open_group, is_default });
        }
    }

    /// The attachments with one rendition of each, and the picture of the item among them: the default if there is one, and the
    /// rendition that is kept instead of a dropped one.
    pub(super) fn choose(
        &self,
        attachments: Vec<Attachment>,
        mut image: Option<String>,
    ) -> (Vec<Attachment>, Option<String>) {
        if attachments.len() < 2 {
            return (attachments, image);
        }
        let mut kept: Vec<(usize, Attachment)> = Vec::new();
        for (index, attachment) in attachments.into_iter().enumerate() {
            let Some(at) = kept.iter().position(|one| self.is_same((one.0, &one.1), (index, &attachment))) else {
                kept.push((index, attachment));
                continue;
            };
            let known = &mut kept[at];
            let is_better = self.is_better((index, &attachment), (known.0, &known.1));
            let (winner, loser) = match is_better {
                true => (attachment, std::mem::replace(known, (index, Attachment::default())).1),
                false => (std::mem::take(&mut known.1), attachment),
            };
            if image.as_ref() == Some(&loser.url) {
                image = Some(winner.url.clone());
            }
            known.1 = Attachment {
                title: winner.title.or(loser.title),
                alt: winner.alt.or(loser.alt),
                seconds: winner.seconds.or(loser.seconds),
                ..winner
            };
        }
        let is_picture = |file: &Attachment| file.mime_type.starts_with("image/");
        let default = kept.iter().find(|(index, file)| is_picture(file) && self.is_default(*index));
        if let Some((_, default)) = default {
            image = Some(default.url.clone());
        }
        (kept.into_iter().map(|(_, file)| file).collect(), image)
    }

    fn group(&self, index: usize) -> Option<u32> {
        self.noted.iter().find(|noted| noted.index == index).and_then(|noted| noted.group)
    }

    fn is_default(&self, index: usize) -> bool {
        self.noted.iter().any(|noted| noted.index == index && noted.is_default)
    }

    fn is_same(&self, (one, file): (usize, &Attachment), (other, other_file): (usize, &Attachment)) -> bool {
        let kind = |file: &Attachment| file.mime_type.split('/').next().unwrap_or_default().to_owned();
        if kind(file) != kind(other_file) {
            return false;
        }
        let group = self.group(one);
        (group.is_some() && group == self.group(other))
            || (kind(file) == "image" && picture_address::same_picture(&file.url, &other_file.url))
    }

    fn is_better(&self, (one, file): (usize, &Attachment), (other, other_file): (usize, &Attachment)) -> bool {
        let (default, other_default) = (self.is_default(one), self.is_default(other));
        if default != other_default {
            return default;
        }
        // The largest film costs the most data: the one that the feed names first is meant for everyone.
        if !file.mime_type.starts_with("image/") {
            return false;
        }
        let width = |file: &Attachment| file.width.or_else(|| picture_address::width(&file.url));
        match (width(file), width(other_file)) {
            (Some(width), Some(other_width)) => width > other_width,
            _ => picture_address::is_smaller(&other_file.url, &file.url),
        }
    }
}
