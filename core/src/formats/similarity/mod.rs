//! Near-duplicate detection: whether two items of different sources tell the same story in nearly the same words, such as a
//! re-publication, a lightly edited copy, or a short report and a longer version with the same headline or opening.
//!
//! Contract: precision before recall. Two items whose numbers, dates, places, offices, names or outcomes differ are never
//! [`Fingerprint::same`], and neither are two in which a word replaces another, or only one has a word within a clause. A missed pair shows a story twice; a
//! wrong one hides a story.
//!
//! - `same` is symmetric but not transitive: a short report may be the same as two longer versions that differ from each other.
//!   Items may only be grouped if every pair in the group is the same.
//! - Only fingerprints of the same version can be compared; `from_bytes` rejects those of another one.
//! - Titles and texts must be plain text: markup would be compared as words.
//! - A fingerprint contains the opening words of its item in a readable form, so it must be deleted together with the item.
//! - Traditional and simplified characters are different: nothing converts them.

mod alignment;
mod anchor;
mod boilerplate;
mod by_first_char;
mod comparison;
mod fingerprint;
mod numbers;
mod outcomes;
mod places;
mod reversals;
mod scanner;
mod token;
mod tokenizer;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use fingerprint::Fingerprint;
