//! 产业, with the radar.

use super::{Client, Core};
use crate::base::error::{ClientError, Result};
use crate::reader::feed::Scope;
use crate::reader::sync;
use crate::topics::industry::{
    self, IndustryOverview, IndustryPage, PolicyDay, PolicyPage, PolicyRequest, PolicyRow, RadarOverview, RadarPage,
    RadarRule, policy, radar,
};

#[uniffi::export]
impl Client {
    /// Sectors, parks and their liaison stations 联络站, as the catalogue has them.
    pub async fn industry(&self) -> Result<IndustryOverview, ClientError> {
        self.read(industry::overview).await
    }

    /// The page of a sector or a park: [`Scope::Sector`], [`Scope::Park`].
    ///
    /// Errors: `Rejected` (`bad-request`) for another scope, (`not-found`) for a code that neither the catalogue nor any item
    /// has.
    pub async fn industry_page(&self, scope: Scope) -> Result<IndustryPage, ClientError> {
        self.read(move |view| industry::industry_page(view, &scope)).await
    }

    /// 政策: a page of policies, the newest first.
    ///
    /// Errors: `Rejected` (`bad-request`) for a limit outside 1 to 200 or a key that is not one.
    pub async fn policies(&self, request: PolicyRequest) -> Result<PolicyPage, ClientError> {
        self.read(move |view| policy::list(view, &request)).await
    }

    /// The policy calendar: days on which something ends, from one moment to another (milliseconds), at most a thousand
    /// policies. `before` and `limit` of the request do not count.
    ///
    /// Errors: `Rejected` (`bad-request`) for a span that is longer than 400 days or ends before it begins.
    pub async fn policy_calendar(
        &self,
        request: PolicyRequest,
        from: i64,
        until: i64,
    ) -> Result<Vec<PolicyDay>, ClientError> {
        self.read(move |view| policy::calendar(view, &request, from, until)).await
    }

    /// 产业雷达: the rules with what they found on this phone.
    pub async fn radar(&self) -> Result<RadarOverview, ClientError> {
        let (rules, hits) = self.radar_rows().await?;
        self.read(move |view| radar::overview(view.connection, rules, &hits)).await
    }

    /// Keeps a rule, a new one or another version of one, and compares it with what is on the phone: that counts as seen. What
    /// comes in later is compared at each sync. The rule's id.
    ///
    /// Errors: `Rejected` (`bad-rule`) for one that has no name, looks for nothing or is too large, (`too-many-rules`),
    /// (`not-found`) for an id that is none; nothing is kept then.
    pub async fn save_radar_rule(&self, rule: RadarRule) -> Result<String, ClientError> {
        self.scanned(move |core| {
            let now = core.clock.now();
            core.store.outbox()?.write_now(|write| radar::save(write, rule, now))
        })
        .await
    }

    /// Deletes a rule and what it alone found.
    ///
    /// Errors: `Rejected` (`not-found`) for an id that is none.
    pub async fn delete_radar_rule(&self, id: String) -> Result<(), ClientError> {
        self.scanned(move |core| core.store.outbox()?.write_now(|write| radar::delete(write, &id))).await
    }

    /// What all rules found, or one by its id: the newest story first.
    ///
    /// Errors: `Rejected` (`bad-request`) for a limit outside 1 to 200 or a key that is not one.
    #[uniffi::method(default(rule = None, before = None))]
    pub async fn radar_hits(
        &self,
        rule: Option<String>,
        before: Option<String>,
        limit: u32,
    ) -> Result<RadarPage, ClientError> {
        let (rules, hits) = self.radar_rows().await?;
        self.read(move |view| radar::page(view, &rules, &hits, rule.as_deref(), before.as_deref(), limit)).await
    }

    /// The person looked at what all rules found, or one.
    #[uniffi::method(default(rule = None))]
    pub async fn mark_radar_seen(&self, rule: Option<String>) -> Result<(), ClientError> {
        self.write_outbox(move |write| radar::mark_seen(write, rule.as_deref())).await
    }

    /// All rules as a file (JSON), without what they found; for another phone, or a colleague.
    pub async fn export_radar(&self) -> Result<String, ClientError> {
        self.read_outbox(radar::export).await
    }

    /// Adds the rules of such a file, all of them or none; how many were not there already.
    ///
    /// Errors: `Rejected` (`bad-rules`) when it is no such file or one of its rules cannot be kept, (`too-many-rules`).
    pub async fn import_radar(&self, file: String) -> Result<u32, ClientError> {
        self.scanned(move |core| {
            let now = core.clock.now();
            core.store.outbox()?.write_now(|write| radar::import(write, &file, now))
        })
        .await
    }
}

impl Client {
    pub(super) async fn radar_rows(&self) -> Result<(Vec<RadarRule>, Vec<radar::Hit>), ClientError> {
        let read = |outbox: &rusqlite::Connection| Ok((radar::rules(outbox)?, radar::hits(outbox)?));
        self.read_outbox(read).await
    }

    /// A change of the rules, and what follows from it.
    async fn scanned<T, F>(&self, change: F) -> Result<T, ClientError>
    where
        T: Send + 'static,
        F: FnOnce(&Core) -> Result<T> + Send + 'static,
    {
        let done = self.blocking(|core| change(core)).await?;
        self.in_turn(Core::scan).await?;
        Ok(done)
    }
}

impl Core {
    /// What comes in is noted from now on, when there are rules. Blocks.
    pub(super) fn watch(&self) -> Result<()> {
        radar::update_queue(self.store.outbox()?, self.store.cache())
    }

    /// Compares what came in with the rules. Blocks.
    pub(super) fn scan(&self) -> Result<()> {
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        // The right time: what is found by a clock that is years ahead would be kept for years, and by one that is behind, not
        // at all.
        let now = cache.read_now(|cache| sync::now_at(cache, &*self.clock))?;
        radar::scan(outbox, cache, now)?;
        radar::delete_withdrawn(outbox, cache)
    }
}

/// By its id, for a program in Rust: an app asks [`Client::item_page`].
impl Client {
    /// One policy; its text is [`Client::article`].
    ///
    /// Errors: `Rejected` (`not-found`) when there is none of this id.
    pub async fn policy(&self, id: String) -> Result<PolicyRow, ClientError> {
        self.read(move |view| policy::get(view, &id)).await
    }
}
