//! The one helper thread: it notices Ctrl-C, ends workers that do not answer, and shows progress on a terminal.

use crate::launch;
use crate::limits;
use crate::platform::{self, Whose};
use crate::progress;
use crate::recorder::Recorder;
use crate::workload::{show_count, show_duration};
use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often the helper looks.
const LOOK: Duration = Duration::from_millis(50);
/// A run shorter than this shows no progress.
const SHORT: Duration = Duration::from_secs(1);

/// Notices Ctrl-C: the first one is noted, a second one ends the process at once.
pub fn note_interrupts() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let sigint = signal_hook::consts::SIGINT;
    // A signal that came in the middle of this would be lost: the old action is gone, and the new one not yet in place.
    platform::hold_interrupts_during(|| {
        if launch::is_governed() {
            launch::leave_interrupts_to_the_parent(); // it closes our standard input
        } else {
            // They act in this order: at the first Ctrl-C the flag is not yet set.
            let _ = signal_hook::flag::register_conditional_shutdown(sigint, 130, Arc::clone(&interrupted));
            let _ = signal_hook::flag::register(sigint, Arc::clone(&interrupted));
        }
    });
    interrupted
}

/// Does what comes before a run, and may take long. Where that is one of several runs, and the process that started it is interrupted
/// meanwhile, or is gone, this process ends: it has nothing to report yet.
pub fn prepare<T>(prepare: impl FnOnce() -> T) -> T {
    if !launch::is_governed() || launch::run_asked_for().is_none() {
        return prepare();
    }
    let (prepared, until_prepared) = channel::<()>();
    let watch = move || {
        while until_prepared.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            if platform::stdin_hung_up(Duration::ZERO) {
                exit(130);
            }
        }
    };
    let watcher = thread::Builder::new().name("timing".to_owned()).spawn(watch);
    let result = prepare();
    let without_it = platform::thread_count().map(|threads| threads - 1);
    drop(prepared);
    if watcher.map(JoinHandle::join).is_ok() {
        limits::wait_until_gone(without_it);
    } // else Ctrl-C has had to wait
    result
}

/// Starts the helper thread of a run; in its progress `run` comes first. When Ctrl-C is noticed, `report` is called on it.
pub fn start(
    run: String,
    recorder: &'static Recorder,
    interrupted: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
    report: impl FnOnce() + Send + 'static,
) {
    recorder.leave_out_a_thread();
    let governed = launch::is_governed();
    let watch = move || {
        let begin = platform::moment();
        let mut shown = Duration::ZERO;
        loop {
            if governed {
                if platform::stdin_hung_up(LOOK) {
                    interrupted.store(true, Ordering::Relaxed);
                }
            } else {
                thread::sleep(LOOK);
            }
            if over.load(Ordering::Relaxed) {
                return;
            }
            if interrupted.load(Ordering::Relaxed) {
                return report();
            }
            recorder.end_overdue_workers();
            let since = Duration::from_nanos(platform::moment() - begin);
            if since > SHORT && since - shown >= Duration::from_millis(250) {
                shown = since;
                show_progress(&run, recorder, since);
            }
            recorder.leave_out_usage(platform::usage(Whose::Thread).unwrap_or_default());
        }
    };
    if thread::Builder::new().name("timing".to_owned()).spawn(watch).is_err() {
        recorder.count_it_after_all();
    }
}

fn show_progress(run: &str, recorder: &Recorder, since: Duration) {
    let (line, to_go) = progress_line(run, recorder.done(), recorder.workload.tasks, since);
    progress::show_with_bar(recorder.done(), recorder.workload.tasks, &line, &to_go);
}

/// How far a run has come, and how far it has to go. The tasks to go are expected to take as long as those that are done.
fn progress_line(run: &str, done: usize, tasks: usize, since: Duration) -> (String, String) {
    let line = format!(
        "{run}{} of {} tasks done in {}",
        show_count(done as u64),
        show_count(tasks as u64),
        show_duration(since.as_nanos() as u64),
    );
    let to_go = match done {
        0 => String::new(),
        _ => format!(
            ", about {} to go",
            show_duration((since.as_nanos() as f64 * (tasks - done) as f64 / done as f64) as u64)
        ),
    };
    (line, to_go)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_foretells_the_end() {
        let after_two_seconds = |done, tasks| {
            let (line, to_go) = progress_line("once: ", done, tasks, Duration::from_secs(2));
            line + &to_go
        };
        assert_eq!(after_two_seconds(0, 1_000), "once: 0 of 1,000 tasks done in 2.00 s");
        assert_eq!(after_two_seconds(250, 1_000), "once: 250 of 1,000 tasks done in 2.00 s, about 6.00 s to go");
        assert_eq!(after_two_seconds(9, 9), "once: 9 of 9 tasks done in 2.00 s, about 0 ms to go");
    }
}
