//! Where photos are under way: how many are, in which step, on which thread; and when a blur may end.
//!
//! A blur takes some milliseconds of real time, and luck would decide whether another one began meanwhile. So a check can have
//! blurs wait for what is to happen at the same time. Where it does not happen, nobody waits for long.

use crate::system::thread_number;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Who waits gives up when nothing has happened for so long.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Between two beats of the runtime's heart.
const BEAT: Duration = Duration::from_millis(5);
/// So often the runtime has had a turn for everything that was ready, once all were there that were waited for.
const BEATS: usize = 10;

/// When a blur may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// At once when it is done.
    Not,
    /// When so many have been under way for ten beats of the runtime's heart. From then on all may.
    Together(usize),
    /// Photo 0 when all others are saved, or have failed; the others at once.
    First,
}

/// A step of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Download,
    Blur,
}

pub struct Darkroom {
    hold: Hold,
    photos: usize,
    state: Mutex<State>,
    changed: Condvar,
    /// The same, for the heart, which is a task.
    heart: Notify,
}

#[derive(Clone, Debug, Default)]
pub struct State {
    pub under_way: Count,
    pub downloads: Count,
    pub blurs: Count,
    /// The photos that were saved, in order.
    pub saved: Vec<usize>,
    /// The names of the threads that blurred.
    pub threads: Vec<String>,
    /// The photos that were blurred or saved on the runtime's thread.
    pub on_runtime: Vec<usize>,
    /// The runtime had no turns while blurs were held.
    pub stood_still: bool,
    /// Photo 0 waited in vain.
    pub first_gave_up: bool,
    runtime: Option<u32>,
    failed: usize,
    /// Beats of the runtime's heart while blurs were held.
    beats: usize,
    /// Those of them in which so many were held as had to come.
    beats_together: usize,
    is_open: bool,
    last_change: Option<Instant>,
}

/// How many there are, and the most that there were.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub now: usize,
    pub most: usize,
}

impl Count {
    fn up(&mut self) {
        self.now += 1;
        self.most = self.most.max(self.now);
    }

    fn down(&mut self) {
        self.now = self.now.saturating_sub(1);
    }
}

impl Darkroom {
    pub fn new(photos: usize, hold: Hold) -> Darkroom {
        Darkroom { hold, photos, state: Mutex::default(), changed: Condvar::new(), heart: Notify::new() }
    }

    pub fn state(&self) -> State {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        state.last_change = Some(Instant::now());
        drop(state);
        self.changed.notify_all();
        self.heart.notify_one();
    }

    /// A photo is under way from here on.
    pub fn comes(&self) {
        self.change(|state| state.under_way.up());
    }

    /// It is no more.
    pub fn goes(&self) {
        self.change(|state| state.under_way.down());
    }

    pub fn begins(&self, step: Step) {
        self.change(|state| state.count(step).up());
    }

    pub fn ends(&self, step: Step) {
        self.change(|state| state.count(step).down());
    }

    pub fn fails(&self) {
        self.change(|state| state.failed += 1);
    }

    pub fn is_blurred(&self, photo: usize) {
        let name = thread::current().name().unwrap_or("a thread without a name").to_owned();
        self.change(|state| {
            state.threads.push(name);
            state.note_thread(photo);
        });
    }

    pub fn is_saved(&self, photo: usize) {
        self.change(|state| {
            state.saved.push(photo);
            state.note_thread(photo);
        });
    }

    /// Beats as long as anything happens: where nothing does any more, the whole process is to be still, for the watchdog.
    pub async fn beat_on<T>(&self) -> T {
        loop {
            self.beat();
            tokio::time::sleep(BEAT).await;
            while self.lock().quiet() >= PATIENCE {
                self.heart.notified().await;
            }
        }
    }

