//! Place names, compared by the two characters before their type: 杨林 both in 嵩明县杨林镇 and in 杨林镇. Without a dictionary of
//! places the start of a name is unknown, but all spellings of it have its last two characters in common.

use std::sync::LazyLock;

use super::by_first_char::ByFirstChar;
use super::scanner::Scanner;
use super::token::{exact, hash, is_han, key};

/// The last characters of place names, and the type that they are compared as.
const PLACE_TYPES: &[(&str, &str)] = &[
    ("自治州", "州"),
    ("开发区", "园区"),
    ("园区", "园区"),
    ("新区", "园区"),
    ("片区", "片区"),
    ("景区", "景区"),
    ("小区", "小区"),
    ("街道", "镇"),
    ("社区", "村"),
    ("村委会", "村"),
    ("大街", "路"),
    ("大道", "路"),
    ("收费站", "站"),
    ("服务区", "站"),
    ("火车站", "站"),
    ("客运站", "站"),
    ("水电站", "站"),
    ("车站", "站"),
    ("幼儿园", "校"),
    ("小学", "校"),
    ("中学", "校"),
    ("学院", "校"),
    ("大学", "校"),
    ("医院", "医"),
    ("卫生院", "医"),
    ("水库", "水"),
    ("公园", "园"),
    ("大桥", "桥"),
    ("隧道", "隧"),
    ("公司", "司"),
    ("县", "县"),
    ("市", "县"),
    ("区", "县"),
    ("州", "县"),
    ("镇", "镇"),
    ("乡", "镇"),
    ("村", "村"),
    ("路", "路"),
    ("街", "路"),
    ("巷", "路"),
    ("湖", "水"),
    ("寺", "寺"),
];

static TYPES_BY_FIRST_CHAR: LazyLock<ByFirstChar<&str>> =
    LazyLock::new(|| ByFirstChar::of(PLACE_TYPES.iter().copied()));

/// Before a place type these characters form a word and no name: 全县, 乡村, 道路, 上市.
const NOT_IN_NAMES: &str = "全各该本我乡城地园小公道铁线网思出条个当县镇市州省区街社景片山灾辖校库上下超门楼股集夜菜农新驻进入返家故老多座两\
这那每沿一之套通马航水陆来去回归带走铺修让同集重示范试验中大民某几些内外";

/// Of the two characters before a place type, the first belongs to the sentence and not to the name if it is one of these.
const NOT_AT_START: &str = "在到至于的和与及从对由为向把是有往赴入进走县镇市省区州乡各该全我了将被给个条了道村路街、";

impl Scanner<'_> {
    /// Adds a fact for the place whose type is at the position. The position stays.
    pub(super) fn note_place(&mut self) {
        let rest = &self.chars[self.position..];
        let Some((length, compared_as)) = TYPES_BY_FIRST_CHAR.words_at(rest).next() else {
            return;
        };
        let after = self.position + length;
        // In 乡镇, 街道 and 小街镇 the last character is the type.
        if length == 1
            && self.chars.get(after).is_some_and(|c| "镇乡村街路道委社".contains(*c))
            && rest.first() != Some(&'县')
        {
            return;
        }
        let from = self.position.saturating_sub(2).max(self.place_end).min(self.position);
        let mut name: Vec<char> = self.chars[from..self.position].to_vec();
        if let Some(gap) = name.iter().rposition(|c| !is_han(*c)) {
            name.drain(..=gap);
        }
        if name.len() == 2 && NOT_AT_START.contains(name[0]) {
            name.remove(0);
        }
        if name.last().is_none_or(|c| NOT_IN_NAMES.contains(*c)) && !matches!(compared_as, "校" | "医") {
            return;
        }
        let context = self.context(name.len());
        let name: String = name.into_iter().collect();
        if name.is_empty() {
            return;
        }
        self.place_end = after;
        self.push_fact(key(compared_as), context, hash(name.bytes()));
    }

    /// Adds a fact for a known place without its type, such as 嵩明 or 杨林. Returns its token.
    pub(super) fn known_place(&mut self, place_type: &str, length: usize) -> u16 {
        let end = self.position + length;
        let name: String = self.chars[end.saturating_sub(2)..end].iter().collect();
        self.push_fact(key(place_type), self.context(0), hash(name.bytes()));
        exact(hash(name.bytes()))
    }
}
