// refused: nobody has rung, and the task was woken 2 times after 2 polls
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A clone is the same bell.
#[derive(Clone, Default)]
struct Bell {
    state: Rc<RefCell<State>>,
}

#[derive(Default)]
struct State {
    has_rung: bool,
}

impl Bell {
    fn ring(&self) {
        self.state.borrow_mut().has_rung = true;
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        let state = self.state.borrow();
        if state.has_rung {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref(); // so that it is polled again
        Poll::Pending
    }
}
