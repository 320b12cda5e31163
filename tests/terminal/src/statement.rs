//! The privacy statement in the resource (`consent.statement`), and whether it is the one that the person agreed to.

use songming_core::Client;

use crate::failure::Failure;
use crate::text;

/// Its version. A change of its meaning is a new version.
pub(crate) const STATEMENT: &str = "terminal-4";

/// Consent to an earlier statement is none to this one. Where there is none at all, the core says so.
pub(crate) async fn agreed(client: &Client) -> Result<(), Failure> {
    let consent = client.privacy().consent().await?;
    if consent.given && consent.statement.as_deref() != Some(STATEMENT) {
        return Err(Failure::rejected("no-consent", text::get("failure.earlier-statement").to_owned()));
    }
    Ok(())
}
