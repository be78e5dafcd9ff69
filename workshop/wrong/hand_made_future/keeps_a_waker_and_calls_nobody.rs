// refused: then the bell rang, and the waker was not called
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
    _waker: Option<Waker>,
}

impl Bell {
    fn ring(&self) {
        self.state.borrow_mut().has_rung = true; // poll will see it
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.has_rung {
            return Poll::Ready(());
        }
        state._waker = Some(context.waker().clone());
        Poll::Pending
    }
}
