//! What a learner's code did, worked out from the record.

use crate::lanes;
use crate::record::{Event, Recorder, Step};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

/// What was seen of the tasks of a scene.
pub struct Seen {
    noun: &'static str,
    count: usize,
    stretches: Vec<Stretch>,
    events: Vec<Event>,
}

/// A stretch in which a task waited, or computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The task's number.
    pub task: usize,
    /// When it began, from the beginning of the scene.
    pub begin: Duration,
    /// When it could have gone on; `None` if it was not so far.
    pub due: Option<Duration>,
    /// When it went on, or was dropped; `None` if it did neither.
    pub end: Option<Duration>,
    /// The thread on which it began.
    pub thread: u32,
    /// Whether it computed.
    pub computes: bool,
    /// Whether it kept its thread.
    pub blocks: bool,
    /// How often it was polled.
    pub polls: usize,
    /// Whether it was dropped before its end.
    pub cancelled: bool,
}

impl Seen {
    pub(crate) fn new(recorder: &Recorder, count: usize) -> Seen {
        let events = recorder.events();
        let mut stretches: Vec<Stretch> = Vec::new();
        for event in &events {
            let open = |stretch: &&mut Stretch| stretch.task == event.task && stretch.end.is_none();
            let stretch = stretches.iter_mut().rfind(open);
            match (event.step, stretch) {
                (Step::Begin { computes, blocks }, _) => stretches.push(Stretch {
                    task: event.task,
                    begin: event.at,
                    due: None,
                    end: None,
                    thread: event.thread,
                    computes,
                    blocks,
                    polls: 0,
                    cancelled: false,
                }),
                (Step::Poll, Some(stretch)) => stretch.polls += 1,
                (Step::End { due }, Some(stretch)) => {
                    (stretch.due, stretch.end) = (Some(due.min(event.at)), Some(event.at));
                }
                (Step::Cancel, Some(stretch)) => (stretch.end, stretch.cancelled) = (Some(event.at), true),
                _ => {}
            }
        }
        Seen { noun: recorder.noun, count, stretches, events }
    }

    /// What a task is called.
    pub fn noun(&self) -> &'static str {
        self.noun
    }

    /// How many tasks there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Everything that tasks did, in the order in which it began.
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// The most tasks that were under way at once. One that does two things at once is one task.
    pub fn peak(&self) -> usize {
        let (mut under_way, mut peak) = (BTreeMap::<usize, usize>::new(), 0);
        for event in &self.events {
            let things = under_way.entry(event.task).or_default();
            match event.step {
                Step::Begin { .. } => *things += 1,
                Step::End { .. } | Step::Cancel => *things = things.saturating_sub(1),
                Step::Made | Step::Poll => {}
            }
            if *things == 0 {
                under_way.remove(&event.task);
            }
            peak = peak.max(under_way.len());
        }
        peak
    }

    /// The tasks in the order in which they began.
    pub fn began(&self) -> Vec<usize> {
        self.stretches.iter().map(|stretch| stretch.task).collect()
    }

    /// The tasks in the order in which they ended; those that were dropped before their end did not.
    pub fn ended(&self) -> Vec<usize> {
        let ends = self.events.iter().filter(|event| matches!(event.step, Step::End { .. }));
        ends.map(|event| event.task).collect()
    }

    /// The tasks that never began, by number.
    pub fn never_began(&self) -> Vec<usize> {
        let began = self.began();
        (0..self.count).filter(|task| !began.contains(task)).collect()
    }

    /// The tasks of which a future was made and never polled, by number.
    pub fn never_polled(&self) -> Vec<usize> {
        let made = |task: &usize| self.events.iter().any(|event| event.task == *task && event.step == Step::Made);
        self.never_began().into_iter().filter(made).collect()
    }

    /// The tasks that began and neither ended nor were dropped, by number.
    pub fn under_way(&self) -> Vec<usize> {
        let tasks: BTreeSet<usize> =
            self.stretches.iter().filter(|stretch| stretch.end.is_none()).map(|stretch| stretch.task).collect();
        tasks.into_iter().collect()
    }

    /// The tasks that were dropped before their end, by number.
    pub fn cancelled(&self) -> Vec<usize> {
        let tasks: BTreeSet<usize> =
            self.stretches.iter().filter(|stretch| stretch.cancelled).map(|stretch| stretch.task).collect();
        tasks.into_iter().collect()
    }

    /// How many others began while a task was under way, for the first time.
    pub fn begun_during(&self, task: usize) -> usize {
        let mut from = self.stretches.iter().skip_while(|stretch| stretch.task != task);
        let Some(first) = from.next() else { return 0 };
        from.filter(|other| other.task != task && first.end.is_none_or(|end| other.begin < end)).count()
    }

    /// On how many threads tasks began.
    pub fn threads(&self) -> usize {
        self.stretches.iter().map(|stretch| stretch.thread).collect::<BTreeSet<_>>().len()
    }

    /// From the beginning of the scene to the last thing that happened.
    pub fn wall(&self) -> Duration {
        self.events.iter().map(|event| event.at).max().unwrap_or_default()
    }

    /// The longest that a task could have gone on, and did not.
    pub fn late_most(&self) -> Duration {
        let late = |stretch: &Stretch| Some(stretch.end?.saturating_sub(stretch.due?));
        self.stretches.iter().filter_map(late).max().unwrap_or_default()
    }

    /// `1 request`, `8 requests`.
    pub fn counted(&self, count: usize) -> String {
        let s = if count == 1 { "" } else { "s" };
        format!("{count} {}{s}", self.noun)
    }

    /// `request 3`, `requests 0, 1 and 3`.
    pub fn named(&self, tasks: &[usize]) -> String {
        match tasks {
            [] => format!("no {}", self.noun),
            [one] => format!("{} {one}", self.noun),
            [first @ .., last] => {
                let first: Vec<String> = first.iter().map(usize::to_string).collect();
                format!("{}s {} and {last}", self.noun, first.join(", "))
            }
        }
    }
}

/// What was seen, in a sentence, and the lanes.
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        // There may be more than were expected: requests to pages that do not exist.
        let count = self.stretches.iter().map(|stretch| stretch.task).collect::<BTreeSet<_>>().len().max(self.count);
        let at_once = match (count, self.peak()) {
            (_, 0) => "none began".to_owned(),
            (2, 2) => "both under way at once".to_owned(),
            (all, peak) if all == peak && all > 1 => "all under way at once".to_owned(),
            (_, 1) => "never more than 1 under way".to_owned(),
            (_, peak) => format!("at most {peak} under way at once"),
        };
        write!(f, "{}, {at_once}", self.counted(count))?;
        lanes::draw(self).map_or(Ok(()), |drawn| write!(f, "\n\n{drawn}"))
    }
}
