//! The small timeline of what a learner's code did, drawn as the book's figures are.

use crate::seen::{Seen, Stretch};
use std::time::Duration;
use timing::figure::Style;
use timing::figure::terminal::{Axis, lanes, legend};
use timing::report::Run;
use timing::span::{Place, Span, State};
use timing::timeline::{Life, Timeline};
use timing::workload::{Lanes, Workload};

const STYLE: Style =
    Style { width: 90, unicode: true, color: false, lanes: Lanes::Task, lanes_most: 16, chart: false, zoom: None };

/// A lane for each task, from the beginning of the scene to the last thing that happened; `None` where that took no time.
pub fn draw(seen: &Seen) -> Option<String> {
    let run = run(seen)?;
    let axis = Axis::of([&run], &STYLE);
    let mut drawn = with_noun(&format!("{}{}", lanes(&run, &axis, &STYLE), axis.draw(&STYLE)), seen.noun());
    if run.timeline.spans().iter().any(|span| span.state != State::Waiting) {
        drawn += &legend(false, &STYLE);
    }
    Some(drawn)
}

/// `task 3` in front of a lane becomes `request 3`.
fn with_noun(drawn: &str, noun: &str) -> String {
    let old = drawn.lines().filter_map(label).map(str::len).max().unwrap_or(0);
    let words: Vec<String> =
        drawn.lines().map(|line| label(line).map_or(String::new(), |word| word.replace("task", noun))).collect();
    let new = words.iter().map(String::len).max().unwrap_or(0);
    let lines = drawn.lines().zip(words);
    lines.map(|(line, word)| format!("{word:<new$}{}\n", line.get(old..).unwrap_or(""))).collect()
}

/// What stands in front of a lane: `task 3`, or `tasks 4-5` where tasks share one.
fn label(line: &str) -> Option<&str> {
    let number = line.strip_prefix("task ").or_else(|| line.strip_prefix("tasks "))?;
    let length = number.find(' ').unwrap_or(number.len());
    Some(&line[..line.len() - number.len() + length])
}

/// The run, if it took any time.
fn run(seen: &Seen) -> Option<Run> {
    let wall_ns = nanoseconds(seen.wall());
    let lives: Vec<Life> = (0..seen.count()).filter_map(|task| life(seen, task, wall_ns)).collect();
    let timeline = Timeline::of(&lives).ok().filter(|_| wall_ns > 0)?;
    let workload = Workload { tasks: seen.count(), wait: Duration::ZERO, compute: Duration::ZERO, cores: 1 };
    Some(Run {
        name: String::new(),
        workload,
        wall_ns,
        ideal_ns: 0,
        efficiency: 0.0,
        concurrency_peak: seen.peak(),
        cores_busy: None,
        late_max_ns: None,
        cpu_user_ns: None,
        cpu_system_ns: None,
        threads_peak: None,
        processes: 1,
        switches_voluntary: None,
        switches_involuntary: None,
        memory_peak_bytes: None,
        heartbeat: None,
        tasks_ok: 0,
        failures: Vec::new(),
        stopped: Vec::new(),
        turns: None,
        notes: Vec::new(),
        own_work: false,
        interrupted: false,
        timeline,
    })
}

fn life(seen: &Seen, task: usize, wall_ns: u64) -> Option<Life> {
    let mut spans: Vec<Span> = Vec::new();
    for stretch in seen.stretches().iter().filter(|stretch| stretch.task == task) {
        for span in parts(stretch, wall_ns) {
            // Where a task did two things at once, the lane shows the first.
            let earliest = spans.last().map_or(0, |last| last.end_ns);
            spans.push(Span { begin_ns: span.begin_ns.max(earliest), end_ns: span.end_ns.max(earliest), ..span });
        }
    }
    let (first, last) = (spans.first()?, spans.last()?);
    Some(Life { id: task, begin_ns: first.begin_ns, end_ns: last.end_ns, spans })
}

/// What it did, and how late it went on.
fn parts(stretch: &Stretch, wall_ns: u64) -> impl Iterator<Item = Span> {
    let place = Place { pid: 1, thread: stretch.thread, core: None };
    let begin_ns = nanoseconds(stretch.begin);
    let end_ns = stretch.end.map_or(wall_ns, nanoseconds).max(begin_ns);
    let due_ns = stretch.due.map_or(end_ns, nanoseconds).clamp(begin_ns, end_ns);
    let state = if stretch.computes { State::Computing } else { State::Waiting };
    let late = Span { state: State::Late, begin_ns: due_ns, end_ns, place };
    [Span { state, begin_ns, end_ns: due_ns, place }, late].into_iter().filter(|span| span.begin_ns < span.end_ns)
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
