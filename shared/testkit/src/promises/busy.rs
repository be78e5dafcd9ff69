//! Other work has the core, too.

use super::keys::check_run;
use crate::{Demo, reference, wait_until};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::time::{ClockId, clock_gettime};
use nix::unistd::Pid;
use std::array;
use std::hint::spin_loop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// On a core that others keep busy, all is done and the figures are true: what computed is what had the core, and what had to let the
/// others go first is late. Nothing here is a matter of speed: however much more there is to do on this machine, it holds.
#[track_caller]
pub fn stays_true_on_a_busy_core(demo: &Demo) {
    let load = Load::on_the_first_core();
    let before_ns = load.cpu_ns();
    let report = demo.report("--tasks 4 --wait 20ms --compute 30ms --cores 1");
    let load_ns = load.cpu_ns() - before_ns;
    for run in &report.runs {
        let (computing, late) = (run.intervals("computing"), run.intervals("late"));
        let computed_ns = reference::time_with(1, &computing);
        let either_ns = reference::time_with(1, &[computing, late].concat());
        let lost_ns = either_ns - computed_ns;
        let wall_ns = run.wall_ns;
        let what = format!(
            "run {} of {} on a busy core, {wall_ns} ns, {computed_ns} of compute",
            run.name,
            demo.program_name()
        );
        check_run(demo, run, 1, &what); // among others that each waited for as long as was asked, and how late one was at most
        // The scheduler gives each who wants the core about as much of it: of two others and at most four of the demo's.
        assert!(load_ns > computed_ns / 4, "there was no load: it had {load_ns} ns: {what}");
        assert!(lost_ns > computed_ns / 4, "the others had the core for {lost_ns} ns: {what}");
        assert!(run.turns.as_ref().is_some_and(|turns| turns.interrupted > 0), "no turn was interrupted: {what}");
        assert!(run.switches_involuntary.is_some_and(|switches| switches > 0), "it was never interrupted: {what}");
        // No time is counted twice, and none of the others' is counted as the demo's. When a step was interrupted is not told: it is taken to
        // have computed first.
        let cpu_ns = run.cpu_ns().expect("Linux tells it");
        assert!(computed_ns < cpu_ns + cpu_ns / 4, "in {cpu_ns} ns of CPU time: {what}");
        assert!(cpu_ns + lost_ns < wall_ns + wall_ns / 5, "{cpu_ns} and {lost_ns} ns on one core: {what}");
        assert!(wall_ns >= run.workload.wait_ns + either_ns, "it took longer than is said: {what}");
        assert!(run.efficiency < 0.9, "it cannot have been that good: {what}");
    }
}

/// Two threads that want the first core that is to be had here, the one that `--cores 1` chooses, until this is dropped.
struct Load {
    cpu_ns: [Arc<AtomicU64>; 2],
    is_over: Arc<AtomicBool>,
}

impl Load {
    #[track_caller]
    fn on_the_first_core() -> Load {
        let allowed = sched_getaffinity(Pid::from_raw(0)).expect("the cores of this thread");
        let core = (0..CpuSet::count()).find(|&core| allowed.is_set(core) == Ok(true)).expect("a core");
        let mut only = CpuSet::new();
        only.set(core).expect("a core that there is");
        let load = Load { cpu_ns: array::from_fn(|_| Arc::default()), is_over: Arc::default() };
        for cpu_ns in &load.cpu_ns {
            let (cpu_ns, is_over) = (Arc::clone(cpu_ns), Arc::clone(&load.is_over));
            thread::spawn(move || {
                sched_setaffinity(Pid::from_raw(0), &only).expect("this thread stays on its core");
                while !is_over.load(Ordering::Relaxed) {
                    (0..1_000).for_each(|_| spin_loop());
                    let used = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("its CPU time");
                    cpu_ns.store(Duration::from(used).as_nanos() as u64, Ordering::Relaxed);
                }
            });
        }
        let is_there = |cpu_ns: &Arc<AtomicU64>| cpu_ns.load(Ordering::Relaxed) > 0;
        wait_until("a load", Duration::from_secs(30), || load.cpu_ns.iter().all(is_there).then_some(()));
        load
    }

    /// The CPU time that it has used so far.
    fn cpu_ns(&self) -> u64 {
        self.cpu_ns.iter().map(|cpu_ns| cpu_ns.load(Ordering::Relaxed)).sum()
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}
