//! How a computation is cut into spans, with clocks that are made up; and how long its turns are.

use super::*;
use crate::workload::{Speed, Workload};
use std::time::Instant;

const BEGIN: u64 = 1_000_000;

/// On a core, at a moment.
fn clocks(core: u64, ns: u64) -> Clocks {
    Clocks { mark: Mark { ns, at: 7 << 32 | core }, cpu_ns: None }
}

/// A computation that begins at 1,000,000 on core 0.
fn begun(cpu_ns: Option<u64>) -> Computing {
    let begin = Clocks { cpu_ns, ..clocks(0, BEGIN) };
    Computing {
        computation: Computation::new(0, Work::default()),
        cpu_ns: 0,
        spans: Vec::new(),
        open: begin.mark,
        last: begin,
        is_first_turn: false,
        turns: Turns::default(),
    }
}

/// A computation that begins on core 0 at 1,000,000 and goes on through `steps`: the core and the moment of each, and the gap before it.
/// Shown as `computing 0-5 on 0, ..`, in microseconds from its beginning.
fn spans_of(steps: &[(u64, u64, u64)]) -> String {
    let mut computing = begun(None);
    for &(core, at_us, gap_ns) in steps {
        let now = clocks(core, BEGIN + 1_000 * at_us);
        computing.note_gap(gap_ns, now);
        computing.last = now;
    }
    let spans = computing.into_spans(4_711);
    assert!(spans.iter().all(|span| span.place.pid == 4_711 && span.place.thread == 7));
    let us = |ns: u64| (ns - BEGIN) as f64 / 1e3;
    let show = |span: &Span| {
        format!("{} {}-{} on {}", span.state.name(), us(span.begin_ns), us(span.end_ns), span.place.core.unwrap())
    };
    spans.iter().map(show).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_computation_is_cut_at_gaps_and_where_it_changes_its_core() {
    for (steps, expected) in [
        (vec![], ""),
        (vec![(0, 90, 0), (0, 200, 20_000)], "computing 0-200 on 0"),
        // A gap of up to 100 us is nothing.
        (vec![(0, 200, 100_000)], "computing 0-200 on 0"),
        (vec![(0, 200, 100_001), (0, 300, 0)], "computing 0-99.999 on 0, late 99.999-200 on 0, computing 200-300 on 0"),
        (vec![(0, 200, 100_001)], "computing 0-99.999 on 0, late 99.999-200 on 0"),
        (vec![(0, 200, 200_000), (0, 300, 0)], "late 0-200 on 0, computing 200-300 on 0"),
        (vec![(1, 100, 0), (1, 200, 0), (0, 300, 0)], "computing 0-100 on 0, computing 100-300 on 1"),
        // It waited where it was, and goes on elsewhere.
        (
            vec![(1, 100, 0), (2, 400, 250_000), (2, 500, 0)],
            "computing 0-100 on 0, computing 100-150 on 1, late 150-400 on 1, computing 400-500 on 2",
        ),
    ] {
        assert_eq!(spans_of(&steps), expected, "{steps:?}");
    }
}

/// Each step takes 100 us, of which the thread's own clock has counted so much.
#[test]
fn a_task_computes_for_what_its_thread_had_a_core_and_never_longer_than_the_time_that_passed() {
    for (cpu_us, expected_us, interrupted) in [
        ([100, 100], 200, 0),
        ([100, 95], 195, 0),
        ([100, 94], 194, 1),
        ([20, 30], 50, 2),
        ([140, 60], 200, 0), // once, the second clock was read 40 us after the first
        ([60, 140], 160, 1),
        ([100, 140], 200, 0),
    ] {
        let (mut cpu_ns, mut computing) = (7_000, begun(Some(7_000)));
        for (step, us) in (1..).zip(cpu_us) {
            cpu_ns += 1_000 * us;
            computing.note_step(Clocks { cpu_ns: Some(cpu_ns), ..clocks(0, BEGIN + 100_000 * step) });
        }
        assert_eq!((computing.cpu_ns, computing.turns.interrupted), (1_000 * expected_us, interrupted), "{cpu_us:?}");
    }
}

#[test]
fn a_turn_is_as_long_as_it_is_to_be() {
    let compute = Duration::from_millis(12);
    let workload = Workload { tasks: 1, wait: Duration::ZERO, compute, cores: 2 };
    let work = Speed::measure().work(compute);
    let recorder: &'static Recorder = Box::leak(Box::new(Recorder::new(workload, work, None)));
    let mut task = Task::new(recorder, 0);
    let turn = Duration::from_millis(2);
    let mut turns = 1;
    loop {
        let begin = Instant::now();
        if !task.compute_for(turn) {
            break;
        }
        assert!(begin.elapsed() >= turn, "{:?}", begin.elapsed());
        turns += 1;
    }
    assert!(turns >= 2, "12 ms of computing in one turn of 2 ms");
}
