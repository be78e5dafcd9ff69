//! Locks that notice when threads wait for each other in a circle.

use crate::Task;
use crate::scene::Scene;
use crate::steps::{Steps, who};
use crate::verdict::fail;
use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

/// A value behind a lock, as in a `Mutex`. It takes as long as a task of its scene to lock it, so whatever others can do meanwhile
/// they do. Where threads would wait for each other for ever, the test fails, and says who has what.
pub struct Lock<T> {
    number: usize,
    noun: &'static str,
    task: Task,
    group: Arc<Group>,
    value: Mutex<T>,
}

/// Locks among which one thread may have several.
#[derive(Default)]
struct Group {
    held: Mutex<Held>,
    given_back: Condvar,
    steps: Steps,
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

impl<T> Lock<T> {
    /// A lock for each task of a scene, with these values in them. They are called as the tasks are: `account 3`.
    pub fn for_each_task(scene: &Scene, values: impl IntoIterator<Item = T>) -> Vec<Lock<T>> {
        let group = Arc::new(Group::default());
        let lock = |(task, value): (Task, T)| Lock {
            number: task.number(),
            noun: task.noun(),
            task,
            group: Arc::clone(&group),
            value: Mutex::new(value),
        };
        scene.tasks().into_iter().zip(values).map(lock).collect()
    }

    /// Waits until nobody else has it, and locks it. The value can be read and changed through what this returns; when that is dropped,
    /// others can have it.
    #[track_caller]
    pub fn lock(&self) -> Locked<'_, T> {
        let id = thread::current().id();
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
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        let locked = Locked { lock: self, value };
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

impl Group {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A value that this thread has for itself, until this is dropped.
#[must_use = "the lock is given back at once where this is not kept"]
pub struct Locked<'a, T> {
    lock: &'a Lock<T>,
    value: MutexGuard<'a, T>,
}

impl<T> Deref for Locked<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Locked<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> Drop for Locked<'_, T> {
    fn drop(&mut self) {
        let group = &self.lock.group;
        let mut held = group.held();
        held.by.remove(&self.lock.number);
        group.steps.make(|| ((), format!("frees {}", self.lock.name())));
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
        let locks = Lock::for_each_task(&scene, vec![0; count]);
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
    fn a_circle_is_found_whenever_there_is_one_and_described() {
        crate::test(|| {
            for count in [1, 2, 3] {
                let (_scene, locks) = locks(3);
                let in_a_circle = |number: usize| {
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
