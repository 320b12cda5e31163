//! 政务: notices and guides.

use super::Client;
use crate::base::error::{ClientError, Error, Fault};
use crate::topics::government::guide::{self, Guide, GuidePage};
use crate::topics::government::notice::{self, Issuer, NoticePage, NoticeRequest, NoticeRow};

#[uniffi::export]
impl Client {
    /// 公开: a page of notices, the newest first.
    ///
    /// Errors: `Rejected` (`bad-request`) for a limit outside 1 to 200 or a key that is not one.
    pub async fn notices(&self, request: NoticeRequest) -> Result<NoticePage, ClientError> {
        self.read(move |view| notice::list(view, &request)).await
    }

    /// Who issued notices of a module (`government`, `party`), by name, at most 200.
    pub async fn notice_issuers(&self, module: String) -> Result<Vec<Issuer>, ClientError> {
        self.read(move |view| notice::issuers(view.connection, &module)).await
    }

    /// 办事指南: a page of guides, all or of one topic's code, the newest first.
    ///
    /// Errors: those of [`Client::notices`].
    #[uniffi::method(default(topic = None, before = None))]
    pub async fn guides(
        &self,
        topic: Option<String>,
        before: Option<String>,
        limit: u32,
    ) -> Result<GuidePage, ClientError> {
        self.read(move |view| guide::list(view, topic.as_deref(), before.as_deref(), limit)).await
    }

    /// One guide, with what the person has ticked.
    ///
    /// Errors: `Rejected` (`not-found`) when there is none of this id.
    pub async fn guide(&self, id: String) -> Result<Guide, ClientError> {
        let item = id.clone();
        let ticks = self.read_outbox(move |outbox| guide::ticks(outbox, &item));
        let ticks = ticks.await?;
        self.read(move |view| guide::get(view, &id, &ticks)).await
    }

    /// Ticks a material of a guide, or no longer, by its words. It stays on this phone.
    ///
    /// Errors: `Rejected` (`not-found`) for a guide that is not here, (`bad-request`) for a material that it does not name.
    pub async fn tick_material(&self, id: String, material: String, on: bool) -> Result<(), ClientError> {
        let (item, named) = (id.clone(), material.clone());
        // What a revision no longer names can still be taken back.
        if on && !self.read(move |view| guide::has_material(view.connection, &item, &named)).await? {
            return Err(Error::from(Fault::BadRequest).into());
        }
        self.write_outbox(move |write| guide::tick(write, &id, &material, on)).await
    }

    /// Takes back every tick of a guide.
    pub async fn clear_ticks(&self, id: String) -> Result<(), ClientError> {
        self.write_outbox(move |write| guide::clear_ticks(write, &id)).await
    }
}

/// By its id, for a program in Rust: an app asks [`Client::item_page`].
impl Client {
    /// One notice; its text is [`Client::article`].
    ///
    /// Errors: `Rejected` (`not-found`) when there is none of this id.
    pub async fn notice(&self, id: String) -> Result<NoticeRow, ClientError> {
        self.read(move |view| notice::get(view, &id)).await
    }
}
