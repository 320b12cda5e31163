//! 显示: sizes, spacing and contrast of a screen, as data; and the checker that an app's own tests run over its screens.
//!
//! A policy is made of the requirements, the catalogue's `display` member and the person's choice. The requirements are
//! rule 4 of `product.md` and, where that says nothing, its source, 《移动互联网应用（APP）适老化通用设计规范》
//! (工业和信息化部, 2021), and WCAG 2.2. A policy never falls below the requirements, even if the catalogue has no `display`
//! member, nonsense in it, or hostile values; a catalogue can only ask for more, up to limits that suit a phone's screen.
//!
//! The checker compares screens with the policy, and with the requirements if the policy was altered on the way. A value
//! that a rule needs and that was not measured is an issue of its own.
//!
//! Sizes of text are sp on Android and pt on iOS, before the system's own text scaling. Other sizes are dp and pt.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::text;

/// The least values of a mode.
struct Requirements {
    /// The least size of any text.
    text: f32,
    /// The least size of body text.
    body: f32,
    /// The least width and height of a control.
    target: f32,
    /// The least contrast of text, as n of n:1.
    contrast: f32,
    /// The same for large text and for controls without text.
    contrast_large: f32,
    /// The least line height, as a factor of the text size.
    line_height: f32,
}

/// Targets: Android's 48 dp, which includes Apple's 44 pt. Contrast: WCAG 2.2, 1.4.3 and 1.4.11. Line height:
/// section 1.2 of the 规范 requires it in both modes. The least text size is our choice.
const STANDARD: Requirements =
    Requirements { text: 12.0, body: 12.0, target: 48.0, contrast: 4.5, contrast_large: 3.0, line_height: 1.3 };
/// `product.md`, rule 4. It speaks of body text; here it applies to all text, because captions are the first to become
/// unreadable. It makes no exception for the contrast of large text either.
const ELDER: Requirements =
    Requirements { text: 18.0, body: 18.0, target: 60.0, contrast: 4.5, contrast_large: 4.5, line_height: 1.3 };
/// Rule 4: the size that body text reaches at the largest step of elder mode.
const ELDER_LARGEST: f32 = 30.0;

// The most that a catalogue can ask for in elder mode.
const MAX_BODY: f32 = 24.0;
const MAX_LARGEST: f32 = 40.0;
const MAX_TARGET: f32 = 80.0;
/// WCAG 2.2, 1.4.6 (AAA).
const MAX_CONTRAST: f32 = 7.0;
const MAX_LINE_HEIGHT: f32 = 2.0;

/// The text sizes at factor 1.0 outside elder mode: our choice.
const SIZES: TextSizes = TextSizes { title: 22.0, headline: 18.0, body: 16.0, caption: 12.0 };
/// The line height of body text: our choice, for Chinese.
const BODY_LINE_HEIGHT: f32 = 1.5;

/// The factors of the text size if the catalogue names none.
const DEFAULT_STEPS: &[f32] = &[0.9, 1.0, 1.15, 1.3, 1.6];
/// The least and the greatest factor that a catalogue can name.
const MIN_STEP: f64 = 0.5;
const MAX_STEP: f64 = 3.0;
/// The most factors that are taken from a catalogue. 1.0 and the largest of elder mode may be added, which makes 12.
const MAX_STEPS: usize = 10;

/// WCAG 2.2, "large scale": 18 point, or 14 point and bold. These are points of print: 24 and about 18.5 sp or pt.
const LARGE_TEXT: f32 = 24.0;
const LARGE_BOLD_TEXT: f32 = 18.5;

/// The 规范: no gesture that needs three fingers or more.
const MAX_FINGERS: u32 = 2;

// Tolerances of measured values, because screens round to whole pixels.
const TEXT_TOLERANCE: f32 = 0.05;
const TARGET_TOLERANCE: f32 = 0.5;
const LINE_TOLERANCE: f32 = 0.01;

