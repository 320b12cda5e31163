//! The dictionary: stop words, synonyms, outcomes that exclude each other, offices and places, and the phrases that do not
//! belong to a story. The numbers of rows are part of stored fingerprints: a change of a list needs a new version.

use std::sync::LazyLock;

use super::by_first_char::ByFirstChar;
use super::outcomes::{OUTCOMES, PARTICLES};
use super::reversals::REVERSALS;
use crate::base::sort::sort_by_key;

/// The meaning of a word for a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A word that does not distinguish stories: 近日, 的.
    StopWord,
    /// A word with synonyms: the number of its row.
    Synonym(u16),
    /// One of several outcomes that exclude each other: the number of its set, and its number in the set.
    Outcome(u16, u16),
    /// A word that may be added or left out, but not replaced by another one: the number of its row.
    Particle(u16),
    /// An outcome that turns a statement round: the number of its row, and its own.
    Reversal(u16, u16),
    /// An office: 县长 is not 副县长.
    Office,
    /// A county without 县.
    County,
    /// A town of 嵩明 without 镇.
    Town,
}

const STOP_WORDS: &[&str] = &[
    "近日",
    "日前",
    "近期",
    "连日来",
    "当日",
    "当天",
    "记者",
    "获悉",
    "据悉",
    "了解到",
    "据了解",
    "从",
    "的",
    "了",
    "着",
    "地",
    "得",
    "于",
    "在",
    "正式",
    "顺利",
    "成功",
    "圆满",
    "隆重",
    "约",
    "近",
    "达",
    "超",
    "超过",
    "共",
    "共计",
    "累计",
    "约为",
    "目前",
    "截至目前",
    "其中",
    "并",
    "也",
    "还",
    "均",
    "可",
    "可以",
    "全力",
    "进一步",
    "持续",
    "明显",
    "不断",
    "继续",
    "切实",
    "有效",
    "有力",
    "积极",
    "全面",
    "扎实",
    "大力",
    "着力",
    "纷纷",
    "逐步",
    "充分",
    "精心",
    "详细",
    "祥细",
    "认真",
    "仔细",
    "特别",
    "十分",
    "非常",
    "以及",
    "由于",
    "和",
    "与",
    "及",
    "、",
    "等",
    "为",
    "对",
    "是",
    "有",
    "某",
    "不少",
    "不仅",
    "不但",
    "不只",
    "不同",
    "不久",
    "不论",
    "不管",
    "不时",
    "不乏",
    "不已",
    "不懈",
    "不凡",
    "不菲",
    "不俗",
    "不等",
    "不绝",
    "不忘",
    "未来",
    "没想到",
];

/// Words that an editor may exchange without changing the story.
const SYNONYMS: &[&[&str]] = &[
    &["举行", "召开", "举办", "开展", "组织开展"],
    &["走进", "深入", "来到", "前往", "走入"],
    &["启动", "开启", "拉开帷幕", "拉开序幕"],
    &["推动", "推进", "促进", "助推", "助力"],
    &["群众", "百姓", "老百姓", "村民", "居民", "市民"],
    &["表示", "介绍", "说", "称", "指出", "强调"],
    &["消防救援大队", "消防大队", "消防"],
    &["公安局", "警方", "公安", "民警"],
    &["账户", "帐户", "账号", "帐号"],
    &["打造", "建设"],
    &["提高", "提升", "增强"],
    &["同比", "较上年同期", "比上年同期", "比去年同期", "较去年同期"],
    &["吸引", "引来"],
    &["游客", "旅客", "市民游客"],
    &["发放", "下发", "兑付"],
    &["亮相", "登台", "登场"],
    &["投入", "投资"],
    &["开学", "开课"],
    &["第一时间", "迅速", "立即", "及时"],
    &["带动", "带领", "引领"],
    &["惠及", "受益", "覆盖"],
    &["位于", "坐落于", "座落于", "地处"],
    &["参加", "出席", "参与"],
    &["如有异议", "若有异议", "有异议"],
    &["人民政府", "政府"],
    &["出动", "调集", "调派"],
    &["确保", "保证", "保障"],
    &["获得", "荣获", "取得", "斩获"],
    &["推出", "出台"],
    &["设立", "设置"],
    &["实施", "进行"],
    &["安排部署", "部署"],
    &["完成", "实现"],
    &["教育体育局", "教体局"],
    &["卫生健康局", "卫健局"],
    &["文化和旅游局", "文旅局"],
    &["住房和城乡建设局", "住建局"],
    &["农业农村局", "农业局"],
    &["负责人", "相关负责人", "有关负责人"],
    &["有望", "预计"],
    &["帐", "账"],
    &["座", "坐"],
    &["像", "象"],
    &["做", "作"],
    &["期间", "其间"],
    // Of people of whom mostly none was hurt.
    &["伤亡"],
    // Of a patient, unlike traffic.
    &["恢复良好"],
];

