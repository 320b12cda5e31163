//! 显示: how large, how far apart and how clear things are shown, as data; and the checker that an app's own tests run
//! over its screens.
//!
//! A policy is made of the law, the catalogue's `display` member and the person's choice. The law is rule 4 of
//! `product.md` and, for what that leaves open, its source, 《移动互联网应用（APP）适老化通用设计规范》 (工业和信息化部,
//! 2021), and WCAG 2.2. Whatever the catalogue says, missing, nonsense or hostile, a policy is never below the law;
//! the catalogue can only ask for more, up to a cap that a phone's screen can still hold.
//!
//! The checker holds screens to the policy and never to less than the law, also when the policy was altered on the way.
//! What a rule needs and was not measured is a finding of its own: nothing is passed over in silence.
//!
//! Sizes of text are sp on Android and pt on iOS, before the system's own text scaling. Other sizes are dp and pt.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::text;

/// What a mode is never below.
struct Law {
    /// The least size of any text.
    text: f32,
    /// The least size of body text.
    body: f32,
    /// The least side of what is tapped.
    target: f32,
    /// The least contrast of text, as n of n:1.
    contrast: f32,
    /// The same of large text and of signs without text.
    contrast_large: f32,
    /// The least line height, in text sizes.
    line_height: f32,
}

/// Targets: Android's 48 dp, which includes Apple's 44 pt. Contrast: WCAG 2.2, 1.4.3 and 1.4.11. Line height:
/// section 1.2 of the 规范 asks it of both modes. The least text is our choice.
const USUAL: Law = Law { text: 12.0, body: 12.0, target: 48.0, contrast: 4.5, contrast_large: 3.0, line_height: 1.3 };
/// `product.md` rule 4. It says body text; we hold every text to it, because a caption is what eyes give up on first.
/// It makes no exception for the contrast of large text either.
const ELDER: Law = Law { text: 18.0, body: 18.0, target: 60.0, contrast: 4.5, contrast_large: 4.5, line_height: 1.3 };
/// Rule 4: the body text that the largest step of elder mode reaches.
const ELDER_LARGEST: f32 = 30.0;

// What the catalogue can ask for at most in elder mode.
const MAX_BODY: f32 = 24.0;
const MAX_LARGEST: f32 = 40.0;
const MAX_TARGET: f32 = 80.0;
/// WCAG 2.2, 1.4.6 (AAA).
const MAX_CONTRAST: f32 = 7.0;
const MAX_LINE_HEIGHT: f32 = 2.0;

/// Sizes at the factor 1.0 outside elder mode: our choice.
const SIZES: TextSizes = TextSizes { title: 22.0, headline: 18.0, body: 16.0, caption: 12.0 };
/// The line height that body text is drawn with: our choice, for Chinese.
const BODY_LINE_HEIGHT: f32 = 1.5;

/// Factors of the text's size when the catalogue names none.
const STEPS: &[f32] = &[0.9, 1.0, 1.15, 1.3, 1.6];
/// The factors that the catalogue can name.
const MIN_STEP: f64 = 0.5;
const MAX_STEP: f64 = 3.0;
/// Factors taken from the catalogue. 1.0 and elder mode's largest may join them, which makes 12.
const MAX_STEPS: usize = 10;

/// WCAG 2.2, "large scale": 18 point, or 14 point and bold. Its points are print's: 24 and about 18.5 of ours.
const LARGE: f32 = 24.0;
const LARGE_BOLD: f32 = 18.5;

/// The 规范: no gesture that needs three fingers or more.
const MAX_FINGERS: u32 = 2;

// What a measured value may miss by, because screens round to whole pixels.
const TEXT_SLACK: f32 = 0.05;
const TARGET_SLACK: f32 = 0.5;
const LINE_SLACK: f32 = 0.01;

/// Characters of a label that a finding quotes.
const MAX_QUOTE: usize = 20;

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the phone is. Also what a theme counts as that a later version wrote: it must not cost the person elder mode.
    #[default]
    #[serde(other)]
    System,
}

/// What the person chose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, uniffi::Record)]
#[serde(default)]
pub struct DisplayChoice {
    /// 长辈版.
    pub elder: bool,
    /// One of [`DisplayPolicy::font_steps`]. It is the factor and not its place, so that it means the same text after
    /// the catalogue's list has changed, and in both modes; the nearest step counts. None: not chosen, which is 1.0.
    pub font_scale: Option<f32>,
    /// Light or dark.
    pub theme: Theme,
}

