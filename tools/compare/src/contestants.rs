//! The demos that can be set side by side.

use std::time::Duration;
use timing::workload::{Options, Workload};

/// A demo, and what is known of it beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Contestant {
    /// The demo's name, without `demo_`.
    pub name: &'static str,
    /// How many tasks it can have under way at once.
    pub width: Width,
    /// Whether they compute on one core, however many there are.
    pub one_core: bool,
}

/// How many tasks a demo can have under way at once.
#[derive(Clone, Copy, Debug)]
pub enum Width {
    /// One.
    One,
    /// All of them.
    All,
    /// As many as it has workers; this is how many it has where nothing is said.
    Workers(fn(&Workload) -> usize),
}

/// All contestants, from the simplest on.
pub const ALL: &[Contestant] = &[
    Contestant { name: "sequential", width: Width::One, one_core: true },
    Contestant { name: "thread", width: Width::All, one_core: false },
    Contestant { name: "thread_pool", width: Width::Workers(|_| 4), one_core: false },
    Contestant { name: "async_tokio", width: Width::All, one_core: true },
    Contestant { name: "async_tokio_multi", width: Width::All, one_core: false },
    Contestant { name: "async_smol", width: Width::All, one_core: true },
    Contestant { name: "multiprocess", width: Width::Workers(processes), one_core: false },
];

fn processes(workload: &Workload) -> usize {
    if workload.compute.is_zero() { workload.tasks.min(64) } else { workload.cores }
}

/// The contestants that `--only` names, with dashes or underscores; all of them where it is not given.
///
/// # Errors
/// A name that is none of theirs.
pub fn chosen(only: Option<&str>) -> Result<Vec<Contestant>, String> {
    let Some(only) = only else { return Ok(ALL.to_vec()) };
    let mut chosen: Vec<Contestant> = Vec::new();
    for name in only.split(',').map(|name| name.trim().replace('-', "_")) {
        let name = name.strip_prefix("demo_").unwrap_or(&name);
        let Some(found) = ALL.iter().find(|contestant| contestant.name == name) else {
            let names: Vec<&str> = ALL.iter().map(|contestant| contestant.name).collect();
            return Err(format!("--only: there is no demo '{name}' to compare; there are {}", names.join(", ")));
        };
        if chosen.iter().all(|contestant| contestant.name != found.name) {
            chosen.push(*found);
        }
    }
    Ok(chosen)
}

impl Contestant {
    /// Its package and binary.
    pub fn package(&self) -> String {
        format!("demo_{}", self.name)
    }

    /// Whether it takes `--workers`.
    pub fn has_workers(&self) -> bool {
        matches!(self.width, Width::Workers(_)) || self.name == "async_tokio_multi"
    }

    /// About how long it will take at least, from how many tasks it has under way at once.
    pub fn expected(&self, workload: &Workload, options: &Options) -> Duration {
        let width = match self.width {
            Width::One => 1,
            Width::All => workload.tasks,
            Width::Workers(default) => options.number("workers").unwrap_or_else(|| default(workload)),
        };
        let waits = workload.wait.mul_f64(workload.tasks.div_ceil(width.max(1)) as f64);
        let cores = if self.one_core { 1 } else { workload.cores };
        waits + workload.compute.mul_f64(workload.tasks as f64 / cores as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_as_people_write_them() {
        let names = |only| chosen(Some(only)).unwrap().iter().map(|contestant| contestant.name).collect::<Vec<_>>();
        assert_eq!(names("async-tokio, demo_thread,thread"), ["async_tokio", "thread"]);
        assert!(chosen(Some("treads")).unwrap_err().contains("'treads'"));
        assert_eq!(chosen(None).unwrap().len(), ALL.len());
    }
}
