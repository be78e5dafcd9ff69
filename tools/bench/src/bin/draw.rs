//! Draws a timeline of many spans once, and prints how long that took and how large the figure is.
//! `bench` runs it as a process of its own for each measurement: `draw terminal task 1000000`.

use std::env;
use std::time::{Duration, Instant};
use timing::figure::svg::Figure;
use timing::figure::{Style, terminal};
use timing::report::{Machine, Report, Run};
use timing::span::{Place, Span, State};
use timing::timeline::Timeline;
use timing::workload::{Lanes, Workload};

const THREADS: u64 = 8;
const CORES: u64 = 2;
const WALL_NS: u64 = 2_000_000_000;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [kind, lanes, spans] = &arguments[..] else { panic!("three arguments: terminal or svg, lanes, spans") };
    let lanes = match &lanes[..] {
        "thread" => Lanes::Thread,
        "core" => Lanes::Core,
        _ => Lanes::Task,
    };
    let spans = spans.parse().expect("the third argument is a number of spans");
    let report = report(spans);
    let begin = Instant::now();
    let figure = match &kind[..] {
        "svg" => Figure::of(&report, "many spans", lanes).draw(),
        _ => terminal::draw(
            &report,
            &Style { width: 80, unicode: true, color: true, lanes, lanes_most: 20, chart: true, zoom: None },
        ),
    };
    println!(r#"{{"wall_ns": {}, "bytes": {}}}"#, begin.elapsed().as_nanos(), figure.len());
}

/// Tasks that begin one after the other in the first half of the run, wait about a quarter of it and go on at once, or late.
fn timeline(spans: u64) -> Timeline {
    let tasks = spans / 2;
    let mut timeline = Timeline::with_capacity(tasks as usize);
    for task in 0..tasks {
        let jitter = task.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40; // up to some 17 ms
        let begin_ns = WALL_NS / 2 * task / tasks;
        let waited_ns = begin_ns + WALL_NS / 4 + jitter;
        let end_ns = waited_ns + 1_000_000 + jitter / 2;
        let place = |number| Place { pid: 1, thread: (number % THREADS) as u32, core: Some((number % CORES) as u32) };
        let after = if task % 3 == 0 { State::Late } else { State::Computing };
        let spans = [
            Span { state: State::Waiting, begin_ns, end_ns: waited_ns, place: place(task) },
            Span { state: after, begin_ns: waited_ns, end_ns, place: place(task + jitter) },
        ];
        timeline.add(task as usize, begin_ns, end_ns, &spans).expect("these spans are in order");
    }
    timeline
}

fn report(spans: u64) -> Report {
    let tasks = spans as usize / 2;
    let wait = Duration::from_nanos(WALL_NS / 4);
    let workload = Workload { tasks, wait, compute: Duration::from_millis(1), cores: CORES as usize };
    let run = Run {
        name: "many_spans".to_owned(),
        workload,
        wall_ns: WALL_NS,
        ideal_ns: WALL_NS / 2,
        efficiency: 0.5,
        concurrency_peak: tasks / 2,
        cores_busy: Some(1.0),
        late_max_ns: Some(10_000_000),
        cpu_user_ns: Some(WALL_NS),
        cpu_system_ns: Some(0),
        threads_peak: Some(THREADS as u32),
        processes: 1,
        switches_voluntary: Some(1),
        switches_involuntary: Some(1),
        memory_peak_bytes: Some(1_000_000),
        heartbeat: None,
        tasks_ok: tasks,
        failures: Vec::new(),
        turns: None,
        notes: Vec::new(),
        own_work: false,
        stopped: Vec::new(),
        interrupted: false,
        timeline: timeline(spans),
    };
    Report { demo: "many_spans".to_owned(), workload, machine: Machine::here(CORES as usize), runs: vec![run] }
}
