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
    /// Whether it is compared where nothing is said of it. Those that are fit on a projector.
    pub usual: bool,
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

/// All contestants, from the simplest on, each beside those that are most like it.
pub const ALL: &[Contestant] = &[
    Contestant { name: "sequential", width: Width::One, one_core: true, usual: true },
    Contestant { name: "thread", width: Width::All, one_core: false, usual: true },
    Contestant { name: "thread_pool", width: Width::Workers(|_| 4), one_core: false, usual: true },
    Contestant { name: "rayon", width: Width::Workers(|workload| workload.cores), one_core: false, usual: false },
    Contestant { name: "event_loop", width: Width::All, one_core: true, usual: false },
    Contestant { name: "async_tokio", width: Width::All, one_core: true, usual: true },
    Contestant { name: "async_tokio_multi", width: Width::All, one_core: false, usual: true },
    Contestant { name: "async_smol", width: Width::All, one_core: true, usual: true },
    Contestant { name: "async_std", width: Width::All, one_core: false, usual: false },
    Contestant { name: "multiprocess", width: Width::Workers(processes), one_core: false, usual: true },
];

fn processes(workload: &Workload) -> usize {
    if workload.compute.is_zero() { workload.tasks.min(64) } else { workload.cores }
}

/// The contestants that `--only` names, with dashes or underscores. Where it is not given: the usual ones, or with `--all` all.
///
/// # Errors
/// A name that is none of theirs, or both flags.
pub fn chosen(only: Option<&str>, all: bool) -> Result<Vec<Contestant>, String> {
    let Some(only) = only else {
        return Ok(ALL.iter().filter(|contestant| contestant.usual || all).copied().collect());
    };
    if all {
        return Err(format!("--all runs every demo, and --only {only} does not: give one of the two"));
    }
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
        let names =
            |only| chosen(Some(only), false).unwrap().iter().map(|contestant| contestant.name).collect::<Vec<_>>();
        assert_eq!(names("async-tokio, demo_thread,thread"), ["async_tokio", "thread"]);
        assert_eq!(names("async-std"), ["async_std"]);
        assert!(chosen(Some("treads"), false).unwrap_err().contains("'treads'"));
    }

    #[test]
    fn the_usual_ones_fit_on_a_projector_and_all_are_more() {
        let names = |all| chosen(None, all).unwrap().iter().map(|contestant| contestant.name).collect::<Vec<_>>();
        assert_eq!(names(false).len(), 7);
        assert!(names(true).len() > 7 && names(false).iter().all(|name| names(true).contains(name)));
        assert!(chosen(Some("thread"), true).unwrap_err().contains("give one of the two"));
    }
}
