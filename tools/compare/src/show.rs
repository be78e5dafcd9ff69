//! A comparison as people see it: the timelines, the table, the sentences.

use crate::contestants::ONE_BY_ONE;
use crate::findings::findings;
use crate::rounds::{Comparison, Row, Summary, TASKS_DRAWN};
use std::fmt::Write as _;
use timing::figure::Style;
use timing::figure::svg::Figure;
use timing::figure::terminal::{Axis, Column, lanes, legend, paragraph, table};
use timing::report::{Run, sentences};
use timing::workload::{Lanes, show_count, show_duration};

/// The most lanes that each demo has. The usual seven fit on a projector with five each; more have to do with fewer.
fn lanes_most(comparison: &Comparison) -> usize {
    if comparison.rows.len() <= 7 { 5 } else { 3 }
}

/// The comparison for a terminal.
pub fn terminal(comparison: &Comparison, style: &Style) -> String {
    let style = Style { lanes_most: lanes_most(comparison), chart: false, ..*style };
    let mut out = String::new();
    let runs: Vec<&Run> = comparison.rows.iter().filter_map(Row::drawn).collect();
    if let Some(first) = runs.first() {
        let rounds = sentences::plural(comparison.rounds as u64, "round");
        let what = format!("{}; {rounds}, of each demo the median one is drawn", sentences::workload(first));
        out.push_str(&paragraph(&what, &style));
    }
    let axis = Axis::of(runs, &style);
    for row in &comparison.rows {
        out.push('\n');
        out.push_str(&paragraph(&heading(row), &style));
        if let Some(run) = row.drawn().filter(|_| comparison.workload.tasks <= TASKS_DRAWN) {
            out.push_str(&lanes(run, &axis, &style));
        }
        out.extend(row.trouble.iter().map(|trouble| paragraph(trouble, &style)));
    }
    if comparison.workload.tasks <= TASKS_DRAWN {
        out.push_str(&axis.draw(&style));
        out.push_str(&legend(false, &style));
        out.push('\n');
    } else {
        let most = show_count(TASKS_DRAWN as u64);
        let why = format!("Timelines of over {most} tasks are not drawn here; each demo draws its own.");
        let _ = writeln!(out, "\n{}", paragraph(&why, &style));
    }
    out.push_str(&table(&columns(comparison), &style));
    out.push('\n');
    out.extend(findings(comparison).iter().map(|finding| paragraph(finding, &style)));
    if comparison.machine.profile == "debug" {
        let warning = "This is a debug build. Take numbers from a release build (cargo run --release -p compare).";
        out.push_str(&paragraph(warning, &style));
    }
    out
}

/// The comparison as an SVG.
pub fn svg(comparison: &Comparison, lanes: Lanes) -> String {
    let runs: Vec<_> = comparison.rows.iter().filter_map(|row| Some((heading(row), row.drawn()?))).collect();
    let title = match runs.first() {
        Some((_, run)) => format!("The same work, run in {} ways: {}", runs.len(), sentences::workload(run)),
        None => "Nothing was run".to_owned(),
    };
    let trouble = |row: &Row| row.trouble.as_ref().map(|trouble| format!("demo_{}: {trouble}", row.demo));
    let text = comparison.rows.iter().filter_map(trouble).chain(findings(comparison)).collect();
    Figure { title: &title, runs, lanes, lanes_most: Some(lanes_most(comparison)), chart: false, zoom: None, text }
        .draw()
}

fn heading(row: &Row) -> String {
    match row.summary() {
        Some(summary) => {
            let once = sentences::plural(summary.run.concurrency_peak as u64, "task");
            format!("demo_{}: {}, {once} at once", row.demo, show_duration(summary.wall_ns()))
        }
        None => format!("demo_{}: no run did all of its work", row.demo),
    }
}

/// The table, from the time it took to the memory it needed.
fn columns(comparison: &Comparison) -> Vec<Column> {
    let base_ns = sequential_ns(comparison);
    let column = |head: &str, cell: &dyn Fn(&Summary) -> Option<String>| {
        let cells =
            comparison.rows.iter().map(|row| sentences::or_unknown(row.summary().and_then(|summary| cell(&summary))));
        Column::new(head, cells)
    };
    let count = |count: Option<u64>| count.map(show_count);
    vec![
        Column::new("demo", comparison.rows.iter().map(|row| row.demo.to_owned())),
        column("wall", &|summary| Some(show_duration(summary.wall_ns()))),
        column("spread", &|summary| Some(show_duration(summary.most_ns() - summary.least_ns()))),
        column("times faster", &|summary| Some(format!("{:.1}", base_ns? as f64 / summary.wall_ns() as f64))),
        column("efficiency", &|summary| Some(format!("{:.0}%", 100.0 * summary.run.efficiency))),
        column("at once", &|summary| count(Some(summary.run.concurrency_peak as u64))),
        column("cores busy", &|summary| summary.run.cores_busy.map(|busy| format!("{busy:.2}"))),
        column("threads", &|summary| count(summary.run.threads_peak.map(u64::from))),
        column("processes", &|summary| count(Some(u64::from(summary.run.processes)))),
        column("switches", &|summary| count(Some(summary.run.switches_voluntary? + summary.run.switches_involuntary?))),
        column("memory", &|summary| summary.run.memory_peak_bytes.map(sentences::show_size)),
    ]
}

