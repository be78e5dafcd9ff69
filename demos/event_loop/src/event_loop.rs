//! The event loop. An executor polls the tasks that are ready, a reactor keeps the wakers
//! of those that wait, and a waker puts its task back into the queue of the ready ones.

use crate::narration::{Moment, say};
use mio::net::TcpStream;
use mio::{Events, Interest, Token};
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::future::{Future, poll_fn};
use std::io::{self, ErrorKind, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

// ANCHOR: waker
/// Wakes one task: puts its number into the queue of the tasks that are ready. Whoever
/// makes a task wait is given one of these, and may call it from any thread.
struct TaskWaker {
    id: usize,
    is_queued: AtomicBool,
    ready: Sender<usize>,
    loop_thread: ThreadId,
    alarm: Arc<mio::Waker>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        if self.is_queued.swap(true, Ordering::AcqRel) {
            return; // woken twice, it is polled once
        }
        say("waker", format_args!("task {} is woken: into the queue", self.id));
        let _ = self.ready.send(self.id); // an error: the loop has ended
        if thread::current().id() != self.loop_thread {
            let _ = self.alarm.wake(); // the loop's own thread may be asleep
        }
    }
}
// ANCHOR_END: waker

// ANCHOR: executor
/// Has the tasks, and polls those that are ready, one at a time, on one thread.
pub struct Executor<'a> {
    reactor: &'a Reactor,
    tasks: Vec<Option<SpawnedTask<'a>>>, // a task that has ended leaves `None`
    unfinished: usize,
    ready: Receiver<usize>,
    queue: Sender<usize>,
}

struct SpawnedTask<'a> {
    future: Pin<Box<dyn Future<Output = ()> + 'a>>,
    waker: Arc<TaskWaker>,
}

impl<'a> Executor<'a> {
    /// At most so many polls before the clock and the sockets are looked at again. A task
    /// that wakes itself over and over must not keep the others waiting.
    const TURN: usize = 64;

    pub fn new(reactor: &'a Reactor) -> Self {
        let (queue, ready) = channel();
        Executor { reactor, tasks: Vec::new(), unfinished: 0, ready, queue }
    }

    /// Takes a task in. It is ready, but not yet polled.
    pub fn spawn(&mut self, future: impl Future<Output = ()> + 'a) {
        let waker = Arc::new(TaskWaker {
            id: self.tasks.len(),
            is_queued: AtomicBool::new(false),
            ready: self.queue.clone(),
            loop_thread: thread::current().id(),
            alarm: Arc::clone(&self.reactor.alarm),
        });
        let future = Box::pin(future);
        self.tasks.push(Some(SpawnedTask { future, waker: Arc::clone(&waker) }));
        self.unfinished += 1;
        say("executor", format_args!("task {} is spawned", waker.id));
        waker.wake();
    }

    /// The event loop: polls who is ready, lets the reactor wake who waits, and so on.
    pub fn run(mut self) -> io::Result<()> {
        while self.unfinished > 0 {
            let turn: Vec<usize> = self.ready.try_iter().take(Self::TURN).collect();
            let nobody_is_ready = turn.is_empty();
            for id in turn {
                self.poll(id);
            }
            self.reactor.wake_who_is_due(nobody_is_ready)?;
        }
        Ok(())
    }

    fn poll(&mut self, id: usize) {
        let Some(mut task) = self.tasks[id].take() else { return }; // woken after its end
        task.waker.is_queued.swap(false, Ordering::AcqRel); // from now on it may be woken
        say("executor", format_args!("task {id} is polled"));
        let waker = Waker::from(Arc::clone(&task.waker));
        let poll = || task.future.as_mut().poll(&mut Context::from_waker(&waker));
        let polled = catch_unwind(AssertUnwindSafe(poll)); // an error: it has panicked
        let how = match polled {
            Ok(Poll::Pending) => "is pending",
            Ok(Poll::Ready(())) => "has ended",
            Err(_) => "has panicked",
        };
        say("executor", format_args!("task {id} {how}"));
        match polled {
            Ok(Poll::Pending) => self.tasks[id] = Some(task), // until it is woken
            _ => self.unfinished -= 1,
        }
    }
}
// ANCHOR_END: executor

