//! A rule of the radar and its limits.

use serde::{Deserialize, Serialize};

use super::match_text::folded_word;
use crate::base::error::{Fault, Result};
use crate::base::sort::sort_by_key;
use crate::reader::feed::ItemKind;

/// The most rules on one phone.
pub const MAX_RADAR_RULES: usize = 500;
/// Entries of each list of a rule.
const MAX_LIST: usize = 50;
/// Characters of an entry, and of the name.
const MAX_ENTRY: usize = 60;
/// Working days before a deadline on which a reminder can come.
const MAX_REMIND: u32 = 60;

/// A rule of the radar 产业雷达. An item matches if it meets every list that is not empty, a list by one of its entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
#[serde(default)]
pub struct RadarRule {
    /// Its id, which never leaves this phone; `None` for a new rule.
    #[serde(skip)]
    #[uniffi(default = None)]
    pub id: Option<String>,
    /// The person's name for it, 1 to 60 characters.
    pub name: String,
    /// Codes of sectors.
    #[uniffi(default = [])]
    pub sectors: Vec<String>,
    /// Codes of parks.
    #[uniffi(default = [])]
    pub parks: Vec<String>,
    /// Kinds of items.
    #[uniffi(default = [])]
    pub kinds: Vec<ItemKind>,
    /// Words in the title, the summary or the text; blanks, widths and 繁简 make no difference.
    #[uniffi(default = [])]
    pub words: Vec<String>,
    /// Words that exclude an item.
    #[uniffi(default = [])]
    pub excluded: Vec<String>,
    /// The code of the enterprise's size, which excludes policies for other sizes alone.
    #[uniffi(default = None)]
    pub size: Option<String>,
    /// How many working days before a deadline to remind, 0 to 60; `None` for no reminder.
    #[uniffi(default = None)]
    pub remind: Option<u32>,
}

impl RadarRule {
    /// The rule as it is stored: trimmed, without repeated entries.
    ///
    /// Errors: `BadRule` for a rule without a name, without any of sectors, parks, kinds and words, or beyond a limit.
    pub(super) fn validated(mut self) -> Result<Self> {
        self.name = self.name.trim().to_owned();
        for list in [&mut self.sectors, &mut self.parks, &mut self.words, &mut self.excluded] {
            let mut unique: Vec<String> = Vec::with_capacity(list.len());
            for entry in list.iter().map(|entry| entry.trim()).filter(|entry| !entry.is_empty()) {
                if !unique.iter().any(|known| known == entry) {
                    unique.push(entry.to_owned());
                }
            }
            *list = unique;
        }
        self.size = self.size.filter(|size| !size.trim().is_empty());
        sort_by_key(&mut self.kinds, |kind| kind.code());
        self.kinds.dedup();
        let lists = [&self.sectors, &self.parks, &self.words, &self.excluded];
        let short = |text: &String| text.chars().count() <= MAX_ENTRY;
        let within_limits = !self.name.is_empty()
            && short(&self.name)
            && self.size.iter().all(short)
            && self.remind.is_none_or(|days| days <= MAX_REMIND)
            && lists.iter().all(|list| list.len() <= MAX_LIST && list.iter().all(short))
            && self.words.iter().chain(&self.excluded).all(|word| !folded_word(word).is_empty());
        let selects =
            !(self.sectors.is_empty() && self.parks.is_empty() && self.kinds.is_empty() && self.words.is_empty());
        if within_limits && selects { Ok(self) } else { Err(Fault::BadRule) }
    }
}

#[cfg(test)]
mod tests;
