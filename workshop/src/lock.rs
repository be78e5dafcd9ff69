//! Locks that notice when threads wait for each other in a circle.

use crate::at_once::arrive;
use crate::scene::{Scene, Task};
use crate::steps::{Steps, who};
use crate::verdict::fail;
use std::collections::HashMap;
use std::fmt::Display;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

/// How long who has a lock waits for the other threads to come.
const OTHERS_COME: Duration = Duration::from_millis(500);

/// A value behind a lock, as in a `Mutex`. It takes as long as a task of its scene to lock it, so whatever others can do meanwhile
/// they do. Where threads would wait for each other for ever, the test fails, and says who has what.
pub struct Lock<T> {
    number: usize,
    noun: &'static str,
    task: Task,
    group: Arc<Group<T>>,
}

/// Locks among which one thread may have several.
struct Group<T> {
    values: Vec<Mutex<T>>,
    held: Mutex<Held>,
    given_back: Condvar,
    steps: Steps,
    /// The values at each moment when none was locked.
    when_free: Mutex<Vec<Vec<T>>>,
}

#[derive(Default)]
struct Held {
    /// Who has a lock.
    by: HashMap<usize, Thread>,
    /// Which lock a thread waits for.
    wanted: HashMap<ThreadId, usize>,
}

struct Thread {
    id: ThreadId,
    name: String,
}

impl<T: Clone> Lock<T> {
    /// A lock for each task of a scene, with this value in each. They are called as the tasks are: `account 3`.
    pub fn for_each_task(scene: &Scene, value: T) -> Vec<Lock<T>> {
        let tasks = scene.tasks();
        let group = Arc::new(Group {
            values: tasks.iter().map(|_| Mutex::new(value.clone())).collect(),
            held: Mutex::default(),
            given_back: Condvar::new(),
            steps: Steps::default(),
            when_free: Mutex::default(),
        });
        let lock = |task: Task| Lock { number: task.number(), noun: task.noun(), task, group: Arc::clone(&group) };
        tasks.into_iter().map(lock).collect()
    }

    /// The values of all these locks, each time that one was given back and then none was locked.
    pub fn when_free(&self) -> Vec<Vec<T>> {
        self.group.when_free.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Checks something; where it does not hold, the test fails with what was seen, what is wanted, and all steps that were made.
    #[track_caller]
    pub fn expect(&self, holds: bool, seen: impl Display, wanted: impl Display) {
        if !holds {
            fail(&seen, &wanted, Some(&self.group.steps.draw()));
        }
    }

    /// Waits until nobody else has it, and locks it. The value can be read and changed through what this returns; when that is dropped,
    /// others can have it.
    #[track_caller]
    pub fn lock(&self) -> Locked<'_, T> {
        let id = thread::current().id();
        let crew = arrive();
        let mut held = self.group.held();
        if held.by.contains_key(&self.number) {
            self.group.steps.make(|| ((), format!("waits for {}", self.name())));
        }
        while held.by.contains_key(&self.number) {
            held.wanted.insert(id, self.number);
            if let Some(circle) = self.circle(&held, id) {
                held.wanted.remove(&id);
                drop(held);
                fail(
                    &format_args!("{circle}. This is a deadlock."),
                    &format_args!(
                        "whoever locks two {}s locks them in the same order as everybody else. Then nobody waits in a circle.",
                        self.noun
                    ),
                    Some(&self.group.steps.draw()),
                );
            }
            held = self.group.given_back.wait(held).unwrap_or_else(PoisonError::into_inner);
            held.wanted.remove(&id);
        }
        held.by.insert(self.number, Thread { id, name: who() });
        self.group.steps.make(|| ((), format!("locks {}", self.name())));
        drop(held);
        let locked = Locked { lock: self, value: Some(self.group.value(self.number)) };
        if let Some(crew) = crew {
            crew.wait_for_all(OTHERS_COME);
        }
        self.task.wait();
        locked
    }

    fn name(&self) -> String {
        format!("{} {}", self.noun, self.number)
    }

