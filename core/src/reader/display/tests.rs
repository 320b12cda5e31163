use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const CATALOGUE: &str = r#"{"title": "嵩明融媒", "display": {"font_scales": [0.9, 1.0, 1.15, 1.3, 1.6], "elder":
    {"body_min": 18, "largest": 30, "target": 60, "contrast": 4.5, "line_height": 1.3, "ads": false}}}"#;
const BLACK: u32 = 0xFF00_0000;
const WHITE: u32 = 0xFFFF_FFFF;

fn standard() -> DisplayPolicy {
    policy(CATALOGUE, DisplayChoice::default())
}

fn elder() -> DisplayPolicy {
    policy(CATALOGUE, DisplayChoice { elder: true, ..DisplayChoice::default() })
}

fn display(display: Value, elder: bool) -> DisplayPolicy {
    policy(&json!({"display": display}).to_string(), DisplayChoice { elder, ..DisplayChoice::default() })
}

/// Rule 4 and what holds outside elder mode.
fn assert_meets_requirements(policy: &DisplayPolicy) {
    let sizes = [policy.text.title, policy.text.headline, policy.text.body, policy.text.caption];
    let (text, target) = if policy.elder { (18.0, 60.0) } else { (12.0, 48.0) };
    assert!(sizes.iter().all(|size| (text..=100.0).contains(size)), "{policy:?}");
    assert!(sizes.is_sorted_by(|a, b| a >= b), "{policy:?}");
    assert!((text..=18.0).contains(&policy.min_text), "{policy:?}");
    assert!((target..=80.0).contains(&policy.min_target), "{policy:?}");
    assert!((4.5..=7.0).contains(&policy.min_contrast), "{policy:?}");
    assert!((3.0..=7.0).contains(&policy.min_contrast_large), "{policy:?}");
    assert!((1.5..=2.0).contains(&policy.line_height), "{policy:?}");
    assert!((1.3..=2.0).contains(&policy.min_line_height), "{policy:?}");
    assert!(!policy.ads && !policy.many_finger_gestures);
    assert!((1..=12).contains(&policy.font_steps.len()), "{policy:?}");
    assert!(policy.font_steps.is_sorted_by(|a, b| a < b) && policy.font_steps.contains(&1.0), "{policy:?}");
    assert!(policy.font_steps.iter().all(|step| (0.5..=3.0).contains(step)), "{policy:?}");
    assert_eq!(policy.font_steps[policy.font_step as usize], policy.font_scale);
    assert!(policy.largest_text >= policy.text.body, "{policy:?}");
    if policy.elder {
        assert!(policy.largest_text >= 30.0, "{policy:?}");
        assert!(policy.min_contrast_large >= 4.5, "{policy:?}");
    }
}

/// An element without issues.
fn element(role: ElementRole) -> MeasuredElement {
    MeasuredElement {
        name: "tag".to_owned(),
        role,
        label: if role == ElementRole::Decoration { String::new() } else { "播放".to_owned() },
        text_size: Some(40.0),
        bold: false,
        line_height: Some(64.0),
        lines: 2,
        foreground: Some(BLACK),
        background: Some(WHITE),
        width: 60.0,
        height: 60.0,
        gesture_fingers: 1,
    }
}

fn rules(policy: DisplayPolicy, element: MeasuredElement) -> Vec<DisplayRule> {
    check_display(policy, vec![element]).into_iter().map(|issue| issue.rule).collect()
}

#[test]
fn rule_4_elder_mode_has_the_required_values() {
    let policy = elder();
    assert_meets_requirements(&policy);
    assert_eq!(policy.text, TextSizes { title: 24.8, headline: 20.3, body: 18.0, caption: 18.0 });
    assert_eq!((policy.min_text, policy.min_target, policy.min_contrast), (18.0, 60.0, 4.5));
    assert_eq!((policy.min_contrast_large, policy.line_height, policy.min_line_height), (4.5, 1.5, 1.3));
}

