//! Fetching documents: all that are wanted, or those of one item because the person asked.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::backoff;
use super::documents::{self, MissingDocument};
use super::fetch::{Download, FetchLimit, FetchTally, MediaFetcher, allowed_address};
use crate::base::error::{Fault, Result};
use crate::base::net::NetworkClass;
use crate::base::runtime;
use crate::formats::hex;

const ACCEPT: &str = "application/pdf, text/csv, text/plain, */*;q=0.5";

impl MediaFetcher {
    /// Fetches the missing documents one after the other: of one item, by its id, on any network, or all as long as the
    /// network is unmetered and the limit allows.
    ///
    /// Errors, for one item only and if nothing was fetched: [`Fault::BadDocument`] and those of the network.
    pub(crate) async fn fetch_documents(
        self: &Arc<Self>,
        item: Option<String>,
        limit: FetchLimit,
    ) -> Result<FetchTally> {
        self.net.ensure_allowed()?;
        let now = self.clock.now();
        let one = item.clone();
        let missing = self.store.cache().read(move |cache| documents::missing_documents(cache, one.as_deref(), now));
        let missing = missing.await?;
        let mut tally = FetchTally::default();
        let mut waiting = missing.into_iter();
        for document in waiting.by_ref() {
            let may_go_on = self.net.network() == NetworkClass::Unmetered
                && tally.bytes < limit.bytes
                && self.clock.steady() < limit.until;
            if item.is_none() && !may_go_on {
                tally.left += 1;
                break;
            }
            let Some(address) = allowed_address(&document.address, std::slice::from_ref(&document.origin)) else {
                self.postpone_document(&document, Some(backoff::MAX_WAIT)).await?;
                tally.failed += 1;
                continue;
            };
            match self.download(&address, ACCEPT, item.is_some()).await? {
                Download::Done(body) => {
                    tally.bytes += body.bytes.len() as u64;
                    let (fetcher, fetched) = (Arc::clone(self), document.clone());
                    match runtime::blocking(move || fetcher.store_document(&fetched, &body.bytes)).await? {
                        true => tally.fetched += 1,
                        false => {
                            self.postpone_document(&document, None).await?;
                            tally.failed += 1;
                        }
                    }
                }
                Download::Refused { wait, bytes, .. } => {
                    tally.bytes += bytes;
                    tally.failed += 1;
                    self.postpone_document(&document, wait).await?;
                }
                Download::NetworkFailed(error) if item.is_some() && tally.fetched == 0 => return Err(error),
                Download::NetworkFailed(error) => {
                    log::info!("a document was not fetched: {error:?}");
                    tally.left += 1;
                    break;
                }
                Download::Stopped => {
                    tally.left += 1;
                    break;
                }
            }
        }
        tally.left += u32::try_from(waiting.count()).unwrap_or(u32::MAX);
        if item.is_some() && tally.failed > 0 && tally.fetched == 0 {
            return Err(Fault::BadDocument);
        }
        Ok(tally)
    }

    async fn postpone_document(&self, document: &MissingDocument, wait: Option<i64>) -> Result<()> {
        let retry_at = self.clock.now().saturating_add(backoff::wait(document.tries, wait));
        let document = document.clone();
        self.store.cache().write(move |write| documents::record_failure(write, &document, retry_at)).await
    }

    /// Checks the digest, writes the file, then its row and its name. False if the digest is not the announced one.
    /// Blocks.
    fn store_document(&self, document: &MissingDocument, bytes: &[u8]) -> Result<bool> {
        let digest = hex::encode(&Sha256::digest(bytes));
        if document.sha256.as_ref().is_some_and(|announced| !announced.eq_ignore_ascii_case(&digest)) {
            return Ok(false);
        }
        let file = self.files.write(bytes, extension(&document.address))?;
        self.store.cache().write_now(|write| documents::store_file(write, &self.files, document, &file))?;
        Ok(true)
    }
}

/// Extensions of documents: nothing that a phone would install or run.
const EXTENSIONS: [&str; 18] = [
    "pdf", "ofd", "csv", "txt", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "wps", "et", "dps",
    "rtf", "zip",
];

/// The extension by which the phone chooses a program for the file; `bin` if it is not one of a document.
fn extension(address: &str) -> &'static str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let extension = last.rsplit_once('.').map_or("", |(_, extension)| extension);
    let known = EXTENSIONS.iter().find(|known| known.eq_ignore_ascii_case(extension));
    known.copied().unwrap_or("bin")
}

#[cfg(test)]
mod tests;