    /// The runtime has had a turn for everything that was ready. Called on its thread.
    fn beat(&self) {
        let mut state = self.lock();
        state.runtime = Some(thread_number());
        if state.blurs.now > 0 && !state.is_open {
            state.beats += 1;
        }
        if let Hold::Together(count) = self.hold
            && state.blurs.now >= count
        {
            state.beats_together += 1;
            if state.beats_together >= BEATS {
                state.is_open = true;
                self.changed.notify_all();
            }
        }
    }

    /// Waits until the blur of this photo may end.
    pub fn wait(&self, photo: usize) {
        let mut state = self.lock();
        while !self.may_end(&state, photo) {
            let quiet = state.quiet();
            if quiet >= PATIENCE {
                state.is_open = true;
                match self.hold {
                    Hold::First => state.first_gave_up = true,
                    Hold::Together(count) => state.stood_still |= state.blurs.now >= count || state.beats == 0,
                    Hold::Not => {}
                }
                self.changed.notify_all();
                return;
            }
            let waited = self.changed.wait_timeout(state, PATIENCE - quiet);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn may_end(&self, state: &State, photo: usize) -> bool {
        match self.hold {
            Hold::Not => true,
            Hold::Together(_) => state.is_open,
            Hold::First => photo != 0 || state.saved.len() + state.failed + 1 >= self.photos,
        }
    }
}

impl State {
    /// For how long nothing has happened.
    fn quiet(&self) -> Duration {
        self.last_change.map_or(Duration::ZERO, |change| change.elapsed())
    }

    fn count(&mut self, step: Step) -> &mut Count {
        match step {
            Step::Download => &mut self.downloads,
            Step::Blur => &mut self.blurs,
        }
    }

    fn note_thread(&mut self, photo: usize) {
        if self.runtime == Some(thread_number()) && !self.on_runtime.contains(&photo) {
            self.on_runtime.push(photo);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blurs so many photos, each on a thread of its own, while the heart of this thread beats, if it does.
    fn blur(darkroom: &Darkroom, photos: usize, heart_beats: bool) -> State {
        darkroom.beat();
        thread::scope(|scope| {
            let blurs: Vec<_> = (0..photos)
                .map(|photo| {
                    scope.spawn(move || {
                        darkroom.comes();
                        darkroom.begins(Step::Blur);
                        darkroom.is_blurred(photo);
                        darkroom.wait(photo);
                        darkroom.ends(Step::Blur);
                        darkroom.is_saved(photo);
                        darkroom.goes();
                    })
                })
                .collect();
            while heart_beats && !blurs.iter().all(|blur| blur.is_finished()) {
                darkroom.beat();
                thread::yield_now();
            }
        });
        darkroom.state()
    }

    #[test]
    fn blurs_that_are_held_are_all_under_way_at_once() {
        let state = blur(&Darkroom::new(4, Hold::Together(4)), 4, true);
        assert_eq!((state.blurs.most, state.under_way.most, state.saved.len()), (4, 4, 4));
        assert!(!state.stood_still && state.on_runtime.is_empty(), "{state:?}");
    }

    /// Where too few come, or nobody's heart beats, all end after a while.
    #[test]
    fn nobody_waits_for_long() {
        let state = blur(&Darkroom::new(3, Hold::Together(4)), 3, true);
        assert_eq!((state.blurs.most, state.saved.len(), state.stood_still), (3, 3, false));
        let state = blur(&Darkroom::new(4, Hold::Together(4)), 4, false);
        assert_eq!((state.saved.len(), state.stood_still), (4, true));
        let darkroom = Darkroom::new(3, Hold::First);
        assert!(blur(&darkroom, 1, true).first_gave_up);
    }

    #[test]
    fn the_first_is_the_last_where_the_others_do_not_wait_for_it() {
        let darkroom = Darkroom::new(4, Hold::First);
        darkroom.fails();
        let state = blur(&darkroom, 3, true);
        assert_eq!((state.saved.last(), state.first_gave_up), (Some(&0), false));
    }
}
