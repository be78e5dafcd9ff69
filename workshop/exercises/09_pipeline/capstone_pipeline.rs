//! Capstone: a pipeline that downloads photos and blurs them.
//!
//! `pipeline` handles one photo after the other, and blurs on tokio's thread. Let the
//! waits overlap and the pool's four threads compute: up to `limit` photos are under way
//! at once, and never more. Each is so from the beginning of its download until it is
//! saved: that is what bounds memory. At first `limit` downloads begin, and whenever a
//! photo is saved or has failed the next begins, whichever it is. Call `blur` in the pool,
//! and `save` there too or anywhere but on tokio's thread, which goes on meanwhile. When
//! all is over, `pipeline` returns the errors that downloads ended with, in any order. A
//! photo that fails keeps no other from being saved.
//!
//! Read first: docs/src/pipeline.md. This takes about 25 minutes.

use rayon::ThreadPool;
use std::sync::Arc;
use workshop::Studio;

// TODO: let downloads overlap, and the pool blur.
async fn pipeline(studio: Studio, pool: Arc<ThreadPool>, limit: usize) -> Vec<String> {
    let _ = (pool, limit);
    let mut errors = Vec::new();
    for number in 0..studio.photos() {
        match studio.download(number).await {
            Ok(photo) => photo.blur().save(),
            Err(error) => errors.push(error),
        }
    }
    errors
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A pool of rayon's with four threads, whatever cores this machine has.
fn pool_of_four() -> std::sync::Arc<rayon::ThreadPool> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4);
    let pool = pool.thread_name(|thread| format!("pool {thread}")).build();
    std::sync::Arc::new(pool.expect("four threads"))
}

fn main() {
    workshop::run(|| {
        let studio = workshop::Studio::open_with_trouble(6, &["404:3"]);
        let run = pipeline(studio.clone(), pool_of_four(), 4);
        let (errors, developed) = studio.run(run);
        let saved = developed.saved.len();
        println!("{saved} small photos are in {}; {errors:?}", studio.folder());
        println!("\n{}", studio.seen());
    });
}

#[cfg(test)]
mod tests {
    use super::pool_of_four;
    use workshop::{Developed, Seen, Studio};

    /// Downloads, blurs and saves, and checks that what is left of `photos` without those
    /// that fail is saved, once each.
    fn develop(studio: &Studio, limit: usize, fail: &[usize]) -> (Developed, Seen) {
        let run = super::pipeline(studio.clone(), pool_of_four(), limit);
        let (errors, developed) = studio.run(run);
        let seen = studio.seen();
        let mut saved = developed.saved.clone();
        saved.sort();
        let wanted: Vec<usize> =
            (0..studio.photos()).filter(|photo| !fail.contains(photo)).collect();
        seen.expect(
            saved == wanted,
            format!("saved when `pipeline` returned: {}.", seen.named(&saved)),
            format!("{}, once each.", seen.named(&wanted)),
        );
        let mut failed = errors.clone();
        failed.sort();
        let is_its = |(error, photo): (&String, &usize)| {
            error.starts_with(&format!("photo {photo}:"))
        };
        seen.expect(
            failed.len() == fail.len() && failed.iter().zip(fail).all(is_its),
            format!("you returned these errors: {errors:?}."),
            format!(
                "one for each photo that cannot be downloaded: {}.",
                seen.named(fail)
            ),
        );
        (developed, seen)
    }

    /// Never are more than `limit` under way, and at the beginning as many downloads.
    fn check_limit(developed: &Developed, seen: &Seen, limit: usize) {
        let most = developed.most_under_way;
        seen.expect(
            most <= limit,
            format!("{most} photos were under way at once, between download and disk."),
            format!("never more than {limit} are: so many are in memory at the most."),
        );
        let downloads = developed.most_downloads;
        seen.expect(
            downloads == limit,
            format!(
                "the most that were downloaded at once: {}.",
                seen.counted(downloads)
            ),
            format!("at the beginning {limit} are: their waits overlap."),
        );
    }

    #[test]
    fn four_are_blurred_at_once_while_the_runtime_goes_on() {
        workshop::test(|| {
            // The first blurs end when four have been under way for some time.
            let studio = Studio::open_where_blurs_wait(5, 4);
            let (developed, seen) = develop(&studio, 4, &[]);
            let mut on_runtime = developed.on_runtime.clone();
            on_runtime.sort();
            seen.expect(
                on_runtime.is_empty(),
                format!(
                    "{} blurred or saved on tokio's thread.",
                    seen.named(&on_runtime)
                ),
                "that thread is for waiting. To blur computes, and to save blocks.",
            );
            seen.expect(
                !developed.stood_still,
                "while photos were blurred, tokio's thread stood still.",
                "that thread awaits the pool, and other tasks go on meanwhile.",
            );
            let is_elsewhere = |thread: &&String| !thread.starts_with("pool ");
            let elsewhere = developed.threads.iter().filter(is_elsewhere).count();
            seen.expect(
                elsewhere == 0,
                format!("{} blurred outside of the pool.", seen.counted(elsewhere)),
                "each is blurred by a thread of the pool.",
            );
            check_limit(&developed, &seen, 4);
            let blurs = developed.most_blurs;
            seen.expect(
                blurs == 4,
                format!("at most {blurs} of the pool's four threads blurred at once."),
                "all four do, when there are photos for them.",
            );
        });
    }

    #[test]
    fn a_photo_that_fails_takes_no_other_with_it() {
        workshop::test(|| {
            let studio = Studio::open_with_trouble(4, &["404:1", "cut:2"]);
            let (developed, seen) = develop(&studio, 2, &[1, 2]);
            check_limit(&developed, &seen, 2);
        });
    }

    #[test]
    fn a_slow_photo_keeps_no_other_waiting() {
        workshop::test(|| {
            // The blur of photo 0 ends when all others are saved.
            let studio = Studio::open_where_the_first_is_slow(3);
            let (developed, seen) = develop(&studio, 2, &[]);
            seen.expect(
                !developed.first_gave_up,
                "photo 0 took long to be blurred, and all others waited for it in the end.",
                "whenever a photo is saved, the next one begins, whichever they are.",
            );
            check_limit(&developed, &seen, 2);
        });
    }
}
