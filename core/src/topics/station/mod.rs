//! 联络站: a clerk's submissions, from the draft to what the newsroom made of it.
//!
//! What holds: what a clerk wrote or added is on the disk before a screen says so; a submission has its identifier before the
//! first try to send it, so that sending it again is sending it once; what the publisher refuses is parked alone.
