//! The models that are scaled up: for each the demo that it is, and what is known of it beforehand.

use std::time::Duration;
use timing::limits::Plenty;

/// A model of concurrency, as its demo has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// The demo's name, without `demo_`.
    pub name: &'static str,
    /// How its tasks are held.
    pub shape: Shape,
    /// Up to so many tasks a run hardly uses the CPU, so that several such runs can go side by side.
    pub quiet: u64,
    /// About how long one task takes to make, run and end, beside its wait. From runs on two cores, and rather too long: it is
    /// used to foretell the first large run, and what is measured takes its place.
    task: Duration,
    /// About what one task takes of memory, in bytes, as the demo reports it. From runs as well, and rather too much.
    task_bytes: u64,
    /// The same for what the kernel keeps for it, which no process's memory shows.
    kernel_bytes: u64,
}

/// How the tasks of a model are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// So many at once, and the others wait for their turn.
    Few(u64),
    /// Each on a thread of its own.
    Threads,
    /// All on one thread, or on one for each core.
    Async,
    /// Each in a process of its own.
    Processes,
}

impl Shape {
    /// What there is one of for each task; `None` where nothing that the system counts.
    pub fn plenty(self) -> Option<Plenty> {
        match self {
            Shape::Threads => Some(Plenty::Threads),
            Shape::Processes => Some(Plenty::Processes),
            Shape::Few(_) | Shape::Async => None,
        }
    }
}

const fn async_model(name: &'static str) -> Model {
    Model { name, shape: Shape::Async, quiet: 1_024, task: Duration::from_micros(3), task_bytes: 700, kernel_bytes: 0 }
}

const fn few(name: &'static str, at_once: u64) -> Model {
    Model {
        name,
        shape: Shape::Few(at_once),
        quiet: u64::MAX,
        task: Duration::from_micros(60),
        task_bytes: 200,
        kernel_bytes: 0,
    }
}

/// All of them, from the simplest on.
pub const ALL: [Model; 8] = [
    few("sequential", 1),
    Model {
        name: "thread",
        shape: Shape::Threads,
        quiet: 128,
        task: Duration::from_micros(150),
        task_bytes: 12_000,
        kernel_bytes: 24_000,
    },
    few("thread_pool", 4), // its own default
    async_model("async_tokio"),
    async_model("async_tokio_multi"),
    async_model("async_smol"),
    async_model("async_std"),
    Model {
        name: "multiprocess",
        shape: Shape::Processes,
        quiet: 8,
        task: Duration::from_micros(3_500),
        task_bytes: 3_000_000,
        kernel_bytes: 300_000,
    },
];

impl Model {
    /// The models that are named, with dashes or underscores, in the order of [`ALL`]; all of them where none is.
    ///
    /// # Errors
    /// A name that is none of theirs.
    pub fn named<'a>(names: impl Iterator<Item = &'a str>) -> Result<Vec<Model>, String> {
        let mut chosen = Vec::new();
        for name in names.map(|name| name.trim().replace('-', "_")) {
            let name = name.strip_prefix("demo_").unwrap_or(&name);
            let Some(model) = ALL.into_iter().find(|model| model.name == name) else {
                let all = ALL.map(|model| model.name).join(", ");
                return Err(format!("--only: there is no model '{name}' to scale; there are {all}"));
            };
            chosen.push(model);
        }
        Ok(ALL.into_iter().filter(|model| chosen.is_empty() || chosen.contains(model)).collect())
    }

    /// Its demo's package and binary.
    pub fn program(&self) -> String {
        format!("demo_{}", self.name)
    }

    /// The demo's arguments for a run of so many tasks.
    pub fn arguments(&self, tasks: u64, wait: Duration) -> Vec<String> {
        let mut arguments =
            vec![format!("--tasks={tasks}"), format!("--wait={}ns", wait.as_nanos()), "--json".to_owned()];
        if self.shape == Shape::Processes {
            // The demo would share 64 processes out. A process for each task is what the model is, as a thread for each is another.
            arguments.push(format!("--workers={tasks}"));
        }
        arguments
    }

    /// How many of the tasks' waits come one after the other.
    pub fn waits(&self, tasks: u64) -> u64 {
        match self.shape {
            Shape::Few(at_once) => tasks.div_ceil(at_once),
            Shape::Threads | Shape::Async | Shape::Processes => 1,
        }
    }

    /// About how long a run takes, where nothing is measured yet.
    pub fn expected_task(&self) -> Duration {
        self.task
    }

    /// About what a task takes of memory, where nothing is measured yet: what the demo reports, and what the kernel keeps.
    pub fn expected_bytes(&self) -> (u64, u64) {
        (self.task_bytes, self.kernel_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &str) -> Result<Vec<&'static str>, String> {
        let given = only.split(',').filter(|name| !name.is_empty());
        Ok(Model::named(given)?.into_iter().map(|model| model.name).collect())
    }

    #[test]
    fn models_are_named_as_people_write_them() {
        assert_eq!(names("async-tokio, demo_thread,thread"), Ok(vec!["thread", "async_tokio"]));
        assert_eq!(names("").unwrap().len(), 8);
        assert!(names("treads").unwrap_err().contains("'treads'"));
    }

    #[test]
    fn only_a_few_wait_one_after_the_other() {
        let waits = |name: &str| Model::named([name].into_iter()).unwrap()[0].waits(10);
        assert_eq!([waits("sequential"), waits("thread_pool"), waits("thread"), waits("multiprocess")], [10, 3, 1, 1]);
    }

    #[test]
    fn each_task_has_a_process_of_its_own() {
        let arguments =
            |name: &str| Model::named([name].into_iter()).unwrap()[0].arguments(7, Duration::from_millis(20));
        assert_eq!(arguments("thread"), ["--tasks=7", "--wait=20000000ns", "--json"]);
        assert_eq!(arguments("multiprocess")[3], "--workers=7");
    }
}
