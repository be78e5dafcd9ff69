//! Spans painted onto lanes of columns: what both the terminal and the SVG draw from.

use crate::report::Run;
use crate::span::{Place, Span, State};
use crate::workload::Lanes;
use std::collections::BTreeMap;
use std::ops::Range;

/// How long tasks of a lane were in each state (in the order of [`State::ALL`]) during one column, in columns: 3.0 means
/// three tasks all the time.
pub type Cell = [f32; 3];

/// One lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Painting {
    /// What the lane stands for.
    pub label: String,
    /// What was in each column.
    pub cells: Vec<Cell>,
    /// What to show in each column.
    pub shown: Vec<Option<State>>,
    /// In a lane that is no task's own, the number of the task that computes in each column.
    pub tasks: Vec<Option<u32>>,
}

/// Paints a run onto `columns` columns of an axis that is `axis_ns` long. There are at most `most` lanes: where there are more
/// tasks (or threads, or cores), neighbours share a lane.
pub fn paint(run: &Run, lanes: Lanes, most: usize, axis_ns: u64, columns: usize) -> Vec<Painting> {
    match lanes {
        Lanes::Task => by_task(run, most, axis_ns, columns),
        Lanes::Process => {
            let lane = |place: Place| Some((place.pid, 0));
            by_place(run, most, axis_ns, columns, &|_| true, &lane, &|(pid, _)| format!("process {pid}"))
        }
        Lanes::Thread => {
            let many = run.processes > 1;
            let lane = |place: Place| Some((place.pid, place.thread));
            let label = move |(pid, thread): (u32, u32)| match many {
                true => format!("process {pid}"),
                false => format!("thread {thread}"),
            };
            by_place(run, most, axis_ns, columns, &|_| true, &lane, &label)
        }
        // Where the system tells of no core, there would be no lanes at all.
        Lanes::Core if no_core_is_known(run) => by_task(run, most, axis_ns, columns),
        Lanes::Core => {
            // A waiting task is on no core.
            let on_core = |state| state == State::Computing;
            let lane = |place: Place| Some((0, place.core?));
            by_place(run, most, axis_ns, columns, &on_core, &lane, &|(_, core)| format!("core {core}"))
        }
    }
}

fn no_core_is_known(run: &Run) -> bool {
    let spans = run.timeline.spans();
    !spans.is_empty() && spans.iter().all(|span| span.place.core.is_none())
}

/// How many tasks were under way in each column, on average.
pub fn under_way(lanes: &[Painting]) -> Vec<f32> {
    let columns = lanes.first().map_or(0, |lane| lane.cells.len());
    (0..columns).map(|column| lanes.iter().map(|lane| lane.cells[column].iter().sum::<f32>()).sum()).collect()
}

fn by_task(run: &Run, most: usize, axis_ns: u64, columns: usize) -> Vec<Painting> {
    let tasks = run.workload.tasks;
    let a_lane = tasks.div_ceil(most.max(1)).max(1);
    let one_each = a_lane == 1;
    let mut lanes: Vec<Canvas> = (0..tasks.div_ceil(a_lane)).map(|_| Canvas::new(axis_ns, columns)).collect();
    for task in run.timeline.tasks() {
        let Some(lane) = lanes.get_mut(task.id / a_lane) else { continue };
        for span in task.spans {
            lane.add(span);
            if one_each || span.state == State::Computing {
                lane.add_moments(span);
            }
        }
    }
    let label = |lane: usize| match (lane * a_lane, ((lane + 1) * a_lane).min(tasks) - 1) {
        (first, last) if first == last => format!("task {first}"),
        (first, last) if tasks <= 1_000 => format!("tasks {first}-{last}"),
        (first, last) => format!("{first}-{last}"),
    };
    let shows = if one_each { Canvas::task_shows } else { Canvas::shared_shows };
    lanes.into_iter().enumerate().map(|(lane, canvas)| canvas.painting(label(lane), shows)).collect()
}

type Key = (u32, u32);

/// Labels have room for so many characters beside an SVG. Numbers of processes may be long: of two of them the word is left out.
const LABEL_MOST: usize = 16;

