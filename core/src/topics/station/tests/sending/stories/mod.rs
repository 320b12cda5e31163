//! What other apps did to people who upload (S5 of the facts of the station), told as a clerk would.

mod content;
mod interruptions;
mod login;
mod once;
mod waiting;
mod wishes;