#[test]
fn rule_4_largest_step_of_elder_mode_reaches_30_for_any_catalogue() {
    assert_eq!(elder().font_steps, [1.0, 1.15, 1.3, 1.6, 1.67]);
    assert_eq!(elder().largest_text, 30.1);
    assert_eq!(display(json!({"font_scales": [1.0]}), true).font_steps, [1.0, 1.67]);
    assert_eq!(display(json!({"font_scales": [0.5]}), true).font_steps, [1.0, 1.67]);
    let reached = display(json!({"font_scales": [1, 2]}), true);
    assert_eq!((reached.font_steps, reached.largest_text), (vec![1.0, 2.0], 36.0));
    let chosen =
        policy(CATALOGUE, DisplayChoice { elder: true, font_scale: Some(f32::MAX), ..DisplayChoice::default() });
    assert_eq!((chosen.font_step, chosen.text.body), (4, 30.1));
}

#[test]
fn standard_mode_has_its_values() {
    let policy = standard();
    assert_meets_requirements(&policy);
    assert_eq!(policy.text, TextSizes { title: 22.0, headline: 18.0, body: 16.0, caption: 12.0 });
    assert_eq!((policy.min_target, policy.min_contrast, policy.min_contrast_large), (48.0, 4.5, 3.0));
    assert_eq!((policy.font_step, policy.font_scale, policy.largest_text), (1, 1.0, 25.6));
}

#[test]
fn rule_4_catalogue_cannot_lower_the_requirements() {
    for low in [json!(0), json!(-5), json!(1e-300), json!("99"), json!(null), json!([60]), json!({}), json!(true)] {
        let lower = json!({"body_min": low, "largest": low, "target": low, "contrast": low, "line_height": low,
            "ads": true, "many_finger_gestures": true});
        let lower = display(json!({"font_scales": [0.9, 1.0, 1.15, 1.3, 1.6], "elder": lower}), true);
        assert_eq!(lower, elder());
    }
}

#[test]
fn catalogue_can_raise_elder_mode_up_to_the_limits() {
    let more = json!({"elder": {"body_min": 20, "largest": 36, "target": 64, "contrast": 5, "line_height": 1.6}});
    let policy = display(more.clone(), true);
    assert_meets_requirements(&policy);
    assert_eq!((policy.text.body, policy.largest_text, policy.min_target), (20.0, 36.0, 64.0));
    assert_eq!((policy.min_contrast, policy.min_contrast_large), (5.0, 5.0));
    assert_eq!((policy.line_height, policy.min_line_height), (1.6, 1.6));
    assert_eq!(display(more, false), display(json!({}), false), "it applies to elder mode only");

    let far = json!(1e300);
    let far = json!({"body_min": far, "largest": far, "target": far, "contrast": far, "line_height": far});
    let policy = display(json!({"elder": far}), true);
    assert_meets_requirements(&policy);
    assert_eq!((policy.text.body, policy.largest_text, policy.min_target), (24.0, 40.1, 80.0));
    assert_eq!((policy.min_contrast, policy.line_height), (7.0, 2.0));
}

#[test]
fn catalogue_without_usable_steps_gives_the_default_steps() {
    for document in ["", "nonsense", "null", "[]", "{}", r#"{"display": 7}"#, r#"{"display": {"font_scales": {}}}"#] {
        assert_eq!(policy(document, DisplayChoice::default()).font_steps, DEFAULT_STEPS, "{document}");
    }
    assert_eq!(display(json!({"font_scales": [0.49, 3.01, -1, "1", null, 1e300]}), false).font_steps, DEFAULT_STEPS);
}

#[test]
fn steps_are_sorted_unique_bounded_and_contain_1() {
    let steps = |steps: Value| display(json!({"font_scales": steps}), false).font_steps;
    assert_eq!(steps(json!([3.0, 0.5, 1.5, 1.5, 1.501])), [0.5, 1.0, 1.5, 3.0]);
    assert_eq!(steps(json!([2])), [1.0, 2.0]);
    let many: Vec<f64> = (0..10_000).map(|at| 3.0 - f64::from(at) / 4_000.0).collect();
    let many = steps(json!(many));
    assert_eq!(many.len(), 11);
    assert_eq!((many.first(), many.last()), (Some(&0.5), Some(&3.0)));
    assert!(many.contains(&1.0));
}

