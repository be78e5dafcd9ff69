//! The demos that can be set side by side.

use std::time::Duration;
use timing::workload::{Options, Workload};

/// A demo, and what is known of it beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Contestant {
    /// What its row is called: the demo's name, without `demo_`, and what else it is run with.
    pub name: &'static str,
    /// Flags that it always has.
    pub flags: &'static [&'static str],
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
    Contestant { name: "sequential", flags: &[], width: Width::One, one_core: true, usual: true },
    Contestant { name: "thread", flags: &[], width: Width::All, one_core: false, usual: true },
    Contestant { name: "thread_pool", flags: &[], width: Width::Workers(|_| 4), one_core: false, usual: true },
    Contestant {
        name: "rayon",
        flags: &[],
        width: Width::Workers(|workload| workload.cores),
        one_core: false,
        usual: false,
    },
    Contestant { name: "event_loop", flags: &[], width: Width::All, one_core: true, usual: false },
    Contestant { name: "async_tokio", flags: &[], width: Width::All, one_core: true, usual: true },
    Contestant { name: "async_tokio_multi", flags: &[], width: Width::All, one_core: false, usual: true },
    Contestant { name: "async_smol", flags: &[], width: Width::All, one_core: true, usual: true },
    Contestant { name: "async_std", flags: &[], width: Width::All, one_core: false, usual: false },
    Contestant { name: "multiprocess", flags: &[], width: Width::Workers(processes), one_core: false, usual: true },
];

/// The demos that fetch pages over HTTP, from one page after the other on.
pub const HTTP: &[Contestant] = &[
    Contestant { name: HTTP_ONE, flags: &["--workers=1"], width: Width::One, one_core: true, usual: true },
    Contestant {
        name: HTTP_POOL,
        flags: &["--workers=16"],
        width: Width::Workers(|_| 16),
        one_core: false,
        usual: true,
    },
    Contestant { name: "http_async", flags: &[], width: Width::All, one_core: true, usual: true },
];
/// What of them does one page after the other.
pub const HTTP_ONE: &str = "http_thread --workers 1";
/// What of them has a pool.
pub const HTTP_POOL: &str = "http_thread --workers 16";
/// The contestants that do one task after the other.
pub const ONE_BY_ONE: [&str; 2] = ["sequential", HTTP_ONE];

fn processes(workload: &Workload) -> usize {
    if workload.compute.is_zero() { workload.tasks.min(64) } else { workload.cores }
}

/// The contestants that `--only` names, with dashes or underscores. Where it is not given: the usual ones, or with `--all` all, or
/// with `--http` those that fetch.
///
/// # Errors
/// A name that is none of theirs, or flags that contradict each other.
pub fn chosen(options: &Options) -> Result<Vec<Contestant>, String> {
    if !options.has("http") {
        return among_all(options.text("only"), options.has("all"));
    }
    let other = ["only", "all", "workers"].into_iter().find(|name| options.has(name));
    other.map_or_else(
        || Ok(HTTP.to_vec()),
        |name| Err(format!("--http runs its own demos, with their own numbers of workers: leave out --{name}")),
    )
}

fn among_all(only: Option<&str>, all: bool) -> Result<Vec<Contestant>, String> {
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
    /// The demo, without `demo_`.
    pub fn demo(&self) -> &'static str {
        self.name.split(' ').next().unwrap_or(self.name)
    }

    /// Its package and binary.
    pub fn package(&self) -> String {
        format!("demo_{}", self.demo())
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
            |only| among_all(Some(only), false).unwrap().iter().map(|contestant| contestant.name).collect::<Vec<_>>();
        assert_eq!(names("async-tokio, demo_thread,thread"), ["async_tokio", "thread"]);
        assert_eq!(names("async-std"), ["async_std"]);
        assert!(among_all(Some("treads"), false).unwrap_err().contains("'treads'"));
    }

    #[test]
    fn the_usual_ones_fit_on_a_projector_and_all_are_more() {
        let names = |all| among_all(None, all).unwrap().iter().map(|contestant| contestant.name).collect::<Vec<_>>();
        assert_eq!(names(false).len(), 7);
        assert!(names(true).len() > 7 && names(false).iter().all(|name| names(true).contains(name)));
        assert!(among_all(Some("thread"), true).unwrap_err().contains("give one of the two"));
    }
}
