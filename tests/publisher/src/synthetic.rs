//! Generated items for measurements: deterministic for a seed, with unique titles and about 800 characters each in
//! headings, paragraphs and lists, from a vocabulary that is large enough that a word is in some items and not in all.

use crate::archive::Event;
use crate::draft::Draft;
use crate::media::{self, Library};
use crate::moment::Moment;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// A catalogue with the codes of the generated items.
pub fn catalogue() -> Value {
    let list = |entries: &[(&str, &str)]| -> Value {
        entries.iter().map(|(code, name)| json!({ "code": code, "name": name })).collect()
    };
    let channels: Value =
        CHANNELS.iter().map(|(code, name, medium)| json!({ "code": code, "name": name, "medium": medium })).collect();
    json!({
        "version": 1, "title": "嵩明融媒", "families": [], "modules": list(&MODULES), "channels": channels,
        "sectors": list(&SECTORS), "parks": [], "towns": [], "stations": [], "calendar": [], "display": {},
    })
}

/// `count` publications, the oldest first, ten minutes apart. With a library, each item has its generated picture in
/// it.
pub fn events(count: usize, seed: u64, pictures: Option<&Library>) -> impl Iterator<Item = Result<Event, String>> {
    let library = pictures.cloned().unwrap_or_default();
    let pictured = pictures.is_some();
    (0..count).map(move |number| {
        // One generator for each item, so that an item does not depend on how many there are.
        let mut words = WordPicker(seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let minutes = i64::try_from(number).map_err(|error| error.to_string())? * 10;
        let published = Moment(first_day() + Duration::minutes(minutes));
        let mut draft = draft(number + 1, &mut words);
        if pictured {
            draft.image = Some(media::generated_name(number + 1));
            draft.image_alt = Some(format!("示意图{}", number + 1));
        }
        let item = draft.into_item(&format!("synthetic-{:06}", number + 1), published, &library)?;
        Ok(Event::Publish(Box::new(item)))
    })
}

fn first_day() -> OffsetDateTime {
    Moment::parse("2024-01-01T08:00:00+08:00").expect("a valid time").0
}

fn draft(number: usize, words: &mut WordPicker) -> Draft {
    let (place, topic) = (words.pick(&PLACES), words.pick(&TOPICS));
    let title = format!("{place}{}{topic}（第{number}期）", words.pick(&ACTIONS));
    let mut html = String::with_capacity(4096);
    for section in 0..3 {
        if section > 0 {
            html.push_str(&format!("<h2>{}{}</h2>\n", words.pick(&PLACES), words.pick(&TOPICS)));
        }
        for _ in 0..2 {
            let sentences: String = (0..3).map(|_| sentence(words)).collect();
            html.push_str(&format!("<p>{sentences}</p>\n"));
        }
        let entries: String = (0..3).map(|_| format!("<li>{}</li>\n", list_entry(words))).collect();
        html.push_str(&format!("<ul>\n{entries}</ul>\n"));
    }
    let (module, _) = words.pick(&MODULES);
    let (channel, ..) = words.pick(&CHANNELS);
    let sectors = if words.below(3) == 0 { vec![words.pick(&SECTORS).0.to_owned()] } else { Vec::new() };
    Draft {
        title,
        summary: Some(format!("{}{}", sentence(words), list_entry(words))),
        content_html: html,
        module: Some((*module).to_owned()),
        channel: Some((*channel).to_owned()),
        sectors,
        authors: vec!["样例生成器".to_owned()],
        tags: vec![(*topic).to_owned(), (*place).to_owned()],
        ..Draft::default()
    }
}

fn sentence(words: &mut WordPicker) -> String {
    let (who, when, place, action, topic) =
        (words.pick(&PEOPLE), words.pick(&TIMES), words.pick(&PLACES), words.pick(&ACTIONS), words.pick(&TOPICS));
    let (amount, unit, close) = (words.below(900) + 10, words.pick(&UNITS), words.pick(&CLOSINGS));
    match words.below(3) {
        0 => format!("{when}，{who}在{place}{action}{topic}，涉及{amount}{unit}，{close}。"),
        1 => format!("{place}的{topic}有了新进展：{who}{when}{action}{amount}{unit}，{close}。"),
        _ => format!("{who}介绍，{when}以来{place}{action}{topic}共{amount}{unit}，{close}。"),
    }
}

fn list_entry(words: &mut WordPicker) -> String {
    let (topic, action, amount, unit) =
        (words.pick(&TOPICS), words.pick(&ACTIONS), words.below(90) + 2, words.pick(&UNITS));
    format!("{topic}：{action}{amount}{unit}，由{}负责。", words.pick(&PEOPLE))
}

/// SplitMix64: good enough for picking words, and the same on every machine.
struct WordPicker(u64);

impl WordPicker {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn pick<'a, T>(&mut self, words: &'a [T]) -> &'a T {
        &words[self.below(words.len())]
    }
}

