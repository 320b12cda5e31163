//! 听新闻: the listening queue and what a voice says.

use std::sync::Arc;

use super::core::CoreHandle;
use crate::base::error::{ClientError, Fault};
use crate::formats::article::Sentence;
use crate::reader::feed::{self, ItemRow};
use crate::reader::listening;

/// The listening queue and the position in it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ListeningQueue {
    /// The queued items in order, without those that are not on the phone.
    pub items: Vec<ItemRow>,
    /// The id of the item that was playing last; `None` before the first, and if it is not in `items`.
    pub current: Option<String>,
    /// The sentence of `current` that is said next, an index into its [`Listening::speech`].
    pub sentence: u32,
}

/// 听新闻: the listening queue and what a voice says.
#[derive(uniffi::Object)]
pub struct Listening {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Listening {
    /// The queue and the position in it.
    pub async fn queue(&self) -> Result<ListeningQueue, ClientError> {
        let own = self.core.read_outbox(move |outbox| Ok((listening::queue(outbox)?, listening::position(outbox)?)));
        let (queue, position) = own.await?;
        self.core
            .read(move |view| {
                let items = feed::rows_by_id(view, &queue)?;
                let current = position.id.clone().filter(|id| items.iter().any(|row| row.id == *id));
                let sentence = match &current {
                    Some(id) => listening::resume_at(&position, &feed::speech(view, id)?),
                    None => 0,
                };
                Ok(ListeningQueue { items, current, sentence })
            })
            .await
    }

    /// Replaces the queue: for another order and for clearing it. A repeated id counts once. Queued items that are not on the
    /// phone, which no screen shows, stay at the end unless `ids` is empty.
    ///
    /// Errors: `Rejected` (`bad-request`) if an id is empty or too long, or for more than 500 ids.
    pub async fn set(&self, ids: Vec<String>) -> Result<(), ClientError> {
        self.core
            .blocking(move |core| {
                core.store.outbox()?.write_now(|write| {
                    let queued = listening::queue(write)?;
                    let absent = core.store.cache().read_now(|cache| {
                        let mut absent = Vec::new();
                        for id in queued {
                            if !ids.is_empty() && feed::may_return(cache, &id)? {
                                absent.push(id);
                            }
                        }
                        Ok(absent)
                    })?;
                    listening::set_queue(write, &[ids, absent].concat())
                })
            })
            .await
    }

    /// Appends items to the queue; an item that is queued already keeps its place.
    ///
    /// Errors: those of [`Listening::set`].
    pub async fn add(&self, ids: Vec<String>) -> Result<(), ClientError> {
        self.core
            .write_outbox(move |write| {
                let queued = listening::queue(write)?;
                listening::set_queue(write, &[queued, ids].concat())
            })
            .await
    }

    /// Removes items from the queue; the others keep their order.
    pub async fn remove(&self, ids: Vec<String>) -> Result<(), ClientError> {
        self.core
            .write_outbox(move |write| {
                let mut queued = listening::queue(write)?;
                queued.retain(|id| !ids.contains(id));
                listening::set_queue(write, &queued)
            })
            .await
    }

    /// Stores which sentence of an item a voice is saying, so that playback resumes there after a restart, and after the text
    /// was edited. An item that is not queued may be named; its position shows once it is queued.
    ///
    /// `sentence`: an index into the item's [`Listening::speech`].
    ///
    /// Errors: those of [`super::Items::get`]; `Rejected` (`bad-request`) if the index is beyond the end.
    pub async fn set_position(&self, id: String, sentence: u32) -> Result<(), ClientError> {
        let said = id.clone();
        let sentences = self.core.read(move |view| feed::speech(view, &said)).await?;
        if sentence as usize >= sentences.len() {
            return Err(Fault::BadRequest.into());
        }
        self.core.write_outbox(move |write| listening::set_position(write, &id, sentence, &sentences)).await
    }

    /// What a voice says of an item, sentence by sentence, the title first.
    ///
    /// Errors: those of [`super::Items::get`].
    pub async fn speech(&self, id: String) -> Result<Vec<Sentence>, ClientError> {
        self.core.read(move |view| feed::speech(view, &id)).await
    }
}
