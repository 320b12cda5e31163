//! 服务.

use super::Client;
use crate::base::error::ClientError;
use crate::topics::service::{self, Position, ServiceCategory, ServiceEntry, ServicePage, ServiceRequest};

#[uniffi::export]
impl Client {
    /// The categories that have entries on this phone.
    pub async fn service_categories(&self) -> Result<Vec<ServiceCategory>, ClientError> {
        self.read(|view| service::categories(view.connection)).await
    }

    /// A page of the directory.
    ///
    /// Errors: `Rejected` (`bad-request`) for a limit outside 1 to 200, a key that is not one, or a position that is not on
    /// the globe.
    pub async fn services(&self, request: ServiceRequest) -> Result<ServicePage, ClientError> {
        self.read(move |view| service::list(view, &request)).await
    }
}

/// By its id, for a program in Rust: an app asks [`Client::item_page`].
impl Client {
    /// One entry.
    ///
    /// Errors: `Rejected` (`not-found`) when there is none of this id; (`bad-request`) as for [`Client::services`].
    pub async fn service(&self, id: String, position: Option<Position>) -> Result<ServiceEntry, ClientError> {
        self.read(move |view| service::get(view, &id, position)).await
    }
}
