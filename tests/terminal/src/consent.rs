//! Consent to the privacy statement, whose text is `consent.statement` in the resource.

use songming_core::Client;

use crate::failure::Failure;
use crate::text;

/// The version of the statement. It changes with the meaning of the text.
pub(crate) const STATEMENT_VERSION: &str = "terminal-6";

/// Fails if the consent is to another version of the statement. Without any consent the core refuses the request itself.
pub(crate) async fn require_current(client: &Client) -> Result<(), Failure> {
    let consent = client.privacy().consent().await?;
    if consent.given && consent.statement.as_deref() != Some(STATEMENT_VERSION) {
        return Err(Failure::rejected("no-consent", text::get("failure.earlier-statement").to_owned()));
    }
    Ok(())
}
