use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

#[derive(Clone, Default)]
struct Bell {
    rung: Rc<Cell<bool>>,
    wakers: Rc<RefCell<Vec<Waker>>>,
}

impl Bell {
    fn ring(&self) {
        self.rung.set(true);
        // Whoever was ever promised a call gets one: to be polled once too often does no harm.
        for waker in self.wakers.borrow_mut().drain(..) {
            waker.wake();
        }
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        if self.rung.get() {
            Poll::Ready(())
        } else {
            self.wakers.borrow_mut().push(context.waker().clone());
            Poll::Pending
        }
    }
}
