//! Whether an alert concerns a person who chose towns. It does not only if every area is a known town that the person did not
//! choose: what is not understood counts as the person's own.

use std::cmp::Reverse;
use std::collections::HashSet;

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;

use crate::base::error::Result;
use crate::reader::catalogue;
use crate::reader::feed::{MAX_SHORT_TEXT, PayloadValue};

/// The end of a town's name, which people leave out.
const TOWN_SUFFIXES: [&str; 3] = ["街道", "镇", "乡"];
/// What a county's name ends with.
const COUNTIES: [char; 3] = ['县', '市', '区'];
/// What a part of a town ends with. 片区 is none: it may lie in several towns.
const PARTS: [&str; 7] = ["村", "社区", "小区", "村委会", "居委会", "村民小组", "办事处"];
/// Characters of the name of a part of a town. What is longer says more than a name.
const MAX_NAME: usize = 3;
/// Characters that tie a place to others (以东, 下游, 沿江, 毗邻, 及小街), and stand in few names. A name with one is not
/// understood.
const RELATIONS: &str =
    "以之外内除等各全至到往向非不未无含及和与同跟或并连接围边附近邻毗旁沿岸游流域带线其他间侧部对隔面界跨";

/// The towns of the catalogue, and those that the person chose.
pub(super) struct OwnTowns {
    /// Code and name of each town.
    known: Vec<(String, String)>,
    county: County,
    chosen: HashSet<String>,
}

/// What the catalogue says of where the towns are.
#[derive(Deserialize, Default)]
#[serde(default)]
struct County {
    /// The publisher's name: 嵩明融媒.
    title: Value,
    /// The units above the towns, from the largest: 云南省, 昆明市, 嵩明县.
    region: Value,
}

impl OwnTowns {
    pub(super) fn read(connection: &Connection, chosen: &[String]) -> Result<Self> {
        let (mut known, mut county) = (Vec::new(), County::default());
        if !chosen.is_empty() {
            known.extend(catalogue::terms(connection, "town")?.into_iter().map(|term| (term.code, term.name)));
            county = serde_json::from_str(&catalogue::document(connection)?).unwrap_or_default();
        }
        Ok(Self { known, county, chosen: chosen.iter().cloned().collect() })
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
        let mut found = self.known.iter().filter(|(_, name)| self.means(text, name));
        let town = found.next()?;
        found.next().is_none().then_some(town.0.as_str())
    }

    /// Whether a text is the name of a town, with the units above it before it or not. The suffix may be left out if nothing
    /// follows: 牛栏江下游村 is no part of 牛栏江镇. Behind the suffix a part of the town may follow.
    fn means(&self, text: &str, name: &str) -> bool {
        let is_whole = |name: &str| text.strip_suffix(name).is_some_and(|before| self.is_above(before));
        let is_part =
            text.split_once(name).is_some_and(|(before, after)| self.is_above(before) && self.is_within(after));
        is_part || short(name).is_some_and(is_whole)
    }

    /// Whether a text before a town's name is nothing but the units that all the towns are in.
    fn is_above(&self, before: &str) -> bool {
        let region = self.county.region.texts(MAX_SHORT_TEXT);
        let rest = region.iter().fold(before, |rest, unit| rest.strip_prefix(unit.as_str()).unwrap_or(rest));
        // 嵩明县, of which 嵩明融媒 is the publisher.
        let is_county = |county: &str| {
            county.chars().count() > 1 && self.county.title.short_text().is_some_and(|title| title.starts_with(county))
        };
        rest.is_empty() || rest.strip_suffix(COUNTIES).is_some_and(is_county)
    }

    /// Whether a text behind a town's name names parts of the town, each in the one before: 甸丰村委会大树村.
    fn is_within(&self, after: &str) -> bool {
        let mut rest = after;
        while !rest.is_empty() {
            let ends = PARTS.iter().filter_map(|part| Some((rest.find(part)?, Reverse(part.len()))));
            let Some((at, Reverse(length))) = ends.min() else { return false };
            let name = rest.get(..at).unwrap_or_default();
            // A second part that is named like a town may be in that town.
            let is_other = || self.known.iter().filter_map(|(_, town)| short(town)).any(|town| name.contains(town));
            if name.chars().count() > MAX_NAME
                || name.contains(|c: char| !c.is_alphanumeric() || RELATIONS.contains(c))
                || rest.len() < after.len() && is_other()
            {
                return false;
            }
            rest = rest.get(at + length..).unwrap_or_default();
        }
        true
    }
}

/// The name of a town without its suffix.
fn short(name: &str) -> Option<&str> {
    let short = TOWN_SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix))?;
    (short.chars().count() > 1).then_some(short)
}