    /// Who waits for whom, if that leads from this thread back to it.
    fn circle(&self, held: &Held, begin: ThreadId) -> Option<String> {
        let mut waits = Vec::new();
        let mut wanted = self.number;
        loop {
            let holder = held.by.get(&wanted)?;
            waits.push((holder, wanted));
            if holder.id == begin {
                break;
            }
            wanted = *held.wanted.get(&holder.id)?;
        }
        // Each has what the one before waits for.
        let next = waits.iter().cycle().skip(1);
        let has = |((holder, has), (_, waits_for)): (&(&Thread, usize), &(&Thread, usize))| {
            format!("{} has {noun} {has} and waits for {noun} {waits_for}", holder.name, noun = self.noun)
        };
        Some(waits.iter().zip(next).map(has).collect::<Vec<_>>().join(", "))
    }
}

impl<T> Group<T> {
    fn value(&self, number: usize) -> MutexGuard<'_, T> {
        self.values[number].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A value that this thread has for itself, until this is dropped.
#[must_use = "the lock is given back at once where this is not kept"]
pub struct Locked<'a, T: Clone> {
    lock: &'a Lock<T>,
    /// Until this is dropped.
    value: Option<MutexGuard<'a, T>>,
}

const NOT_DROPPED: &str = "it is not dropped yet";

impl<T: Clone> Deref for Locked<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().expect(NOT_DROPPED)
    }
}

impl<T: Clone> DerefMut for Locked<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().expect(NOT_DROPPED)
    }
}

impl<T: Clone> Drop for Locked<'_, T> {
    fn drop(&mut self) {
        drop(self.value.take());
        let group = &self.lock.group;
        let mut held = group.held();
        held.by.remove(&self.lock.number);
        group.steps.make(|| ((), format!("frees {}", self.lock.name())));
        if held.by.is_empty() {
            let values = (0..group.values.len()).map(|number| group.value(number).clone()).collect();
            group.when_free.lock().unwrap_or_else(PoisonError::into_inner).push(values);
        }
        drop(held);
        group.given_back.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::at_once;
    use crate::verdict::said;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    fn locks(count: usize) -> (Scene, Vec<Lock<u32>>) {
        let scene = Scene::new("box", count);
        let locks = Lock::for_each_task(&scene, 0);
        (scene, locks)
    }

    #[test]
    fn one_at_a_time_has_it() {
        let (scene, locks) = locks(1);
        at_once("thread", 5, |_| *locks[0].lock() += 1);
        assert_eq!((*locks[0].lock(), scene.seen().peak()), (5, 1));
    }

    #[test]
    fn different_ones_are_had_at_once() {
        let (scene, locks) = locks(3);
        at_once("thread", 3, |number| *locks[number].lock() += 1);
        assert_eq!(scene.seen().peak(), 3);
    }

    #[test]
    fn what_is_there_while_none_is_locked_is_seen() {
        let (_scene, locks) = locks(2);
        *locks[0].lock() = 5;
        {
            let mut one = locks[0].lock();
            *locks[1].lock() = 7;
            *one = 8;
        }
        assert_eq!(locks[1].when_free(), [[5, 0], [8, 7]]);
    }

    #[test]
    fn a_circle_is_found_whenever_there_is_one_and_described() {
        crate::test(|| {
            for count in [1, 2, 3] {
                let (_scene, locks) = locks(3);
                let in_a_circle = |number: usize| {
                    thread::sleep(Duration::from_millis(10 * number as u64)); // so it is not found by chance
                    let _one = locks[number].lock();
                    let _next = locks[(number + 1) % count].lock();
                };
                assert!(catch_unwind(AssertUnwindSafe(|| at_once("thread", count, in_a_circle))).is_err());
                let said = said().concat().split_whitespace().collect::<Vec<_>>().join(" ");
                let last = count - 1;
                assert!(said.contains(&format!("thread {last} has box {last} and waits for box 0")), "{said}");
            }
        });
    }

    #[test]
    fn who_waits_for_one_that_goes_on_is_in_no_circle() {
        let (_scene, locks) = locks(3);
        at_once("thread", 3, |number| {
            let _one = locks[number].lock();
            let _next = locks.get(number + 1).map(Lock::lock);
        });
    }
}