fn by_place(
    run: &Run,
    most: usize,
    axis_ns: u64,
    columns: usize,
    drawn: &dyn Fn(State) -> bool,
    lane: &dyn Fn(Place) -> Option<Key>,
    label: &dyn Fn(Key) -> String,
) -> Vec<Painting> {
    let drawn_spans = || {
        let tasks = run.timeline.tasks();
        tasks.flat_map(|task| task.spans.iter().map(move |span| (task.id, *span))).filter(|(_, span)| drawn(span.state))
    };
    let mut keys: BTreeMap<Key, usize> =
        drawn_spans().filter_map(|(_, span)| lane(span.place)).map(|key| (key, 0)).collect();
    let a_lane = keys.len().div_ceil(most.max(1)).max(1);
    keys.values_mut().enumerate().for_each(|(number, lane)| *lane = number / a_lane);
    let mut lanes: Vec<Canvas> = (0..keys.len().div_ceil(a_lane)).map(|_| Canvas::new(axis_ns, columns)).collect();
    for (task, span) in drawn_spans() {
        if let Some(key) = lane(span.place) {
            let lane = &mut lanes[keys[&key]];
            lane.add(&span);
            if span.state == State::Computing {
                lane.add_moments(&span);
                lane.add_task(task, &span);
            }
        }
    }
    let names: Vec<Key> = keys.into_keys().collect();
    let label = |number: usize| match names[number * a_lane..].iter().take(a_lane).collect::<Vec<_>>()[..] {
        [one] => label(*one),
        [first, .., last] => {
            let (first, last) = (label(*first), label(*last));
            let number = |label: &str| label.rsplit(' ').next().unwrap_or_default().to_owned();
            match format!("{first}-{}", number(&last)) {
                whole if whole.len() <= LABEL_MOST => whole,
                _ => format!("{}-{}", number(&first), number(&last)),
            }
        }
        [] => String::new(),
    };
    lanes.into_iter().enumerate().map(|(number, canvas)| canvas.painting(label(number), Canvas::shared_shows)).collect()
}

/// A lane being painted. The columns that a span fills altogether are kept as differences, so that a span costs the same
/// however long it is.
struct Canvas {
    a_column_ns: f64,
    parts: Vec<Cell>,
    steps: Vec<[i32; 3]>,
    /// The state in the middle of each column where the lane is of one task, else whether any computes there.
    moments: Vec<Option<State>>,
    /// The task that computes at a sampled moment of each column, or where none does there, one that computes somewhere in it.
    tasks: Vec<Option<u32>>,
}

impl Canvas {
    fn new(axis_ns: u64, columns: usize) -> Canvas {
        let columns = columns.max(1);
        let a_column_ns = axis_ns.max(1) as f64 / columns as f64;
        Canvas {
            a_column_ns,
            parts: vec![[0.0; 3]; columns],
            steps: vec![[0; 3]; columns + 1],
            moments: vec![None; columns],
            tasks: vec![None; columns],
        }
    }

    fn add(&mut self, span: &Span) {
        let columns = self.parts.len();
        let end = (span.end_ns as f64 / self.a_column_ns).min(columns as f64);
        let begin = (span.begin_ns as f64 / self.a_column_ns).min(end);
        let state = span.state as usize;
        let (first, last) = ((begin as usize).min(columns - 1), (end as usize).min(columns - 1));
        if first == last {
            self.parts[first][state] += (end - begin) as f32;
            return;
        }
        self.parts[first][state] += (first as f64 + 1.0 - begin) as f32;
        self.parts[last][state] += (end - last as f64) as f32;
        self.steps[first + 1][state] += 1;
        self.steps[last][state] -= 1;
    }

    fn add_moments(&mut self, span: &Span) {
        let middles = self.middles(span);
        self.moments[middles].fill(Some(span.state));
    }

    fn add_task(&mut self, task: usize, span: &Span) {
        let (task, samples) = (Some(task as u32), self.samples(span));
        let beside = ((span.begin_ns as f64 / self.a_column_ns) as usize).min(self.tasks.len() - 1);
        self.tasks[beside] = self.tasks[beside].or(task);
        self.tasks[samples].fill(task);
    }

