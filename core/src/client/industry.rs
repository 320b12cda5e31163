//! 产业: sectors, parks and policies.

use std::sync::Arc;

use super::core::CoreHandle;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::ClientError;
use crate::reader::feed::Scope;
use crate::topics::industry::{self, IndustryOverview, IndustryPage, PolicyDay, PolicyPage, PolicyRequest, policy};

const CALENDAR_SPAN: i64 = 366 * MILLIS_PER_DAY;

/// 产业: sectors, parks and policies. One policy in full is [`super::Items::get`].
#[derive(uniffi::Object)]
pub struct Industry {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Industry {
    /// The catalogue's sectors and parks with their liaison stations 联络站.
    pub async fn overview(&self) -> Result<IndustryOverview, ClientError> {
        self.core.read(industry::overview).await
    }

    /// The page of a sector or a park.
    ///
    /// `scope`: [`Scope::Sector`] or [`Scope::Park`].
    ///
    /// Errors: `Rejected` (`bad-request`) for another scope, (`not-found`) if neither the catalogue nor any item has the code.
    pub async fn page(&self, scope: Scope) -> Result<IndustryPage, ClientError> {
        self.core.read(move |view| industry::industry_page(view, &scope)).await
    }

    /// 政策: a page of policies, the newest first.
    ///
    /// Errors: `Rejected` (`bad-request`) if the limit is outside 1 to 200 or `before` is not a page's `next`.
    pub async fn policies(&self, request: PolicyRequest) -> Result<PolicyPage, ClientError> {
        self.core.read(move |view| policy::list(view, &request)).await
    }

    /// 政策日历: the days of the coming year on which a policy ends, from today on by the publisher's clock, at most a thousand
    /// policies.
    pub async fn calendar(&self) -> Result<Vec<PolicyDay>, ClientError> {
        let all = PolicyRequest::default();
        self.core
            .read(move |view| {
                policy::calendar(view, &all, view.publisher_now, view.publisher_now.saturating_add(CALENDAR_SPAN))
            })
            .await
    }
}

/// For a program in Rust; an app shows [`Industry::calendar`].
impl Industry {
    /// The days between two moments (milliseconds) on which a policy of the request ends, at most a thousand policies. `before`
    /// and `limit` of the request do not count.
    ///
    /// Errors: `Rejected` (`bad-request`) if the span is longer than 400 days or ends before it begins.
    pub async fn calendar_between(
        &self,
        request: PolicyRequest,
        from: i64,
        until: i64,
    ) -> Result<Vec<PolicyDay>, ClientError> {
        self.core.read(move |view| policy::calendar(view, &request, from, until)).await
    }
}
