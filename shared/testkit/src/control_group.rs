//! A control group of the test's own, which limits what a program in it can have, as a container does.

use crate::{Program, not_checked};
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Processes that have ended are soon gone from their group.
const GONE: Duration = Duration::from_secs(10);

/// A control group under this process's own, or as near to it as there can be one. It is gone when this is dropped: drop it after what
/// runs in it.
pub(crate) struct ControlGroup(PathBuf);

impl ControlGroup {
    /// One in which `limit`, whatever name among `names` this system has for it, is `value`. `None`, and a word on it, where this process may
    /// make none, or `controller` limits nothing here.
    pub(crate) fn new(controller: &str, names: &[&str], value: &str) -> Option<ControlGroup> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("taking-turns-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
        let limited = |parent: PathBuf| {
            let folder = parent.join(&name);
            fs::create_dir(&folder).ok()?;
            let group = ControlGroup(folder); // from here on it is removed again
            let is_limited = names.iter().any(|name| fs::write(group.0.join(name), value).is_ok());
            let may_join = || Program::new("/bin/sh").arg("-c").arg(group.join()).run().status.success();
            (is_limited && may_join()).then_some(group)
        };
        let found = parents(&groups, controller).into_iter().find_map(limited);
        if found.is_none() {
            not_checked(format_args!("no control group that limits {controller} can be made here"));
        }
        found
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// The shell command that has the shell, and what it then runs, be in it.
    pub(crate) fn join(&self) -> String {
        format!("echo $$ > '{}/cgroup.procs' || exit", self.0.display())
    }
}

/// Where there may be control groups that `controller` limits: of version 1 in its own hierarchy, of version 2 in the one for all. There a group
/// that has processes may have to leave it to those above it.
fn parents(groups: &str, controller: &str) -> Vec<PathBuf> {
    let of_line = |line: &str| {
        let mut fields = line.splitn(3, ':').skip(1);
        let (controllers, path) = (fields.next()?, fields.next()?);
        let root = Path::new("/sys/fs/cgroup");
        let root = match controllers {
            "" => root.to_owned(),
            names => root.join(names.split(',').find(|name| *name == controller)?),
        };
        let path = Path::new(path.trim_start_matches('/'));
        Some(path.ancestors().map(|path| root.join(path)).collect::<Vec<_>>())
    };
    groups.lines().filter_map(of_line).flatten().collect()
}

impl Drop for ControlGroup {
    fn drop(&mut self) {
        let begin = Instant::now();
        while let Err(error) = fs::remove_dir(&self.0) {
            if begin.elapsed() > GONE {
                // A second panic would hide the first.
                assert!(thread::panicking(), "the control group {} cannot be removed: {error}", self.0.display());
                return;
            }
            thread::sleep(Duration::from_millis(2));
        }
    }
}
