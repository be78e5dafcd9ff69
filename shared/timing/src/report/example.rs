//! Reports to test with.

use super::{Failure, Machine, Note, Pulse, Report, Run, TaskTurns, Turns};
use crate::span::{Place, Span, State};
use crate::timeline::{Life, TaskLine, Timeline};
use crate::workload::Workload;
use proptest::prelude::*;
use std::time::Duration;

/// When a task begins, and the state and length of each of its spans.
pub type Sketch = (u64, Vec<(u8, u64)>);

/// A report of runs of such tasks.
pub fn report(runs: &[Vec<Sketch>], heartbeat: bool, failed: usize) -> Report {
    let tasks = runs.iter().map(Vec::len).max().unwrap_or(0);
    let workload = Workload { tasks, wait: Duration::from_millis(200), compute: Duration::ZERO, cores: 2 };
    let run = |(number, lives): (usize, &Vec<Sketch>)| {
        let life = |(id, (begin_ns, lengths)): (usize, &Sketch)| {
            let mut end_ns = *begin_ns;
            let spans = lengths.iter().map(|&(state, length)| {
                let begin_ns = end_ns;
                end_ns += length;
                let place = Place { pid: 1, thread: u32::from(state), core: Some(0) };
                Span { state: State::ALL[usize::from(state % 3)], begin_ns, end_ns, place }
            });
            let spans: Vec<Span> = spans.collect();
            Life { id, begin_ns: *begin_ns, end_ns, spans }
        };
        let lives: Vec<Life> = lives.iter().enumerate().map(life).collect();
        let wall_ns = lives.iter().map(|life| life.end_ns).max().unwrap_or(0).max(1);
        let failures = (0..failed.min(tasks)).map(|task| Failure { task, reason: format!("because of {task}") });
        let pulse =
            Pulse { every_ns: 20_000_000, ticks_at_ns: vec![wall_ns / 2, wall_ns], late_max_ns: 5.min(wall_ns) };
        Run {
            name: format!("run-{number}"),
            workload,
            wall_ns,
            ideal_ns: wall_ns / 2,
            efficiency: 0.5,
            concurrency_peak: tasks,
            cores_busy: Some(1.25),
            late_max_ns: Some(17.min(wall_ns)),
            cpu_user_ns: Some(1),
            cpu_system_ns: Some(1),
            threads_peak: Some(12_345),
            processes: 3,
            switches_voluntary: Some(1_234_567),
            switches_involuntary: Some(1),
            memory_peak_bytes: Some(123_456_789),
            heartbeat: heartbeat.then_some(pulse),
            tasks_ok: tasks - failed.min(tasks),
            failures: failures.collect(),
            stopped: Vec::new(),
            turns: Turns::of((0..number).map(|task| TaskTurns { task, count: 3, interrupted: 2 }).collect()),
            notes: (0..number)
                .map(|note| Note {
                    name: format!("note_{note}"),
                    value: 1_234,
                    sentence: "1,234 of 5,000 updates were lost.".to_owned(),
                })
                .collect(),
            own_work: false,
            interrupted: failed > 3,
            timeline: Timeline::of(&lives).unwrap(),
        }
    };
    Report {
        demo: "blocking_mistake".to_owned(),
        workload,
        machine: Machine { cores: 2, os: "linux".to_owned(), profile: "debug".to_owned() },
        runs: runs.iter().enumerate().map(run).collect(),
    }
}

/// Has each task run on a process and a thread of its own, numbered from `first` on, and on one of three cores, which of task 0 nobody tells.
pub fn spread(run: &mut Run, first: u32) {
    let life = |task: TaskLine| {
        let TaskLine { id, begin_ns, end_ns, spans } = task;
        let number = first + id as u32;
        let place = Place { pid: number, thread: number, core: (id > 0).then_some(number % 3) };
        Life { id, begin_ns, end_ns, spans: spans.iter().map(|span| Span { place, ..*span }).collect() }
    };
    let lives: Vec<Life> = run.timeline.tasks().map(life).collect();
    run.timeline = Timeline::of(&lives).unwrap();
}

/// Any tasks.
pub fn lives() -> impl Strategy<Value = Vec<Sketch>> {
    proptest::collection::vec(
        (0u64..1_000_000_000, proptest::collection::vec((0u8..3, 0u64..100_000_000), 0..6)),
        1..60,
    )
}

/// Text as others may write it: wide letters, marks that stand on the letter before them, pictures, what is read from right to left, what
/// disturbs a terminal or may not stand in XML, nothing, and words longer than any line.
pub fn words() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "task",
        "A & B",
        "<b>]]>",
        "",
        "数据库连接超时",
        "한국어",
        "ｆｕｌｌ",
        "e\u{301}\u{323}",
        "👩\u{200D}👩\u{200D}👧",
        "❤\u{FE0F}❤\u{FE0F}",
        "🇩🇪",
        "שלום",
        "مرحبا",
        "\u{202E}back",
        "\x1b[2J\x1b[31m",
        "\r\n\t",
        "\u{7}\u{0}\u{7F}",
        "\u{9B}2J",
        "\u{FEFF}",
        "\u{FFFE}\u{FFFF}",
        "\u{FFFD}",
    ]);
    let longer = (piece, proptest::sample::select(vec![1, 1, 1, 2, 150]), proptest::sample::select(vec!["", " "]));
    let pieces = proptest::collection::vec(longer, 0..5);
    pieces.prop_map(|pieces| pieces.into_iter().map(|(piece, times, gap)| piece.repeat(times) + gap).collect())
}

/// The same report in such words: names of runs, reasons, notes.
pub fn renamed(mut report: Report, words: &[String]) -> Report {
    let mut next = words.iter().cycle();
    for run in &mut report.runs {
        let names = run.failures.iter_mut().map(|failure| &mut failure.reason).chain([&mut run.name]);
        let names = names.chain(run.notes.iter_mut().map(|note| &mut note.sentence));
        names.zip(&mut next).for_each(|(name, words)| name.clone_from(words));
    }
    report
}
