//! 服务: the service directory.

use std::sync::Arc;

use super::core::CoreHandle;
use crate::base::error::ClientError;
use crate::topics::service::{self, ServiceCategory, ServiceEntry, ServicePage, ServiceRequest};

/// Entries of one category in [`Services::directory`].
const GROUP_ENTRIES: u32 = 100;

/// A category of the service directory with its entries.
#[derive(Debug, Clone, PartialEq, serde::Serialize, uniffi::Record)]
pub struct ServiceGroup {
    /// The category's name.
    pub name: String,
    /// Its entries by name, at most 100; [`Services::list`] has the rest.
    pub entries: Vec<ServiceEntry>,
}

/// 服务: the service directory. One entry in full is [`super::Items::get`].
#[derive(uniffi::Object)]
pub struct Services {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Services {
    /// The directory by categories, in the catalogue's order.
    ///
    /// `open_now`: leaves out what is closed at this moment.
    #[uniffi::method(default(open_now = false))]
    pub async fn directory(&self, open_now: bool) -> Result<Vec<ServiceGroup>, ClientError> {
        self.core
            .read(move |view| {
                let mut groups = Vec::new();
                for category in service::categories(view.connection)? {
                    let code = Some(category.term.code);
                    let request =
                        ServiceRequest { category: code, open_now, position: None, before: None, limit: GROUP_ENTRIES };
                    let entries = service::list(view, &request)?.items;
                    if !entries.is_empty() {
                        groups.push(ServiceGroup { name: category.term.name, entries });
                    }
                }
                Ok(groups)
            })
            .await
    }

    /// A page of entries.
    ///
    /// Errors: `Rejected` (`bad-request`) if the limit is outside 1 to 200, `before` is not a page's `next`, or the position
    /// is not on the globe.
    pub async fn list(&self, request: ServiceRequest) -> Result<ServicePage, ClientError> {
        self.core.read(move |view| service::list(view, &request)).await
    }
}

/// For a program in Rust; an app shows [`Services::directory`].
impl Services {
    /// The categories that have entries on this phone.
    pub async fn categories(&self) -> Result<Vec<ServiceCategory>, ClientError> {
        self.core.read(|view| service::categories(view.connection)).await
    }
}
