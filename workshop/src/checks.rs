//! The checks that most exercises need. Each says what was seen and what is wanted, and draws the lanes.

use crate::lanes;
use crate::seen::{Seen, Stretch};
use crate::verdict::fail;
use std::collections::HashMap;
use std::fmt::Display;

impl Seen {
    /// Checks something; where it does not hold, the test fails with what was seen, what is wanted, and the lanes.
    #[track_caller]
    pub fn expect(&self, holds: bool, seen: impl Display, wanted: impl Display) {
        if !holds {
            fail(&seen, &wanted, lanes::draw(self).as_deref());
        }
    }

    /// Each task has begun, and ended once.
    #[track_caller]
    pub fn expect_all_ended(&self) {
        let wanted = format!("each {} ends once before your function returns.", self.noun());
        let never_polled = self.never_polled();
        let seen =
            format!("{} never polled. A future does nothing until it is awaited or spawned.", self.was(&never_polled));
        self.expect(never_polled.is_empty(), seen, &wanted);
        let never_began = self.never_began();
        self.expect(never_began.is_empty(), format!("{} not begun.", self.was(&never_began)), &wanted);
        let cancelled = self.cancelled();
        let seen = format!(
            "{} dropped before the end; so is what a runtime still has to do when it ends.",
            self.was(&cancelled)
        );
        self.expect(cancelled.is_empty(), seen, &wanted);
        let under_way = self.under_way();
        let seen = format!("{} still under way when your function returned.", self.was(&under_way));
        self.expect(under_way.is_empty(), seen, &wanted);
        let ended = self.ended();
        let again: Vec<usize> =
            (0..self.count()).filter(|task| ended.iter().filter(|ended| *ended == task).count() > 1).collect();
        self.expect(again.is_empty(), format!("{} done more than once.", self.was(&again)), &wanted);
    }

    /// At one moment or another, exactly `wanted` are under way at once, and never more.
    #[track_caller]
    pub fn expect_peak(&self, wanted: usize) {
        let all = match (wanted, self.count()) {
            (1, _) => "one at a time.".to_owned(),
            (2, 2) => "both are under way at once.".to_owned(),
            (wanted, count) if wanted == count => format!("all {count} are under way at once."),
            _ => format!("{wanted} are under way at once, and never more."),
        };
        self.expect(self.peak() == wanted, self.peak_seen(), all);
    }

    /// Never more than `most` are under way at once.
    #[track_caller]
    pub fn expect_peak_at_most(&self, most: usize) {
        self.expect(self.peak() <= most, self.peak_seen(), format!("at most {most} are under way at once."));
    }

    /// Until the last task has begun, `wanted` are under way: as soon as one ends, the next begins. That can be seen on a scene's clock,
    /// which stands still while somebody can begin.
    #[track_caller]
    pub fn expect_kept_busy(&self, wanted: usize) {
        let last_begin = self.stretches().iter().map(|stretch| stretch.begin).max().unwrap_or_default();
        let ends = self.stretches().iter().filter_map(|stretch| stretch.end).filter(|end| *end < last_begin);
        let under_way_after = |moment| {
            let begun = |stretch: &&Stretch| stretch.begin <= moment && stretch.end.is_none_or(|end| end > moment);
            self.stretches().iter().filter(begun).count()
        };
        let Some((fewest, moment)) = ends.map(|end| (under_way_after(end), end)).min() else { return };
        let seen = format!(
            "from {} ms on, {fewest} of your {} {} under way, while others had not begun.",
            moment.as_millis(),
            self.counted(self.count()),
            if fewest == 1 { "was" } else { "were" }
        );
        let wanted_words = format!("{wanted} are under way at once until none is left that has not begun.");
        self.expect(fewest >= wanted, seen, wanted_words);
    }

    /// Each task has a thread of its own.
    #[track_caller]
    pub fn expect_a_thread_each(&self) {
        let mut on: HashMap<u32, usize> = HashMap::new();
        self.stretches().iter().for_each(|stretch| *on.entry(stretch.thread).or_default() += 1);
        let shared = on.into_values().max().unwrap_or(0);
        let seen = format!("{} ran on one and the same thread.", self.counted(shared));
        self.expect(shared <= 1, seen, format!("each {} has a thread of its own.", self.noun()));
    }

    /// No task keeps its thread while it waits.
    #[track_caller]
    pub fn expect_no_blocked_thread(&self) {
        let mut blocked: Vec<usize> =
            self.stretches().iter().filter(|stretch| stretch.blocks).map(|stretch| stretch.task).collect();
        blocked.sort_unstable();
        let seen = format!("{} blocked the thread, and with it every other task on that thread.", self.named(&blocked));
        self.expect(blocked.is_empty(), seen, "while a task waits, its thread is free for others.");
    }

    fn peak_seen(&self) -> String {
        match (self.peak(), self.count()) {
            (0, count) => format!("none of your {} began.", self.counted(count)),
            (1, count) if count > 1 => format!("your {} ran one after the other.", self.counted(count)),
            (2, 2) => format!("both of your {} were under way at once.", self.counted(2)),
            (peak, count) if peak == count => format!("all of your {} were under way at once.", self.counted(count)),
            (peak, count) => format!("at most {peak} of your {} were under way at once.", self.counted(count)),
        }
    }

    /// `request 3 was`, `requests 0 and 3 were`.
    fn was(&self, tasks: &[usize]) -> String {
        format!("{} {}", self.named(tasks), if tasks.len() > 1 { "were" } else { "was" })
    }
}