/// Sizes of text, sp or pt, by what the text is for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, uniffi::Record)]
pub struct TextSizes {
    /// The title of an article or a screen.
    pub title: f32,
    /// The title of an entry in a list, or of a section.
    pub headline: f32,
    /// What is read.
    pub body: f32,
    /// Times, sources, notes.
    pub caption: f32,
}

/// What screens go by.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct DisplayPolicy {
    /// 长辈版.
    pub elder: bool,
    /// Light or dark.
    pub theme: Theme,
    /// The factors of the text's size to choose from: ascending, at most 12, 1.0 among them. In elder mode none is less
    /// than 1.0, and the last brings body text to 30 at least.
    pub font_steps: Vec<f32>,
    /// The place in `font_steps` of the one that is used.
    pub font_step: u32,
    /// The factor that is used. It is already in `text`.
    pub font_scale: f32,
    /// The sizes to draw with.
    pub text: TextSizes,
    /// The least size of any text, also of words on controls, sp or pt: 12; in elder mode 18.
    pub min_text: f32,
    /// The size of body text at the last of `font_steps`, sp or pt. In elder mode 30 at least.
    pub largest_text: f32,
    /// The least width and height of what is tapped, dp or pt: 48; in elder mode 60.
    pub min_target: f32,
    /// The least contrast of text, as n of n:1: 4.5.
    pub min_contrast: f32,
    /// The least contrast of large text (24 sp or pt; 18.5 when bold) and of controls without text: 3.0; in elder mode
    /// the same as `min_contrast`.
    pub min_contrast_large: f32,
    /// The line height of body text, in text sizes: 1.5.
    pub line_height: f32,
    /// The least line height of other text of several lines, in text sizes: 1.3.
    pub min_line_height: f32,
    /// Whether there may be advertisements. Never: `product.md`, "What nobody here builds".
    pub ads: bool,
    /// Whether a gesture may need three fingers or more. Never.
    pub many_finger_gestures: bool,
}

/// What a thing on a screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
pub enum ElementRole {
    /// Text that is read.
    Body,
    /// The title of an entry in a list, or of a section.
    Headline,
    /// The title of an article or a screen.
    Title,
    /// Times, sources, notes.
    Caption,
    /// What is tapped, with or without words of its own. A card that is tapped as a whole is a control without words;
    /// its texts are shown things of their own.
    Control,
    /// A picture that says something.
    Picture,
    /// A picture or a line that says nothing.
    Decoration,
    /// An advertisement.
    Advertisement,
}

/// A thing on a screen, as it was measured.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct MeasuredElement {
    /// What findings call it, for example a test tag.
    pub name: String,
    /// What it is.
    pub role: ElementRole,
    /// What a screen reader says. Empty: nothing.
    pub label: String,
    /// The text's size as drawn, sp or pt. None: it has no text, or it was not measured.
    pub text_size: Option<f32>,
    /// Whether the text is bold.
    pub bold: bool,
    /// From one line of the text to the next as drawn, sp or pt. Not needed for a single line.
    pub line_height: Option<f32>,
    /// Lines of text as drawn. 0: not measured.
    pub lines: u32,
    /// The colour of the text or the sign, 0xAARRGGBB. A translucent one is seen through to the background.
    pub foreground: Option<u32>,
    /// The colour behind it, 0xAARRGGBB. It must be opaque: what is behind a translucent one is not known here.
    pub background: Option<u32>,
    /// Its width, dp or pt; of a control, the width that can be tapped.
    pub width: f32,
    /// Its height, dp or pt; of a control, the height that can be tapped.
    pub height: f32,
    /// The most fingers that one of its gestures needs. 0: it has none.
    pub gesture_fingers: u32,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
pub enum DisplayRule {
    /// Text smaller than the policy's size of its role; on a control, smaller than the least text.
    TextTooSmall,
    /// A control narrower or lower than the least target.
    TargetTooSmall,
    /// Too little contrast.
    ContrastTooLow,
    /// Text of several lines, and too little from one to the next.
    LinesTooTight,
    /// A control or a picture of which a screen reader says nothing.
    NoLabel,
    /// A decoration of which a screen reader says something.
    NeedlessLabel,
    /// An advertisement.
    Advertisement,
    /// A gesture that needs three fingers or more.
    TooManyFingers,
    /// A rule could not be checked, because what it needs was not measured or makes no sense.
    NotMeasured,
}

