//! What the person does with items: marks, the listening queue, followed channels. Each is in the outbox before the call
//! returns.

use std::collections::HashSet;
use std::fs;
use std::sync::PoisonError;

use super::{Client, Core};
use crate::base::change::Change;
use crate::base::error::{ClientError, Fault, Result};
use crate::base::setting;
use crate::reader::feed::{self, ItemRow, SavedCopyState, Scope};
use crate::reader::listening;
use crate::reader::marks::{self, MarkAction, MarkRequest, Place, SavedCopy};

/// Channels that a person follows.
const MAX_FOLLOWED: usize = 100;
pub(super) const FOLLOWED: &str = "followed";
/// Times that copying marks begins again when somebody else changes what it found.
const COPIES: usize = 5;
/// Is there while marks are in the outbox and may not be in the cache: a kill in between is mended before the first read.
const PENDING: &str = "marks.pending";

/// The listening queue 听新闻.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ListeningQueue {
    /// What is to be heard, in order. Items that are not on the phone are left out.
    pub items: Vec<ItemRow>,
    /// The item that is being heard; none before the first, and when it is no longer there.
    pub current: Option<String>,
    /// The sentence of it that is said next, an index into its speech.
    pub sentence: u32,
}

#[uniffi::export]
impl Client {
    /// Marks items, all of them or none; the queue may hold any number. What was marked is kept whatever happens next, also
    /// for items that are not on the phone.
    ///
    /// Errors: `Rejected` (`bad-request`) for an id that is none; `Storage` when it could not be written.
    pub async fn mark(&self, requests: Vec<MarkRequest>) -> Result<(), ClientError> {
        self.blocking(move |core| core.mark(requests)).await
    }

    /// Marks all of a list as read; how many were not.
    pub async fn mark_all_read(&self, scope: Scope) -> Result<u32, ClientError> {
        self.blocking(move |core| {
            let unread = core.store.cache().read_now(|cache| feed::unread_ids(cache, &scope))?;
            let count = u32::try_from(unread.len()).unwrap_or(u32::MAX);
            let read = |id| MarkRequest { id, action: MarkAction::Read { on: true } };
            core.mark(unread.into_iter().map(read).collect())?;
            Ok(count)
        })
        .await
    }

    /// The listening queue, and where the person is in it.
    pub async fn listening(&self) -> Result<ListeningQueue, ClientError> {
        let (queue, ear) =
            self.read_outbox(move |outbox| Ok((listening::queue(outbox)?, listening::ear(outbox)?))).await?;
        self.read(move |view| {
            let items = feed::rows_by_id(view, &queue)?;
            let current = ear.id.clone().filter(|id| items.iter().any(|row| row.id == *id));
            let sentence = match &current {
                Some(id) => listening::resume(&ear, &feed::speech(view, id)?),
                None => 0,
            };
            Ok(ListeningQueue { items, current, sentence })
        })
        .await
    }

    /// Replaces the listening queue: for putting it in another order, and for clearing it. Ids that come twice count once.
    /// Items that are in the queue and not on the phone, which a screen does not know of, stay at its end, unless it is
    /// cleared.
    ///
    /// Errors: `Rejected` (`bad-request`) for an id that is none, or more than 500.
    pub async fn set_listening(&self, ids: Vec<String>) -> Result<(), ClientError> {
        self.blocking(move |core| {
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
                listening::arrange(write, &[ids, absent].concat())
            })
        })
        .await
    }

    /// Adds items to the end of the listening queue; those that are in it stay where they are.
    ///
    /// Errors: those of [`Client::set_listening`].
    pub async fn add_listening(&self, ids: Vec<String>) -> Result<(), ClientError> {
        self.write_outbox(move |write| {
            let queued = listening::queue(write)?;
            listening::arrange(write, &[queued, ids].concat())
        })
        .await
    }

    /// Takes items out of the listening queue; others stay as they are.
    pub async fn remove_listening(&self, ids: Vec<String>) -> Result<(), ClientError> {
        self.write_outbox(move |write| {
            let mut queued = listening::queue(write)?;
            queued.retain(|id| !ids.contains(id));
            listening::arrange(write, &queued)
        })
        .await
    }

    /// Remembers the sentence that a voice is saying, so that it goes on there after a restart, and after the text was
    /// edited. Of an item that is not in the queue it is remembered all the same, and shows when the item is.
    ///
    /// Errors: those of [`Client::article`]; `Rejected` (`bad-request`) for a sentence beyond the end.
    pub async fn set_listening_place(&self, id: String, sentence: u32) -> Result<(), ClientError> {
        let said = id.clone();
        let sentences = self.read(move |view| feed::speech(view, &said)).await?;
        if sentence as usize >= sentences.len() {
            return Err(crate::base::error::Error::from(Fault::BadRequest).into());
        }
        self.write_outbox(move |write| listening::hear(write, &id, sentence, &sentences)).await
    }

    /// The codes of the channels whose pictures are fetched before others'.
    pub async fn followed(&self) -> Result<Vec<String>, ClientError> {
        self.read_outbox(|outbox| setting::get(outbox, FOLLOWED)).await
    }

    /// Replaces the followed channels. Codes that come twice count once.
    ///
    /// Errors: `Rejected` (`bad-request`) for a code that is none, or more than 100.
    pub async fn set_followed(&self, channels: Vec<String>) -> Result<(), ClientError> {
        let mut seen = HashSet::new();
        let channels: Vec<String> = channels.into_iter().filter(|code| seen.insert(code.clone())).collect();
        if channels.len() > MAX_FOLLOWED || channels.iter().any(|code| code.is_empty() || code.len() > marks::MAX_ID) {
            return Err(crate::base::error::Error::from(Fault::BadRequest).into());
        }
        self.write_outbox(move |write| {
            write.announce(Change::Settings);
            setting::set(write, FOLLOWED, &channels)
        })
        .await
    }
}

