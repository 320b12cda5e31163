//! Where sentences end and long ones are divided.

use super::{paragraph, texts};

fn cut(text: &str) -> Vec<String> {
    texts(&[paragraph(text)])
}

#[test]
fn sentences_end_at_their_marks_with_closing_quotes() {
    assert_eq!(cut("第一句。第二句！第三句？"), ["第一句。", "第二句！", "第三句？"]);
    assert_eq!(cut("他说：“今天收割。”大家都来了。"), ["他说：“今天收割。”", "大家都来了。"]);
    assert_eq!(cut("“太好了！”他说，“明天再来。”"), ["“太好了！”他说，“明天再来。”"]);
    assert_eq!(cut("等等……再说吧。"), ["等等……", "再说吧。"]);
    assert_eq!(cut("增长3.5%，访问a.b.cn/c?d=1即可。"), ["增长3.5%，访问a.b.cn/c?d=1即可。"]);
    assert_eq!(cut("It is 3.5. We know."), ["It is 3.5.", "We know."]);
    assert_eq!(cut("第一行\n第二行"), ["第一行", "第二行"]);
    assert!(cut("——").is_empty());
}

#[test]
fn long_sentence_is_divided_after_commas_without_loss() {
    let long = "这是一个用来检验断句的分句，".repeat(20) + "最后一句。";
    let parts = texts(&[paragraph(&long)]);
    assert!(parts.len() > 3);
    assert!(parts.iter().all(|part| part.chars().count() <= 80));
    assert_eq!(parts.concat(), long);
    let endless = "长".repeat(1_000);
    assert!(texts(&[paragraph(&endless)]).iter().all(|part| part.chars().count() <= 320));
}

#[test]
fn a_mark_in_a_title_or_a_short_quotation_ends_no_sentence() {
    assert_eq!(cut("今晚放映《你好！李焕英》，欢迎观看。"), ["今晚放映《你好！李焕英》，欢迎观看。"]);
    assert_eq!(cut("《走！去青溪。》是一本书。再读一遍。"), ["《走！去青溪。》是一本书。", "再读一遍。"]);
    assert_eq!(cut("“加油！青溪！”孩子们喊道。"), ["“加油！青溪！”孩子们喊道。"]);
    assert_eq!(cut("“今天收割。明天晾晒。”王大妈说。天黑了。"), ["“今天收割。明天晾晒。”王大妈说。", "天黑了。"]);
    assert_eq!(cut("以“你好！春天”为主题。活动开幕。"), ["以“你好！春天”为主题。", "活动开幕。"]);
    assert_eq!(cut("（一）总则。（二）细则。"), ["（一）总则。", "（二）细则。"]);
}

#[test]
fn a_sentence_ends_inside_a_long_quotation() {
    let speech = format!("他说：“{}。{}。”", "我们要把每一件小事办好".repeat(6), "请大家监督");
    let parts = cut(&speech);
    assert_eq!(parts.len(), 2, "{parts:?}");
    assert_eq!(parts.concat(), speech);
}

#[test]
fn a_quotation_that_is_not_closed_is_only_a_sign() {
    assert_eq!(cut("他说：“今天收割。明天晾晒。"), ["他说：“今天收割。", "明天晾晒。"]);
    assert_eq!(cut("《目录。第一章。"), ["《目录。", "第一章。"]);
    // What is closed across each other is over with the outer one.
    assert_eq!(cut("（甲《乙）丙》。丁。"), ["（甲《乙）丙》。", "丁。"]);
}

#[test]
fn the_number_of_an_item_belongs_to_the_item() {
    assert_eq!(cut("1. 申请条件"), ["1. 申请条件"]);
    assert_eq!(cut("材料：1. 申请表 2. 承诺书。请备齐。"), ["材料：1. 申请表 2. 承诺书。", "请备齐。"]);
    assert_eq!(cut("见No. 3说明。"), ["见No. 3说明。"]);
}

#[test]
fn a_reference_mark_stays_with_its_sentence() {
    assert_eq!(cut("古城建于1382年。[2]东门尚存。"), ["古城建于1382年。[2]", "东门尚存。"]);
    assert_eq!(cut("古城建于1382年。²东门尚存。"), ["古城建于1382年。²", "东门尚存。"]);
}

#[test]
fn a_long_sentence_is_not_divided_in_a_title_or_a_number() {
    let title = "《关于做好秋冬季森林草原防灭火，以及水源保护工作的通知》";
    let long = format!("{}{title}，请各镇（街道）遵照执行。", "各单位要高度重视".repeat(7));
    assert!(cut(&long).iter().any(|part| part.contains(title)), "{:?}", cut(&long));
    let number = format!("{}1，234，567人", "长".repeat(159));
    assert!(cut(&number).iter().any(|part| part.contains("1，234，567人")), "{:?}", cut(&number));
}