    /// The columns of which the span has the sample: a moment that lies elsewhere in each column. Always taken in the middle, samples
    /// of turns that are about as long as a column would show the same task again and again, as a film shows a wheel that stands still.
    fn samples(&self, span: &Span) -> Range<usize> {
        const GOLDEN_RATIO: f64 = 0.618_033_988_749_894_9;
        let columns = self.tasks.len();
        let column = |moment: u64| {
            let at = moment as f64 / self.a_column_ns;
            let column = at as usize;
            let sample = column as f64 + (0.5 + column as f64 * GOLDEN_RATIO).fract();
            (column + usize::from(sample < at)).min(columns)
        };
        column(span.begin_ns)..column(span.end_ns)
    }

    /// The columns in whose middle the span goes on.
    fn middles(&self, span: &Span) -> Range<usize> {
        let columns = self.moments.len();
        let column = |moment: u64| ((moment as f64 / self.a_column_ns - 0.5).ceil().max(0.0) as usize).min(columns);
        column(span.begin_ns)..column(span.end_ns)
    }

    /// Shows in each column the state that took most of it, and nothing where less than half a task was under way. Where turns
    /// are too short for a column, one task's lane shows the moment in the middle of the column: so on one core
    /// one lane computes in each column, as it was. A lane in which something happened shows at least one column.
    fn task_shows(cell: &Cell, moment: Option<State>) -> Option<State> {
        let [_, computing, late] = *cell;
        let turns = computing > 0.02 && late > 0.02;
        most_of(cell).map(|state| moment.filter(|_| turns).unwrap_or(state))
    }

    /// A lane that several tasks share computes while any of them does, whoever else waits or is late.
    fn shared_shows(cell: &Cell, moment: Option<State>) -> Option<State> {
        let [waiting, computing, late] = *cell;
        let alone = waiting == 0.0 && late == 0.0; // as in a core's lane, whose time between turns goes to other programs
        let turns = (late > 0.02 || alone) && moment == Some(State::Computing);
        if turns || computing >= 0.5 { Some(State::Computing) } else { most_of(cell) }
    }

    fn painting(self, label: String, shows: impl Fn(&Cell, Option<State>) -> Option<State>) -> Painting {
        let mut whole = [0; 3];
        let mut cells = self.parts;
        for (cell, step) in cells.iter_mut().zip(self.steps) {
            for state in 0..3 {
                whole[state] += step[state];
                cell[state] += whole[state] as f32;
            }
        }
        let mut shown: Vec<_> = cells.iter().zip(self.moments).map(|(cell, moment)| shows(cell, moment)).collect();
        if shown.iter().all(Option::is_none) {
            let fullest = (0..cells.len()).max_by(|&a, &b| covered(&cells[a]).total_cmp(&covered(&cells[b])));
            if let Some(fullest) = fullest.filter(|&column| covered(&cells[column]) > 0.0) {
                shown[fullest] = strongest(&cells[fullest]);
            }
        }
        Painting { label, cells, shown, tasks: self.tasks }
    }
}

fn covered(cell: &Cell) -> f32 {
    cell.iter().sum()
}

fn strongest(cell: &Cell) -> Option<State> {
    (0..3).max_by(|&a, &b| cell[a].total_cmp(&cell[b])).map(|state| State::ALL[state])
}

