// refused: `poll` returned `Ready`, and nobody has rung
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
        // It is polled again, so it must have been woken? Nobody has promised that.
        let mut waker = self.waker.borrow_mut();
        if waker.is_some() {
            return Poll::Ready(());
        }
        *waker = Some(context.waker().clone());
        Poll::Pending
    }
}
