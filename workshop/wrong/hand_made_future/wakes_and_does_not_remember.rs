// refused: the bell has rung, the task was woken, and `poll` returned `Pending`
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

#[derive(Clone, Default)]
struct Bell {
    waker: Rc<RefCell<Option<Waker>>>,
}

impl Bell {
    fn ring(&self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        *self.waker.borrow_mut() = Some(context.waker().clone());
        Poll::Pending
    }
}