/// The most characters of a label that an issue quotes.
const MAX_QUOTE: usize = 20;

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the system. An unknown theme, which a later version wrote, counts as this, so that the rest of the choice, elder
    /// mode for example, can still be read.
    #[default]
    #[serde(other)]
    System,
}

/// The person's choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, uniffi::Record)]
#[serde(default)]
pub struct DisplayChoice {
    /// 长辈版.
    pub elder: bool,
    /// One of [`DisplayPolicy::font_steps`]. It is the factor and not its index, so that it means the same size after the
    /// catalogue's list has changed, and in both modes; the nearest step is used. `None` if not chosen, which means 1.0.
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
    /// Running text.
    pub body: f32,
    /// Times, sources, notes.
    pub caption: f32,
}

/// The values that screens use.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct DisplayPolicy {
    /// 长辈版.
    pub elder: bool,
    /// Light or dark.
    pub theme: Theme,
    /// The factors of the text size to choose from: ascending, at most 12, 1.0 among them. In elder mode none is less
    /// than 1.0, and the last brings body text to 30 at least.
    pub font_steps: Vec<f32>,
    /// The index in `font_steps` of the factor in use.
    pub font_step: u32,
    /// The factor in use. The sizes in `text` include it.
    pub font_scale: f32,
    /// The text sizes to draw with.
    pub text: TextSizes,
    /// The least size of any text, also of words on controls, sp or pt: 12; in elder mode 18.
    pub min_text: f32,
    /// The size of body text at the last of `font_steps`, sp or pt. In elder mode 30 at least.
    pub largest_text: f32,
    /// The least width and height of a control, dp or pt: 48; in elder mode 60.
    pub min_target: f32,
    /// The least contrast of text, as n of n:1: 4.5.
    pub min_contrast: f32,
    /// The least contrast of large text (24 sp or pt; 18.5 when bold) and of controls without text: 3.0; in elder mode
    /// the same as `min_contrast`.
    pub min_contrast_large: f32,
    /// The line height of body text, as a factor of its size: 1.5.
    pub line_height: f32,
    /// The least line height of other text with several lines, as a factor of its size: 1.3.
    pub min_line_height: f32,
    /// Whether advertisements are allowed. Always false: `product.md`, "What nobody here builds".
    pub ads: bool,
    /// Whether a gesture may need three fingers or more. Always false.
    pub many_finger_gestures: bool,
}

/// The role of an element on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
pub enum ElementRole {
    /// Running text.
    Body,
    /// The title of an entry in a list, or of a section.
    Headline,
    /// The title of an article or a screen.
    Title,
    /// Times, sources, notes.
    Caption,
    /// A control, with or without text of its own. A card that is tapped as a whole is a control without text; its texts are
    /// elements of their own.
    Control,
    /// A picture with a meaning.
    Picture,
    /// A picture or a line without a meaning.
    Decoration,
    /// An advertisement.
    Advertisement,
}

/// An element of a screen, as it was measured.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct MeasuredElement {
    /// The name that issues give, for example a test tag.
    pub name: String,
    /// Its role.
    pub role: ElementRole,
    /// The text of a screen reader; empty if there is none.
    pub label: String,
    /// The text size as drawn, sp or pt; `None` if it has no text or was not measured.
    pub text_size: Option<f32>,
    /// Whether the text is bold.
    pub bold: bool,
    /// The distance of one line of the text from the next as drawn, sp or pt. Not needed for a single line.
    pub line_height: Option<f32>,
    /// The lines of text as drawn; 0 if not measured.
    pub lines: u32,
    /// The colour of the text or symbol, 0xAARRGGBB. A translucent colour is blended with the background.
    pub foreground: Option<u32>,
    /// The colour behind it, 0xAARRGGBB. It has to be opaque: what is behind a translucent one is not known here.
    pub background: Option<u32>,
    /// Its width, dp or pt; for a control, the width that can be tapped.
    pub width: f32,
    /// Its height, dp or pt; for a control, the height that can be tapped.
    pub height: f32,
    /// The most fingers that one of its gestures needs; 0 if it has no gesture.
    pub gesture_fingers: u32,
}

