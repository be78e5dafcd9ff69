//! Remembers why a thread panics, so that the task it takes with it can say so.

use std::any::Any;
use std::cell::RefCell;
use std::panic;
use std::sync::Once;

const AS_ASKED: &str = "panicked, as --fail asked";

/// The payload of a panic that `--fail` asked for: it is announced, so nothing more is printed.
pub(super) struct Asked;

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From now on every panic is remembered on its thread. It is printed as before, but for those that `--fail` asked for.
pub fn remember_panics() {
    // Once, so that no thread panics while a second call has taken the hook and not yet set its own.
    static REMEMBERED: Once = Once::new();
    REMEMBERED.call_once(set_hook);
}

fn set_hook() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let asked = info.payload().is::<Asked>();
        let message = match info.location() {
            _ if asked => AS_ASKED.to_owned(),
            Some(place) => format!("panicked at {}:{}: {}", place.file(), place.line(), text(info.payload())),
            None => format!("panicked: {}", text(info.payload())),
        };
        // `try_with`: a panic while the thread ends finds its memory gone.
        let _ = LAST.try_with(|last| last.replace(Some(message)));
        if !asked {
            print(info);
        }
    }));
}

/// Why a task ends with the panic of the calling thread: the task's own panic, if `began` and, where `--fail` asked for it, if it
/// was `asked` of this task; or another's.
pub(super) fn reason(began: bool, asked: bool) -> String {
    let last = LAST.try_with(|last| last.borrow().clone()).ok().flatten();
    let last = last.as_deref().unwrap_or("panicked");
    match (began, last == AS_ASKED && !asked) {
        (false, _) => format!("it never began: its thread {last}"),
        (true, true) => format!("its thread {last}"),
        (true, false) => format!("it {last}"),
    }
}

fn text(payload: &dyn Any) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("(no message)")
}
