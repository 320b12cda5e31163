//! Feeds of other sites on loopback, with texts as a county's sites write them: different stories in the same words and
//! places, and some stories that three sites share.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::Outcome;

/// Which items each feed has: those of the numbers `oldest..newest`.
#[derive(Clone, Copy)]
pub(crate) struct Edition {
    pub(crate) oldest: usize,
    pub(crate) newest: usize,
}

/// A server of feeds until the process ends.
pub(crate) struct FeedServer {
    address: SocketAddr,
    edition: Arc<[AtomicUsize; 2]>,
}

impl FeedServer {
    /// Serves an edition. `between` is the time between two items of a feed; `latest` is the number that is published now.
    pub(crate) fn serve(edition: Edition, latest: usize, between: Duration) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let edition = Arc::new([AtomicUsize::new(edition.oldest), AtomicUsize::new(edition.newest)]);
        let (shown, now) = (Arc::clone(&edition), SystemTime::now());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shown = Arc::clone(&shown);
                thread::spawn(move || {
                    let published = |number: usize| now - between * latest.saturating_sub(number) as u32;
                    // The client may close the connection at any time.
                    let _ = answer(&stream, address, &shown, published);
                });
            }
        });
        Ok(Self { address, edition })
    }

    /// The address of a feed.
    pub(crate) fn feed(&self, number: usize) -> String {
        format!("http://{}/{number}", self.address)
    }

    /// Serves another edition from now on.
    pub(crate) fn show(&self, edition: Edition) {
        self.edition[0].store(edition.oldest, Ordering::SeqCst);
        self.edition[1].store(edition.newest, Ordering::SeqCst);
    }
}

fn answer(
    mut stream: &TcpStream,
    address: SocketAddr,
    edition: &[AtomicUsize; 2],
    published: impl Fn(usize) -> SystemTime,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    while let Some(first) = lines.next().transpose()? {
        let site: usize = first.split(['/', ' ']).nth(2).and_then(|number| number.parse().ok()).unwrap_or_default();
        let numbers = edition[0].load(Ordering::SeqCst)..edition[1].load(Ordering::SeqCst);
        let tag = format!("\"{site}-{}-{}\"", numbers.start, numbers.end);
        let mut known = false;
        for line in lines.by_ref() {
            let line = line?;
            if line.is_empty() {
                break;
            }
            known |= line.to_ascii_lowercase() == format!("if-none-match: {tag}");
        }
        let (status, body) = match known {
            true => ("304 Not Modified", String::new()),
            false => ("200 OK", feed(address, site, numbers, &published)),
        };
        let kind = "application/rss+xml; charset=utf-8";
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status}\r\nETag: {tag}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
    }
    Ok(())
}

/// A document of RSS 2.0, the newest item first.
fn feed(
    address: SocketAddr,
    site: usize,
    numbers: std::ops::Range<usize>,
    published: impl Fn(usize) -> SystemTime,
) -> String {
    let mut out = format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{}</title>", SITES[site % 8]);
    for number in numbers.rev() {
        let (title, paragraphs) = article(site, number);
        let picture = format!("<p><img src=\"http://{address}/media/{site}-{number}.jpg\" alt=\"现场\"></p>");
        let body: String = paragraphs.iter().map(|paragraph| format!("<p>{paragraph}</p>\n")).collect();
        let date = httpdate::fmt_http_date(published(number));
        out.push_str(&format!(
            "<item><title>{title}</title><link>http://{address}/{site}/{number}.html</link><guid>{site}-{number}</guid>\
             <pubDate>{date}</pubDate><description><![CDATA[{picture}{body}]]></description></item>\n"
        ));
    }
    out.push_str("</channel></rss>");
    out
}

/// A linear congruential generator with Knuth's constants for MMIX.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// The title and the paragraphs of an item, about 800 characters. Every eighth story is told by three sites: one prints it
/// as it is, one labels it, and one leaves a sentence out.
fn article(site: usize, number: usize) -> (String, Vec<String>) {
    let shared = number % 8 == 3;
    let teller = if shared { site / 3 * 3 } else { site };
    let mut random = Random((teller * 1_000_003 + number) as u64 ^ 0x5eed);
    for _ in 0..3 {
        random.below(2);
    }
    let (town, office, work) = (random.of(TOWNS), random.of(OFFICES), random.of(WORKS));
    let mut title = format!("{town}{office}{}{work}{}", random.of(WAYS), random.of(ENDINGS));
    let mut paragraphs: Vec<String> = Vec::new();
    while paragraphs.iter().map(|paragraph| paragraph.chars().count()).sum::<usize>() < 780 {
        let mut sentences: Vec<String> = (0..3).map(|_| sentence(&mut random, town, office, work)).collect();
        if shared && site % 3 == 2 && paragraphs.len() == 1 {
            sentences.pop();
        }
        paragraphs.push(sentences.concat());
    }
    if shared && site % 3 == 1 {
        title = format!("快讯｜{title}");
        paragraphs.push(format!("来源：{}", SITES[teller % 8]));
    }
    (title, paragraphs)
}

fn sentence(random: &mut Random, town: &str, office: &str, work: &str) -> String {
    let (many, few) = (random.below(900) + 100, random.below(50) + 3);
    let (one, other, thing) = (clause(random), clause(random), random.of(THINGS));
    match random.below(6) {
        0 => format!("{}，{town}{office}围绕{work}{one}，{other}。", random.of(TIMES)),
        1 => format!("截至目前，已完成{thing}{many}{}，{one}，带动{few}个村{other}。", random.of(UNITS)),
        2 => format!("“{one}，{other}。”{}负责人{}说。", random.of(TOWNS), random.of(NAMES)),
        3 => format!(
            "在{}，{thing}{one}，每{}增收{many}元，{}{other}。",
            random.of(TOWNS),
            random.of(UNITS),
            random.of(NAMES)
        ),
        4 => format!(
            "{office}组织{few}名{}深入{}，{one}，{other}，解决{thing}问题{few}个。",
            random.of(PEOPLE),
            random.of(TOWNS)
        ),
        _ => format!("下一步，{town}将{one}，持续{work}，让{}在{thing}中{other}。", random.of(PEOPLE)),
    }
}

