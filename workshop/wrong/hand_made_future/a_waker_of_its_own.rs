// refused: then the bell rang, and the waker was not called
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

#[derive(Default)]
struct Bell {
    has_rung: Rc<Cell<bool>>,
    waker: Cell<Option<Waker>>, // the clone that is awaited has it; the one that is rung has none
}

impl Clone for Bell {
    fn clone(&self) -> Bell {
        Bell { has_rung: Rc::clone(&self.has_rung), waker: Cell::default() }
    }
}

impl Bell {
    fn ring(&self) {
        self.has_rung.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        if self.has_rung.get() {
            return Poll::Ready(());
        }
        self.waker.set(Some(context.waker().clone()));
        Poll::Pending
    }
}
