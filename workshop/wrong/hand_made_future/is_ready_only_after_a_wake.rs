// refused: the bell had rung before the first poll, and `poll` returned `Pending`
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
        if let Some(waker) = state.waker.as_ref() {
            waker.wake_by_ref();
        }
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.has_rung && state.waker.is_some() {
            return Poll::Ready(());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
