//! Reading: every call is one query of the cache.

use super::Client;
use crate::base::error::ClientError;
use crate::formats::article::Sentence;
use crate::reader::feed::{self, Article, Page, Scope, Story};

#[uniffi::export]
impl Client {
    /// A page of a list, newest first: at most `limit` rows (1 to 200) after the one that `before` names, which is the
    /// `next` of the page before.
    ///
    /// Errors: `Rejected` (`bad-request`) for a limit or a key that is not one.
    #[uniffi::method(default(before = None))]
    pub async fn list(&self, scope: Scope, before: Option<String>, limit: u32) -> Result<Page, ClientError> {
        self.read(move |view| feed::list(view, &scope, before.as_deref(), limit)).await
    }

    /// An item in full. Its pictures name their files where they are on the phone.
    ///
    /// Errors: `Rejected` with `withdrawn` when its publisher took it back, with `not-found` when this phone does not have it.
    pub async fn article(&self, id: String) -> Result<Article, ClientError> {
        self.read(move |view| feed::article(view, &id)).await
    }

    /// 一事一卡: the story that an item is a version of, with its sources and its timeline.
    ///
    /// Errors: those of [`Client::article`].
    pub async fn story(&self, id: String) -> Result<Story, ClientError> {
        self.read(move |view| feed::story(view, &id)).await
    }

    /// 听新闻: what a voice says of an item, sentence by sentence, its title first.
    ///
    /// Errors: those of [`Client::article`].
    pub async fn speech(&self, id: String) -> Result<Vec<Sentence>, ClientError> {
        self.read(move |view| feed::speech(view, &id)).await
    }
}
