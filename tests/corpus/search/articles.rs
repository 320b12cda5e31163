//! Articles that are like Chinese news in what a search index feels: how many different pairs of characters an article
//! has, how they are spread over all articles, how words come back within one. Seeded: the same number makes the same
//! articles. They make no sense and need none.
//!
//! `./bench search` prints the figures that it was set by, beside those of newspaper text.

/// A small generator of random numbers (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below a number.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Whether something of this many in a hundred happens.
    pub fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Below a number, as often as words or characters of that rank are used (Zipf and Mandelbrot): the larger `flat`, the
    /// less the first stand out.
    fn rank(&mut self, end: usize, flat: f64) -> usize {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let rank = flat * ((end as f64 + flat) / flat).powf(unit) - flat;
        (rank as usize).min(end - 1)
    }
}

pub struct Article {
    pub title: String,
    pub text: String,
}

/// Words that lead every list.
const WORDS: &str = "的 在 和 了 是 嵩明 嵩明县 发展 产业 工作 项目 建设 企业 园区 群众 服务 乡村 振兴 乡村振兴 党建 县委 \
    政府 推进 开展 活动 今年 我县 干部 党员 社区 学校 医院 公路 村民 花卉 种植 基地 电商 物流 职教 职教园区 杨林 小街 牛栏江 \
    嵩阳 杨桥 嘉丽泽 新能源 装备 制造 食品 加工 生物 医药 招商 引资 招商引资 营商环境 就业 培训 医保 养老 供水 停电 检修 道路 \
    通行 交通 安全 防火 森林 天气 应急 预警 通知 公告 办理 窗口 材料 时间 地点 电话 联系 咨询 投诉 建议 惠民 补贴 政策 申报 \
    科技 创新 数字 经济 绿色 生态 文化 旅游 体育 比赛 志愿 志愿服务 图书馆 博物馆 春节 国庆 年轻 老人 儿童 妇女 青年";
/// Latin words and compounds.
const LATIN: [&str; 16] = [
    "AI",
    "5G",
    "AI产业园",
    "5G基站",
    "iPhone15",
    "App",
    "WiFi",
    "LED",
    "GDP",
    "PM2.5",
    "C919",
    "Android",
    "e家园",
    "3D打印",
    "ETC",
    "OpenAI",
];
/// The same characters as they are written elsewhere.
const TRADITIONAL: &str = "县縣发發产產业業项項设設园園区區众眾务務乡鄉兴興党黨进進开開动動员員学學医醫养養电電检檢\
    时時间間点點联聯话話询詢诉訴议議补補贴貼创創数數济濟绿綠态態旅旅游遊体體赛賽愿願馆館节節国國轻輕儿兒妇婦\
    应應预預报報办辦车車书書";

pub struct Writer {
    words: Vec<String>,
    random: Random,
}

impl Writer {
    /// The words are always the same; what is written with them is the seed's.
    pub fn new(seed: u64) -> Self {
        let mut random = Random(2026);
        let mut characters: Vec<char> = ('\u{4e00}'..='\u{9fa5}').collect();
        for at in (1..characters.len()).rev() {
            characters.swap(at, random.below(at + 1));
        }
        characters.truncate(3_500);
        let mut words: Vec<String> = WORDS.split_whitespace().map(str::to_owned).collect();
        let leading = words.len();
        while words.len() < 20_000 {
            let length = match random.below(100) {
                0..6 => 1,
                6..72 => 2,
                72..88 => 3,
                _ => 4,
            };
            words.push((0..length).map(|_| characters[random.rank(characters.len(), 15.0)]).collect());
        }
        // The leading words stay in front, spread among the first few hundred.
        for at in 20..leading {
            let to = at + random.below(600);
            words.swap(at, to);
        }
        Self { words, random: Random(seed) }
    }

    /// The next article; `length` characters of text, more or less.
    pub fn article(&mut self, length: usize) -> Article {
        let random = &mut self.random;
        let topic: Vec<usize> = (0..12).map(|_| random.below(self.words.len())).collect();
        let latin = random.happens(35).then(|| LATIN[random.below(LATIN.len())]);
        let length = length / 2 + random.below(length + 1);
        let mut written: Vec<String> = Vec::new();
        let (mut text, mut count, mut sentence, mut paragraph) = (String::new(), 0, 0, 0);
        let mut last = 0;
        while count < length {
            let word = match random.below(100) {
                // What was said before is said again.
                0..13 if written.len() > 3 => written[random.below(written.len())].clone(),
                13..40 => self.words[topic[random.rank(topic.len(), 3.0)]].clone(),
                40..42 => match latin {
                    Some(latin) => latin.to_owned(),
                    None => format!("{}月{}日", 1 + random.below(12), 1 + random.below(28)),
                },
                // Words have their company: each is often followed by one of the same few.
                42..44 => format!("{}", random.below(10_000)),
                44..76 => {
                    last = Random((last * 8 + random.rank(8, 1.0)) as u64).rank(self.words.len(), 1.0);
                    self.words[last].clone()
                }
                _ => {
                    last = random.rank(self.words.len(), 1.0);
                    self.words[last].clone()
                }
            };
            let size = word.chars().count();
            (count, sentence, paragraph) = (count + size, sentence + size, paragraph + size);
            text.push_str(&word);
            written.push(word);
            if sentence > 7 + random.below(14) {
                text.push(if random.happens(60) { '，' } else { '。' });
                sentence = 0;
                if paragraph > 160 {
                    text.push('\n');
                    paragraph = 0;
                }
            } else if random.happens(1) {
                text.push(' ');
            }
        }
        let mut title = String::new();
        while title.chars().count() < 14 {
            let word = match random.below(10) {
                0..5 => self.words[topic[random.rank(topic.len(), 3.0)]].clone(),
                5 => latin.unwrap_or("嵩明").to_owned(),
                _ => self.words[random.rank(2_000, 3.0)].clone(),
            };
            title.push_str(&word);
        }
        let article = Article { title: title.chars().take(28).collect(), text };
        if random.happens(10) {
            return Article { title: elsewhere(&article.title), text: elsewhere(&article.text) };
        }
        article
    }
}

/// As it is written in traditional characters, and wider.
pub fn elsewhere(text: &str) -> String {
    let pairs: Vec<char> = TRADITIONAL.chars().filter(|c| !c.is_whitespace()).collect();
    text.chars()
        .map(|c| match c {
            '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
            _ => pairs.chunks_exact(2).find(|pair| pair[0] == c).map_or(c, |pair| pair[1]),
        })
        .collect()
}