const OFFICES: &[&str] = &[
    "书记",
    "副书记",
    "县长",
    "副县长",
    "市长",
    "副市长",
    "省长",
    "副省长",
    "局长",
    "副局长",
    "镇长",
    "副镇长",
    "主任",
    "副主任",
    "主席",
    "副主席",
    "部长",
    "副部长",
    "院长",
    "副院长",
    "校长",
    "副校长",
    "区长",
    "副区长",
    "州长",
    "副州长",
    "处长",
    "副处长",
    "科长",
    "副科长",
    "所长",
    "副所长",
    "站长",
    "队长",
    "大队长",
    "支队长",
    "检察长",
];

/// Without 富民 and 安宁, which are words as well.
const COUNTIES: &[&str] = &[
    "嵩明",
    "寻甸",
    "宜良",
    "石林",
    "禄劝",
    "晋宁",
    "东川",
    "呈贡",
    "官渡",
    "盘龙",
    "五华",
    "昆明",
    "曲靖",
    "玉溪",
    "昭通",
    "楚雄",
    "大理",
    "红河",
    "文山",
    "普洱",
    "临沧",
    "保山",
    "丽江",
    "德宏",
    "怒江",
    "迪庆",
    "西双版纳",
    "马龙",
    "沾益",
    "会泽",
];

const TOWNS: &[&str] = &["嵩阳", "杨桥", "小街", "杨林", "牛栏江", "滇源", "阿子营"];

/// Labels before or around a headline that belong to the page and not to the story.
pub(super) const LABELS: &[&str] = &[
    "快讯",
    "图片新闻",
    "组图",
    "图",
    "多图",
    "视频",
    "图文",
    "图解",
    "聚焦",
    "关注",
    "头条",
    "要闻",
    "独家",
    "重磅",
    "最新",
    "最新消息",
    "突发",
    "提醒",
    "温馨提示",
    "扩散",
    "注意",
    "好消息",
    "转发",
    "转发周知",
    "收藏",
    "通知",
    "公告",
    "公示",
    "任免",
    "天气",
    "停电通知",
    "停水通知",
    "滚动",
    "热点",
    "本地",
    "本网讯",
    "现场",
    "直播",
    "回放",
    "附图",
    "附视频",
    "多图预警",
    "提示",
    "紧急提醒",
    "动态",
    "简讯",
    "今日要闻",
    "县区动态",
    "新闻",
    "民生",
    "权威发布",
    "刚刚",
    "定了",
    "速看",
    "速览",
    "原创",
    "转载",
    "更新",
    "置顶",
    "荐读",
];

/// Endings of the names of channels.
pub(super) const CHANNEL_SUFFIXES: &[&str] = &[
    "网",
    "网站",
    "融媒",
    "融媒体",
    "融媒体中心",
    "发布",
    "客户端",
    "日报",
    "晚报",
    "时报",
    "晨报",
    "新闻",
    "在线",
    "频道",
    "电视台",
    "头条",
    "公众号",
    "视频号",
    "广播",
];

/// Words of headlines that recur over different stories.
const RECURRING: &[&str] = &[
    "天气",
    "预报",
    "预警",
    "公示",
    "公告",
    "通知",
    "通告",
    "会议",
    "例会",
    "早报",
    "晚报",
    "日报",
    "周报",
    "月报",
    "简报",
    "简讯",
    "快报",
    "要闻",
    "招聘",
    "启事",
    "菜价",
    "油价",
    "价格",
    "名单",
    "任免",
    "任前",
    "停电",
    "停水",
    "路况",
    "值班",
    "工作动态",
    "学习园地",
    "新闻早餐",
    "一周",
    "每周",
    "每日",
    "今日",
    "最新消息",
    "温馨提示",
    "提示",
    "中标",
    "招标",
    "采购",
    "成交",
    "讣告",
    "答记者问",
    "致辞",
    "社论",
    "评论",
    "直播",
    "图片新闻",
    "视频",
    "大盘",
    "开奖",
    "行情",
    "指数",
    "榜",
    "专栏",
    "调研",
    "慰问",
    "开班",
    "培训",
    "宣讲",
    "主题党日",
];

