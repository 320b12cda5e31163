//! What other apps did to people who upload (S5 of the facts of the station), told as a clerk would. [`STORIES`] says which
//! test tells which story.

mod content;
mod interruptions;
mod login;
mod once;
mod waiting;
mod wishes;

use std::fs;
use std::path::{Path, PathBuf};

/// The number of a story in S5 and how another app failed, and the tests that it does not happen here. A number above twelve is
/// one of the three that S5 adds.
const STORIES: [(u8, &str, &[&str]); 15] = [
    (
        1,
        "after a kill the upload went on at the second start only (TUSKit#200)",
        &["i_killed_the_app_while_it_uploaded_and_it_went_on_by_itself"],
    ),
    (
        2,
        "gigabytes were read into memory at the end of an upload (TUSKit#204)",
        &[
            "my_long_video_does_not_fill_the_memory_when_its_end_is_missing",
            "my_video_came_over_a_link_that_dies_all_the_time_and_hardly_a_byte_went_twice",
            "two_hundred_megabytes_came_over_a_link_that_dies_all_the_time",
        ],
    ),
    (
        3,
        "a link that swallows everything hung for ever, then the app gave up (opencloud#71)",
        &[
            "the_wifi_swallowed_everything_and_the_upload_did_not_hang_or_give_up",
            "an_answer_that_repeats_for_ever_is_asked_about_at_growing_intervals_and_parks_nothing",
        ],
    ),
    (
        4,
        "an expired token stopped the queue for ever (element-x-android#4560)",
        &[
            "my_login_ran_out_between_two_photos_and_they_all_arrived",
            "i_was_logged_out_and_nothing_was_parked_or_lost",
            "i_logged_in_again_and_what_waited_went_by_itself",
        ],
    ),
    (
        5,
        "a page of a gateway was taken for a final answer (matrix-rust-sdk#6843)",
        &[
            "a_gateway_showed_a_page_with_520_and_my_text_still_went_later",
            "a_page_is_no_verdict_and_neither_is_a_server_that_is_down_or_a_bare_refusal",
        ],
    ),
    (
        6,
        "the queue was stuck after bad Wi-Fi until the app was ended (element-x-ios#2952)",
        &[
            "the_wifi_was_bad_and_the_queue_moved_at_once_when_it_was_good",
            "a_worker_that_waits_is_woken_and_does_not_sleep_on",
            "the_network_came_back_and_what_waited_went_by_itself",
            "i_looked_at_the_app_and_what_waited_went_by_itself",
        ],
    ),
    (
        7,
        "a photo was stuck before the queue, and text and photo were lost (element-x-android#4883)",
        &["i_gave_up_on_a_photo_and_text_and_photo_were_there", "a_failure_at_any_step_leaves_the_draft_as_it_was"],
    ),
    (
        8,
        "two workers locked each other out (nextcloud-android#17671)",
        &[
            "two_parts_of_the_app_sent_at_once_and_everything_went_once",
            "two_processes_send_at_once_and_nothing_is_locked",
        ],
    ),
    (
        9,
        "after an update every photo went again (nextcloud-ios#3408, #3282)",
        &[
            "i_paused_and_resumed_and_opened_the_app_again_and_no_photo_was_created_anew",
            "i_logged_out_in_the_middle_and_in_again_and_no_photo_was_created_anew",
        ],
    ),
    (
        10,
        "a conflict that was none, and no way out (nextcloud-android#16818, #7944)",
        &["it_said_conflict_for_what_the_newsroom_has_and_now_it_compares_first"],
    ),
    (
        11,
        "of two photos of one name the second took the place of the first (nextcloud-ios#2728)",
        &[
            "my_two_photos_have_one_name_and_both_arrived",
            "two_photos_of_one_name_are_two_and_the_same_bytes_are_there_once",
        ],
    ),
    (
        12,
        "a row without its file, sending after it was turned off, versions out of order (collect#6522, #6598, #6719)",
        &[
            "a_kill_at_any_step_leaves_no_row_without_its_file_and_no_lost_text",
            "i_said_not_on_my_data_plan_and_that_holds_for_every_later_one",
            "i_sent_the_second_version_and_the_first_one_went_before_it",
        ],
    ),
    (
        13,
        "a lost answer to a refresh logged people out (zitadel#9631)",
        &[
            "a_lost_answer_never_logs_anybody_out",
            "what_the_clerk_was_told_is_saved_arrives_once_and_whole_whenever_the_app_is_killed",
        ],
    ),
    (
        14,
        "on a slow link an upload began again at its end (Signal-Android#9814)",
        &["my_link_is_slow_and_the_upload_came_to_its_end"],
    ),
    (
        15,
        "a submission came twice or without its photos (kobocat#565, #432)",
        &["every_answer_was_lost_once_and_the_newsroom_has_one_text_and_six_photos"],
    ),
];

/// The text of every test of the core and of the journeys.
fn tests() -> String {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = vec![core.join("src/topics/station"), core.join("src/reader/account/tests")];
    folders.push(core.join("../tests/journeys/tests"));
    let mut all = String::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                all.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    all
}

#[test]
fn each_story_has_its_tests() {
    let tests = tests();
    for (number, (told, story, names)) in (1..).zip(STORIES) {
        assert_eq!(told, number);
        assert!(!names.is_empty(), "{story}");
        for name in names {
            assert_eq!(tests.matches(&format!("fn {name}()")).count(), 1, "{story}: {name}");
        }
    }
}
