//! For a reader that is slow a demo waits.

use crate::{Demo, Outcome, Report, Running, not_checked, wait_until};
use nix::fcntl::{FcntlArg, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::thread;
use std::time::Duration;

/// A reader of its output that takes its time gets everything.
#[track_caller]
pub fn waits_for_slow_readers(demo: &Demo) {
    read_slowly(demo, |_| ()).expect_code(0).expect_quiet();
}

/// Runs a demo that has more to print than fits into a pipe, does something `meanwhile` when nothing more fits, and only
/// then reads, bit by bit. All of the report must be there. Returns what else the demo left behind.
#[track_caller]
pub(super) fn read_slowly(demo: &Demo, meanwhile: impl FnOnce(&Running)) -> Outcome {
    const TASKS: u64 = 5_000;
    let (mut reader, writer) = io::pipe().unwrap();
    let line = format!("--tasks {TASKS} --wait 0 --json=full");
    let running = demo.with(&line).stdout(writer.try_clone().unwrap()).in_own_group().start();
    wait_until_full(&writer);
    drop(writer);
    meanwhile(&running);
    let (mut printed, mut bit) = (Vec::new(), [0; 10_000]);
    loop {
        match reader.read(&mut bit).unwrap() {
            0 => break,
            length => printed.extend_from_slice(&bit[..length]),
        }
        thread::yield_now();
    }
    let outcome = running.finish();
    let report = Report::read(&String::from_utf8(printed).unwrap());
    let report = report.unwrap_or_else(|wrong| panic!("{wrong}, in the report of {outcome}"));
    assert_eq!(report.runs.len(), demo.run_names().len(), "{outcome}");
    for run in &report.runs {
        assert_eq!((run.tasks_ok, run.tasks.len() as u64), (TASKS, TASKS), "run {} of {outcome}", run.name);
    }
    outcome
}

/// As little as a pipe can hold, where a page of memory is no larger.
pub(super) const SMALL: usize = 4_096;

/// Makes a pipe [`SMALL`]: then a figure does not fit into it. Returns whether it can be, and says where not.
#[track_caller]
pub(super) fn make_small(pipe: &impl AsFd) -> bool {
    let size = fcntl(pipe, FcntlArg::F_SETPIPE_SZ(SMALL as i32)).unwrap();
    let is_small = size as usize == SMALL;
    if !is_small {
        not_checked(format_args!("a pipe holds {size} bytes here, and so all that a demo prints"));
    }
    is_small
}

/// Waits until nothing more fits into a pipe, so that whoever writes into it has to wait for its reader.
#[track_caller]
pub(super) fn wait_until_full(writer: &impl AsFd) {
    wait_until("a full pipe", Duration::from_secs(60), || {
        let mut looked_at = [PollFd::new(writer.as_fd(), PollFlags::POLLOUT)];
        (poll(&mut looked_at, PollTimeout::ZERO) == Ok(0)).then_some(())
    });
}