impl Core {
    /// Into the outbox, then into the cache. Once it is in the outbox nothing is lost, so a cache that cannot be written
    /// now is no failure. Blocks.
    fn mark(&self, requests: Vec<MarkRequest>) -> Result<()> {
        if requests.is_empty() {
            return Ok(());
        }
        let _alone = self.marking.lock().unwrap_or_else(PoisonError::into_inner);
        // First what is there already: what a damaged outbox had is taken over before anything new stands in its way.
        if let Err(error) = self.copy_marks_alone() {
            log::warn!("earlier marks are not in the cache yet: {error:?}");
        }
        // A cache that cannot be read must not keep a mark from being written.
        let own = requests.clone();
        let requests = self.store.cache().read_now(|cache| feed::expand_to_cards(cache, requests)).unwrap_or(own);
        let now = self.clock.now();
        let pending = self.store.folder().join(PENDING);
        // Without it a kill in between is mended a little later.
        let _ = fs::write(&pending, "");
        self.store.outbox()?.write_now(|write| marks::record(write, &requests, now))?;
        match self.copy_marks_alone() {
            Ok(()) => drop(fs::remove_file(&pending)),
            Err(error) => log::warn!("marks are not in the cache yet: {error:?}"),
        }
        Ok(())
    }

    /// What the person did with versions that went is done with those that stand for them now. Blocks.
    pub(super) fn follow_successors(&self) -> Result<()> {
        let cache = self.store.cache();
        let successors = cache.read_now(feed::successors)?;
        if successors.is_empty() {
            return Ok(());
        }
        let outbox = self.store.outbox()?;
        let mut requests = Vec::new();
        for (gone, heir) in &successors {
            let Some(mark) = outbox.read_now(|outbox| marks::find(outbox, gone))? else { continue };
            let taken = [
                mark.read.map(|_| MarkAction::Read { on: true }),
                mark.favourite.map(|_| MarkAction::Favourite { on: true }),
                mark.liked.map(|_| MarkAction::Like { on: true }),
                mark.hidden.map(|_| MarkAction::Hide { on: true }),
            ];
            requests.extend(taken.into_iter().flatten().map(|action| MarkRequest { id: heir.clone(), action }));
        }
        self.mark(requests)?;
        cache.write_now(|write| feed::clear_successors(write, &successors))
    }

    /// Whether the cache lacks marks that the outbox has, as far as that can be told without opening the outbox.
    pub(super) fn marks_are_missing(&self) -> Result<bool> {
        Ok(self.store.folder().join(PENDING).exists() || self.store.cache().read_now(marks::mirrored)?.is_none())
    }

    /// Brings the cache's copy of the marks up to date, and the saved_copies with them; a cache that is new gets all of them
    /// back. Blocks.
    pub(super) fn copy_marks(&self) -> Result<()> {
        let _alone = self.marking.lock().unwrap_or_else(PoisonError::into_inner);
        self.copy_marks_alone()?;
        let _ = fs::remove_file(self.store.folder().join(PENDING));
        Ok(())
    }

    fn copy_marks_alone(&self) -> Result<()> {
        for _ in 0..COPIES {
            if self.copy_marks_once()? {
                return Ok(());
            }
        }
        Err(Fault::Database.into())
    }

