//! 政务: notices and guides.

use std::sync::Arc;

use super::appeals;
use super::core::CoreHandle;
use crate::base::error::{ClientError, Fault};
use crate::reader::feed::ItemRow;
use crate::topics::government::appeal::Appeal;
use crate::topics::government::appeal_store;
use crate::topics::government::guide::{self, GuidePage};
use crate::topics::government::notice::{self, Issuer, NoticePage, NoticeRequest, NoticeRow};

/// Rows of each part of the overview.
const PART_ROWS: u32 = 10;

/// 政务: the first rows of each part.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct GovernmentOverview {
    /// 公开, the newest first, at most 10; [`Government::notices`] has the rest.
    pub notices: Vec<NoticeRow>,
    /// 办事指南, the newest first, at most 10; [`Government::guides`] has the rest.
    pub guides: Vec<ItemRow>,
    /// 投诉建议: all appeals of this phone, the newest first.
    pub appeals: Vec<Appeal>,
}

/// 政务: notices and guides. One of them in full is [`super::Items::get`].
#[derive(uniffi::Object)]
pub struct Government {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Government {
    /// The first rows of each part.
    pub async fn overview(&self) -> Result<GovernmentOverview, ClientError> {
        let stored = self.core.read_outbox(appeal_store::list).await?;
        self.core
            .read(move |view| {
                let notices =
                    NoticeRequest { module: "government".into(), limit: PART_ROWS, ..NoticeRequest::default() };
                Ok(GovernmentOverview {
                    notices: notice::list(view, &notices)?.items,
                    guides: guide::list(view, None, None, PART_ROWS)?.items,
                    appeals: appeals::shown(view, stored)?,
                })
            })
            .await
    }

    /// 公开: a page of notices, the newest first.
    ///
    /// Errors: `Rejected` (`bad-request`) if the limit is outside 1 to 200 or `before` is not a page's `next`.
    pub async fn notices(&self, request: NoticeRequest) -> Result<NoticePage, ClientError> {
        self.core.read(move |view| notice::list(view, &request)).await
    }

    /// 办事指南: a page of guides, the newest first.
    ///
    /// `topic`: a code of the catalogue; `None` for all. `before`: the `next` of the previous page. `limit`: 1 to 200.
    ///
    /// Errors: those of [`Government::notices`].
    #[uniffi::method(default(topic = None, before = None))]
    pub async fn guides(
        &self,
        topic: Option<String>,
        before: Option<String>,
        limit: u32,
    ) -> Result<GuidePage, ClientError> {
        self.core.read(move |view| guide::list(view, topic.as_deref(), before.as_deref(), limit)).await
    }

    /// Ticks a material of a guide, or no longer. Stored on this phone; nothing is sent.
    ///
    /// `id`: of the guide. `material`: its text as the guide has it.
    ///
    /// Errors: `Rejected` (`not-found`) if the guide is not on the phone, (`bad-request`) if it does not name the material.
    pub async fn tick_material(&self, id: String, material: String, on: bool) -> Result<(), ClientError> {
        let (item, named) = (id.clone(), material.clone());
        // A tick can be removed even if a revision no longer names its material.
        if on && !self.core.read(move |view| guide::has_material(view.connection, &item, &named)).await? {
            return Err(Fault::BadRequest.into());
        }
        self.core.write_outbox(move |write| guide::tick(write, &id, &material, on)).await
    }

    /// Removes every tick of a guide.
    pub async fn clear_ticks(&self, id: String) -> Result<(), ClientError> {
        self.core.write_outbox(move |write| guide::clear_ticks(write, &id)).await
    }
}

/// For a program in Rust; no app has a screen of issuers.
impl Government {
    /// Who issued notices, by name, at most 200.
    ///
    /// `module`: `government` or `party`.
    pub async fn issuers(&self, module: String) -> Result<Vec<Issuer>, ClientError> {
        self.core.read(move |view| notice::issuers(view.connection, &module)).await
    }
}