/// Starts of what the page adds behind a text.
pub(super) const TAIL_MARKERS: &[&str] = &[
    "来源:",
    "来源 ",
    "责任编辑",
    "责编",
    "编辑:",
    "审核:",
    "审校:",
    "校对:",
    "终审:",
    "监制:",
    "供稿:",
    "记者:",
    "文/图",
    "图/文",
    "[详细]",
    "[详情]",
    "查看全文",
    "[查看",
    "阅读全文",
    "阅读原文",
    "点击查看",
    "(完)",
    "【详细】",
    "【查看",
    "更多>>",
    "more>>",
];

/// Words that make a text in round brackets a credit: (记者 王某), (受访者供图).
pub(super) const CREDITS: &[&str] = &["记者", "通讯员", "供图", "摄影", "图源", "见习", "编辑", "来源"];

/// Sets of characters of which one cannot replace another in the same story.
pub(super) const EXCLUSIVE_CHARACTERS: &[&str] = &[
    "东西南北中",
    "上下",
    "左右",
    "男女",
    "前后",
    "内外",
    "甲乙丙丁",
    "春夏秋冬",
    "红橙黄蓝绿黑白紫",
    "早午晚夜",
    "大小",
    "高低",
    "升降",
    "增减加",
    "涨跌",
    "买卖",
    "新老旧",
    "正副",
    "初高中小",
    "父母",
    "有无",
    "多少",
    "长短",
    "进出",
    "开关闭停",
    "胜负平",
    "公母",
    "快慢",
    "内外",
    "老少幼",
    "城乡",
    "水电气",
    "晴阴雨雪",
    "一二两三四五六七八九十百千万亿零〇",
    "犬猫牛羊猪鸡鸭鱼",
    "梨桃杏枣瓜薯麦稻",
];

/// Characters that negate a statement or turn an office into another one, if few words are added with them.
pub(super) const NEGATING_CHARACTERS: &str = "未不没无副原拟非否免前首次代";

/// The most common surnames.
pub(super) const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

/// Words and their meanings, the longest words first.
static DICTIONARY: LazyLock<ByFirstChar<Meaning>> = LazyLock::new(|| {
    let mut words: Vec<(&str, Meaning)> = Vec::new();
    for (set, row) in OUTCOMES.iter().enumerate() {
        for (index, spellings) in row.iter().enumerate() {
            words.extend(spellings.iter().map(|word| (*word, Meaning::Outcome(set as u16, index as u16))));
        }
    }
    for (row, spellings) in SYNONYMS.iter().enumerate() {
        words.extend(spellings.iter().map(|word| (*word, Meaning::Synonym(row as u16))));
    }
    let mut number = 0;
    for (row, entries) in REVERSALS.iter().enumerate() {
        for synonyms in *entries {
            words.extend(synonyms.split(' ').map(|word| (word, Meaning::Reversal(row as u16, number))));
            number += 1;
        }
    }
    for (row, spellings) in PARTICLES.iter().enumerate() {
        words.extend(spellings.iter().map(|word| (*word, Meaning::Particle(row as u16))));
    }
    words.extend(STOP_WORDS.iter().map(|word| (*word, Meaning::StopWord)));
    words.extend(OFFICES.iter().map(|word| (*word, Meaning::Office)));
    words.extend(COUNTIES.iter().map(|word| (*word, Meaning::County)));
    words.extend(TOWNS.iter().map(|word| (*word, Meaning::Town)));
    sort_by_key(&mut words, |(word, _)| std::cmp::Reverse(word.chars().count()));
    ByFirstChar::of(words)
});

/// The length of the longest word at a position, and its meanings: a word may be an outcome and a synonym. 0 if there is none.
pub(super) fn longest_match(chars: &[char], position: usize) -> (usize, impl Iterator<Item = Meaning>) {
    let rest = &chars[position.min(chars.len())..];
    let mut words = DICTIONARY.words_at(rest).peekable();
    let length = words.peek().map_or(0, |(length, _)| *length);
    (length, words.take_while(move |(one, _)| *one == length).map(|(_, meaning)| meaning))
}

/// Whether a headline is of a kind that recurs over different stories.
pub(super) fn is_recurring_headline(title: &[char]) -> bool {
    let title: String = title.iter().collect();
    RECURRING.iter().any(|word| title.contains(word))
}
