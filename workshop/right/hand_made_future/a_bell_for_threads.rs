use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

#[derive(Default)]
enum State {
    #[default]
    Silent,
    AwaitedBy(Waker),
    HasRung,
}

#[derive(Clone, Default)]
struct Bell {
    state: Arc<Mutex<State>>,
}

impl Bell {
    fn ring(&self) {
        let before = std::mem::replace(&mut *self.state.lock().unwrap(), State::HasRung);
        if let State::AwaitedBy(waker) = before {
            waker.wake();
        }
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        let mut state = self.state.lock().unwrap();
        match &*state {
            State::HasRung => return Poll::Ready(()),
            State::AwaitedBy(waker) if waker.will_wake(context.waker()) => {}
            _ => *state = State::AwaitedBy(context.waker().clone()),
        }
        Poll::Pending
    }
}
