use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

#[derive(Clone, Default)]
struct Bell(Rc<Inner>);

#[derive(Default)]
struct Inner {
    has_rung: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Bell {
    fn ring(&self) {
        self.0.has_rung.set(true);
        self.0.waker.take().map_or((), Waker::wake);
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // First the waker, then the look: so nothing is missed, whoever rings in between.
        self.0.waker.set(Some(context.waker().clone()));
        if self.0.has_rung.get() { Poll::Ready(()) } else { Poll::Pending }
    }
}
