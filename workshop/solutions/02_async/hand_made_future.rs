//! A future says two things when it is polled: whether it is ready, and, if it is not, whom
//! to wake when it may be. An executor does not try again by itself, so a future that is
//! pending and has kept no waker is never polled again. The old waker is replaced each time,
//! since the task may meanwhile be somebody else's.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A clone is the same bell.
#[derive(Clone, Default)]
struct Bell {
    state: Rc<RefCell<State>>,
}

#[derive(Default)]
struct State {
    has_rung: bool,
    waker: Option<Waker>, // of the task that waits
}

impl Bell {
    fn ring(&self) {
        let mut state = self.state.borrow_mut();
        state.has_rung = true;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.has_rung {
            return Poll::Ready(());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A visitor comes to the door, rings, and waits there. The host waits for the bell, and then
/// opens the door. Returns how often the host's future was polled for it.
fn visit(scene: &workshop::Scene) -> usize {
    let (visitor, host) = (scene.task(0), scene.task(1));
    let bell = Bell::default();
    let polls = std::cell::Cell::new(0);
    let executor = smol::LocalExecutor::new();
    let _host = executor.spawn(async {
        let mut rung = std::pin::pin!(bell.clone());
        std::future::poll_fn(|context| {
            polls.set(polls.get() + 1);
            if polls.get() == 1_000 {
                Poll::Ready(())
            } else {
                rung.as_mut().poll(context)
            }
        })
        .await;
        host.wait_async().await;
    });
    smol::block_on(executor.run(async {
        visitor.wait_async().await;
        bell.ring();
        visitor.wait_async().await;
    }));
    polls.get()
}

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::with_lengths("task", &[200, 100]);
        let polls = visit(&scene);
        println!(
            "The visitor (task 0) rings after 200 ms; then the host (task 1) opens."
        );
        println!(
            "So often the host was polled for the bell: {polls}\n\n{}",
            scene.seen()
        );
    });
}

#[cfg(test)]
mod tests {
    use super::Bell;
    use std::pin::{Pin, pin};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll, Wake, Waker};
    use std::time::Duration;
    use workshop::{Scene, expect};

    /// Stands for an executor, and counts how often it is asked to poll again.
    #[derive(Default)]
    struct Executor {
        asked: AtomicUsize,
    }

    impl Wake for Executor {
        fn wake(self: Arc<Self>) {
            self.asked.fetch_add(1, Ordering::Relaxed);
        }
    }

    impl Executor {
        fn poll(self: &Arc<Self>, bell: Pin<&mut Bell>) -> Poll<()> {
            let waker = Waker::from(Arc::clone(self));
            bell.poll(&mut Context::from_waker(&waker))
        }

        fn asked(&self) -> usize {
            self.asked.load(Ordering::Relaxed)
        }
    }

    #[test]
    fn while_the_bell_is_silent_the_task_waits_and_nobody_is_woken() {
        workshop::test(|| {
            let (executor, mut bell) =
                (Arc::new(Executor::default()), pin!(Bell::default()));
            for _ in 0..2 {
                expect(
                    executor.poll(bell.as_mut()).is_pending(),
                    "`poll` returned `Ready`, and nobody has rung.",
                    "`Pending` as long as the bell is silent.",
                );
            }
            let asked = executor.asked();
            expect(
                asked == 0,
                format!(
                    "nobody has rung, and the task was woken {asked} times after 2 polls."
                ),
                "whoever rings wakes it. A task that wakes itself is polled over and over.",
            );
        });
    }

    #[test]
    fn who_rings_wakes_the_task_that_waits() {
        workshop::test(|| {
            let (executor, bell) = (Arc::new(Executor::default()), Bell::default());
            let mut rung = pin!(bell.clone());
            let _ = executor.poll(rung.as_mut());
            bell.ring();
            expect(
                executor.asked() > 0,
                "`poll` returned `Pending`; then the bell rang, and the waker was not called.",
                "`poll` keeps the waker, and `ring` calls it. Otherwise nobody polls again.",
            );
            expect(
                executor.poll(rung.as_mut()).is_ready(),
                "the bell has rung, the task was woken, and `poll` returned `Pending`.",
                "`Ready` once the bell has rung.",
            );
        });
    }

    #[test]
    fn the_waker_of_the_newest_poll_counts() {
        workshop::test(|| {
            let (old, new) =
                (Arc::new(Executor::default()), Arc::new(Executor::default()));
            let bell = Bell::default();
            let mut rung = pin!(bell.clone());
            let _ = old.poll(rung.as_mut());
            let _ = new.poll(rung.as_mut()); // the task has moved to another executor
            bell.ring();
            expect(
                new.asked() > 0,
                format!(
                    "after a second poll, with another waker, the bell rang: {}.",
                    if old.asked() > 0 {
                        "only the old waker was called"
                    } else {
                        "no waker was called"
                    }
                ),
                "the newest waker is called: each poll keeps its own in the place of the last.",
            );
        });
    }

    #[test]
    fn a_bell_may_ring_before_anybody_waits() {
        workshop::test(|| {
            let (executor, bell) = (Arc::new(Executor::default()), Bell::default());
            bell.ring();
            bell.ring();
            expect(
                executor.poll(pin!(bell.clone())).is_ready(),
                "the bell had rung before the first poll, and `poll` returned `Pending`.",
                "`Ready` at once, since nobody may ring again.",
            );
        });
    }

    #[test]
    fn the_host_opens_when_the_visitor_rings() {
        workshop::test(|| {
            let scene = Scene::with_lengths("task", &[200, 100]);
            let polls = super::visit(&scene);
            let seen = scene.seen();
            let opens = seen.stretches().iter().find(|stretch| stretch.task == 1);
            seen.expect(
                opens.is_some() || polls != 1,
                "the visitor (task 0) rang after 200 ms; the host (task 1) was not polled again.",
                "the bell wakes the host, who then opens the door.",
            );
            seen.expect(
                polls == 2,
                format!("for the bell the host (task 1) was polled {polls} times."),
                "2 times: once, and then it waits; and once more when the bell has rung.",
            );
            seen.expect(
                opens.is_some_and(|opens| opens.begin == Duration::from_millis(200)),
                "the host (task 1) did not open when the visitor (task 0) rang.",
                "the host goes on after 200 ms, when the bell rings.",
            );
        });
    }
}
