//! Rayon from async, without stalling.
//!
//! A service receives photos, has them blurred, and sends the pictures: a task for each, all
//! on tokio's one thread. Blurring is computing, so it is done in a pool of rayon's. But
//! `install` waits for the pool and keeps tokio's thread: all others are late, and three of
//! the pool's four threads have nothing to do. Hand the photo to the pool (`pool.spawn`),
//! and await what comes of it. Where a photo is broken, `photo.blur()` panics. A panic that
//! gets out of what `pool.spawn` was given ends the whole program, so catch it there. The
//! photo is an `Err` then, in words of your own, and all others go on.
//!
//! Read first: docs/src/pipeline.md. This takes about 20 minutes.

use rayon::ThreadPool;
use std::sync::Arc;

// TODO: let the pool blur, and the runtime's thread go on.
async fn blur(photo: Photo, pool: Arc<ThreadPool>) -> Result<Picture, String> {
    Ok(pool.install(|| photo.blur()))
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A photo that somebody has sent. To blur it keeps a thread for a while.
struct Photo {
    request: std::sync::Arc<workshop::Task>,
    name: &'static str,
    is_broken: bool,
}

/// A blurred photo, and the thread that has blurred it.
struct Picture {
    name: &'static str,
    thread: Option<String>,
}

impl Photo {
    fn blur(&self) -> Picture {
        self.request.compute();
        assert!(!self.is_broken, "this photo is broken");
        let thread = std::thread::current().name().map(str::to_owned);
        Picture { name: self.name, thread }
    }
}

type Counter = std::sync::Arc<std::sync::atomic::AtomicUsize>;

/// A pool of rayon's with four threads, whatever cores this machine has. Where rayon would
/// end the program, it counts in `uncaught`.
fn pool_of_four(uncaught: &Counter) -> std::sync::Arc<rayon::ThreadPool> {
    let uncaught = Counter::clone(uncaught);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(4)
        .thread_name(|thread| format!("pool {thread}"))
        .panic_handler(move |_| {
            uncaught.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        })
        .build();
    std::sync::Arc::new(pool.expect("four threads"))
}

/// What becomes of each photo, in order, and how many panics nobody has caught in the pool.
type Served = (Vec<Result<Picture, String>>, usize);

/// For each photo a task on this one thread: it waits for the photo, has it blurred, and
/// waits again until the picture is sent.
fn serve(scene: &workshop::Scene, names: &[&'static str], broken: &[usize]) -> Served {
    use std::sync::Arc;
    let uncaught = Counter::default();
    let pool = pool_of_four(&uncaught);
    let pictures = workshop::on_tokio(async {
        let spawn = |(task, &name): (workshop::Task, _)| {
            let (pool, is_broken) = (Arc::clone(&pool), broken.contains(&task.number()));
            let request = Arc::new(task);
            tokio::spawn(async move {
                request.wait_async().await;
                let photo = Photo { request: Arc::clone(&request), name, is_broken };
                let picture = blur(photo, pool).await;
                request.wait_async().await;
                picture
            })
        };
        let tasks: Vec<_> = scene.tasks().into_iter().zip(names).map(spawn).collect();
        let mut pictures = Vec::new();
        for task in tasks {
            // A panic of `blur` itself is a failure of the check, which says what it said.
            let ended = task.await;
            pictures.push(
                ended.unwrap_or_else(|end| std::panic::resume_unwind(end.into_panic())),
            );
        }
        pictures
    });
    (pictures, uncaught.load(std::sync::atomic::Ordering::Relaxed))
}

const NAMES: [&str; 8] =
    ["dawn", "forenoon", "sunset", "night", "rain", "lights", "evening", "desert"];

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::new("photo", 8);
        let (pictures, _) = serve(&scene, &NAMES, &[2]);
        for picture in pictures {
            match picture {
                Ok(Picture { name, thread }) => {
                    println!("{name} was blurred by {}", thread.unwrap_or_default());
                }
                Err(why) => println!("an error: {why}"),
            }
        }
        println!("\n{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use super::{NAMES, Picture, serve};
    use std::time::Duration;
    use workshop::{Scene, Seen, Stretch, expect, expect_no_panic};

    /// Each photo is blurred once, and nothing that was begun is still under way.
    fn check_steps(seen: &Seen) {
        let blurs_of = |photo: usize| {
            let is_it = |s: &&Stretch| s.task == photo && s.computes;
            seen.stretches().iter().filter(is_it).count()
        };
        for photo in 0..seen.count() {
            let blurred = blurs_of(photo);
            seen.expect(
                blurred == 1,
                format!("photo {photo} was blurred {blurred} times."),
                "every photo is blurred once.",
            );
        }
        seen.expect(
            seen.under_way().is_empty() && seen.cancelled().is_empty(),
            "not all that was begun had ended when all requests were answered.",
            "`blur` returns when its photo is blurred.",
        );
    }

    fn check_pictures(pictures: &[Result<Picture, String>], broken: &[usize]) {
        for (photo, picture) in pictures.iter().enumerate() {
            let (is_right, what) = match picture {
                Ok(picture) => (
                    !broken.contains(&photo) && picture.name == NAMES[photo],
                    picture.name,
                ),
                Err(_) => (broken.contains(&photo), "an error"),
            };
            let wanted = if broken.contains(&photo) { "an error" } else { NAMES[photo] };
            expect(
                is_right,
                format!("what became of photo {photo}: {what}."),
                format!("{wanted}."),
            );
        }
    }

    #[test]
    fn the_pool_computes_and_all_of_its_threads_do() {
        workshop::test(|| {
            let scene = Scene::new("photo", 6);
            let (pictures, _) = serve(&scene, &NAMES, &[]);
            let seen = scene.seen();
            check_steps(&seen);
            check_pictures(&pictures, &[]);
            let in_the_pool = |picture: &&Result<Picture, String>| {
                let thread = picture.as_ref().ok().and_then(|it| it.thread.as_deref());
                thread.is_some_and(|thread| thread.starts_with("pool "))
            };
            let elsewhere = 6 - pictures.iter().filter(in_the_pool).count();
            seen.expect(
                elsewhere == 0,
                format!(
                    "{} blurred on threads that are not the pool's.",
                    seen.counted(elsewhere)
                ),
                "all photos are blurred in the pool that `blur` is given.",
            );
            let blurs: Vec<&Stretch> =
                seen.stretches().iter().filter(|stretch| stretch.computes).collect();
            let at = |moment: Duration| {
                let is_on = |s: &&&Stretch| {
                    s.begin <= moment && s.end.is_some_and(|end| moment < end)
                };
                blurs.iter().filter(is_on).count()
            };
            let peak = blurs.iter().map(|blur| at(blur.begin)).max().unwrap_or(0);
            seen.expect(
                peak == 4,
                format!("at most {peak} of the pool's four threads blurred at once."),
                "all four do, as long as there are photos for them.",
            );
        });
    }

    #[test]
    fn the_thread_of_the_runtime_is_free_meanwhile() {
        workshop::test(|| {
            // While the first four are blurred, the others come.
            let scene = Scene::with_lengths("photo", &[400, 400, 400, 400, 600, 600]);
            serve(&scene, &NAMES, &[]);
            let seen = scene.seen();
            check_steps(&seen);
            let late = seen.late_most();
            seen.expect(
                late == Duration::ZERO,
                format!(
                    "a request that could go on was {} ms late: the runtime's thread was kept.",
                    late.as_millis()
                ),
                "while the pool computes, the runtime's thread awaits, and lets others go on.",
            );
            let waits: Vec<u32> = seen
                .stretches()
                .iter()
                .filter(|s| !s.computes)
                .map(|s| s.thread)
                .collect();
            let is_on_runtime = |s: &&Stretch| s.computes && waits.contains(&s.thread);
            let kept = seen.stretches().iter().filter(is_on_runtime).count();
            seen.expect(
                kept == 0,
                format!("{} blurred on the runtime's thread.", seen.counted(kept)),
                "that thread is for waiting; the pool computes.",
            );
        });
    }

    #[test]
    fn a_broken_photo_is_an_error_and_takes_nobody_with_it() {
        workshop::test(|| {
            let scene = Scene::new("photo", 4);
            let (pictures, uncaught) = expect_no_panic(
                || serve(&scene, &NAMES, &[2]),
                "a broken photo becomes an `Err`, and all others go on.",
            );
            let seen = scene.seen();
            seen.expect(
                uncaught == 0,
                format!(
                    "{uncaught} panic came out of a job in the pool, and nobody caught it. \
                     rayon's own pool ends the whole program then (this one counts)."
                ),
                "a panic is caught in the job that it is in.",
            );
            check_pictures(&pictures, &[2]);
            check_steps(&seen);
        });
    }
}