/// The rule that an issue is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
pub enum DisplayRule {
    /// Text is smaller than the policy's size for its role; on a control, smaller than the least text size.
    TextTooSmall,
    /// A control is narrower or lower than the least target.
    TargetTooSmall,
    /// The contrast is too low.
    ContrastTooLow,
    /// The lines of a text are too close to each other.
    LinesTooTight,
    /// A control or a picture has no text for a screen reader.
    NoLabel,
    /// A decoration has a text for a screen reader.
    NeedlessLabel,
    /// There is an advertisement.
    Advertisement,
    /// A gesture needs three fingers or more.
    TooManyFingers,
    /// A rule could not be checked: a value was not measured or makes no sense.
    NotMeasured,
}

/// One violation of a rule on a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct DisplayIssue {
    /// The [`MeasuredElement::name`].
    pub name: String,
    /// The rule that is violated.
    pub rule: DisplayRule,
    /// One sentence in Simplified Chinese, with the numbers.
    pub words: String,
}

/// Makes the policy of a catalogue, given as the publisher's document, and a choice.
pub(crate) fn policy(catalogue_document: &str, choice: DisplayChoice) -> DisplayPolicy {
    let display = display_member(catalogue_document);
    let elder_value = |name: &str, floor: f32, cap: f32| {
        let value = display["elder"][name].as_f64().filter(|_| choice.elder).unwrap_or(f64::from(floor));
        // Clamped as f64, because a number of the document can exceed an f32.
        tenth(value.clamp(f64::from(floor), f64::from(cap)) as f32)
    };
    let least = requirements(choice.elder);
    let mut steps = font_steps(&display["font_scales"]);
    let base = if choice.elder { elder_value("body_min", least.body, MAX_BODY) } else { SIZES.body };
    if choice.elder {
        steps.retain(|step| *step >= 1.0);
        let largest = elder_value("largest", ELDER_LARGEST, MAX_LARGEST);
        if steps.last().is_none_or(|last| tenth(base * last) < largest) {
            steps.push((largest / base * 100.0).ceil() / 100.0);
        }
    }
    let font_step = nearest_step(&steps, choice.font_scale);
    let font_scale = steps.get(font_step).copied().unwrap_or(1.0);
    let size = |of: f32, scale: f32| tenth(of / SIZES.body * base * scale).max(least.text);
    let min_contrast = elder_value("contrast", least.contrast, MAX_CONTRAST);
    let min_line_height = elder_value("line_height", least.line_height, MAX_LINE_HEIGHT);
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
        min_text: least.text,
        largest_text: size(SIZES.body, steps.last().copied().unwrap_or(1.0)),
        font_steps: steps,
        min_target: elder_value("target", least.target, MAX_TARGET),
        min_contrast,
        min_contrast_large: if choice.elder { min_contrast } else { least.contrast_large },
        line_height: BODY_LINE_HEIGHT.max(min_line_height),
        min_line_height,
        ads: false,
        many_finger_gestures: false,
    }
}

