//! 搜索: the search on this phone.

use std::sync::Arc;

use rusqlite::Connection;

use super::core::{Core, CoreHandle};
use crate::base::error::{ClientError, Fault, Result};
use crate::base::lifecycle::OnSuspend;
use crate::base::runtime;
use crate::base::setting;
use crate::reader::catalogue;
use crate::reader::feed::View;
use crate::reader::search::{self, RecentSearches, SearchPage, SearchRequest, Suggestion};

pub(super) const RECENT: &str = "recent-searches";

/// 搜索: the search on this phone. What the person looks for never leaves it.
#[derive(uniffi::Object)]
pub struct Search {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Search {
    /// Looks for words in titles and texts. Meant to be called at each keystroke: a later call of `find` or `suggest` ends this
    /// one, which is then `Rejected` (`superseded`).
    ///
    /// Errors: `Rejected` (`bad-request`) for a limit outside 1 to 100 or a `before` that is not a page's `next`.
    pub async fn find(&self, request: SearchRequest) -> Result<SearchPage, ClientError> {
        let number = self.core.searches.next();
        let page = self.run(number, move |index, view, ended| search::search(index, view, &request, ended)).await?;
        self.hurry_unless(page.complete);
        Ok(page)
    }

    /// What to offer for the words typed so far: actions of the app, recent searches, names of the catalogue, titles. For no
    /// words: recent searches.
    ///
    /// `limit`: 1 to 100.
    ///
    /// Errors: those of [`Search::find`].
    pub async fn suggest(&self, words: String, limit: u32) -> Result<Vec<Suggestion>, ClientError> {
        // Numbered before the first wait: a search that is made later must not be ended by this older call.
        let number = self.core.searches.next();
        let recent = self.recent_searches().await?;
        let query = move |index: &Connection, view: &View<'_>, ended: &dyn Fn() -> bool| {
            let catalogue = catalogue::read(view.connection)?;
            let found = search::suggest(index, view, &catalogue, &recent, &words, limit, ended)?;
            Ok((found, search::is_complete(index, view.connection)?))
        };
        let (found, complete) = self.run(number, query).await?;
        self.hurry_unless(complete);
        Ok(found)
    }

    /// The person's recent searches, the last first, at most 20.
    pub async fn recent(&self) -> Result<Vec<String>, ClientError> {
        Ok(self.recent_searches().await?.0)
    }

    /// Stores a search that the person meant; not for each keystroke.
    pub async fn remember(&self, words: String) -> Result<(), ClientError> {
        self.change_recent(move |recent| recent.add(&words)).await
    }

    /// Deletes one recent search, or all of them without `words`.
    #[uniffi::method(default(words = None))]
    pub async fn clear_history(&self, words: Option<String>) -> Result<(), ClientError> {
        self.change_recent(move |recent| match words {
            Some(words) => recent.remove(&words),
            None => *recent = RecentSearches::default(),
        })
        .await
    }

    /// Brings the index up to date now. It happens by itself when nothing else was asked for a few seconds, or when a search
    /// finds it incomplete.
    pub async fn warm_up(&self) -> Result<(), ClientError> {
        self.core.work(|core| async move { core.indexer.finish().await }).await
    }
}

impl Search {
    /// A search that finds the index incomplete does not wait for a quiet while.
    fn hurry_unless(&self, complete: bool) {
        if !complete {
            self.core.index_soon(true);
        }
    }

    async fn run<T, Q>(&self, number: u64, query: Q) -> Result<T, ClientError>
    where
        T: Send + 'static,
        Q: Fn(&Connection, &View<'_>, &dyn Fn() -> bool) -> Result<T> + Send + 'static,
    {
        let operation = self.core.lifecycle.begin(OnSuspend::Finish)?;
        let core = self.core.shared();
        let work = runtime::blocking(move || {
            let ended = || core.searches.is_superseded(number);
            let once = || {
                core.store.search()?.read_now(|index| {
                    search::hold_snapshot(index)?;
                    core.searches.run(number, index.get_interrupt_handle(), || {
                        core.store.cache().read_now(|cache| query(index, &core.view(cache)?, &ended))
                    })
                })
            };
            match once() {
                // The failed search replaced a damaged index file by an empty one.
                Err(Fault::Database(_)) => once(),
                answer => answer,
            }
        });
        Ok(runtime::run_in(operation, work).await?)
    }

    async fn recent_searches(&self) -> Result<RecentSearches, ClientError> {
        self.core.read_outbox(move |outbox| setting::get(outbox, RECENT)).await
    }

    async fn change_recent(
        &self,
        change: impl FnOnce(&mut RecentSearches) + Send + 'static,
    ) -> Result<(), ClientError> {
        self.core
            .write_outbox(move |write| {
                let mut recent: RecentSearches = setting::get(write, RECENT)?;
                change(&mut recent);
                setting::set(write, RECENT, &recent)
            })
            .await
    }
}

impl Core {
    /// Asks for the index to be brought up to date after a quiet while, or `now`.
    pub(super) fn index_soon(&self, now: bool) {
        self.indexer.request(now);
    }
}
