//! 审稿进度: the line 草稿 → 待发 → 已送达 → 初审 → 复审 → 终审 → 采用 → 已发布 of a submission's newest version. Exactly one stage
//! is the current one: the state that is shown.

use super::submission::{ReviewStep, SubmissionPhase, SubmissionStage, state_name};
use super::submission_store::StoredSubmission;
use crate::base::clock::relative;

const LINE: [&str; 8] =
    ["draft", "queued", "delivered", "first-review", "second-review", "final-review", "adopted", "published"];
/// Where 待用 stands in the line, in the place of 采用.
const ADOPTED: usize = 6;

/// The stages of the newest version. `shown`: the state that is shown. The clocks in milliseconds.
pub(super) fn stages(
    stored: &StoredSubmission,
    shown: &str,
    events: &[ReviewStep],
    received: Option<i64>,
    (device_now, publisher_now): (i64, i64),
) -> Vec<SubmissionStage> {
    let step = |state: &str| events.iter().rev().find(|step| step.version == stored.version && step.state == state);
    let mut line = LINE;
    if shown == "standby" || step("standby").is_some() && step("adopted").is_none() {
        line[ADOPTED] = "standby";
    }
    let is_reached = |state: &str| match state {
        "draft" => true,
        "queued" => stored.phase != SubmissionPhase::Draft,
        "delivered" => stored.phase == SubmissionPhase::Delivered,
        state => step(state).is_some(),
    };
    let time_text = |state: &str| match state {
        "draft" if stored.version == 1 => relative(stored.created, device_now),
        "queued" => stored.queued.map(|queued| relative(queued, device_now)).unwrap_or_default(),
        "delivered" => received.map(|received| relative(received, publisher_now)).unwrap_or_default(),
        state => step(state).map(|step| step.at_text.clone()).unwrap_or_default(),
    };
    let stage = |state: &str, reached: bool| SubmissionStage {
        state_name: state_name(state),
        current: state == shown,
        time_text: if reached { time_text(state) } else { String::new() },
        state: state.to_owned(),
        reached,
    };
    let (before, after) = match line.iter().position(|state| *state == shown) {
        Some(place) => (place, place + 1),
        None => {
            let furthest = line.iter().rposition(|state| is_reached(state)).unwrap_or_default();
            let waits = matches!(shown, "paused" | "parked");
            // What does not go on has nothing ahead; what waits stands in the place of 待发.
            (
                if waits && furthest == 1 { furthest } else { furthest + 1 },
                if waits { furthest + 1 } else { line.len() },
            )
        }
    };
    let passed = line[..before].iter().map(|state| stage(state, true));
    let ahead = line[after..].iter().map(|state| stage(state, false));
    passed.chain([stage(shown, true)]).chain(ahead).collect()
}