/// The median wall time of the demo that does one task after the other, where it was run.
pub fn sequential_ns(comparison: &Comparison) -> Option<u64> {
    let sequential = comparison.rows.iter().find(|row| ONE_BY_ONE.contains(&row.demo))?;
    Some(sequential.summary()?.wall_ns())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contestants::{ALL, HTTP};
    use proptest::prelude::*;
    use std::time::Duration;
    use timing::report::{Failure, Machine};
    use timing::span::{Place, Span, State};
    use timing::timeline::{Life, Timeline};
    use timing::workload::Workload;
    use unicode_width::UnicodeWidthStr;

    const MS: u64 = 1_000_000;

    /// What a demo that goes wrong may have to say.
    fn troubles() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "",
            "task 1 failed: it panicked",
            "it was stopped after 10.0 s",
            "its report cannot be read: it has no number \"wall_ns\" (exit status: 0)",
            "it was not built: see what cargo says above",
            "left out: one run would take 200 s or more",
            "数据库连接超时",
            "❤\u{FE0F}e\u{301}שלום",
            "\x1b[2J\u{7}\r\n",
            "<b>&\u{FFFE}",
        ]);
        let longer = (words, prop::sample::select(vec![1, 1, 1, 90]));
        prop::collection::vec(longer, 1..4)
            .prop_map(|words| words.into_iter().map(|(words, times)| words.repeat(times)).collect::<Vec<_>>().join(" "))
    }

    /// A number that is likely, or as large as a report may have it.
    fn numbers() -> impl Strategy<Value = u64> {
        prop_oneof![6 => 0..5_000 * MS, 1 => Just(0), 1 => Just(1 << 60)]
    }

    fn runs() -> impl Strategy<Value = Run> {
        let task = (0..50 * MS, 0..100 * MS, 0..100 * MS, 0..100 * MS);
        let told = prop::option::of((numbers(), numbers(), numbers(), 0.0..1e3));
        let failures = prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec(troubles(), 1..3)];
        (
            prop::collection::vec(task, 1..8),
            told,
            failures,
            prop::bool::weighted(0.1),
            prop::option::weighted(0.1, numbers()),
            any::<u32>(),
        )
            .prop_map(|(tasks, told, failures, interrupted, other_wall_ns, count)| {
                let life = |(id, (begin_ns, wait, late, compute)): (usize, (u64, u64, u64, u64))| {
                    let mut end_ns = begin_ns;
                    let spans = [(State::Waiting, wait), (State::Late, late), (State::Computing, compute)].map(
                        |(state, length)| {
                            let begin_ns = end_ns;
                            end_ns += length;
                            let place =
                                Place { pid: count, thread: count.wrapping_add(id as u32), core: Some(id as u32 % 2) };
                            Span { state, begin_ns, end_ns, place }
                        },
                    );
                    Life { id, begin_ns, end_ns, spans: spans.to_vec() }
                };
                let lives: Vec<Life> = tasks.into_iter().enumerate().map(life).collect();
                let wall_ns = lives.iter().map(|life| life.end_ns).max().unwrap_or(0);
                Run { interrupted, ..run(&lives, other_wall_ns.unwrap_or(wall_ns).max(1), told, failures, count) }
            })
    }

    fn run(lives: &[Life], wall_ns: u64, told: Option<(u64, u64, u64, f64)>, failures: Vec<String>, count: u32) -> Run {
        let workload =
            Workload { tasks: lives.len(), wait: Duration::from_millis(50), compute: Duration::ZERO, cores: 2 };
        Run {
            name: "a run".to_owned(),
            workload,
            wall_ns,
            ideal_ns: wall_ns / 3,
            efficiency: 1.0 / 3.0,
            concurrency_peak: count as usize,
            cores_busy: told.map(|told| told.3),
            late_max_ns: Some(wall_ns),
            cpu_user_ns: told.map(|told| told.0),
            cpu_system_ns: told.map(|told| told.1),
            threads_peak: told.map(|_| count),
            processes: count,
            switches_voluntary: told.map(|told| told.1),
            switches_involuntary: told.map(|told| told.2),
            memory_peak_bytes: told.map(|told| told.2),
            heartbeat: None,
            tasks_ok: lives.len(),
            failures: failures.into_iter().enumerate().map(|(task, reason)| Failure { task, reason }).collect(),
            stopped: Vec::new(),
            turns: None,
            notes: Vec::new(),
            own_work: false,
            interrupted: false,
            timeline: Timeline::of(lives).unwrap(),
        }
    }

    fn comparisons() -> impl Strategy<Value = Comparison> {
        let names: Vec<&'static str> = ALL.iter().chain(HTTP).map(|contestant| contestant.name).collect();
        let demos = prop::sample::subsequence(names.clone(), 0..=names.len());
        let row = (prop::collection::vec(runs(), 0..3), prop::option::of(troubles()));
        let rows = prop::collection::vec(row, names.len());
        let workload = (1..9_usize, prop::bool::weighted(0.1), any::<bool>());
        (demos, rows, workload).prop_map(|(demos, rows, (tasks, is_large, computes))| {
            let (wait, compute) = if computes { (0, 50) } else { (50, 0) };
            let tasks = if is_large { TASKS_DRAWN + tasks } else { tasks };
            let workload = Workload {
                tasks,
                wait: Duration::from_millis(wait),
                compute: Duration::from_millis(compute),
                cores: 2,
            };
            let rows = demos.into_iter().zip(rows).map(|(demo, (runs, trouble))| Row { demo, runs, trouble }).collect();
            Comparison { workload, machine: Machine::here(2), rounds: 3, rows }
        })
    }

    const PLAIN: Style =
        Style { width: 80, unicode: true, color: false, lanes: Lanes::Task, lanes_most: 20, chart: true, zoom: None };

    /// Checks that no line is too wide, nothing disturbs the terminal, and no number is none.
    #[track_caller]
    fn check(comparison: &Comparison, style: &Style) -> String {
        let shown = terminal(comparison, style);
        for line in shown.lines() {
            assert!(line.width() <= style.width(), "{} columns of {}: {line:?}", line.width(), style.width());
            assert!(style.unicode || line.is_ascii(), "{line:?}");
            assert!(!line.contains(char::is_control), "{line:?}");
        }
        let words = |word: &str| shown.split(|c: char| !c.is_alphanumeric()).any(|shown| shown == word);
        assert!(!words("NaN") && !words("inf"), "{shown}");
        shown
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]

        #[test]
        fn any_comparison_is_shown_at_any_width(
            comparison in comparisons(), width in prop_oneof![0..100_usize, 0..600_usize], unicode: bool,
            lanes in prop::sample::select(Lanes::NAMED.map(|(_, lanes)| lanes).to_vec()),
        ) {
            check(&comparison, &Style { width, unicode, lanes, ..PLAIN });
            let drawn = svg(&comparison, lanes);
            roxmltree::Document::parse(&drawn).expect("it is no XML");
            prop_assert!(drawn.len() < 1_000_000, "{} bytes", drawn.len());
        }
    }

    /// Rows of all kinds: that went well, that failed, that say why there is nothing. All are there at each width, and the lanes go from edge
    /// to edge.
    #[test]
    fn every_width_is_filled() {
        let waits = |wall_ms| {
            let place = Place { pid: 1, thread: 1, core: Some(0) };
            let span = Span { state: State::Waiting, begin_ns: 0, end_ns: wall_ms * MS, place };
            let lives = [Life { id: 0, begin_ns: 0, end_ns: wall_ms * MS, spans: vec![span] }];
            run(&lives, wall_ms * MS, Some((MS, MS, 5_000_000, 0.5)), Vec::new(), 1)
        };
        let mut failed = waits(300);
        failed.failures.push(Failure { task: 0, reason: "it panicked".to_owned() });
        let row =
            |demo, runs, trouble: &str| Row { demo, runs, trouble: (!trouble.is_empty()).then(|| trouble.to_owned()) };
        let hung = "it was stopped after 10.0 s";
        let rows = vec![
            row("sequential", vec![waits(800), waits(801)], ""),
            row("thread", vec![failed], "task 0 failed: it panicked"),
            row("async_tokio_multi", vec![waits(100)], hung),
            row("multiprocess", Vec::new(), "数据库连接超时 \x1b[2Jgone"),
            row("http_thread --workers 16", Vec::new(), "it was not built: see what cargo says above"),
        ];
        let workload = Workload { tasks: 1, wait: Duration::from_millis(50), compute: Duration::ZERO, cores: 2 };
        let mut comparison = Comparison { workload, machine: Machine::here(2), rounds: 3, rows };
        for width in [0, 19, 201, 500].into_iter().chain(20..=200) {
            let style = Style { width, unicode: width % 2 == 0, ..PLAIN };
            let shown = check(&comparison, &style);
            let edge = width.clamp(20, 200);
            let glyph = style.glyph(State::Waiting);
            assert!(
                shown.lines().any(|line| line.width() == edge && line.ends_with(glyph)),
                "{edge} columns:\n{shown}"
            );
            let without_breaks = |text: &str| text.split_whitespace().collect::<String>();
            let words = without_breaks(&shown);
            let has = |text: &str| words.contains(&without_breaks(text));
            let letters = if style.unicode { "数据库连接超时" } else { "???????" };
            for text in [letters, "[2Jgone", hung, "it panicked", "it was not built: see what cargo says above"] {
                assert!(has(text), "{text:?} is not in\n{shown}");
            }
            for demo in ["sequential", "thread", "async_tokio_multi", "multiprocess", "http_thread --workers 16"] {
                assert!(has(&format!("demo_{demo}: ")), "{demo} is not in\n{shown}");
            }
            comparison.workload.tasks = TASKS_DRAWN + 1;
            assert!(!check(&comparison, &style).contains(&glyph.to_string().repeat(9)), "lanes that are not drawn");
            comparison.workload.tasks = 1;
        }
    }
}
