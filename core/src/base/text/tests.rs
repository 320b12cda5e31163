#[test]
fn text_resource_is_well_formed() {
    assert!(super::texts().len() > 20);
    assert_eq!(super::fill("fault.busy", "7"), "对方正忙，请在 7 秒后再试。");
}
