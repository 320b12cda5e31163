//! Searching: what is asked, and what the client answers.

use std::io::Write;

use songming_core::{Client, SearchRequest};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::text;

/// The largest page of results.
const MOST: u32 = 100;

/// What is to be done about searching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Search {
    /// To look for words.
    Ask(SearchRequest),
    /// To offer what words may lead to.
    Suggest { words: String, limit: u32 },
    /// To show what was looked for.
    Recent,
    /// To forget one search, or all of them.
    Forget(Option<String>),
}

/// Does it.
pub(crate) async fn search(client: &Client, search: Search) -> Result<Answer, Failure> {
    match search {
        Search::Ask(request) => {
            limited(request.limit)?;
            prepare(client).await;
            // The next page is the same search.
            let meant = request.after.is_none().then(|| request.words.clone());
            let found = client.search().find(request).await?;
            if let Some(words) = meant
                && let Err(error) = client.search().remember(words).await
            {
                // What can be found is found, also where nothing can be written; but it is told.
                let _ =
                    writeln!(std::io::stderr(), "{}", text::fill("search.not-kept", &[("why", error.explanation())]));
            }
            Ok(Answer::Found(found))
        }
        Search::Suggest { words, limit } => {
            limited(limit)?;
            prepare(client).await;
            Ok(Answer::Suggested(client.search().suggest(words, limit).await?))
        }
        Search::Recent => Ok(Answer::Recent(client.search().recent().await?)),
        Search::Forget(words) => {
            client.search().clear_history(words.clone()).await?;
            Ok(Answer::Forgotten(words))
        }
    }
}

fn limited(limit: u32) -> Result<(), Failure> {
    if (1..=MOST).contains(&limit) {
        return Ok(());
    }
    Err(Failure::rejected("bad-request", text::fill("failure.limit", &[("most", &MOST.to_string())])))
}

/// Nothing keeps the index up to date between two commands. Where that is not possible, the answer says that it is not
/// complete.
async fn prepare(client: &Client) {
    if let Err(error) = client.search().warm_up().await {
        log::warn!("the search index: {error}");
    }
}
