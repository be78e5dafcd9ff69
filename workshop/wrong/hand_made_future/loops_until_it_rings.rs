// refused: It looks like an endless loop
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
        self.state.borrow_mut().waker = Some(context.waker().clone());
        while !self.state.borrow().has_rung {
            std::thread::yield_now();
        }
        Poll::Ready(())
    }
}
