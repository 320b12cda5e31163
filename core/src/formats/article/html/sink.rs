//! Runs html5ever's tokenizer over an article and hands its tokens to the assembler.

use std::cell::RefCell;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use url::Url;

use super::assembler::{Assembler, Outcome, ParseOptions};
use super::prescan::prescan;
use crate::formats::article::limits::MAX_INPUT;

/// Bytes that the tokenizer is given at once. It copies them, and can be stopped only between two pieces.
const PIECE: usize = 16 * 1024;

pub(super) fn parse(html: &str, base: Option<&Url>, options: ParseOptions) -> Outcome {
    let cut = html.floor_char_boundary(MAX_INPUT);
    let prescanned = prescan(&html[..cut]);
    let mut assembler = Assembler::new(base, options, prescanned.end_tags);
    assembler.budget.capped = cut < html.len();
    let tokenizer = Tokenizer::new(Sink(RefCell::new(assembler)), TokenizerOpts::default());
    let queue = BufferQueue::default();
    let stopped = 'feeding: {
        for slice in prescanned.slices {
            let mut rest = slice;
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
                rest = after;
                queue.push_back(StrTendril::from_slice(piece));
                if !matches!(tokenizer.feed(&queue), TokenizerResult::Done) || tokenizer.sink.0.borrow().is_done() {
                    break 'feeding true;
                }
            }
        }
        false
    };
    if !stopped {
        tokenizer.end();
    }
    tokenizer.sink.0.into_inner().finish()
}

struct Sink<'a>(RefCell<Assembler<'a>>);

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut assembler = self.0.borrow_mut();
        // Parse errors (html5ever formats a message for each) and short runs (each character reference is one, with a
        // lookup) are the expensive tokens.
        assembler.budget.spend_tokens(match &token {
            Token::ParseError(_) => 3,
            Token::CharacterTokens(text) if text.len() <= 4 => 2,
            _ => 1,
        });
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return assembler.start_tag(&tag),
            Token::TagToken(tag) => {
                assembler.end_tag(&tag.name);
                // No `noscript` is whole inside another, so that this does not go deeper.
                if let Some(html) = assembler.fallback.take() {
                    let pictures = parse(&html, assembler.base, ParseOptions::default()).article.blocks;
                    assembler.add_fallback(pictures);
                }
            }
            Token::CharacterTokens(text) => assembler.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.borrow().is_in_foreign_content()
    }
}
