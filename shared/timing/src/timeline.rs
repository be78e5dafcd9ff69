//! The timeline: what happened, task by task, checked. Everything that is reported or drawn is worked out from it.

use crate::recorder::{Recorder, Start, Stop};
use crate::span::Span;
use std::fmt;

/// One task's life, as it is put into a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// The task's number.
    pub id: usize,
    /// When it began, in nanoseconds from the start of the run.
    pub begin_ns: u64,
    /// When it ended, well or badly.
    pub end_ns: u64,
    /// What it did in between, in order.
    pub spans: Vec<Span>,
}

/// The lives of all tasks that began. Spans stand in one list, so that a million tasks are two allocations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    tasks: Vec<Entry>,
    spans: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Entry {
    id: u32,
    spans_end: u32,
    begin_ns: u64,
    end_ns: u64,
}

/// A task in a timeline.
#[derive(Clone, Copy, Debug)]
pub struct TaskLine<'a> {
    /// The task's number.
    pub id: usize,
    /// When it began, in nanoseconds from the start of the run.
    pub begin_ns: u64,
    /// When it ended, well or badly.
    pub end_ns: u64,
    /// What it did in between, in order.
    pub spans: &'a [Span],
}

/// Why marks make no timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The task whose record is impossible.
    pub task: usize,
    /// What is impossible about it.
    pub what: &'static str,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "the record of task {} is impossible: {}", self.task, self.what)
    }
}

impl Timeline {
    /// An empty timeline with room for `tasks` tasks.
    pub fn with_capacity(tasks: usize) -> Timeline {
        Timeline { tasks: Vec::with_capacity(tasks), spans: Vec::with_capacity(tasks * 2) }
    }

    /// Adds a task. Tasks are added in the order of their numbers.
    ///
    /// # Errors
    /// Where the record is impossible: a task that ends before it begins, spans that overlap or lie outside their
    /// task, numbers out of order.
    pub fn add(&mut self, id: usize, begin_ns: u64, end_ns: u64, spans: &[Span]) -> Result<(), Flaw> {
        let flaw = |what| Err(Flaw { task: id, what });
        if end_ns < begin_ns {
            return flaw("it ends before it begins");
        }
        if self.tasks.last().is_some_and(|last| last.id as usize >= id) {
            return flaw("its number is out of order");
        }
        let mut earliest = begin_ns;
        for span in spans {
            if span.begin_ns < earliest {
                return flaw("a span begins before the one before it has ended");
            }
            if span.end_ns < span.begin_ns {
                return flaw("a span ends before it begins");
            }
            earliest = span.end_ns;
        }
        if earliest > end_ns {
            return flaw("a span goes on after the task has ended");
        }
        let (Ok(number), Ok(spans_end)) = (u32::try_from(id), u32::try_from(self.spans.len() + spans.len())) else {
            return flaw("there are too many");
        };
        self.spans.extend_from_slice(spans);
        self.tasks.push(Entry { id: number, spans_end, begin_ns, end_ns });
        Ok(())
    }

    /// Everything that `recorder` has of the time between `start` and `stop`. A task that had not ended at the stop goes up to
    /// it.
    ///
    /// # Errors
    /// Where the marks contradict each other, which would be an error of the recorder or a clock that went backwards.
    pub fn of_record(recorder: &Recorder, start: &Start, stop: &Stop) -> Result<Timeline, Flaw> {
        let mut timeline = Timeline::with_capacity(recorder.workload.tasks);
        let mut outcome = Ok(());
        recorder.each_life(start, stop, |id, begin_ns, end_ns, spans| {
            if outcome.is_ok() {
                outcome = timeline.add(id, begin_ns, end_ns, spans);
            }
        });
        outcome.map(|()| timeline)
    }

    /// A timeline of these lives.
    ///
    /// # Errors
    /// The first life that is impossible.
    pub fn of(lives: &[Life]) -> Result<Timeline, Flaw> {
        let mut timeline = Timeline::with_capacity(lives.len());
        for life in lives {
            timeline.add(life.id, life.begin_ns, life.end_ns, &life.spans)?;
        }
        Ok(timeline)
    }