const MODULES: [(&str, &str); 5] =
    [("news", "新闻"), ("party", "党建"), ("government", "政务"), ("industry", "产业"), ("service", "服务")];

const CHANNELS: [(&str, &str, &str); 7] = [
    ("tv", "嵩明电视台", "电视"),
    ("website", "嵩明县人民政府网", "网站"),
    ("mobile-paper", "嵩明手机报", "手机报"),
    ("wechat", "悦读嵩明", "微信"),
    ("weibo", "嵩明发布", "微博"),
    ("toutiao", "嵩明头条号", "头条号"),
    ("douyin", "嵩明抖音号", "抖音号"),
];

const SECTORS: [(&str, &str); 5] = [
    ("auto", "汽车制造及汽车零配件"),
    ("equipment", "先进装备制造业"),
    ("health", "大健康及生物医药"),
    ("logistics", "现代物流"),
    ("culture", "文化旅游创意"),
];

#[rustfmt::skip]
const PLACES: [&str; 40] = [
    "嵩阳街道", "杨桥街道", "小街镇", "杨林镇", "牛栏江镇", "经济技术开发区", "农业园区", "职业教育基地", "文化旅游园区",
    "商贸物流园区", "县政务大厅", "县文化馆", "县图书馆", "县人民医院", "老街口", "火车站", "客运站", "湿地公园", "花海景区",
    "水库大坝", "村委会", "社区服务站", "冷链仓库", "总装车间", "实训楼", "种植大棚", "菜市场", "中心小学", "养老院", "体育场",
    "河道边", "产业中心", "档案馆", "供水厂", "变电站", "果园", "药材基地", "物流港", "青年公寓", "会展厅",
];

#[rustfmt::skip]
const TOPICS: [&str; 48] = [
    "秋收", "春耕", "防汛", "抗旱", "森林防火", "路灯改造", "公交线路", "老旧小区", "电梯加装", "垃圾分类", "饮水工程",
    "河湖巡查", "招商洽谈", "技术改造", "新能源电池", "风电叶片", "零配件订单", "冷链运输", "跨境仓储", "中药材种植",
    "康养项目", "体检下乡", "家庭医生", "疫苗接种", "招聘会", "技能竞赛", "实习签约", "夜校课程", "读书会", "花灯展",
    "非遗展演", "民宿评定", "旅游专线", "志愿服务", "主题党日", "红色讲堂", "支部共建", "廉政教育", "政务公开", "一网通办",
    "社保认证", "医保缴费", "不动产登记", "营业执照", "消防演练", "燃气安检", "食品抽检", "气象预警",
];

#[rustfmt::skip]
const ACTIONS: [&str; 32] = [
    "启动", "完成", "推进", "检查", "验收", "公示", "调度", "部署", "观摩", "座谈", "走访", "宣讲", "登记", "核对", "抽查",
    "复查", "试行", "扩建", "改建", "修缮", "对接", "签约", "征集", "评议", "回访", "培训", "演练", "统计", "发放", "受理",
    "办结", "总结",
];

#[rustfmt::skip]
const PEOPLE: [&str; 36] = [
    "联络员", "村干部", "网格员", "志愿者", "驻村队员", "车间主任", "质检员", "工程师", "采购员", "货车司机", "仓库管理员",
    "护士长", "乡村医生", "退休教师", "班主任", "学徒", "毕业生", "返乡青年", "种植户", "养殖户", "合作社理事长", "店主",
    "导游", "讲解员", "护林员", "水管员", "电工", "消防员", "民警", "窗口人员", "社工", "楼栋长", "党支部书记", "老党员",
    "记者", "居民代表",
];

#[rustfmt::skip]
const TIMES: [&str; 24] = [
    "今天上午", "昨天下午", "本周一", "上周末", "月初", "月底", "入秋", "入冬", "开春", "汛期", "节前", "节后", "国庆期间",
    "春节期间", "一季度", "二季度", "三季度", "四季度", "今年", "去年", "近三个月", "半年", "连日", "清晨",
];

#[rustfmt::skip]
const UNITS: [&str; 24] = [
    "户", "人次", "亩", "公里", "家企业", "个项目", "台设备", "吨", "箱", "辆", "间", "份材料", "场活动", "个岗位", "处点位",
    "条线路", "件来信", "盏路灯", "棵树", "米管网", "个班次", "套房屋", "册图书", "万元",
];

#[rustfmt::skip]
const CLOSINGS: [&str; 24] = [
    "群众反映良好", "后续还要回头看", "问题清单已经张贴", "月底前全部到位", "比原计划提前一周", "资金已经落实", "细则另行通知",
    "欢迎来电咨询", "现场没有收取任何费用", "下一批名单正在核对", "雨天顺延", "结果将在公告栏公开", "车辆请绕行", "设备运转正常",
    "老人优先办理", "夜间照常开放", "周边环境明显改善", "材料可以在网上递交", "样品已送检", "操作流程贴在墙上", "孩子们听得很认真",
    "订单排到明年", "运费下降了一些", "大家说心里更踏实",
];
