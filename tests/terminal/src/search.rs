//! The `search` command.

use std::io::Write;

use songming_core::{Client, SearchRequest};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::text;

/// The largest page of results.
const MAX_LIMIT: u32 = 100;

/// What `search` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SearchCommand {
    /// Finds items.
    Find(SearchRequest),
    /// Suggests completions of the typed words.
    Suggest { words: String, limit: u32 },
    /// Lists the recent searches.
    Recent,
    /// Deletes one search from the history, or all of them if it is `None`.
    Forget(Option<String>),
}

pub(crate) async fn search(client: &Client, command: SearchCommand) -> Result<Answer, Failure> {
    match command {
        SearchCommand::Find(request) => {
            check_limit(request.limit)?;
            update_index(client).await;
            // A further page is the same search and is not remembered again.
            let to_remember = request.after.is_none().then(|| request.words.clone());
            let results = client.search().find(request).await?;
            if let Some(words) = to_remember
                && let Err(error) = client.search().remember(words).await
            {
                // A failed write does not prevent a search, so it is only a warning.
                let warning = text::fill("search.not-kept", &[("why", error.explanation())]);
                let _ = writeln!(std::io::stderr(), "{warning}");
            }
            Ok(Answer::SearchResults(results))
        }
        SearchCommand::Suggest { words, limit } => {
            check_limit(limit)?;
            update_index(client).await;
            Ok(Answer::Suggestions(client.search().suggest(words, limit).await?))
        }
        SearchCommand::Recent => Ok(Answer::RecentSearches(client.search().recent().await?)),
        SearchCommand::Forget(words) => {
            client.search().clear_history(words.clone()).await?;
            Ok(Answer::SearchForgotten(words))
        }
    }
}

fn check_limit(limit: u32) -> Result<(), Failure> {
    if (1..=MAX_LIMIT).contains(&limit) {
        return Ok(());
    }
    Err(Failure::rejected("bad-request", text::fill("failure.limit", &[("most", &MAX_LIMIT.to_string())])))
}

/// Brings the search index up to date, because nothing does so between two commands. If that fails, the answer says that
/// the results are incomplete.
async fn update_index(client: &Client) {
    if let Err(error) = client.search().warm_up().await {
        log::warn!("the search index: {error}");
    }
}