/// The issues of a screen, in the order of `elements`. An app's own tests call it with measured elements, in both modes, at
/// the first and at the last font step, and expect an empty list.
#[uniffi::export]
pub fn check_display(policy: DisplayPolicy, elements: Vec<MeasuredElement>) -> Vec<DisplayIssue> {
    let policy = raised(policy);
    let mut issues = Vec::new();
    for element in &elements {
        let mut report = |rule, words: String| {
            issues.push(DisplayIssue { name: element.name.clone(), rule, words: subject(element) + &words });
        };
        match element.role {
            ElementRole::Body | ElementRole::Headline | ElementRole::Title | ElementRole::Caption => {
                check_text(&policy, element, &mut report);
                check_contrast(&policy, element, &mut report);
            }
            ElementRole::Control => {
                check_label(element, &mut report);
                check_target(&policy, element, &mut report);
                if element.text_size.is_some() {
                    check_text(&policy, element, &mut report);
                }
                if element.text_size.is_some() || element.foreground.is_some() || element.background.is_some() {
                    check_contrast(&policy, element, &mut report);
                }
            }
            ElementRole::Picture => check_label(element, &mut report),
            ElementRole::Decoration if element.label.is_empty() => {}
            ElementRole::Decoration => {
                report(DisplayRule::NeedlessLabel, text::get("display.needless-label").to_owned());
            }
            ElementRole::Advertisement => {
                report(DisplayRule::Advertisement, text::get("display.advertisement").to_owned());
            }
        }
        if element.gesture_fingers > MAX_FINGERS {
            let fingers = element.gesture_fingers.to_string();
            report(DisplayRule::TooManyFingers, text::fill("display.fingers", &fingers));
        }
    }
    issues
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

fn requirements(elder: bool) -> &'static Requirements {
    if elder { &ELDER } else { &STANDARD }
}

/// The catalogue's `display` member; null if there is none.
fn display_member(document: &str) -> Value {
    /// Only this member is parsed into a value: a catalogue is large.
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Document {
        display: Value,
    }
    serde_json::from_str::<Document>(document).unwrap_or_default().display
}