/// One thing that is wrong on a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Finding {
    /// The [`MeasuredElement::name`].
    pub name: String,
    /// What it is about.
    pub rule: DisplayRule,
    /// One sentence with the numbers.
    pub words: String,
}

/// The policy of a catalogue, as it came from the publisher, and of a choice.
pub(crate) fn policy(catalogue_document: &str, choice: DisplayChoice) -> DisplayPolicy {
    let asked = asked(catalogue_document);
    let asked_elder = |name: &str, floor: f32, cap: f32| {
        let value = asked["elder"][name].as_f64().filter(|_| choice.elder).unwrap_or(f64::from(floor));
        // In f64, because a number of the document can be more than an f32 holds.
        tenth(value.clamp(f64::from(floor), f64::from(cap)) as f32)
    };
    let law = law(choice.elder);
    let mut steps = steps(&asked["font_scales"]);
    let base = if choice.elder { asked_elder("body_min", law.body, MAX_BODY) } else { SIZES.body };
    if choice.elder {
        steps.retain(|step| *step >= 1.0);
        let largest = asked_elder("largest", ELDER_LARGEST, MAX_LARGEST);
        if steps.last().is_none_or(|last| tenth(base * last) < largest) {
            steps.push((largest / base * 100.0).ceil() / 100.0);
        }
    }
    let font_step = step_of(&steps, choice.font_scale);
    let font_scale = steps.get(font_step).copied().unwrap_or(1.0);
    let size = |of: f32, scale: f32| tenth(of / SIZES.body * base * scale).max(law.text);
    let min_contrast = asked_elder("contrast", law.contrast, MAX_CONTRAST);
    let min_line_height = asked_elder("line_height", law.line_height, MAX_LINE_HEIGHT);
    DisplayPolicy {
        elder: choice.elder,
        theme: choice.theme,
        font_step: u32::try_from(font_step).unwrap_or(0),
        font_scale,
        text: TextSizes {
            title: size(SIZES.title, font_scale),
            headline: size(SIZES.headline, font_scale),
            body: size(SIZES.body, font_scale),
            caption: size(SIZES.caption, font_scale),
        },
        min_text: law.text,
        largest_text: size(SIZES.body, steps.last().copied().unwrap_or(1.0)),
        font_steps: steps,
        min_target: asked_elder("target", law.target, MAX_TARGET),
        min_contrast,
        min_contrast_large: if choice.elder { min_contrast } else { law.contrast_large },
        line_height: BODY_LINE_HEIGHT.max(min_line_height),
        min_line_height,
        ads: false,
        many_finger_gestures: false,
    }
}

/// What is wrong with what a screen shows, in the order of `shown`. An app's own tests call it with what they measured,
/// in both modes, at the first and at the last step, and expect nothing back.
#[uniffi::export]
pub fn check_display(policy: DisplayPolicy, shown: Vec<MeasuredElement>) -> Vec<Finding> {
    let policy = lawful(policy);
    let mut findings = Vec::new();
    for shown in &shown {
        let mut report = |rule, words: String| {
            findings.push(Finding { name: shown.name.clone(), rule, words: subject(shown) + &words });
        };
        match shown.role {
            ElementRole::Body | ElementRole::Headline | ElementRole::Title | ElementRole::Caption => {
                check_text(&policy, shown, &mut report);
                check_contrast(&policy, shown, &mut report);
            }
            ElementRole::Control => {
                check_label(shown, &mut report);
                check_target(&policy, shown, &mut report);
                if shown.text_size.is_some() {
                    check_text(&policy, shown, &mut report);
                }
                if shown.text_size.is_some() || shown.foreground.is_some() || shown.background.is_some() {
                    check_contrast(&policy, shown, &mut report);
                }
            }
            ElementRole::Picture => check_label(shown, &mut report),
            ElementRole::Decoration if shown.label.is_empty() => {}
            ElementRole::Decoration => {
                report(DisplayRule::NeedlessLabel, text::get("display.needless-label").to_owned());
            }
            ElementRole::Advertisement => {
                report(DisplayRule::Advertisement, text::get("display.advertisement").to_owned());
            }
        }
        if shown.gesture_fingers > MAX_FINGERS {
            let fingers = shown.gesture_fingers.to_string();
            report(DisplayRule::TooManyFingers, text::fill("display.fingers", &fingers));
        }
    }
    findings
}

