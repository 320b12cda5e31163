//! 同意: consent to the privacy statement.

use std::sync::Arc;

use super::core::CoreHandle;
use crate::base::error::ClientError;
use crate::reader::consent::Consent;

/// 同意: consent to the privacy statement. Without it no request is sent.
#[derive(uniffi::Object)]
pub struct Privacy {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Privacy {
    /// Whether requests may be sent, and what the person decided.
    pub async fn consent(&self) -> Result<Consent, ClientError> {
        self.core.work(|core| async move { core.consent().await }).await
    }

    /// The person agrees to a version of the privacy statement: from now on requests may be sent.
    ///
    /// `statement`: the version's name.
    pub async fn accept(&self, statement: String) -> Result<Consent, ClientError> {
        self.core.work(|core| async move { core.give_consent(statement).await }).await
    }

    /// The person refuses or withdraws consent: from now on nothing is sent, by no client of the folder, and requests under way
    /// end. What is on the phone stays readable.
    ///
    /// `statement`: the version's name.
    ///
    /// Errors: `Storage` if the decision could not be recorded with its time; it is in force nevertheless.
    pub async fn withdraw(&self, statement: String) -> Result<Consent, ClientError> {
        // Shut before anything is written: a full disk must not keep the gate open.
        self.core.shut_gate();
        self.core.work(|core| async move { core.withdraw_consent(statement).await }).await
    }
}