// ANCHOR: reactor
/// Knows who waits for what: for a moment, or for a socket that has something to read.
/// Each wait has a number, under which the waker of its task is kept.
pub struct Reactor {
    wakers: RefCell<HashMap<usize, Waker>>,
    timers: RefCell<BinaryHeap<Reverse<(Instant, usize)>>>, // the earliest is on top
    sockets: RefCell<mio::Poll>, // the operating system's side of it
    alarm: Arc<mio::Waker>,
    waits: Cell<usize>,
}

impl Reactor {
    pub fn new() -> io::Result<Self> {
        let sockets = mio::Poll::new()?;
        let alarm = Arc::new(mio::Waker::new(sockets.registry(), Token(usize::MAX))?);
        let (wakers, timers) = (RefCell::default(), RefCell::default());
        Ok(Reactor {
            wakers,
            timers,
            sockets: RefCell::new(sockets),
            alarm,
            waits: Cell::new(0),
        })
    }

    /// Waits until `time` is over.
    pub async fn sleep(&self, time: Duration) {
        let (number, until) = (self.new_wait(), Instant::now() + time);
        self.timers.borrow_mut().push(Reverse((until, number)));
        poll_fn(|context| {
            if Instant::now() >= until {
                return Poll::Ready(());
            }
            let until = Moment(until);
            say("reactor", format_args!("timer {number}: asleep until {until}"));
            self.keep_waker(number, context);
            Poll::Pending
        })
        .await;
    }

    /// Reads what a socket has, and waits while that is nothing. 0 bytes: it was closed.
    pub async fn read(&self, socket: &mut TcpStream, to: &mut [u8]) -> io::Result<usize> {
        let number = self.new_wait();
        let sockets = || self.sockets.borrow();
        sockets().registry().register(socket, Token(number), Interest::READABLE)?;
        let read = poll_fn(|context| match socket.read(to) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                say("reactor", format_args!("socket {number}: asleep until it has news"));
                self.keep_waker(number, context);
                Poll::Pending
            }
            read => Poll::Ready(read),
        });
        let read = read.await;
        sockets().registry().deregister(socket)?;
        read
    }

    fn new_wait(&self) -> usize {
        self.waits.replace(self.waits.get() + 1)
    }

    fn keep_waker(&self, number: usize, context: &Context) {
        self.wakers.borrow_mut().insert(number, context.waker().clone());
    }

    /// Wakes those whose time is over or whose socket has news. Where nobody is ready,
    /// the thread sleeps until somebody can be woken: here, and nowhere else.
    fn wake_who_is_due(&self, nobody_is_ready: bool) -> io::Result<()> {
        let next = self.timers.borrow().peek().map(|Reverse((until, _))| *until);
        let left = next.map(|until| until.saturating_duration_since(Instant::now()));
        let timeout = if nobody_is_ready { left } else { Some(Duration::ZERO) };
        if timeout != Some(Duration::ZERO) {
            say("reactor", format_args!("nobody is ready: the thread sleeps"));
        }
        let mut events = Events::with_capacity(256);
        match self.sockets.borrow_mut().poll(&mut events, timeout) {
            Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
            _ => {} // interrupted by a signal, it has no events
        }
        for Token(number) in events.iter().map(|event| event.token()) {
            self.wake(number, "socket", "it has news");
        }
        let now = Instant::now();
        while let Some(number) = self.take_timer(now) {
            self.wake(number, "timer", "its time is over");
        }
        Ok(())
    }

    fn take_timer(&self, now: Instant) -> Option<usize> {
        let mut timers = self.timers.borrow_mut();
        timers.peek().filter(|Reverse((until, _))| *until <= now)?;
        timers.pop().map(|Reverse((_, number))| number)
    }

    fn wake(&self, number: usize, what: &str, why: &str) {
        let waker = self.wakers.borrow_mut().remove(&number);
        if let Some(waker) = waker {
            say("reactor", format_args!("{what} {number}: {why}, calls the waker"));
            waker.wake();
        }
    }
}
// ANCHOR_END: reactor

#[cfg(test)]
mod tests;