#[test]
fn nearest_step_to_the_chosen_factor_is_used() {
    let at = |factor| {
        let policy = policy(CATALOGUE, DisplayChoice { font_scale: factor, ..DisplayChoice::default() });
        assert_meets_requirements(&policy);
        policy.font_scale
    };
    assert_eq!(at(None), 1.0);
    assert_eq!(at(Some(1.15)), 1.15);
    assert_eq!(at(Some(1.2)), 1.15);
    assert_eq!(at(Some(-7.0)), 0.9);
    assert_eq!(at(Some(f32::MAX)), 1.6);
    for none in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        assert_eq!(at(Some(none)), 1.0);
    }
    assert_eq!(nearest_step(&[], Some(1.0)), 0);
}

#[test]
fn small_step_does_not_lower_text_below_the_least_size() {
    let choice = DisplayChoice { font_scale: Some(0.5), ..DisplayChoice::default() };
    let policy = policy(r#"{"display": {"font_scales": [0.5, 1.0]}}"#, choice);
    assert_eq!(policy.text, TextSizes { title: 12.0, headline: 12.0, body: 12.0, caption: 12.0 });
}

#[test]
fn stored_choice_is_read_again_with_unknown_values() {
    let choice = DisplayChoice { elder: true, font_scale: Some(1.15), theme: Theme::Dark };
    assert_eq!(serde_json::from_str::<DisplayChoice>(&serde_json::to_string(&choice).unwrap()).unwrap(), choice);
    let choice = DisplayChoice { elder: true, font_scale: Some(f32::NAN), theme: Theme::System };
    let read: DisplayChoice = serde_json::from_str(&serde_json::to_string(&choice).unwrap()).unwrap();
    assert_eq!(read, DisplayChoice { font_scale: None, ..choice });
    let read: DisplayChoice = serde_json::from_str(r#"{"elder": true, "theme": "Sepia", "more": 1}"#).unwrap();
    assert_eq!(read, DisplayChoice { elder: true, ..DisplayChoice::default() });
    assert_eq!(serde_json::from_str::<DisplayChoice>("{}").unwrap(), DisplayChoice::default());
}

#[test]
fn contrast_agrees_with_wcag() {
    let near = |foreground, background, expected: f32| {
        let contrast = contrast(foreground, background);
        assert!((contrast - expected).abs() < 0.005, "{foreground:08X} on {background:08X}: {contrast}");
    };
    near(BLACK, WHITE, 21.0);
    near(WHITE, BLACK, 21.0);
    near(WHITE, WHITE, 1.0);
    near(0xFF76_7676, WHITE, 4.54);
    near(0xFF77_7777, WHITE, 4.48);
    near(0xFFFF_0000, WHITE, 4.0);
    near(0xFF00_00FF, WHITE, 8.59);
    near(0x0000_0000, WHITE, 1.0);
    // 0.6 of black over white is #666666.
    near(0x9900_0000, WHITE, contrast(0xFF66_6666, WHITE));
    near(0x9900_0000, 0x00FF_FFFF, contrast(0xFF66_6666, WHITE));
}

#[test]
fn screen_that_follows_the_policy_has_no_issues() {
    for (policy, least) in [(standard(), 12.0), (elder(), 18.0)] {
        let text = policy.text;
        let sized = |role, size: f32, line: f32| MeasuredElement {
            text_size: Some(size),
            line_height: Some(size * line),
            width: policy.min_target,
            height: policy.min_target,
            ..element(role)
        };
        let all = vec![
            sized(ElementRole::Title, text.title, 1.3),
            sized(ElementRole::Headline, text.headline, 1.3),
            sized(ElementRole::Body, text.body, 1.5),
            sized(ElementRole::Caption, text.caption, 1.3),
            sized(ElementRole::Control, least, 1.3),
            sized(ElementRole::Picture, 1.0, 1.0),
            sized(ElementRole::Decoration, 1.0, 1.0),
        ];
        assert_eq!(check_display(policy, all), []);
    }
    assert_eq!(check_display(standard(), Vec::new()), []);
}

#[test]
fn rule_4_text_has_the_size_of_its_role_and_18_in_elder_mode() {
    let small = |policy: &DisplayPolicy, role, size| {
        let element = MeasuredElement { text_size: Some(size), ..element(role) };
        rules(policy.clone(), element) == [DisplayRule::TextTooSmall]
    };
    let (standard, elder) = (standard(), elder());
    for (policy, role, least) in [
        (&standard, ElementRole::Title, 22.0),
        (&standard, ElementRole::Headline, 18.0),
        (&standard, ElementRole::Body, 16.0),
        (&standard, ElementRole::Caption, 12.0),
        (&standard, ElementRole::Control, 12.0),
        (&elder, ElementRole::Title, 24.8),
        (&elder, ElementRole::Headline, 20.3),
        (&elder, ElementRole::Body, 18.0),
        (&elder, ElementRole::Caption, 18.0),
        (&elder, ElementRole::Control, 18.0),
    ] {
        assert!(!small(policy, role, least), "{role:?} {least}");
        assert!(!small(policy, role, least - 0.04), "{role:?} {least}");
        assert!(small(policy, role, least - 0.1), "{role:?} {least}");
    }
}

#[test]
fn ignored_font_step_is_an_issue() {
    let choice = DisplayChoice { elder: true, font_scale: Some(1.67), ..DisplayChoice::default() };
    let policy = policy(CATALOGUE, choice);
    let body = MeasuredElement { text_size: Some(18.0), ..element(ElementRole::Body) };
    assert_eq!(rules(policy.clone(), body), [DisplayRule::TextTooSmall]);
    let tab = MeasuredElement { text_size: Some(18.0), ..element(ElementRole::Control) };
    assert_eq!(rules(policy, tab), [], "text on a control need not grow");
}

#[test]
fn rule_4_controls_are_60_by_60_in_elder_mode_and_48_otherwise() {
    let small = |policy: DisplayPolicy, width, height| {
        rules(policy, MeasuredElement { width, height, ..element(ElementRole::Control) })
            == [DisplayRule::TargetTooSmall]
    };
    assert!(!small(elder(), 60.0, 60.0));
    assert!(!small(elder(), 59.5, 300.0));
    assert!(small(elder(), 59.4, 300.0));
    assert!(small(elder(), 300.0, 59.4));
    assert!(small(elder(), 0.0, 60.0));
    assert!(!small(standard(), 47.5, 47.5));
    assert!(small(standard(), 47.4, 48.0));
    assert_eq!(rules(elder(), MeasuredElement { width: 1.0, height: 1.0, ..element(ElementRole::Body) }), []);
}

#[test]
fn rule_4_contrast_is_at_least_4_5_and_3_for_large_text_outside_elder_mode() {
    let low = |policy: DisplayPolicy, size, bold, foreground| {
        let element = MeasuredElement {
            text_size: Some(size),
            bold,
            foreground: Some(foreground),
            ..element(ElementRole::Caption)
        };
        rules(policy, element) == [DisplayRule::ContrastTooLow]
    };
    let (enough, nearly, large, too_low) = (0xFF76_7676, 0xFF77_7777, 0xFF94_9494, 0xFF96_9696);
    assert!(!low(standard(), 20.0, false, enough));
    assert!(low(standard(), 20.0, false, nearly));
    assert!(low(standard(), 23.9, false, large));
    assert!(!low(standard(), 24.0, false, large));
    assert!(low(standard(), 18.4, true, large));
    assert!(!low(standard(), 18.5, true, large));
    assert!(low(standard(), 24.0, true, too_low));
    assert!(!low(elder(), 30.0, true, enough));
    assert!(low(elder(), 30.0, true, nearly));
    assert!(low(standard(), 20.0, false, 0x4000_0000), "a translucent colour is blended");
    assert!(!low(standard(), 20.0, false, 0xC000_0000));
}

#[test]
fn symbol_of_a_control_needs_contrast_and_a_card_without_text_does_not() {
    let sign = |policy: DisplayPolicy, foreground, background| {
        rules(
            policy,
            MeasuredElement { text_size: None, lines: 0, foreground, background, ..element(ElementRole::Control) },
        )
    };
    assert_eq!(sign(standard(), Some(0xFF94_9494), Some(WHITE)), []);
    assert_eq!(sign(standard(), Some(0xFF96_9696), Some(WHITE)), [DisplayRule::ContrastTooLow]);
    assert_eq!(sign(elder(), Some(0xFF94_9494), Some(WHITE)), [DisplayRule::ContrastTooLow]);
    assert_eq!(sign(standard(), None, None), []);
    assert_eq!(sign(standard(), Some(BLACK), None), [DisplayRule::NotMeasured]);
    assert_eq!(sign(standard(), None, Some(WHITE)), [DisplayRule::NotMeasured]);
}

#[test]
fn rule_4_lines_are_at_least_1_3_apart_and_body_text_follows_the_policy() {
    let tight = |role, lines, height| {
        let element = MeasuredElement { lines, line_height: height, ..element(role) };
        rules(elder(), element) == [DisplayRule::LinesTooTight]
    };
    for (role, least) in [(ElementRole::Caption, 1.3), (ElementRole::Control, 1.3), (ElementRole::Body, 1.5)] {
        assert!(!tight(role, 2, Some(40.0 * least)));
        assert!(tight(role, 2, Some(40.0 * (least - 0.02))));
        assert!(!tight(role, 1, Some(40.0)), "a single line has no distance");
        assert!(!tight(role, 1, None));
    }
}

#[test]
fn controls_and_pictures_need_a_label_and_decoration_must_have_none() {
    for role in [ElementRole::Control, ElementRole::Picture] {
        assert_eq!(
            rules(standard(), MeasuredElement { label: " \n".to_owned(), ..element(role) }),
            [DisplayRule::NoLabel]
        );
        assert_eq!(rules(standard(), element(role)), []);
    }
    assert_eq!(rules(standard(), MeasuredElement { label: String::new(), ..element(ElementRole::Body) }), []);
    assert_eq!(rules(standard(), element(ElementRole::Decoration)), []);
    let named = MeasuredElement { label: "线".to_owned(), ..element(ElementRole::Decoration) };
    assert_eq!(rules(standard(), named), [DisplayRule::NeedlessLabel]);
}

#[test]
fn rule_4_advertisement_and_three_finger_gesture_are_always_issues() {
    for policy in [standard(), elder(), DisplayPolicy { ads: true, many_finger_gestures: true, ..standard() }] {
        assert_eq!(rules(policy.clone(), element(ElementRole::Advertisement)), [DisplayRule::Advertisement]);
        let pinch = MeasuredElement { gesture_fingers: 2, ..element(ElementRole::Picture) };
        assert_eq!(rules(policy.clone(), pinch), []);
        let three = MeasuredElement { gesture_fingers: 3, ..element(ElementRole::Picture) };
        assert_eq!(rules(policy, three), [DisplayRule::TooManyFingers]);
    }
}

#[test]
fn unmeasured_value_is_an_issue() {
    let body = || element(ElementRole::Body);
    let control = || element(ElementRole::Control);
    for missing in [
        MeasuredElement { text_size: None, ..body() },
        MeasuredElement { text_size: Some(f32::NAN), ..body() },
        MeasuredElement { text_size: Some(f32::INFINITY), ..body() },
        MeasuredElement { text_size: Some(0.0), ..body() },
        MeasuredElement { text_size: Some(-1.0), ..control() },
        MeasuredElement { lines: 0, ..body() },
        MeasuredElement { line_height: None, ..body() },
        MeasuredElement { line_height: Some(f32::NAN), ..body() },
        MeasuredElement { foreground: None, ..body() },
        MeasuredElement { background: None, ..body() },
        MeasuredElement { foreground: None, background: None, ..control() },
        MeasuredElement { background: Some(0xFEFF_FFFF), ..body() },
        MeasuredElement { background: Some(0), ..body() },
        MeasuredElement { width: f32::NAN, ..control() },
        MeasuredElement { height: f32::INFINITY, ..control() },
        MeasuredElement { height: -60.0, ..control() },
    ] {
        assert_eq!(rules(standard(), missing.clone()), [DisplayRule::NotMeasured], "{missing:?}");
    }
}

#[test]
fn rule_4_checker_keeps_the_requirements_with_a_weakened_policy() {
    for weak in [0.0, -1.0, f32::NAN, f32::NEG_INFINITY] {
        let policy = DisplayPolicy {
            text: TextSizes { title: weak, headline: weak, body: weak, caption: weak },
            min_text: weak,
            min_target: weak,
            min_contrast: weak,
            min_contrast_large: weak,
            line_height: weak,
            min_line_height: weak,
            ..elder()
        };
        let poor = MeasuredElement {
            text_size: Some(17.0),
            line_height: Some(17.0),
            foreground: Some(0xFF77_7777),
            width: 59.0,
            ..element(ElementRole::Control)
        };
        let all = [
            DisplayRule::TargetTooSmall,
            DisplayRule::TextTooSmall,
            DisplayRule::LinesTooTight,
            DisplayRule::ContrastTooLow,
        ];
        assert_eq!(rules(policy.clone(), poor.clone()), all);
        let all = [DisplayRule::TextTooSmall, DisplayRule::LinesTooTight, DisplayRule::ContrastTooLow];
        assert_eq!(rules(policy, MeasuredElement { role: ElementRole::Body, ..poor }), all);
    }
}

#[test]
fn issues_are_sentences_with_numbers_in_the_order_of_the_elements() {
    let issues = check_display(
        elder(),
        vec![
            MeasuredElement { name: "play".to_owned(), width: 44.0, height: 40.25, ..element(ElementRole::Control) },
            MeasuredElement { text_size: Some(15.0), label: "一二三四五".repeat(5), ..element(ElementRole::Body) },
            MeasuredElement {
                foreground: Some(0xFF77_7777),
                label: "{n}\n".to_owned(),
                ..element(ElementRole::Caption)
            },
            MeasuredElement { line_height: Some(40.0), label: String::new(), ..element(ElementRole::Title) },
            MeasuredElement { label: String::new(), name: String::new(), ..element(ElementRole::Picture) },
            MeasuredElement { label: "线".to_owned(), ..element(ElementRole::Decoration) },
            MeasuredElement { gesture_fingers: 4, ..element(ElementRole::Advertisement) },
            MeasuredElement { text_size: None, ..element(ElementRole::Headline) },
        ],
    );
    let words: Vec<&str> = issues.iter().map(|issue| issue.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "「播放」按钮只有 44×40.25，至少要 60×60。",
            "「一二三四五一二三四五一二三四五一二三四五…」正文的字号只有 15，至少要 18。",
            "「{n}」说明文字的对比度只有 4.47:1，至少要 4.5:1。",
            "「tag」大标题的行高只有字号的 1 倍，至少要 1.3 倍。",
            "「未命名」图片没有供读屏软件读出的说明。",
            "「线」装饰只是装饰，不该有供读屏软件读出的说明。",
            "「播放」广告不该出现，本应用不放广告。",
            "「播放」广告的手势要用 4 根手指，最多只能用 2 根。",
            "「播放」标题没有量到字号，无法检查字号。",
        ]
    );
    assert_eq!(issues[0].name, "play");
}

#[test]
fn display_texts_are_in_the_text_resource() {
    let source = include_str!("../display.rs");
    let keys: Vec<&str> = source.split('"').filter(|part| part.starts_with("display.")).collect();
    assert!(keys.len() > 20);
    for key in keys {
        assert_ne!(text::get(key), key);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-10.0..100.0).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[0-9a-z.]{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 32, 6, |inner| {
        let name = prop_oneof![
            Just("font_scales".to_owned()),
            Just("elder".to_owned()),
            Just("body_min".to_owned()),
            Just("target".to_owned()),
            "[a-z]{0,4}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..6).prop_map(|all| Value::Object(all.into_iter().collect())),
        ]
    })
}

/// A catalogue of the right shape, with any numbers.
fn any_display() -> impl Strategy<Value = Value> {
    let number = prop_oneof![any::<f64>(), -1.0..10.0, 10.0..100.0];
    let steps = prop::collection::vec(prop_oneof![any::<f64>(), 0.4..3.1], 0..40);
    (steps, prop::collection::vec(number, 5)).prop_map(|(steps, n)| {
        json!({"font_scales": steps, "elder":
            {"body_min": n[0], "largest": n[1], "target": n[2], "contrast": n[3], "line_height": n[4], "ads": true}})
    })
}

fn any_choice() -> impl Strategy<Value = DisplayChoice> {
    let scale = prop::option::of(prop_oneof![any::<f32>(), Just(f32::NAN), 0.4_f32..3.5]);
    let theme = prop_oneof![Just(Theme::System), Just(Theme::Light), Just(Theme::Dark)];
    (any::<bool>(), scale, theme).prop_map(|(elder, font_scale, theme)| DisplayChoice { elder, font_scale, theme })
}

fn any_element() -> impl Strategy<Value = MeasuredElement> {
    let role = prop_oneof![Just(ElementRole::Body), Just(ElementRole::Control), Just(ElementRole::Decoration)];
    let size = || prop::option::of(any::<f32>());
    let colour = || prop::option::of(any::<u32>());
    let sides = (any::<f32>(), any::<f32>(), any::<u32>());
    (role, ".{0,30}", (size(), size(), any::<u32>()), (colour(), colour()), sides).prop_map(
        |(role, label, (text_size, line_height, lines), (foreground, background), (width, height, fingers))| {
            MeasuredElement {
                text_size,
                line_height,
                lines,
                foreground,
                background,
                width,
                height,
                gesture_fingers: fingers,
                label,
                ..element(role)
            }
        },
    )
}

proptest! {
    #[test]
    fn rule_4_holds_for_any_catalogue_and_any_choice(
        display in prop_oneof![any_json(), any_display()], choice in any_choice(),
    ) {
        assert_meets_requirements(&policy(&json!({"display": display}).to_string(), choice));
        assert_meets_requirements(&policy(&display.to_string(), choice));
    }

    #[test]
    fn rule_4_holds_for_any_text_instead_of_a_catalogue(document in ".{0,60}", choice in any_choice()) {
        assert_meets_requirements(&policy(&document, choice));
    }

    #[test]
    fn checker_does_not_change_a_policy_that_was_made_here(display in any_display(), choice in any_choice()) {
        let made = policy(&json!({"display": display}).to_string(), choice);
        prop_assert_eq!(raised(made.clone()), made);
    }

    #[test]
    fn checker_accepts_any_measured_values(all in prop::collection::vec(any_element(), 0..8), elder in any::<bool>()) {
        let policy = display(Value::Null, elder);
        let issues = check_display(policy, all.clone());
        prop_assert!(issues.iter().all(|issue| issue.words.starts_with('「')));
    }

    #[test]
    fn contrast_is_symmetric_and_from_1_to_21(one in 0xFF00_0000_u32.., other in 0xFF00_0000_u32..) {
        let ratio = contrast(one, other);
        prop_assert!((1.0..=21.001).contains(&ratio));
        prop_assert!((ratio - contrast(other, one)).abs() < 0.001);
    }
}
