//! Tables read aloud.

use super::texts;
use crate::formats::article::parse_html;

fn rows(html: &str) -> Vec<String> {
    texts(&parse_html(html, None).blocks)
}

#[test]
fn a_column_keeps_its_name_beside_a_cell_that_spans_rows() {
    let said = rows(
        "<table><tr><th>村</th><th>项目</th><th>金额</th></tr>\
         <tr><td rowspan=2>小河村</td><td>道路</td><td>5万元</td></tr>\
         <tr><td>水渠</td><td>3万元</td></tr>\
         <tr><td>杨桥村</td><td>路灯</td><td>2万元</td></tr></table>",
    );
    let expected = ["小河村，项目：道路，金额：5万元", "项目：水渠，金额：3万元", "杨桥村，项目：路灯，金额：2万元"];
    assert_eq!(said, expected);
}

#[test]
fn names_in_two_rows_are_said_together() {
    let said = rows(
        "<table><tr><th rowspan=2>村</th><th colspan=2>收入</th></tr><tr><th>2024年</th><th>2025年</th></tr>\
         <tr><td>小河村</td><td>12万元</td><td>15万元</td></tr></table>",
    );
    assert_eq!(said, ["小河村，收入2024年：12万元，收入2025年：15万元"]);
}

#[test]
fn a_heading_over_the_table_names_no_column() {
    let said = rows(
        "<table><tr><th colspan=2>收支公示</th></tr><tr><th>项目</th><th>金额</th></tr>\
         <tr><td>设备</td><td>5万元</td></tr><tr><td colspan=2>以上金额含税</td></tr></table>",
    );
    assert_eq!(said, ["收支公示", "设备，金额：5万元", "以上金额含税"]);
}