/// The contrast of two colours, 0xAARRGGBB, as n of n:1, from 1 to 21: WCAG 2.2, "contrast ratio". A translucent
/// foreground is laid over the background, whose own alpha is not looked at.
pub(crate) fn contrast(foreground: u32, background: u32) -> f32 {
    let [alpha, front @ ..] = foreground.to_be_bytes().map(f64::from);
    let [_, back @ ..] = background.to_be_bytes().map(f64::from);
    let alpha = alpha / 255.0;
    let seen = [0, 1, 2].map(|at| front[at] * alpha + back[at] * (1.0 - alpha));
    let (one, other) = (luminance(seen), luminance(back));
    ((one.max(other) + 0.05) / (one.min(other) + 0.05)) as f32
}

/// WCAG 2.2, "relative luminance", of red, green and blue from 0 to 255.
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = part / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn law(elder: bool) -> &'static Law {
    if elder { &ELDER } else { &USUAL }
}

/// The catalogue's `display` member, null when there is none.
fn asked(document: &str) -> Value {
    /// Only this member is kept: a catalogue is large.
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Document {
        display: Value,
    }
    serde_json::from_str::<Document>(document).unwrap_or_default().display
}

/// The factors that the catalogue names, in hundredths, ascending, with 1.0 among them. Of too many, some from the
/// whole range with both ends.
fn steps(asked: &Value) -> Vec<f32> {
    let named = asked.as_array().into_iter().flatten().filter_map(Value::as_f64);
    let mut steps: Vec<f32> =
        named.filter(|step| (MIN_STEP..=MAX_STEP).contains(step)).map(|step| hundredth(step as f32)).collect();
    if steps.is_empty() {
        steps.extend_from_slice(STEPS);
    }
    steps.sort_by(f32::total_cmp);
    steps.dedup();
    if steps.len() > MAX_STEPS {
        let last = steps.len() - 1;
        steps = (0..MAX_STEPS).filter_map(|at| steps.get(at * last / (MAX_STEPS - 1)).copied()).collect();
    }
    if !steps.contains(&1.0) {
        steps.insert(steps.partition_point(|step| *step < 1.0), 1.0);
    }
    steps
}

/// The place of the step nearest to a factor; of two as near, the smaller one. No factor, or one that is no number,
/// means 1.0.
fn step_of(steps: &[f32], factor: Option<f32>) -> usize {
    // To a factor that is far enough away every step is as near in an f32, hence the bounds.
    let factor = factor.filter(|factor| factor.is_finite()).unwrap_or(1.0).clamp(MIN_STEP as f32, MAX_STEP as f32);
    let far = |step: f32| (step - factor).abs();
    steps.iter().enumerate().min_by(|(_, one), (_, other)| far(**one).total_cmp(&far(**other))).map_or(0, |(at, _)| at)
}

/// A policy is a plain record that passes through foreign hands: the checker lifts it back to the law.
fn lawful(policy: DisplayPolicy) -> DisplayPolicy {
    let law = law(policy.elder);
    let at_least = |value: f32, floor: f32| if value.is_finite() { value.max(floor) } else { floor };
    DisplayPolicy {
        text: TextSizes {
            title: at_least(policy.text.title, law.text),
            headline: at_least(policy.text.headline, law.text),
            body: at_least(policy.text.body, law.body),
            caption: at_least(policy.text.caption, law.text),
        },
        min_text: at_least(policy.min_text, law.text),
        min_target: at_least(policy.min_target, law.target),
        min_contrast: at_least(policy.min_contrast, law.contrast),
        min_contrast_large: at_least(policy.min_contrast_large, law.contrast_large),
        line_height: at_least(policy.line_height, law.line_height),
        min_line_height: at_least(policy.min_line_height, law.line_height),
        ..policy
    }
}