/// The factors that the catalogue names, rounded to hundredths, ascending, with 1.0 among them. If there are too many, some
/// are chosen from the whole range, with both ends.
fn font_steps(factors: &Value) -> Vec<f32> {
    let named = factors.as_array().into_iter().flatten().filter_map(Value::as_f64);
    let mut steps: Vec<f32> =
        named.filter(|step| (MIN_STEP..=MAX_STEP).contains(step)).map(|step| hundredth(step as f32)).collect();
    if steps.is_empty() {
        steps.extend_from_slice(DEFAULT_STEPS);
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

/// The index of the step nearest to a factor; of two that are equally near, the smaller one. `None`, or a factor that is no
/// finite number, means 1.0.
fn nearest_step(steps: &[f32], factor: Option<f32>) -> usize {
    // For a factor that is far away, all steps are equally near in an f32, hence the bounds.
    let factor = factor.filter(|factor| factor.is_finite()).unwrap_or(1.0).clamp(MIN_STEP as f32, MAX_STEP as f32);
    let distance = |step: f32| (step - factor).abs();
    steps
        .iter()
        .enumerate()
        .min_by(|(_, one), (_, other)| distance(**one).total_cmp(&distance(**other)))
        .map_or(0, |(at, _)| at)
}

/// Raises a policy to the requirements: it is a plain record, which an app could have altered.
fn raised(policy: DisplayPolicy) -> DisplayPolicy {
    let least = requirements(policy.elder);
    let at_least = |value: f32, floor: f32| if value.is_finite() { value.max(floor) } else { floor };
    DisplayPolicy {
        text: TextSizes {
            title: at_least(policy.text.title, least.text),
            headline: at_least(policy.text.headline, least.text),
            body: at_least(policy.text.body, least.body),
            caption: at_least(policy.text.caption, least.text),
        },
        min_text: at_least(policy.min_text, least.text),
        min_target: at_least(policy.min_target, least.target),
        min_contrast: at_least(policy.min_contrast, least.contrast),
        min_contrast_large: at_least(policy.min_contrast_large, least.contrast_large),
        line_height: at_least(policy.line_height, least.line_height),
        min_line_height: at_least(policy.min_line_height, least.line_height),
        ..policy
    }
}

/// Sizes are rounded to tenths, so that a product that should be 30 is 30 and not the f32 before it.
fn tenth(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

fn hundredth(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

/// A length, if it was measured and makes sense.
fn measured(length: Option<f32>) -> Option<f32> {
    length.filter(|length| length.is_finite() && *length > 0.0)
}

fn check_text(policy: &DisplayPolicy, element: &MeasuredElement, report: &mut impl FnMut(DisplayRule, String)) {
    let Some(size) = measured(element.text_size) else {
        report(DisplayRule::NotMeasured, text::get("display.unmeasured.text").to_owned());
        return;
    };
    let least = match element.role {
        ElementRole::Title => policy.text.title,
        ElementRole::Headline => policy.text.headline,
        ElementRole::Body => policy.text.body,
        ElementRole::Caption => policy.text.caption,
        _ => policy.min_text,
    };
    if size < least - TEXT_TOLERANCE {
        report(DisplayRule::TextTooSmall, text::fill("display.text", &number(size)) + &at_least(&number(least)));
    }
    match (element.lines, measured(element.line_height)) {
        (0, _) => report(DisplayRule::NotMeasured, text::get("display.unmeasured.lines").to_owned()),
        (1, _) => {}
        (_, None) => report(DisplayRule::NotMeasured, text::get("display.unmeasured.line").to_owned()),
        (_, Some(height)) => {
            let least = if element.role == ElementRole::Body { policy.line_height } else { policy.min_line_height };
            if height / size < least - LINE_TOLERANCE {
                let words = text::fill("display.line", &number(height / size));
                report(DisplayRule::LinesTooTight, words + &text::fill("display.at-least-times", &number(least)));
            }
        }
    }
}

fn check_contrast(policy: &DisplayPolicy, element: &MeasuredElement, report: &mut impl FnMut(DisplayRule, String)) {
    let (Some(foreground), Some(background)) = (element.foreground, element.background) else {
        report(DisplayRule::NotMeasured, text::get("display.unmeasured.colour").to_owned());
        return;
    };
    if background >> 24 != 0xFF {
        report(DisplayRule::NotMeasured, text::get("display.unmeasured.background").to_owned());
        return;
    }
    // Without a text size it is the symbol of a control; a size that makes no sense does not count as large text.
    let large = match element.text_size {
        None => element.role == ElementRole::Control,
        size => measured(size).is_some_and(|size| size >= LARGE_TEXT || element.bold && size >= LARGE_BOLD_TEXT),
    };
    let least = if large { policy.min_contrast_large } else { policy.min_contrast };
    let contrast = contrast(foreground, background);
    if contrast < least {
        // Rounded down: 4.499 must not be shown as 4.5.
        let words = text::fill("display.contrast", &ratio((contrast * 100.0).floor() / 100.0));
        report(DisplayRule::ContrastTooLow, words + &at_least(&ratio(least)));
    }
}

fn check_target(policy: &DisplayPolicy, element: &MeasuredElement, report: &mut impl FnMut(DisplayRule, String)) {
    let (width, height, least) = (element.width, element.height, policy.min_target);
    if ![width, height].iter().all(|side| side.is_finite() && *side >= 0.0) {
        report(DisplayRule::NotMeasured, text::get("display.unmeasured.size").to_owned());
    } else if width.min(height) < least - TARGET_TOLERANCE {
        let words = text::fill("display.target", &sides(width, height));
        report(DisplayRule::TargetTooSmall, words + &at_least(&sides(least, least)));
    }
}

fn check_label(element: &MeasuredElement, report: &mut impl FnMut(DisplayRule, String)) {
    if element.label.trim().is_empty() {
        report(DisplayRule::NoLabel, text::get("display.no-label").to_owned());
    }
}

/// The element that an issue is about, in words: its label, otherwise the name that the test gave.
fn subject(element: &MeasuredElement) -> String {
    let key = match element.role {
        ElementRole::Body => "display.body",
        ElementRole::Headline => "display.headline",
        ElementRole::Title => "display.title",
        ElementRole::Caption => "display.caption",
        ElementRole::Control => "display.control",
        ElementRole::Picture => "display.picture",
        ElementRole::Decoration => "display.decoration",
        ElementRole::Advertisement => "display.ad",
    };
    let names = [element.label.trim(), element.name.trim(), text::get("display.nameless")];
    let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let mut quote: String = name.chars().take(MAX_QUOTE).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if name.chars().nth(MAX_QUOTE).is_some() {
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
