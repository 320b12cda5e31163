//! Words that turn round what an item says, wherever they are added.

/// Outcomes that turn a statement round wherever they are added: who reads only the version without them is told wrong. An
/// item with a word of a row is not contradicted by another word of it, but only words between which there is a space may
/// stand for each other; a word that is an outcome of a set of `words.rs` as well keeps the token of that set.
pub(super) const REVERSALS: &[&[&str]] = &[
    &[
        "取消", "撤销", "作废", "叫停", "中止", "终止", "停办", "流标", "废标", "撤回", "收回", "废止", "无效", "作罢",
        "泡汤", "搁置",
    ],
    &["推迟 延期 延后 顺延", "改期 择期", "暂缓 缓办", "另行通知", "提前"],
    &[
        "暂停", "停止", "停运", "停用", "停课", "停业", "停产", "关停", "封闭", "封路", "封控", "中断", "断行", "禁行",
        "停电", "停水", "停气",
    ],
    &[
        "死亡",
        "遇难",
        "身亡",
        "去世 逝世 离世",
        "丧生",
        "溺亡",
        "牺牲",
        "罹难",
        "殉职",
        "抢救无效",
        "无生命体征",
        "遗体",
        "亡",
    ],
    &["受伤", "轻伤", "重伤", "伤者", "送医", "中毒", "感染", "确诊", "住院", "骨折", "昏迷", "救治"],
    &["失联", "失踪", "被困", "走失"],
    &[
        "切勿", "请勿", "不要", "不得", "不可", "不宜", "不能", "严禁", "禁止", "谢绝", "避免", "慎入", "撤离", "远离",
        "煮沸",
    ],
    &["暂不", "不再", "不予", "无法", "未能", "没有", "并未", "尚未", "并非", "不是", "不会", "难以"],
    &[
        "不实",
        "不属实",
        "谣言",
        "辟谣",
        "虚假",
        "误报",
        "误传",
        "误读",
        "假消息",
        "澄清",
        "编造",
        "失实",
        "旧闻",
        "ai生成",
        "骗局",
        "诈骗",
    ],
    &["更正", "勘误", "致歉", "订正", "有误", "误写", "误为", "笔误"],
    &["超标", "污染", "不合格", "不达标", "召回", "下架", "变质", "检出", "泄漏"],
    &[
        "解除",
        "落选",
        "淘汰",
        "无缘",
        "免去",
        "免职",
        "辞去",
        "辞职",
        "被查",
        "落马",
        "双开",
        "未通过",
        "不通过",
        "未获批",
    ],
    &["驳回", "改判", "撤诉", "败诉", "无罪", "落网", "跑路"],
    &["改为", "改到", "改在", "调整为", "变更"],
    &["恢复"],
    &["烧毁", "坍塌", "踩踏"],
];

/// Characters that negate a statement wherever they are added.
pub(super) const NEGATIONS: &str = "不未没勿莫";