/// Sizes are kept in tenths, so that a product that should be 30 is 30 and not the f32 before it.
fn tenth(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

fn hundredth(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

/// A length that was measured and makes sense.
fn measured(length: Option<f32>) -> Option<f32> {
    length.filter(|length| length.is_finite() && *length > 0.0)
}

fn check_text(policy: &DisplayPolicy, shown: &MeasuredElement, report: &mut impl FnMut(DisplayRule, String)) {
    let Some(size) = measured(shown.text_size) else {
        report(DisplayRule::NotMeasured, text::get("display.unmeasured.text").to_owned());
        return;
    };
    let least = match shown.role {
        ElementRole::Title => policy.text.title,
        ElementRole::Headline => policy.text.headline,
        ElementRole::Body => policy.text.body,
        ElementRole::Caption => policy.text.caption,
        _ => policy.min_text,
    };
    if size < least - TEXT_SLACK {
        report(DisplayRule::TextTooSmall, text::fill("display.text", &number(size)) + &at_least(&number(least)));
    }
    match (shown.lines, measured(shown.line_height)) {
        (0, _) => report(DisplayRule::NotMeasured, text::get("display.unmeasured.lines").to_owned()),
        (1, _) => {}
        (_, None) => report(DisplayRule::NotMeasured, text::get("display.unmeasured.line").to_owned()),
        (_, Some(height)) => {
            let least = if shown.role == ElementRole::Body { policy.line_height } else { policy.min_line_height };
            if height / size < least - LINE_SLACK {
                let words = text::fill("display.line", &number(height / size));
                report(DisplayRule::LinesTooTight, words + &text::fill("display.at-least-times", &number(least)));
            }
        }
    }
}

fn check_contrast(policy: &DisplayPolicy, shown: &MeasuredElement, report: &mut impl FnMut(DisplayRule, String)) {
    let (Some(foreground), Some(background)) = (shown.foreground, shown.background) else {
        report(DisplayRule::NotMeasured, text::get("display.unmeasured.colour").to_owned());
        return;
    };
    if background >> 24 != 0xFF {
        report(DisplayRule::NotMeasured, text::get("display.unmeasured.background").to_owned());
        return;
    }
    // Without a text it is the sign of a control; a size that makes no sense is no large text.
    let large = match shown.text_size {
        None => shown.role == ElementRole::Control,
        size => measured(size).is_some_and(|size| size >= LARGE || shown.bold && size >= LARGE_BOLD),
    };
    let least = if large { policy.min_contrast_large } else { policy.min_contrast };
    let contrast = contrast(foreground, background);
    if contrast < least {
        // Down, because 4.499 must not read as 4.5.
        let words = text::fill("display.contrast", &ratio((contrast * 100.0).floor() / 100.0));
        report(DisplayRule::ContrastTooLow, words + &at_least(&ratio(least)));
    }
}

fn check_target(policy: &DisplayPolicy, shown: &MeasuredElement, report: &mut impl FnMut(DisplayRule, String)) {
    let (width, height, least) = (shown.width, shown.height, policy.min_target);
    if ![width, height].iter().all(|side| side.is_finite() && *side >= 0.0) {
        report(DisplayRule::NotMeasured, text::get("display.unmeasured.size").to_owned());
    } else if width.min(height) < least - TARGET_SLACK {
        let words = text::fill("display.target", &sides(width, height));
        report(DisplayRule::TargetTooSmall, words + &at_least(&sides(least, least)));
    }
}

fn check_label(shown: &MeasuredElement, report: &mut impl FnMut(DisplayRule, String)) {
    if shown.label.trim().is_empty() {
        report(DisplayRule::NoLabel, text::get("display.no-label").to_owned());
    }
}

/// What a finding is about, in words: what the person reads of it, and otherwise what the test calls it.
fn subject(shown: &MeasuredElement) -> String {
    let key = match shown.role {
        ElementRole::Body => "display.body",
        ElementRole::Headline => "display.headline",
        ElementRole::Title => "display.title",
        ElementRole::Caption => "display.caption",
        ElementRole::Control => "display.control",
        ElementRole::Picture => "display.picture",
        ElementRole::Decoration => "display.decoration",
        ElementRole::Advertisement => "display.ad",
    };
    let called = [shown.label.trim(), shown.name.trim(), text::get("display.nameless")];
    let called = called.into_iter().find(|called| !called.is_empty()).unwrap_or_default();
    let mut quote: String = called.chars().take(MAX_QUOTE).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if called.chars().nth(MAX_QUOTE).is_some() {
        quote.push('…');
    }
    text::fill(key, &quote)
}

fn at_least(least: &str) -> String {
    text::fill("display.at-least", least)
}

fn sides(width: f32, height: f32) -> String {
    format!("{}×{}", number(width), number(height))
}

fn ratio(contrast: f32) -> String {
    format!("{}:1", number(contrast))
}

/// A number with two decimals at most, and only those it needs.
fn number(value: f32) -> String {
    ((f64::from(value) * 100.0).round() / 100.0).to_string()
}

#[cfg(test)]
mod tests;