    /// False when the cache was replaced meanwhile, or somebody else went on with it: it has to be looked at again.
    fn copy_marks_once(&self) -> Result<bool> {
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        let mut book = outbox.read_now(marks::book)?;
        let now = self.clock.now();
        let mut there = cache.read_now(marks::mirrored)?;
        let mut stamp = match &there {
            Some(place) if *place == book => return Ok(true),
            Some(place) if place.epoch == book.epoch => place.stamp,
            Some(_) => {
                log::warn!("the outbox is another one: taking over the marks that the cache has");
                let survivors = cache.read_now(marks::survivors)?;
                outbox.write_now(|write| marks::adopt(write, &survivors))?;
                book = outbox.read_now(marks::book)?;
                0
            }
            None => {
                let kept = outbox.read_now(|outbox| marks::saved_copies(outbox, true))?;
                cache.write_now(|write| kept.iter().try_for_each(|one| feed::restore_saved_copy(write, one, now)))?;
                0
            }
        };
        loop {
            let step = outbox.read_now(|outbox| marks::after(outbox, stamp))?;
            stamp = step.last().map_or(book.stamp.max(stamp), |mark| mark.stamp);
            let place = Place { epoch: book.epoch.clone(), stamp };
            let copied = cache.write_now(|write| {
                let same = marks::mirrored(write)? == there;
                if same {
                    feed::apply_marks(write, &step, &place, now)?;
                }
                Ok(same)
            })?;
            if !copied || step.is_empty() {
                return Ok(copied);
            }
            there = Some(place);
            let (on, off): (Vec<_>, Vec<_>) = step.iter().partition(|mark| mark.favourite.is_some());
            let kept: Vec<String> =
                outbox.read_now(|outbox| marks::saved_copies(outbox, false))?.into_iter().map(|one| one.id).collect();
            let new = on.into_iter().filter(|mark| !kept.contains(&mark.id));
            let new: Vec<SavedCopy> = cache.read_now(|cache| {
                new.filter_map(|mark| feed::saved_copy(cache, &mark.id).transpose()).collect::<Result<_>>()
            })?;
            let old: Vec<_> = off.into_iter().filter(|mark| kept.contains(&mark.id)).collect();
            if !new.is_empty() || !old.is_empty() {
                outbox.write_now(|write| {
                    new.iter().try_for_each(|one| marks::keep(write, one))?;
                    old.iter().try_for_each(|mark| marks::let_go(write, &mark.id))
                })?;
            }
        }
    }

    /// Keepsakes follow what a sync brought: a revised favourite is kept anew, one that its publisher took away goes, out of
    /// the file too, one that the cache lost is put back, one that was never kept is kept. Blocks.
    pub(super) fn follow_favourites(&self) -> Result<()> {
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        let kept = outbox.read_now(|outbox| marks::saved_copies(outbox, false))?;
        let (mut anew, mut gone, mut lost, mut new) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let forgotten = cache.read_now(|cache| {
            for one in &kept {
                match feed::saved_copy_state(cache, one)? {
                    SavedCopyState::Same => {}
                    SavedCopyState::Other => anew.extend(feed::saved_copy(cache, &one.id)?),
                    SavedCopyState::Gone => gone.push(one.id.clone()),
                    SavedCopyState::Lost => lost.push(one.id.clone()),
                }
            }
            let known: HashSet<&str> = kept.iter().map(|one| one.id.as_str()).collect();
            for id in feed::stored_favourites(cache)? {
                if !known.contains(id.as_str()) {
                    new.extend(feed::saved_copy(cache, &id)?);
                }
            }
            feed::vanished_ids(cache)
        })?;
        if !(anew.is_empty() && gone.is_empty() && new.is_empty()) {
            outbox.write_now(|write| {
                anew.iter().chain(&new).try_for_each(|one| marks::keep(write, one))?;
                if !anew.is_empty() {
                    // The earlier text may be one that was corrected for a reason.
                    write.request_scrub()?;
                }
                gone.iter().try_for_each(|id| marks::let_go(write, id))
            })?;
        }
        if !lost.is_empty() {
            let now = self.clock.now();
            let whole = outbox.read_now(|outbox| marks::saved_copies(outbox, true))?;
            let lost = whole.iter().filter(|one| lost.contains(&one.id));
            cache.write_now(|write| lost.into_iter().try_for_each(|one| feed::restore_saved_copy(write, one, now)))?;
        }
        if !forgotten.is_empty() {
            cache.write_now(|write| feed::clear_vanished(write, &forgotten))?;
        }
        outbox.scrub_now()
    }
}
