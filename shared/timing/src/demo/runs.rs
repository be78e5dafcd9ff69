//! A demo of several runs: it starts itself once for each, and reports them together.

use super::RunKind;
use crate::launch::{self, EndedFor, Governed};
use crate::output::complain;
use crate::progress;
use crate::report::{Report, TASKS_LISTED};
use crate::workload::{Options, Speed};
use std::env;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

/// Starts this program once for each run, and reports them together in `report`. Returns the exit code.
pub(super) fn supervise(
    program: &str,
    runs: &[RunKind],
    options: &Options,
    mut report: Report,
    interrupted: &AtomicBool,
) -> i32 {
    let computes = !report.workload.compute.is_zero() || runs.iter().any(|run| run.computes);
    let speed = launch::speed_asked_for().or_else(|| computes.then(Speed::measure));
    let mut lost = false;
    for run in runs {
        if interrupted.load(Ordering::Relaxed) {
            break;
        }
        let governed = Governed { run: Some(run.name), speed, ..Governed::default() };
        let mut command =
            Command::new(env::current_exe().unwrap_or_else(|_| env::args_os().next().unwrap_or_default().into()));
        command.args(arguments(options)).args(options.own_arguments()).arg(if options.tasks > TASKS_LISTED {
            "--json=full"
        } else {
            "--json"
        });
        let result = governed.run(&mut command, interrupted).map_err(|error| error.to_string());
        let read = result.and_then(|outcome| match Report::from_json(&outcome.output) {
            _ if outcome.ended_for == Some(EndedFor::StandingStill) => Err(launch::stood_still()),
            // What went wrong beside its tasks it has said itself.
            Ok(report) => {
                lost |= !outcome.status.success();
                Ok(report)
            }
            Err(_) => Err(format!("it ended without a report ({})", outcome.status)),
        });
        match read {
            Ok(one) => report.runs.extend(one.runs),
            Err(_) if interrupted.load(Ordering::Relaxed) => break, // it had hardly begun
            Err(what) => {
                progress::wipe_for_others(); // killed, a run leaves its progress on the terminal
                complain(program, &format!("the run {}: {what}", run.name));
                lost = true;
            }
        }
    }
    if interrupted.load(Ordering::Relaxed) {
        progress::wipe_ctrl_c();
    }
    if let Some(next) = runs.get(report.runs.len()).filter(|_| interrupted.load(Ordering::Relaxed)) {
        complain(program, &format!("Ctrl-C came before the run {} had anything to report", next.name));
    }
    let code = super::hand_over(program, &report, options);
    if interrupted.load(Ordering::Relaxed) { 130 } else { i32::from(code.max(u8::from(lost))) }
}

/// The flags that say what is to be done, as arguments for another program.
pub fn arguments(options: &Options) -> Vec<String> {
    let mut arguments = vec![
        format!("--tasks={}", options.tasks),
        format!("--wait={}ns", options.wait.as_nanos()),
        format!("--compute={}ns", options.compute.as_nanos()),
    ];
    arguments.extend(options.cores.map(|cores| format!("--cores={cores}")));
    arguments.extend(options.fail.map(|fail| format!("--fail={}", fail.asked())));
    arguments
}
