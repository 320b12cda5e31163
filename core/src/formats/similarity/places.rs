//! Places, by the two characters before what they are: 杨林 of 嵩明县杨林镇 as of 杨林镇. With no dictionary of places the
//! left end of a name is unknown, and its last two characters are what every way of writing it shares.

use super::tokenizer::{HARD, Stream, hash, is_han, key};

/// How a place ends, longest first where one ends as another does, and the level it is compared on.
const ENDINGS: &[(&str, &str)] = &[
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

/// Before an ending, these make it no name: 全县, 乡村, 道路, 上市.
const COMMON: &str = "全各该本我乡城地园小公道铁线网思出条个当县镇市州省区街社景片山灾辖校库上下超门楼股集夜菜农新驻进入返家故老多座两\
这那每沿一之套通马航水陆来去回归带走铺修让同集重示范试验中大民某几些内外";

/// The first of two characters before an ending that belongs to the sentence and not to the name.
const LEADING: &str = "在到至于的和与及从对由为向把是有往赴入进走县镇市省区州乡各该全我了将被给个条了道村路街、";

impl Stream<'_> {
    /// Notes the place whose name ends with the ending that begins here. Consumes nothing.
    pub(super) fn place(&mut self) {
        let rest = &self.chars[self.at..];
        let found = ENDINGS.iter().find(|(ending, _)| {
            let mut length = 0;
            ending.chars().all(|c| {
                length += 1;
                rest.get(length - 1) == Some(&c)
            })
        });
        let Some((ending, level)) = found else {
            return;
        };
        let after = self.at + ending.chars().count();
        // 乡镇, 街道, 小街镇: what ends further on is the place.
        if ending.chars().count() == 1
            && self.chars.get(after).is_some_and(|c| "镇乡村街路道委社".contains(*c))
            && *ending != "县"
        {
            return;
        }
        let from = self.at.saturating_sub(2).max(self.place_end).min(self.at);
        let mut name: Vec<char> = self.chars[from..self.at].to_vec();
        if let Some(gap) = name.iter().rposition(|c| !is_han(*c)) {
            name.drain(..=gap);
        }
        if name.len() == 2 && LEADING.contains(name[0]) {
            name.remove(0);
        }
        if name.last().is_none_or(|c| COMMON.contains(*c)) && !matches!(*level, "校" | "医") {
            return;
        }
        let context = self.context(name.len());
        let name: String = name.into_iter().collect();
        if name.is_empty() {
            return;
        }
        self.place_end = after;
        self.fact(key(level), context, hash(name.bytes()));
    }

    /// 嵩明 without its 县, 杨林 without its 镇. The token for it.
    pub(super) fn bare_place(&mut self, level: &str, length: usize) -> u16 {
        let end = self.at + length;
        let name: String = self.chars[end.saturating_sub(2)..end].iter().collect();
        self.fact(key(level), self.context(0), hash(name.bytes()));
        HARD | (hash(name.bytes()) >> 17) as u16
    }
}
