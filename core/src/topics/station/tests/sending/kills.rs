//! Random troubles and kills: nothing is lost, nothing arrives twice, nothing is torn.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use proptest::prelude::*;

use super::fixture::{Phone, content, tus};
use super::publisher::Trouble;

/// Runs a future for so many polls at most, then drops it where it is, as a kill does.
async fn killed_after<F: Future>(polls: usize, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = polls;
    poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

fn trouble(number: u8, cut: usize) -> Trouble {
    match number % 32 {
        0 => Trouble::Unreachable,
        1 => Trouble::Lost,
        2 | 3 => Trouble::LostAfter,
        4 | 5 => Trouble::CutAt(cut),
        6 => Trouble::BlackHole,
        7 => Trouble::Instead(503, vec![("retry-after", "1".into())], String::new()),
        8 => Trouble::Instead(502, Vec::new(), "<html>".into()),
        9 => tus(423),
        10 => Trouble::Instead(200, vec![("content-type", "text/html".into())], "<html>".into()),
        _ => Trouble::None,
    }
}

async fn afternoon(troubles: Vec<(u8, usize)>, kills: Vec<usize>) {
    let mut phone = Phone::new();
    let photos: Vec<Vec<u8>> = (0..6).map(|seed| content(seed, 90_000 + 120_000 * seed as usize)).collect();
    let photos: Vec<&[u8]> = photos.iter().map(Vec::as_slice).collect();
    let expected: [(&str, &[&[u8]]); 3] = [("a", &photos[..3]), ("b", &photos[3..6]), ("c", &[])];
    for (id, files) in expected {
        phone.submit(id, "消息", files);
    }
    let mut next = 0;
    phone.publisher.follow({
        move |_| {
            next += 1;
            troubles.get(next - 1).map_or(Trouble::None, |(number, cut)| trouble(*number, *cut))
        }
    });
    let mut shown = [0_u64; 3];
    for polls in kills {
        let _ = killed_after(polls, phone.sender.send_due()).await;
        phone = phone.restart();
        for ((id, _), shown) in expected.iter().zip(&mut shown) {
            let now = phone.see(id).sent;
            assert!(now >= *shown, "the progress of {id} went back");
            *shown = now;
        }
        phone.clock.advance(Duration::from_secs(20));
    }
    phone.settle().await;
    for (id, _) in expected {
        let seen = phone.see(id);
        assert_eq!((seen.state.as_str(), seen.sent), ("delivered", seen.size));
    }
    phone.assert_arrived(&expected);
    phone.publisher.with(|state| {
        assert_eq!(state.created, 6, "an upload of nothing was created");
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 16, ..ProptestConfig::default() })]
    #[test]
    fn whatever_breaks_each_photo_arrives_once_and_whole(
        troubles in prop::collection::vec((any::<u8>(), 0_usize..400_000), 0..120),
        kills in prop::collection::vec(1_usize..60, 0..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(afternoon(troubles, kills));
    }
}

#[tokio::test]
async fn a_link_that_dies_every_few_chunks_costs_a_chunk_for_each_cut_at_most() {
    let (mut phone, bytes) = (Phone::new(), content(1, 12_000_000));
    phone.submit("a", "视频", &[&bytes]);
    let cuts = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    phone.publisher.follow({
        let (cuts, mut random) = (std::sync::Arc::clone(&cuts), fastrand::Rng::with_seed(7));
        let mut patches = 0;
        move |request| {
            let length = request.body.as_ref().map_or(0, Vec::len);
            patches += usize::from(length > 60_000);
            if length <= 60_000 || patches % 3 != 0 {
                return Trouble::None;
            }
            cuts.fetch_add(length as u64, std::sync::atomic::Ordering::SeqCst);
            Trouble::CutAt(random.usize(..length))
        }
    });
    for _ in 0..8 {
        let _ = killed_after(40, phone.sender.send_due()).await;
        phone = phone.restart();
        phone.clock.advance(Duration::from_secs(20));
    }
    phone.settle().await;
    phone.assert_arrived(&[("a", &[&bytes])]);
    let (sent, lost) = (phone.publisher.with(|state| state.sent), cuts.load(std::sync::atomic::Ordering::SeqCst));
    assert!(lost > 0 && sent <= 12_000_000 * 105 / 100 + lost, "{sent} for 12000000, {lost} in chunks that were cut");
    assert_eq!(phone.publisher.with(|state| state.created), 1);
}

#[tokio::test]
async fn a_server_that_forgets_creations_keeps_one_orphan_for_each_kill_at_most() {
    let (mut phone, bytes) = (Phone::new(), content(1, 500_000));
    phone.publisher.with(|state| state.forgetful = true);
    phone.submit("a", "消息", &[&bytes]);
    let mut kills = 0;
    for polls in 1..25 {
        kills += 1;
        let _ = killed_after(polls, phone.sender.send_due()).await;
        phone = phone.restart();
    }
    phone.settle().await;
    assert_eq!(phone.state("a"), "delivered");
    let (created, whole) = phone
        .publisher
        .with(|state| (state.created, state.uploads.values().filter(|upload| upload.bytes == bytes).count()));
    assert!(created <= 1 + kills && whole == 1, "{created} {whole}");
}
