// refused: `poll` returned `Ready`, and nobody has rung
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
        state.waker = Some(context.waker().clone());
        Poll::Ready(()) // so that nobody has to wait
    }
}
