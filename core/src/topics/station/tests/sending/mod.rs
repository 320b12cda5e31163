//! Sending and review against a publisher in memory that can fail in every way, with a clock that the test moves.

mod actions;
mod answers;
mod fixture;
mod kills;
mod publisher;
mod review;
mod review_line;
mod stories;
