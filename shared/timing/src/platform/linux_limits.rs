//! Linux: how many more threads and processes, and how much more memory, there can be.
//!
//! Too many threads do not reliably give an error that can be handled. Each Rust thread takes about four memory maps (its
//! stack and an alternate signal stack, each with a guard page), and when `vm.max_map_count` is reached, the new thread cannot
//! set up its signal stack and the whole process aborts. So the limits are worked out beforehand.

use super::linux::number_named;
use super::{Limit, Scarce};
use nix::sys::resource::{Resource, getrlimit};
use nix::unistd::geteuid;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Memory maps that a thread takes.
const MAPS_A_THREAD: u64 = 4;
/// Memory maps that glibc's heap may take: up to eight arenas a core, each with a part in use and a reserved part.
const MAPS_A_CORE: u64 = 16;
/// Open files that a worker process takes: a pipe in each direction, and for a moment a third one.
const FILES_A_WORKER: u64 = 2;

/// Every limit on threads and processes that is known here, with how many more of them it leaves room for.
pub fn limits() -> Vec<Limit> {
    let mut limits = vec![];
    let system_threads = threads_of_the_system().unwrap_or(0);
    if let Some(value) = number_in("/proc/sys/vm/max_map_count") {
        let used = fs::read_to_string("/proc/self/maps").map_or(0, |maps| maps.lines().count() as u64);
        let heap = 64 + MAPS_A_CORE * std::thread::available_parallelism().map_or(1, usize::from) as u64;
        limits.push(Limit {
            name: "vm.max_map_count".to_owned(),
            value,
            of: Scarce::Threads,
            room: value.saturating_sub(used + heap) / MAPS_A_THREAD,
            raise: |wanted| format!("sudo sysctl vm.max_map_count={} raises it", wanted * MAPS_A_THREAD + 10_000),
        });
    }
    if let Some(value) = number_in("/proc/sys/kernel/threads-max") {
        limits.push(Limit {
            name: "kernel.threads-max".to_owned(),
            value,
            of: Scarce::ThreadsAndProcesses,
            room: value.saturating_sub(system_threads),
            raise: |wanted| format!("sudo sysctl kernel.threads-max={} raises it", 2 * wanted + 10_000),
        });
    }
    if let Some(value) = number_in("/proc/sys/kernel/pid_max") {
        limits.push(Limit {
            name: "kernel.pid_max".to_owned(),
            value,
            of: Scarce::ThreadsAndProcesses,
            room: value.saturating_sub(system_threads),
            raise: |wanted| {
                format!("sudo sysctl kernel.pid_max={} raises it, up to 4194304", (2 * wanted + 10_000).min(4_194_304))
            },
        });
    }
    // Root is not bound by it.
    if let Some(value) = soft_limit(Resource::RLIMIT_NPROC).filter(|_| !geteuid().is_root()) {
        limits.push(Limit {
            name: "ulimit -u".to_owned(),
            value,
            of: Scarce::ThreadsAndProcesses,
            room: value.saturating_sub(threads_of_this_user()),
            raise: |wanted| format!("ulimit -u {} raises it, as far as the hard limit allows", 2 * wanted + 1_000),
        });
    }
    for folder in cgroup_folders("pids") {
        let Some(value) = number_in(folder.join("pids.max")) else { continue };
        limits.push(Limit {
            name: format!("{}/pids.max", folder.display()),
            value,
            of: Scarce::ThreadsAndProcesses,
            room: value.saturating_sub(number_in(folder.join("pids.current")).unwrap_or(0)),
            raise: |wanted| format!("whoever started this container or session can raise it to {}", 2 * wanted + 1_000),
        });
    }
    if let Some(value) = soft_limit(Resource::RLIMIT_NOFILE) {
        let used = fs::read_dir("/proc/self/fd").map_or(0, |files| files.count() as u64);
        limits.push(Limit {
            name: "ulimit -n".to_owned(),
            value,
            of: Scarce::Processes,
            room: value.saturating_sub(used + 8) / FILES_A_WORKER,
            raise: |wanted| {
                format!("ulimit -n {} raises it, as far as the hard limit allows", FILES_A_WORKER * wanted + 100)
            },
        });
    }
    limits
}

/// How much memory, in bytes, this process and its children can still take; `None` where it cannot be told.
pub fn memory_available_bytes() -> Option<u64> {
    let of_the_machine = number_named("/proc/meminfo", "MemAvailable:").map(|kibibytes| kibibytes * 1024);
    let of_cgroups = cgroup_folders("memory").into_iter().filter_map(|folder| {
        let most = number_in(folder.join("memory.max")).or_else(|| number_in(folder.join("memory.limit_in_bytes")))?;
        let used =
            number_in(folder.join("memory.current")).or_else(|| number_in(folder.join("memory.usage_in_bytes")))?;
        // Files that were read or written are kept in memory for as long as nobody needs it.
        let stat = folder.join("memory.stat");
        let cached = number_named(&stat, "total_inactive_file ").or_else(|| number_named(&stat, "inactive_file "));
        Some(most.saturating_sub(used.saturating_sub(cached.unwrap_or(0))))
    });
    of_cgroups.chain(of_the_machine).chain(address_space_available_bytes()).min()
}

/// How much more address space, in bytes, this process may have (`ulimit -v`); `None` where there is no such limit.
pub fn address_space_available_bytes() -> Option<u64> {
    let most = soft_limit(Resource::RLIMIT_AS)?;
    let used = number_named("/proc/self/status", "VmSize:").unwrap_or(0) * 1024;
    Some(most.saturating_sub(used))
}

/// A resource limit that is in force, where there is one.
fn soft_limit(resource: Resource) -> Option<u64> {
    let (soft, _) = getrlimit(resource).ok()?;
    (soft != nix::libc::RLIM_INFINITY).then_some(soft)
}

fn number_in(path: impl AsRef<Path>) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok() // "max" is no number, and no limit
}

/// The fourth field of `/proc/loadavg`: scheduled now / all threads.
fn threads_of_the_system() -> Option<u64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().nth(3)?.split_once('/')?.1.parse().ok()
}

fn threads_of_this_user() -> u64 {
    let user = geteuid().as_raw();
    let Ok(processes) = fs::read_dir("/proc") else { return 0 };
    let mine = processes.flatten().filter(|entry| entry.metadata().is_ok_and(|found| found.uid() == user));
    mine.filter_map(|entry| fs::metadata(entry.path().join("task")).ok()?.nlink().checked_sub(2)).sum()
}

/// The folders of this process's control groups, from its own up to the root, for cgroups of version 2 and, where
/// `controller` is one of version 1, of that.
fn cgroup_folders(controller: &str) -> Vec<PathBuf> {
    let Ok(groups) = fs::read_to_string("/proc/self/cgroup") else { return Vec::new() };
    let mut folders = Vec::new();
    for line in groups.lines() {
        let mut fields = line.splitn(3, ':');
        let (_, controllers, path) = (fields.next(), fields.next().unwrap_or(""), fields.next().unwrap_or("/"));
        let root = match controllers {
            "" => PathBuf::from("/sys/fs/cgroup"),
            names if names.split(',').any(|name| name == controller) => {
                PathBuf::from("/sys/fs/cgroup").join(controller)
            }
            _ => continue,
        };
        let mut path = Path::new(path.trim_start_matches('/'));
        loop {
            folders.push(root.join(path));
            match path.parent() {
                Some(parent) => path = parent,
                None => break,
            }
        }
    }
    folders
}