    /// What happened between two moments, which count from the first of them.
    pub fn between(&self, from_ns: u64, to_ns: u64) -> Timeline {
        let within = |moment: u64| moment.clamp(from_ns, to_ns) - from_ns;
        let mut timeline = Timeline::default();
        for task in self.tasks().filter(|task| task.begin_ns < to_ns && task.end_ns > from_ns) {
            let spans = task.spans.iter().filter(|span| span.begin_ns < to_ns && span.end_ns > from_ns);
            timeline.spans.extend(spans.map(|span| Span {
                begin_ns: within(span.begin_ns),
                end_ns: within(span.end_ns),
                ..*span
            }));
            timeline.tasks.push(Entry {
                id: task.id as u32,
                spans_end: timeline.spans.len() as u32,
                begin_ns: within(task.begin_ns),
                end_ns: within(task.end_ns),
            });
        }
        timeline
    }

    /// How many tasks began.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether no task began.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// The tasks, by number.
    pub fn tasks(&self) -> impl ExactSizeIterator<Item = TaskLine<'_>> {
        self.tasks.iter().enumerate().map(|(place, entry)| {
            let spans_begin = if place == 0 { 0 } else { self.tasks[place - 1].spans_end };
            TaskLine {
                id: entry.id as usize,
                begin_ns: entry.begin_ns,
                end_ns: entry.end_ns,
                spans: &self.spans[spans_begin as usize..entry.spans_end as usize],
            }
        })
    }

    /// All spans of all tasks.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{Place, State};
    use proptest::prelude::*;

    const HERE: Place = Place { pid: 1, thread: 1, core: Some(0) };

    fn span(begin_ns: u64, end_ns: u64) -> Span {
        Span { state: State::Waiting, begin_ns, end_ns, place: HERE }
    }

    #[test]
    fn what_is_added_is_there() {
        let mut timeline = Timeline::default();
        timeline.add(0, 0, 10, &[span(0, 4), span(4, 10)]).unwrap();
        timeline.add(3, 5, 6, &[]).unwrap();
        timeline.add(4, 5, 9, &[span(5, 9)]).unwrap();
        let tasks: Vec<_> = timeline.tasks().map(|task| (task.id, task.spans.len())).collect();
        assert_eq!(tasks, [(0, 2), (3, 0), (4, 1)]);
        assert_eq!(timeline.tasks().next().unwrap().spans[1], span(4, 10));
        assert_eq!((timeline.len(), timeline.spans().len(), timeline.is_empty()), (3, 3, false));
    }

    #[test]
    fn the_impossible_is_refused() {
        for (begin_ns, end_ns, spans) in [
            (10, 9, vec![]),
            (0, 10, vec![span(0, 11)]),
            (5, 10, vec![span(4, 6)]),
            (0, 10, vec![span(0, 6), span(5, 7)]),
            (0, 10, vec![span(6, 5)]),
        ] {
            let flaw = Timeline::default().add(0, begin_ns, end_ns, &spans).expect_err("it was accepted");
            assert!(flaw.to_string().contains("task 0"));
        }
        let mut timeline = Timeline::default();
        timeline.add(1, 0, 0, &[]).unwrap();
        assert!(timeline.add(1, 0, 0, &[]).is_err());
        assert!(timeline.add(0, 0, 0, &[]).is_err());
        assert!(timeline.add(usize::MAX, 0, 0, &[]).is_err());
    }

    #[test]
    fn a_window_has_what_overlaps_it_cut_to_its_size() {
        let mut timeline = Timeline::default();
        timeline.add(0, 0, 10, &[span(0, 10)]).unwrap();
        timeline.add(1, 5, 40, &[span(5, 15), span(15, 25), span(25, 40)]).unwrap();
        timeline.add(2, 30, 40, &[span(30, 40)]).unwrap();
        let window = timeline.between(10, 30);
        let tasks: Vec<_> =
            window.tasks().map(|task| (task.id, task.begin_ns, task.end_ns, task.spans.to_vec())).collect();
        assert_eq!(tasks, [(1, 0, 20, vec![span(0, 5), span(5, 15), span(15, 20)])]);
        assert_eq!(timeline.between(0, 40), timeline);
        assert!(timeline.between(50, 60).is_empty());
    }

    /// The reasons for which a life is refused.
    const FLAWS: [&str; 5] = [
        "it ends before it begins",
        "its number is out of order",
        "a span begins before the one before it has ended",
        "a span ends before it begins",
        "a span goes on after the task has ended",
    ];

    /// Lives that may be: numbers rise, spans lie one after the other within their task, and any of them may touch or have no length.
    fn possible_lives() -> impl Strategy<Value = Vec<Life>> {
        let spans = proptest::collection::vec((0u64..5, 0u64..5), 0..4);
        let life = (1usize..4, 0u64..20, spans, 0u64..5);
        proptest::collection::vec(life, 1..6).prop_map(|lives| {
            let mut next = 0;
            let mut made = Vec::new();
            for (step, begin_ns, spans, rest) in lives {
                let mut end_ns = begin_ns;
                let mut between = Vec::new();
                for (gap, length) in spans {
                    between.push(span(end_ns + gap, end_ns + gap + length));
                    end_ns += gap + length;
                }
                made.push(Life { id: next + step - 1, begin_ns, end_ns: end_ns + rest, spans: between });
                next += step;
            }
            made
        })
    }

    /// The life, with one thing in it that cannot be; `last` is the number before its own. `None` where there is nothing to spoil in this way.
    fn spoilt(life: &Life, flaw: &str, at: usize, by: u64, last: Option<usize>) -> Option<Life> {
        let mut life = life.clone();
        let at = at.checked_rem(life.spans.len());
        match FLAWS.iter().position(|known| *known == flaw)? {
            0 => life.end_ns = life.begin_ns.checked_sub(by)?,
            1 => life.id = last?.checked_sub(by as usize - 1)?,
            2 => {
                let earliest = at?.checked_sub(1).map_or(life.begin_ns, |before| life.spans[before].end_ns);
                life.spans[at?].begin_ns = earliest.checked_sub(by)?;
            }
            3 => life.spans[at?].end_ns = life.spans[at?].begin_ns.checked_sub(by)?,
            _ => life.spans.last_mut()?.end_ns = life.end_ns + by,
        }
        Some(life)
    }

    fn in_timeline(timeline: &Timeline) -> Vec<Life> {
        let life = |task: TaskLine| {
            let TaskLine { id, begin_ns, end_ns, spans } = task;
            Life { id, begin_ns, end_ns, spans: spans.to_vec() }
        };
        timeline.tasks().map(life).collect()
    }

    proptest! {
        #[test]
        fn whatever_may_be_is_accepted_as_it_is(lives in possible_lives()) {
            prop_assert_eq!(in_timeline(&Timeline::of(&lives).unwrap()), lives);
        }

        #[test]
        fn what_is_spoilt_in_one_way_is_refused_for_that(
            lives in possible_lives(), which in 0usize..6, flaw in proptest::sample::select(&FLAWS[..]), at in 0usize..4, by in 1u64..9,
        ) {
            let which = which % lives.len();
            let mut timeline = Timeline::of(&lives[..which]).unwrap();
            let last = which.checked_sub(1).map(|before| lives[before].id);
            if let Some(Life { id, begin_ns, end_ns, spans }) = spoilt(&lives[which], flaw, at, by, last) {
                prop_assert_eq!(timeline.add(id, begin_ns, end_ns, &spans), Err(Flaw { task: id, what: flaw }));
            }
            // Nothing of it is kept, and the others go on.
            prop_assert_eq!(&in_timeline(&timeline), &lives[..which]);
            for Life { id, begin_ns, end_ns, spans } in &lives[which..] {
                prop_assert_eq!(timeline.add(*id, *begin_ns, *end_ns, spans), Ok(()));
            }
            prop_assert_eq!(in_timeline(&timeline), lives);
        }

        #[test]
        fn any_marks_are_accepted_where_they_are_in_order_and_only_there(
            lives in proptest::collection::vec(
                (0usize..9, 0u64..6, 5u64..12, proptest::collection::vec((2u64..10, 2u64..10), 0..3)), 0..6)
        ) {
            let mut timeline = Timeline::default();
            let mut accepted: Vec<Life> = Vec::new();
            for (id, begin_ns, end_ns, spans) in lives {
                let spans: Vec<Span> = spans.into_iter().map(|(begin, end)| span(begin, end)).collect();
                let mut moments = vec![begin_ns];
                moments.extend(spans.iter().flat_map(|span| [span.begin_ns, span.end_ns]));
                moments.push(end_ns);
                let may_be = moments.is_sorted() && accepted.iter().all(|before| before.id < id);
                prop_assert_eq!(timeline.add(id, begin_ns, end_ns, &spans).is_ok(), may_be, "{:?}", moments);
                if may_be {
                    accepted.push(Life { id, begin_ns, end_ns, spans });
                }
            }
            prop_assert_eq!(in_timeline(&timeline), accepted);
        }
    }
}