fn clause(random: &mut Random) -> String {
    format!("{}{}{}", random.of(ACTORS), random.of(MANNERS), random.of(ACTIONS))
}

const SITES: [&str; 8] =
    ["牛栏江资讯", "滇中观察", "杨林湖畔", "花卉产业网", "乡镇联播", "园区快报", "田园日报", "校地之窗"];
const TOWNS: &[&str] = &[
    "杨林镇",
    "小街镇",
    "牛栏江镇",
    "嵩阳街道",
    "杨桥街道",
    "滇源街道",
    "阿子营街道",
    "丹凤村",
    "上禾村",
    "本纳克村",
    "积德村",
    "东村",
    "倚伴村",
    "大村子社区",
    "兰茂社区",
    "罗锅村",
    "南屯村",
    "四营村",
];
const OFFICES: &[&str] = &[
    "农业农村局",
    "人社局",
    "住建局",
    "教育体育局",
    "卫生健康局",
    "水务局",
    "林草局",
    "文化和旅游局",
    "交通运输局",
    "民政局",
    "综合执法队",
    "司法所",
    "供电所",
    "卫生院",
    "中心学校",
    "市场监管所",
];
const WORKS: &[&str] = &[
    "推进冬春农田水利建设",
    "开展森林防火巡查",
    "做好秋粮收储",
    "整治河道",
    "推动花卉冷链物流",
    "办好校园营养餐",
    "改造老旧小区",
    "排查燃气安全隐患",
    "组织返乡人员招聘",
    "建设高标准农田",
    "修缮乡村道路",
    "开展义诊",
    "普及反诈知识",
    "保护湿地候鸟",
    "培训养老护理员",
    "推广水肥一体化",
    "治理面源污染",
    "筹备龙舟赛",
    "完善快递进村",
    "清理背街小巷",
];
const WAYS: &[&str] = &["扎实", "多措并举", "靠前", "用心", "全面", "创新方式", "上下联动", "提前"];
const ENDINGS: &[&str] = &["", "见成效", "惠及群众", "迎来新进展", "受好评", "按下快进键", "忙起来"];
const TIMES: &[&str] = &["入冬以来", "连日来", "十一月上旬", "今年以来", "国庆节后", "上周", "近段时间", "自九月起"];
const ACTORS: &[&str] = &[
    "村民",
    "合作社",
    "护林员",
    "包村干部",
    "卫生员",
    "县里的专家",
    "施工队",
    "沿街商户",
    "老党员",
    "种植户",
    "学生家长",
    "驾驶员",
    "企业",
    "驻村工作队",
    "快递站点",
    "邻里",
    "园区",
    "养殖户",
    "花农",
    "返乡大学生",
    "妇女小组",
    "河长",
    "供水站",
    "食堂",
    "图书室",
    "民间艺人",
    "监测站",
    "残疾人家庭",
    "应急分队",
    "冷链车队",
];
const MANNERS: &[&str] = &[
    "自发",
    "分批",
    "每天清早",
    "挨家挨户",
    "按图纸",
    "联合高校",
    "用方言",
    "在田埂上",
    "通过微信群",
    "错峰",
    "免费",
    "连夜",
    "逐一",
    "按照清单",
    "对照标准",
    "轮流",
];
const ACTIONS: &[&str] = &[
    "清理沟渠淤泥",
    "更换老化水管",
    "统一供应脱毒苗",
    "铺设滴灌带",
    "给老人量血压",
    "把订单送到斗南",
    "修剪行道树",
    "登记外来车辆",
    "核对粮食直补名册",
    "学唱花灯调",
    "加固挡土墙",
    "检修抽水机",
    "张贴防火告示",
    "拍摄短视频",
    "讲解医保新政",
    "安装烟雾报警器",
    "划定候鸟观察点",
    "回收废旧地膜",
    "补种红叶石楠",
    "转运鲜切花",
    "调解地界纠纷",
    "腾退占道摊位",
    "更新公交站牌",
    "检测土壤酸碱度",
    "化验饮用水",
    "排演龙舟号子",
    "复核危房等级",
    "接送住校生",
    "培训电商主播",
    "测算用电负荷",
    "收购万寿菊",
    "绘制文化墙",
    "盘点库存化肥",
    "晾晒新收的稻谷",
    "疏导赶集人流",
    "整理地方志",
    "演练溺水急救",
    "认领微心愿",
    "巡查松材线虫",
    "试种蓝莓",
];
const THINGS: &[&str] = &[
    "排灌沟渠",
    "鲜切花",
    "烤烟",
    "万寿菊",
    "苹果园",
    "养老床位",
    "充电桩",
    "停车位",
    "饮水管网",
    "卫生厕所",
    "文化广场",
    "农机具",
    "标准厂房",
    "光伏路灯",
    "蔬菜大棚",
    "水库坝体",
];
const UNITS: &[&str] = &["亩", "户", "处", "公里", "吨", "间", "台", "株"];
const NAMES: &[&str] =
    &["李文荣", "杨琼芬", "张绍才", "王丽仙", "马国兴", "赵家祥", "陈艳萍", "段永平", "何翠莲", "普正明"];
const PEOPLE: &[&str] = &["党员干部", "技术人员", "网格员", "志愿者", "返乡青年", "种植大户", "医务人员", "退休教师"];
