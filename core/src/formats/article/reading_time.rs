//! How long an article takes to read.

use super::block::Block;
use super::characters::is_wide;
use super::plain_text::plain_text;

/// Seconds that reading takes: 350 Chinese characters or 220 words of other scripts a minute, and 3 seconds for each
/// picture, rounded up. The rates are an assumption: somewhat faster than reading aloud as measured with IReST
/// (Trauzettel-Klosinski and Dietz, 2012).
pub fn reading_time(blocks: &[Block]) -> u32 {
    let text = plain_text(blocks);
    let (mut characters, mut words, mut in_word) = (0_u64, 0_u64, false);
    for c in text.chars() {
        let letter = c.is_alphanumeric();
        if letter && is_wide(c) {
            characters += 1;
            in_word = false;
        } else if letter {
            words += u64::from(!in_word);
            in_word = true;
        } else if !matches!(c, '\'' | '’' | '-' | '.' | ',') {
            in_word = false;
        }
    }
    let pictures = blocks.iter().filter(|block| matches!(block, Block::Image { .. })).count() as u64;
    let seconds = (characters * 60).div_ceil(350) + (words * 60).div_ceil(220) + pictures * 3;
    u32::try_from(seconds).unwrap_or(u32::MAX)
}
