//! Whether an alert concerns a person who chose towns. It does not only if every area is a known town that the person did not
//! choose: what is not understood counts as the person's own.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::base::error::Result;
use crate::reader::catalogue;

/// The end of a town's name, which people leave out.
const TOWN_SUFFIXES: [&str; 3] = ["街道", "镇", "乡"];
/// What an administrative unit above a town ends with.
const UPPER_UNITS: [char; 5] = ['省', '市', '州', '县', '区'];
/// What a part of a town ends with.
const PARTS: [&str; 8] = ["村", "社区", "小区", "村委会", "居委会", "村民小组", "片区", "街道办事处"];
/// Words by which a text that names a town also means, or does not mean, others.
const WIDER: [&str; 15] =
    ["外", "除", "等", "各", "全", "周边", "附近", "沿线", "毗邻", "交界", "以及", "其他", "其余", "至", "到"];

/// The towns of the catalogue, and those that the person chose.
pub(super) struct OwnTowns {
    /// Code and name of each town.
    known: Vec<(String, String)>,
    chosen: HashSet<String>,
}

impl OwnTowns {
    pub(super) fn read(connection: &Connection, chosen: &[String]) -> Result<Self> {
        let known = match chosen.is_empty() {
            true => Vec::new(),
            false => catalogue::terms(connection, "town")?.into_iter().map(|term| (term.code, term.name)).collect(),
        };
        Ok(Self { known, chosen: chosen.iter().cloned().collect() })
    }

    /// `codes`: the codes of the towns; `areas`: the areas in words, which count if there are no codes. Without either, an
    /// alert is for the whole county.
    pub(super) fn concern(&self, codes: &[String], areas: &[String]) -> bool {
        let is_known = |code: &String| self.known.iter().any(|(known, _)| known == code);
        // A town that the catalogue has no more may be one of the others under a new code.
        if self.chosen.is_empty() || !self.chosen.iter().all(is_known) {
            return true;
        }
        if !codes.is_empty() {
            return codes.iter().any(|code| !is_known(code) || self.chosen.contains(code));
        }
        let parts: Vec<&str> = areas.iter().flat_map(|area| self.parts(area)).collect();
        parts.is_empty() || parts.iter().any(|part| self.town(part).is_none_or(|code| self.chosen.contains(code)))
    }

    /// A text that lists areas, one by one. `和` may also belong to a name.
    fn parts<'a>(&self, area: &'a str) -> Vec<&'a str> {
        let listed = area.split(|c: char| c.is_whitespace() || "、，,；;/／|".contains(c));
        let parts = listed.flat_map(|part| match self.town(part) {
            Some(_) => vec![part],
            None => part.split(['和', '与', '及']).collect(),
        });
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// The code of the one known town that a text means.
    fn town(&self, text: &str) -> Option<&str> {
        let mut found = self.known.iter().filter(|(_, name)| means(text, name));
        let town = found.next()?;
        found.next().is_none().then_some(town.0.as_str())
    }
}

/// Whether a text is the name of a town, with or without its suffix, the units above it before it, or a part of it behind it.
fn means(text: &str, name: &str) -> bool {
    let short =
        TOWN_SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)).filter(|short| short.chars().count() > 1);
    let rests = [Some(name), short].into_iter().flatten().filter_map(|name| text.split_once(name));
    rests.into_iter().any(|(before, after)| {
        let is_below = before.is_empty() || before.ends_with(UPPER_UNITS);
        let is_part = after.is_empty() || after.chars().count() <= 12 && PARTS.iter().any(|part| after.ends_with(part));
        let is_wider = WIDER.iter().any(|word| before.contains(word) || after.contains(word));
        is_below && is_part && !is_wider
    })
}