fn most_of(cell: &Cell) -> Option<State> {
    strongest(cell).filter(|_| covered(cell) >= 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{self, Sketch};
    use crate::timeline::{Life, Timeline};
    use proptest::prelude::*;

    fn span(begin_ns: u64, end_ns: u64) -> Span {
        in_state(State::Waiting, begin_ns, end_ns)
    }

    fn in_state(state: State, begin_ns: u64, end_ns: u64) -> Span {
        Span { state, begin_ns, end_ns, place: Place { pid: 1, thread: 1, core: None } }
    }

    fn painted(axis_ns: u64, columns: usize, spans: &[Span]) -> Painting {
        let mut canvas = Canvas::new(axis_ns, columns);
        for span in spans {
            canvas.add(span);
            canvas.add_moments(span);
        }
        canvas.painting(String::new(), Canvas::task_shows)
    }

    #[test]
    fn turns_too_short_for_a_column_show_its_middle() {
        // In every column of 10 it computes for 1 and is late for 9, but only column 0 computes in the middle.
        let spans = [
            in_state(State::Late, 0, 5),
            in_state(State::Computing, 5, 6),
            in_state(State::Late, 6, 10),
            in_state(State::Computing, 10, 11),
            in_state(State::Late, 11, 20),
        ];
        assert_eq!(painted(20, 2, &spans).shown, [Some(State::Computing), Some(State::Late)]);
    }

    #[test]
    fn a_span_fills_its_columns() {
        let lane = painted(100, 10, &[span(15, 45)]);
        let shares: Vec<f32> = lane.cells.iter().map(|cell| cell[0]).collect();
        assert_eq!(shares, [0.0, 0.5, 1.0, 1.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn a_span_too_short_for_a_column_is_still_seen() {
        let shown = painted(1_000, 10, &[span(555, 556)]).shown;
        assert_eq!(shown.iter().position(Option::is_some), Some(5));
        assert_eq!(shown.iter().flatten().count(), 1);
    }

    #[test]
    fn lanes_are_labelled_by_what_they_hold() {
        let labels = |tasks: u64, most| {
            let tasks: Vec<Sketch> = (0..tasks).map(|_| (0, vec![(0, 10)])).collect();
            let report = example::report(&[tasks], false, 0);
            paint(&report.runs[0], Lanes::Task, most, 10, 4).into_iter().map(|lane| lane.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(2, 2), ["task 0", "task 1"]);
        assert_eq!(labels(5, 2), ["tasks 0-2", "tasks 3-4"]);
        assert_eq!(labels(5, 4), ["tasks 0-1", "tasks 2-3", "task 4"]);
        assert_eq!(labels(2_000, 2), ["0-999", "1000-1999"]);
        assert_eq!(labels(1_000, 2), ["tasks 0-499", "tasks 500-999"]);
    }

    #[test]
    fn a_task_is_painted_in_the_lane_of_its_number() {
        let tasks: Vec<Sketch> = (0..6).map(|task| (task * 10, vec![(0, 10)])).collect();
        let report = example::report(&[tasks], false, 0);
        let lanes = paint(&report.runs[0], Lanes::Task, 3, 60, 6);
        let filled = |lane: &Painting| lane.shown.iter().map(Option::is_some).collect::<Vec<_>>();
        for (number, lane) in lanes.iter().enumerate() {
            let expected: Vec<bool> = (0..6).map(|column| column / 2 == number).collect();
            assert_eq!(filled(lane), expected);
        }
        assert_eq!(under_way(&lanes), [1.0; 6]);
    }

    #[test]
    fn threads_processes_and_cores_have_lanes_of_their_own() {
        // In these reports the state's number is the thread's, and all is on core 0.
        let tasks: Vec<Sketch> = vec![(0, vec![(0, 10), (2, 10), (1, 10)]), (0, vec![(0, 20), (1, 5)])];
        let mut report = example::report(&[tasks], false, 0);
        let labels = |run: &Run, lanes, most| {
            paint(run, lanes, most, 30, 6).into_iter().map(|lane| lane.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(&report.runs[0], Lanes::Thread, 9), ["process 1", "process 1", "process 1"]);
        report.runs[0].processes = 1;
        assert_eq!(labels(&report.runs[0], Lanes::Thread, 9), ["thread 0", "thread 1", "thread 2"]);
        assert_eq!(labels(&report.runs[0], Lanes::Thread, 2), ["thread 0-1", "thread 2"]);
        let cores = paint(&report.runs[0], Lanes::Core, 9, 30, 6);
        assert_eq!(cores.iter().map(|lane| lane.label.as_str()).collect::<Vec<_>>(), ["core 0"]);
        let computing = Some(State::Computing);
        assert_eq!(cores[0].shown, [None, None, None, None, computing, computing]);
        example::spread(&mut report.runs[0], 4_194_000);
        assert_eq!(labels(&report.runs[0], Lanes::Thread, 9), ["thread 4194000", "thread 4194001"]);
        assert_eq!(labels(&report.runs[0], Lanes::Thread, 1), ["4194000-4194001"]);
    }

    #[test]
    fn where_no_core_is_known_tasks_have_the_lanes() {
        let place = Place { pid: 1, thread: 1, core: None };
        let life = |id: usize| {
            let begin_ns = id as u64 * 10;
            let spans = vec![Span { state: State::Computing, begin_ns, end_ns: begin_ns + 10, place }];
            Life { id, begin_ns, end_ns: begin_ns + 10, spans }
        };
        let mut report = example::report(&[vec![(0, vec![(1, 10)]), (10, vec![(1, 10)])]], false, 0);
        let labels =
            |run: &Run| paint(run, Lanes::Core, 9, 20, 4).into_iter().map(|lane| lane.label).collect::<Vec<_>>();
        assert_eq!(labels(&report.runs[0]), ["core 0"]);
        report.runs[0].timeline = Timeline::of(&[life(0), life(1)]).unwrap();
        assert_eq!(labels(&report.runs[0]), ["task 0", "task 1"]);
    }

    #[test]
    fn a_lane_of_a_place_knows_which_task_computes_there() {
        let computes = |begin, length| -> Sketch { (begin, vec![(1, length)]) };
        let report = example::report(&[vec![computes(0, 20), computes(20, 12), computes(32, 8)]], false, 0);
        let lanes = paint(&report.runs[0], Lanes::Core, 9, 40, 4);
        assert_eq!(lanes[0].tasks, [Some(0), Some(0), Some(1), Some(2)]);
        let own = paint(&report.runs[0], Lanes::Task, 9, 40, 4);
        assert!(own.iter().all(|lane| lane.tasks.iter().all(Option::is_none)));
    }

    #[test]
    fn a_shared_lane_computes_while_any_of_its_tasks_does() {
        assert_eq!(Canvas::shared_shows(&[0.0, 0.5, 3.0], None), Some(State::Computing));
        assert_eq!(Canvas::shared_shows(&[0.0, 0.4, 3.0], None), Some(State::Late));
        assert_eq!(Canvas::shared_shows(&[0.0, 0.4, 3.0], Some(State::Computing)), Some(State::Computing));
        assert_eq!(Canvas::shared_shows(&[3.0, 0.4, 0.0], Some(State::Computing)), Some(State::Waiting));
        assert_eq!(Canvas::shared_shows(&[0.3, 0.0, 0.1], None), None);
        assert_eq!(Canvas::shared_shows(&[0.0, 0.3, 0.0], Some(State::Computing)), Some(State::Computing));
        assert_eq!(Canvas::shared_shows(&[0.0, 0.3, 0.0], None), None);
        assert_eq!(Canvas::task_shows(&[0.6, 0.4, 0.0], Some(State::Computing)), Some(State::Waiting));
        assert_eq!(Canvas::task_shows(&[0.0, 0.4, 0.6], Some(State::Computing)), Some(State::Computing));
        assert_eq!(Canvas::task_shows(&[0.0, 0.01, 0.99], Some(State::Computing)), Some(State::Late));
    }

    proptest! {
        #[test]
        fn no_time_is_lost_or_made(
            axis_ns in 1u64..1_000, columns in 1usize..50,
            spans in proptest::collection::vec((0u64..1_000, 0u64..1_000), 0..20),
        ) {
            let clip = |moment: u64| moment.min(axis_ns);
            let spans: Vec<Span> = spans.iter().map(|&(a, b)| span(a.min(b), a.max(b))).collect();
            let expected: u64 = spans.iter().map(|span| clip(span.end_ns) - clip(span.begin_ns)).sum();
            let lane = painted(axis_ns, columns, &spans);
            let columns_painted: f32 = lane.cells.iter().map(|cell| cell[0]).sum();
            let painted = f64::from(columns_painted) * axis_ns as f64 / columns as f64;
            prop_assert!((painted - expected as f64).abs() < 0.01 * axis_ns as f64 + 0.01 * expected as f64);
        }
    }
}
