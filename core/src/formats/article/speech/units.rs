//! Units, currencies and measure words, and how they are said.

/// Units in letters or signs. A unit is before its own prefixes (`m²` before `m`): the first match is taken.
pub(super) const UNITS: [(&str, &str); 66] = [
    ("μg/m³", "微克每立方米"),
    ("ug/m3", "微克每立方米"),
    ("μg/m3", "微克每立方米"),
    ("mg/m³", "毫克每立方米"),
    ("mg/m3", "毫克每立方米"),
    ("mg/kg", "毫克每千克"),
    ("mg/L", "毫克每升"),
    ("m³/s", "立方米每秒"),
    ("m3/s", "立方米每秒"),
    ("km/h", "公里每小时"),
    ("m/s", "米每秒"),
    ("kW·h", "千瓦时"),
    ("kWh", "千瓦时"),
    ("MWh", "兆瓦时"),
    ("mmHg", "毫米汞柱"),
    ("kcal", "千卡"),
    ("km²", "平方公里"),
    ("km2", "平方公里"),
    ("hm²", "公顷"),
    ("hm2", "公顷"),
    ("cm²", "平方厘米"),
    ("cm³", "立方厘米"),
    ("mm²", "平方毫米"),
    ("MPa", "兆帕"),
    ("hPa", "百帕"),
    ("kPa", "千帕"),
    ("GHz", "吉赫兹"),
    ("MHz", "兆赫兹"),
    ("kHz", "千赫兹"),
    ("min", "分钟"),
    ("m²", "平方米"),
    ("m2", "平方米"),
    ("m³", "立方米"),
    ("m3", "立方米"),
    ("kg", "千克"),
    ("km", "公里"),
    ("cm", "厘米"),
    ("mm", "毫米"),
    ("nm", "纳米"),
    ("μm", "微米"),
    ("mg", "毫克"),
    ("μg", "微克"),
    ("ml", "毫升"),
    ("mL", "毫升"),
    ("kW", "千瓦"),
    ("MW", "兆瓦"),
    ("GW", "吉瓦"),
    ("kV", "千伏"),
    ("dB", "分贝"),
    ("Hz", "赫兹"),
    ("㎡", "平方米"),
    ("㎥", "立方米"),
    ("㎢", "平方公里"),
    ("㎏", "千克"),
    ("㎞", "公里"),
    ("㎝", "厘米"),
    ("㎜", "毫米"),
    ("㎎", "毫克"),
    ("L", "升"),
    ("g", "克"),
    ("t", "吨"),
    ("m", "米"),
    ("h", "小时"),
    ("s", "秒"),
    ("W", "瓦"),
    ("V", "伏"),
];

/// Units for which a negative number is 零下.
pub(super) const DEGREES: [(&str, &str); 7] = [
    ("℃", "摄氏度"),
    ("°C", "摄氏度"),
    ("°c", "摄氏度"),
    ("℉", "华氏度"),
    ("°F", "华氏度"),
    ("摄氏度", "摄氏度"),
    ("°", "度"),
];

/// Signs and codes of currencies before an amount, and the word said after it.
pub(super) const CURRENCIES: [(&str, &str); 9] = [
    ("US$", "美元"),
    ("HK$", "港元"),
    ("RMB¥", "元"),
    ("CNY", "元"),
    ("RMB", "元"),
    ("¥", "元"),
    ("$", "美元"),
    ("€", "欧元"),
    ("£", "英镑"),
];

/// The first characters of words before which 2 is 两.
pub(super) const LIANG_WORDS: &str = "个名位家户条件项次年天周岁小分秒时点元角块公里米吨斤克亩顷辆台套部艘架座栋间所场处组支批张篇首只头匹棵株朵粒片份本册把瓶袋箱盒桶车船人村万亿千倍成页句字行类种样对双副幅根颗口门课章节步声遍趟顿番道站省市县镇乡多";

/// The first characters of words that count or measure: a number before one of them is a quantity, not a year or a code.
pub(super) const MEASURE_WORDS: &str = "个名位家户条件项次年月日天周岁小分秒时点元角块公里米吨斤克亩顷辆台套部艘架座栋间所场处组支批张篇首只头匹棵株朵粒片份本册把瓶袋箱盒桶车船人村万亿千百倍成页句字行类种样对双副幅根颗口门课章节步声遍趟顿番道站省市县镇乡多余级度期号层楼届平立毫厘千瓦伏升尺寸丈起股笔例座幢套宗场枚列艘架";

pub(super) fn is_measure_word(c: Option<&char>) -> bool {
    c.is_some_and(|c| MEASURE_WORDS.contains(*c))
}
