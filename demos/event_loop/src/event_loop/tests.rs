//! What an event loop has to get right, and a run of the demo would seldom show.

use super::{Executor, Reactor};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

const MS: Duration = Duration::from_millis(1);

/// A loop that does not end must not hold up the tests.
fn within_a_minute(test: impl FnOnce() + Send + 'static) {
    let (done, is_done) = channel();
    let thread = thread::spawn(move || {
        test();
        let _ = done.send(());
    });
    if let Err(std::sync::mpsc::RecvTimeoutError::Timeout) =
        is_done.recv_timeout(Duration::from_secs(60))
    {
        panic!("the event loop did not end");
    }
    thread.join().unwrap();
}

/// Says once that it is pending, and has itself woken at once.
async fn yield_now() {
    let mut yielded = false;
    poll_fn(|context| {
        context.waker().wake_by_ref();
        if std::mem::replace(&mut yielded, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

#[test]
fn timers_fire_in_order_whatever_the_order_of_registration() {
    within_a_minute(|| {
        let reactor = Reactor::new().unwrap();
        let woken = RefCell::new(Vec::new());
        let mut executor = Executor::new(&reactor);
        // All are registered before the first is due, and all are due at the same look at
        // the clock.
        let begin = Instant::now();
        for time in [70, 10, 50, 90, 30, 20, 80, 40, 60, 0] {
            let (reactor, woken) = (&reactor, &woken);
            executor.spawn(async move {
                reactor
                    .sleep((begin + time * MS).saturating_duration_since(Instant::now()))
                    .await;
                woken.borrow_mut().push(time);
            });
        }
        executor.spawn(async {
            yield_now().await;
            thread::sleep(100 * MS);
        });
        executor.run().unwrap();
        assert_eq!(woken.into_inner(), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    });
}

#[test]
fn another_thread_wakes_a_loop_that_sleeps() {
    within_a_minute(|| {
        for early in [true, false] {
            let shared = Arc::new((AtomicBool::new(false), Mutex::new(None::<Waker>)));
            let other = Arc::clone(&shared);
            let (kept, is_kept) = channel();
            let thread = thread::spawn(move || {
                is_kept.recv().unwrap();
                if !early {
                    thread::sleep(20 * MS); // by then, most likely, the loop sleeps
                }
                other.0.store(true, Ordering::Release);
                other.1.lock().unwrap().take().unwrap().wake();
            });
            let reactor = Reactor::new().unwrap();
            let mut executor = Executor::new(&reactor);
            executor.spawn(poll_fn(move |context| {
                if shared.0.load(Ordering::Acquire) {
                    return Poll::Ready(());
                }
                *shared.1.lock().unwrap() = Some(context.waker().clone());
                let _ = kept.send(());
                Poll::Pending
            }));
            executor.run().unwrap();
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_task_that_wakes_itself_starves_neither_timers_nor_sockets() {
    within_a_minute(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut peer = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (socket, _) = listener.accept().unwrap();
        socket.set_nonblocking(true).unwrap();
        let mut socket = mio::net::TcpStream::from_std(socket);
        let reactor = Reactor::new().unwrap();
        let done = Cell::new(0);
        let mut executor = Executor::new(&reactor);
        executor.spawn(async {
            while done.get() < 2 {
                yield_now().await;
            }
        });
        executor.spawn(async {
            reactor.sleep(10 * MS).await;
            peer.write_all(b"!").unwrap();
            done.set(done.get() + 1);
        });
        executor.spawn(async {
            assert_eq!(reactor.read(&mut socket, &mut [0; 9]).await.unwrap(), 1);
            done.set(done.get() + 1);
        });
        executor.run().unwrap();
        assert_eq!(done.get(), 2);
    });
}

#[test]
fn a_task_woken_twice_is_polled_once() {
    within_a_minute(|| {
        let reactor = Reactor::new().unwrap();
        let polls = Cell::new(0);
        let mut executor = Executor::new(&reactor);
        executor.spawn(async {
            let mut sleep = Box::pin(reactor.sleep(50 * MS));
            poll_fn(|context| {
                polls.set(polls.get() + 1);
                if polls.get() == 1 {
                    context.waker().wake_by_ref();
                    context.waker().wake_by_ref();
                }
                sleep.as_mut().poll(context)
            })
            .await;
        });
        executor.run().unwrap();
        assert_eq!(polls.get(), 3, "at first, woken by itself, and woken by the timer");
    });
}

#[test]
fn a_sleep_polled_too_early_sleeps_on() {
    within_a_minute(|| {
        let reactor = Reactor::new().unwrap();
        let (waker, polls, slept) =
            (RefCell::new(None), Cell::new(0), Cell::new(Duration::ZERO));
        let mut executor = Executor::new(&reactor);
        executor.spawn(async {
            let begin = Instant::now();
            let mut sleep = Box::pin(reactor.sleep(50 * MS));
            poll_fn(|context| {
                polls.set(polls.get() + 1);
                *waker.borrow_mut() = Some(context.waker().clone());
                sleep.as_mut().poll(context)
            })
            .await;
            slept.set(begin.elapsed());
        });
        executor.spawn(async {
            for _ in 0..3 {
                reactor.sleep(MS).await;
                waker.borrow().as_ref().unwrap().wake_by_ref();
            }
        });
        executor.run().unwrap();
        assert!(slept.get() >= 50 * MS, "it slept for {:?}", slept.get());
        assert!(polls.get() >= 2, "nobody woke it");
        // After its end it may be woken too, also when the loop is gone.
        waker.borrow().as_ref().unwrap().wake_by_ref();
    });
}

#[test]
fn waking_a_task_that_has_ended_does_nothing() {
    within_a_minute(|| {
        let reactor = Reactor::new().unwrap();
        let waker = RefCell::new(None::<Waker>);
        let mut executor = Executor::new(&reactor);
        executor.spawn(poll_fn(|context| {
            assert!(waker.borrow().is_none(), "polled after its end");
            *waker.borrow_mut() = Some(context.waker().clone());
            Poll::Ready(())
        }));
        executor.spawn(async {
            waker.borrow().as_ref().unwrap().wake_by_ref();
            yield_now().await;
            waker.borrow().as_ref().unwrap().wake_by_ref();
            reactor.sleep(MS).await;
        });
        executor.run().unwrap();
    });
}

#[test]
fn a_panic_ends_its_own_task_only() {
    within_a_minute(|| {
        let reactor = Reactor::new().unwrap();
        let ended = Cell::new(0);
        let mut executor = Executor::new(&reactor);
        for id in 0..3 {
            let (reactor, ended) = (&reactor, &ended);
            executor.spawn(async move {
                reactor.sleep(MS).await;
                assert_ne!(id, 1, "this is meant to panic");
                ended.set(ended.get() + 1);
            });
        }
        executor.run().unwrap();
        assert_eq!(ended.get(), 2);
    });
}
