//! The figures that are worked out from a timeline.

use crate::recorder::Needed;
use crate::span::{Span, State};
use crate::timeline::Timeline;

/// The most tasks that were under way (begun, not ended) at one moment. A task that ends at the moment at which another
/// begins is no longer under way. So one that took no time at all is under way at no moment, and counts only where nothing else does:
/// where any task has begun, there was at least one.
pub fn concurrency_peak(timeline: &Timeline) -> usize {
    let mut begins: Vec<u64> = timeline.tasks().map(|task| task.begin_ns).collect();
    let mut ends: Vec<u64> = timeline.tasks().map(|task| task.end_ns).collect();
    begins.sort_unstable();
    ends.sort_unstable();
    let mut ended = 0;
    let mut peak = 0;
    for (begun, &begin) in begins.iter().enumerate() {
        while ends[ended] <= begin && ended < begun {
            ended += 1;
        }
        peak = peak.max(begun + 1 - ended);
    }
    peak
}

/// The longest single stretch in which a task that had begun was late, in nanoseconds. It may be of several spans: late after its wait,
/// and then late in a queue.
pub fn late_max_ns(timeline: &Timeline) -> u64 {
    let goes_on = |a: &Span, b: &Span| a.state == b.state && a.end_ns == b.begin_ns;
    let stretches = timeline.tasks().flat_map(|task| task.spans.chunk_by(goes_on));
    let late = stretches.filter(|stretch| stretch[0].state == State::Late);
    late.map(|stretch| stretch.iter().map(Span::length_ns).sum()).max().unwrap_or(0)
}

/// The shortest time in which any schedule can do the work, in nanoseconds: the larger of the longest single task (its wait
/// and its CPU time), and of the shortest wait followed by all CPU time spread over the cores.
pub fn ideal_ns(cores: usize, needed: Needed) -> u64 {
    needed.longest_ns.max(needed.shortest_wait_ns + needed.cpu_ns / cores.max(1) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Place;
    use crate::timeline::Life;
    use proptest::prelude::*;

    fn timeline(tasks: &[(u64, u64)]) -> Timeline {
        let life = |(id, &(begin_ns, end_ns)): (usize, &(u64, u64))| Life { id, begin_ns, end_ns, spans: Vec::new() };
        Timeline::of(&tasks.iter().enumerate().map(life).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn tasks_that_touch_are_not_under_way_at_once() {
        assert_eq!(concurrency_peak(&timeline(&[])), 0);
        assert_eq!(concurrency_peak(&timeline(&[(0, 5), (5, 9), (9, 9)])), 1);
        assert_eq!(concurrency_peak(&timeline(&[(0, 6), (5, 9), (5, 7)])), 3);
    }

    #[test]
    fn the_ideal_is_the_larger_of_its_two_bounds() {
        let needed = Needed { cpu_ns: 1_000, longest_ns: 300, shortest_wait_ns: 200 };
        assert_eq!(ideal_ns(2, needed), 700);
        assert_eq!(ideal_ns(100, needed), 300);
        assert_eq!(ideal_ns(2, Needed::default()), 0); // no task was done
    }

    #[test]
    fn the_longest_late_stretch_counts() {
        let place = Place { pid: 1, thread: 1, core: None };
        let span = |state, begin_ns, end_ns| Span { state, begin_ns, end_ns, place };
        let spans = vec![span(State::Waiting, 0, 50), span(State::Late, 50, 53), span(State::Late, 60, 65)];
        let timeline = Timeline::of(&[Life { id: 0, begin_ns: 0, end_ns: 70, spans }]).unwrap();
        assert_eq!(late_max_ns(&timeline), 5);
        // A stretch is of one task, and goes on where one span follows the other at once.
        let spans = vec![span(State::Late, 0, 3), span(State::Late, 3, 7), span(State::Late, 8, 12)];
        let other = vec![span(State::Late, 12, 17)];
        let lives = [(0, 12, spans), (12, 20, other)];
        let life = |(id, (begin_ns, end_ns, spans))| Life { id, begin_ns, end_ns, spans };
        let timeline = Timeline::of(&lives.into_iter().enumerate().map(life).collect::<Vec<_>>()).unwrap();
        assert_eq!(late_max_ns(&timeline), 7);
    }

    proptest! {
        #[test]
        fn the_peak_agrees_with_counting_at_every_moment(
            lives in proptest::collection::vec((0u64..40, 0u64..10), 0..30)
        ) {
            let lives: Vec<(u64, u64)> = lives.iter().map(|&(begin, length)| (begin, begin + length)).collect();
            let at = |moment| lives.iter().filter(|&&(b, e)| b <= moment && moment < e).count();
            let slow = (0..50).map(at).max().unwrap_or(0);
            // Tasks without length are under way at no moment, but there was one.
            prop_assert_eq!(concurrency_peak(&timeline(&lives)), slow.max(usize::from(!lives.is_empty())));
        }
    }
}
