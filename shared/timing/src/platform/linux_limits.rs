//! Linux: how many more threads and processes, and how much more memory, there can be.
//!
//! Too many threads do not reliably give an error that can be handled. Each Rust thread takes about four memory maps (its
//! stack and an alternate signal stack, each with a guard page), and when `vm.max_map_count` is reached, the new thread cannot
//! set up its signal stack and the whole process aborts. So the limits are worked out beforehand.

use super::linux::number_named;
use super::{Limit, Memory, Scarce};
use crate::workload::show_count;
use nix::errno::Errno;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::geteuid;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Memory maps that a thread takes.
const MAPS_A_THREAD: u64 = 4;
/// Memory maps that glibc's heap may take: up to eight arenas a core, each with a part in use and a reserved part.
const MAPS_A_CORE: u64 = 16;
/// Open files that a worker process takes: an end of the pipe in each direction, and while it is started, when others may be, too,
/// both other ends.
const FILES_A_WORKER: u64 = 4;
/// Open files that a program with connections has beside them: its own, those of a runtime, and some in reserve. The server that it
/// may start itself is under the same limit.
const FILES_BESIDE_CONNECTIONS: u64 = 64;
/// Ports that are left to others who connect to the same server.
const PORTS_LEFT_ALONE: u64 = 100;

/// Every limit on threads and processes that is known here, with how many more of them it leaves room for.
pub fn limits() -> Vec<Limit> {
    let mut limits = vec![];
    let system_threads = threads_of_the_system().unwrap_or(0);
    if let Some(value) = number_in("/proc/sys/vm/max_map_count") {
        let used = fs::read_to_string("/proc/self/maps").map_or(0, |maps| maps.lines().count() as u64);
        let cores = std::thread::available_parallelism().map_or(1, usize::from) as u64;
        limits.push(Limit {
            name: "vm.max_map_count".to_owned(),
            value,
            of: Scarce::Threads,
            room: threads_within(value, used, cores),
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
        let used = files_open();
        limits.push(Limit {
            name: "ulimit -n".to_owned(),
            value,
            of: Scarce::Connections,
            room: value.saturating_sub(used + FILES_BESIDE_CONNECTIONS),
            raise: |wanted| {
                format!("{} are needed; only whoever set the hard limit can raise it", show_count(wanted + 100))
            },
        });
        limits.push(Limit {
            name: "ulimit -n".to_owned(),
            value,
            of: Scarce::Processes,
            room: workers_within(value, used),
            raise: |wanted| {
                format!("ulimit -n {} raises it, as far as the hard limit allows", FILES_A_WORKER * wanted + 100)
            },
        });
    }
    if let Some((from, to)) = ports() {
        limits.push(Limit {
            name: "the number of ports in net.ipv4.ip_local_port_range".to_owned(),
            value: to + 1 - from,
            of: Scarce::Connections,
            room: (to + 1 - from).saturating_sub(PORTS_LEFT_ALONE),
            raise: |_| "sudo sysctl net.ipv4.ip_local_port_range='1024 65535' allows the most".to_owned(),
        });
    }
    limits
}

/// Raises the limit of open files, as far as it may be raised, so that there can be so many connections and worker processes.
pub fn allow_files_for(connections: u64, workers: u64) {
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let needed = connections.saturating_add(workers.saturating_mul(FILES_A_WORKER));
        let wanted = hard.min(needed.saturating_add(files_open() + FILES_BESIDE_CONNECTIONS));
        if wanted > soft {
            let _ = setrlimit(Resource::RLIMIT_NOFILE, wanted, hard); // what is not there is noticed when limits are checked
        }
    }
}

fn files_open() -> u64 {
    fs::read_dir("/proc/self/fd").map_or(0, |files| files.count() as u64)
}

/// The first and the last port that the system takes by itself for a connection.
fn ports() -> Option<(u64, u64)> {
    let text = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").ok()?;
    let mut numbers = text.split_whitespace().map(str::parse);
    match (numbers.next()?, numbers.next()?) {
        (Ok(from), Ok(to)) if from <= to => Some((from, to)),
        _ => None,
    }
}

/// How many more threads there can be where `used` of `most` memory maps are in use.
fn threads_within(most: u64, used: u64, cores: u64) -> u64 {
    let heap = 64 + MAPS_A_CORE * cores;
    most.saturating_sub(used + heap) / MAPS_A_THREAD
}

/// How many more worker processes there can be where `used` of `most` files are open.
fn workers_within(most: u64, used: u64) -> u64 {
    most.saturating_sub(used + 8) / FILES_A_WORKER
}

/// How much memory, in bytes, this process and its children can still take; `None` where it cannot be told.
pub fn memory_available_bytes() -> Option<u64> {
    memory().map(|memory| memory.available_bytes).into_iter().chain(address_space_available_bytes()).min()
}

/// The memory of this machine, or of the container that this process is in where that has less; `None` where it cannot be told.
pub fn memory() -> Option<Memory> {
    let meminfo = |name| number_named("/proc/meminfo", name).map(|kibibytes| kibibytes * 1024);
    let of_the_machine = meminfo("MemTotal:").zip(meminfo("MemAvailable:"));
    let of_the_machine = of_the_machine.map(|(all_bytes, available_bytes)| Memory { all_bytes, available_bytes });
    let of_cgroups = cgroup_folders("memory").into_iter().filter_map(|folder| memory_of_cgroup(&folder));
    of_cgroups.chain(of_the_machine).reduce(|one, other| Memory {
        all_bytes: one.all_bytes.min(other.all_bytes),
        available_bytes: one.available_bytes.min(other.available_bytes),
    })
}

fn memory_of_cgroup(folder: &Path) -> Option<Memory> {
    let all_bytes = number_in(folder.join("memory.max")).or_else(|| number_in(folder.join("memory.limit_in_bytes")))?;
    let used = number_in(folder.join("memory.current")).or_else(|| number_in(folder.join("memory.usage_in_bytes")))?;
    // Files that were read or written are kept in memory for as long as nobody needs it.
    let stat = folder.join("memory.stat");
    let cached = number_named(&stat, "total_inactive_file ").or_else(|| number_named(&stat, "inactive_file "));
    let available_bytes = all_bytes.saturating_sub(used.saturating_sub(cached.unwrap_or(0)));
    Some(Memory { all_bytes, available_bytes })
}

/// How much more address space, in bytes, this process may have (`ulimit -v`); `None` where there is no such limit.
pub fn address_space_available_bytes() -> Option<u64> {
    let most = soft_limit(Resource::RLIMIT_AS)?;
    let used = number_named("/proc/self/status", "VmSize:").unwrap_or(0) * 1024;
    Some(most.saturating_sub(used))
}

/// Has all threads share one heap, where the address space is limited. glibc gives threads up to eight heaps a core, and maps 64 or
/// 128 MiB for a moment to make one. Whatever needs a page in that moment may find none: that aborts the process, however little it
/// was. To be called before there is a second thread.
pub fn share_one_heap_where_addresses_are_limited() {
    #[cfg(target_env = "gnu")]
    if soft_limit(Resource::RLIMIT_AS).is_some() {
        heap::share_one();
    }
}

/// From now on [`why_no_start`] knows only of what fails after this, on this thread.
#[inline]
pub fn forget_failed_starts() {
    Errno::clear();
}

/// What the system said when a thread, or whatever else it was, could last not be started on this thread for want of something. A closure that
/// a thread was to run is dropped before whoever wanted the thread is told of the error: but this is known by then.
pub fn why_no_start() -> Option<String> {
    let last = Errno::last();
    matches!(last, Errno::EAGAIN | Errno::ENOMEM).then(|| io::Error::from(last).to_string())
}

/// The setting of glibc that no crate has a safe function for.
#[cfg(target_env = "gnu")]
#[allow(unsafe_code, reason = "libc offers mallopt only as an unsafe function")]
mod heap {
    use nix::libc::{M_ARENA_MAX, mallopt};

    pub fn share_one() {
        // SAFETY: mallopt takes two numbers, touches no memory of ours, and takes the lock of the heap that it changes.
        unsafe { mallopt(M_ARENA_MAX, 1) }; // where it fails, there are as many heaps as before
    }
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
    fs::read_to_string("/proc/self/cgroup").map_or_else(|_| Vec::new(), |groups| folders_of(&groups, controller))
}

fn folders_of(groups: &str, controller: &str) -> Vec<PathBuf> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::env;
    use std::process::Command;
    use std::thread;

    fn limit(name: &str) -> Option<Limit> {
        limits().into_iter().find(|limit| limit.name == name)
    }

    fn value_of(file: &str) -> u64 {
        fs::read_to_string(file).unwrap().trim().parse().unwrap()
    }

    #[test]
    fn maps_and_files_are_shared_out() {
        // 65,530 maps, of which 154 are in use and 96 left to the heap: four for each thread.
        assert_eq!(threads_within(65_530, 154, 2), 16_320);
        assert_eq!(threads_within(100, 90, 1), 0);
        // 1,024 files, of which 4 are open and 8 are left alone: four for each worker.
        assert_eq!(workers_within(1_024, 4), 253);
        assert_eq!(workers_within(10, 9), 0);
    }

    #[test]
    fn every_limit_of_the_kernel_is_known() {
        for (name, file, of) in [
            ("vm.max_map_count", "/proc/sys/vm/max_map_count", Scarce::Threads),
            ("kernel.threads-max", "/proc/sys/kernel/threads-max", Scarce::ThreadsAndProcesses),
            ("kernel.pid_max", "/proc/sys/kernel/pid_max", Scarce::ThreadsAndProcesses),
        ] {
            let limit = limit(name).expect(name);
            assert_eq!((limit.value, limit.of), (value_of(file), of), "{name}");
            assert!(limit.room < limit.value, "{name}: {limit:?}");
        }
        assert_eq!(limit("ulimit -u").is_some(), !geteuid().is_root() && soft_limit(Resource::RLIMIT_NPROC).is_some());
    }

    #[test]
    fn a_limit_that_is_raised_as_it_says_is_high_enough() {
        let wanted = 2_000_000;
        // There are no more ports than a number of 16 bits can name.
        for limit in limits().into_iter().filter(|limit| !limit.name.contains("port")) {
            let advice = (limit.raise)(wanted);
            let advice = advice.replace(',', "");
            let numbers = advice.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse::<u64>().ok());
            let each = match limit.of {
                Scarce::Threads => MAPS_A_THREAD,
                Scarce::ThreadsAndProcesses | Scarce::Connections => 1,
                Scarce::Processes => FILES_A_WORKER,
            };
            let raised_to = numbers.max().unwrap();
            assert!((wanted * each + 50..=wanted * each * 3).contains(&raised_to), "{advice}");
        }
    }

    #[test]
    fn threads_are_counted() {
        let held = thread::spawn(thread::park);
        let (of_the_system, of_this_user) = (threads_of_the_system().unwrap(), threads_of_this_user());
        // This thread, the one that is held, and the one that waits for the tests.
        assert!(of_the_system >= 3 && of_this_user >= 3, "{of_the_system} {of_this_user}");
        assert!(of_this_user < of_the_system + 100, "{of_the_system} {of_this_user}");
        held.thread().unpark();
        held.join().unwrap();
    }

    #[test]
    fn there_is_memory_but_no_more_than_the_machine_has() {
        let available = memory_available_bytes().unwrap();
        let total = number_named("/proc/meminfo", "MemTotal:").unwrap() * 1024;
        assert!(available > 20_000_000 && available < total, "{available} of {total}");
        let memory = memory().unwrap();
        assert!(memory.available_bytes < memory.all_bytes && memory.all_bytes <= total, "{memory:?} of {total}");
    }

    #[test]
    fn a_container_has_what_its_control_group_may_take() {
        let folder = env::temp_dir().join(format!("timing-cgroup-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let with = |files: &[(&str, &str)]| {
            files.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
            memory_of_cgroup(&folder).map(|memory| (memory.all_bytes, memory.available_bytes))
        };
        assert_eq!(with(&[]), None);
        let first = [("memory.limit_in_bytes", "2000\n"), ("memory.usage_in_bytes", "700\n")];
        assert_eq!(with(&first), Some((2_000, 1_300)), "version 1");
        assert_eq!(with(&[("memory.stat", "total_inactive_file 300\n")]), Some((2_000, 1_600)));
        assert_eq!(with(&[("memory.max", "max\n"), ("memory.current", "1\n")]).unwrap().0, 2_000);
        let second = [("memory.max", "900\n"), ("memory.current", "950\n"), ("memory.stat", "inactive_file 10\n")];
        assert_eq!(with(&second), Some((900, 0)), "version 2");
        fs::remove_dir_all(&folder).unwrap();
    }

    /// Runs `check` in another process, with `kibibytes` of address space and no other test beside it. `test` is the test that calls
    /// this: there it is called again.
    fn with_addresses(kibibytes: u64, test: &str, check: fn()) {
        const IS_LIMITED: &str = "TIMING_TEST_IS_LIMITED";
        if env::var_os(IS_LIMITED).is_some() {
            return check();
        }
        let mut limited = Command::new("sh");
        limited.args(["-c", "ulimit -v $0 && exec \"$@\"", &kibibytes.to_string()]).arg(env::current_exe().unwrap());
        limited.args(["--exact", &format!("platform::linux_limits::tests::{test}")]);
        let outcome = limited.env(IS_LIMITED, "").output().unwrap();
        let said = String::from_utf8_lossy(&outcome.stdout);
        assert!(outcome.status.success() && said.contains("1 passed"), "{said}");
    }

    #[test]
    fn a_limit_of_the_address_space_is_known() {
        with_addresses(8_000_000, "a_limit_of_the_address_space_is_known", || {
            let most = 8_000_000 * 1024;
            let left = address_space_available_bytes().unwrap();
            let used = number_named("/proc/self/status", "VmSize:").unwrap() * 1024;
            let apart = (most - used).abs_diff(left);
            assert!(apart < 1_000_000_000, "{left} of {most} left, {used} used");
            assert!(used > 1_000_000 && left < most - 1_000_000, "{left} of {most} left, {used} used");
            assert!(memory_available_bytes().unwrap() <= most);
        });
    }

    #[cfg(target_env = "gnu")]
    #[test]
    fn where_addresses_are_limited_a_thread_maps_no_heap_of_its_own_not_even_for_a_moment() {
        const TEST: &str = "where_addresses_are_limited_a_thread_maps_no_heap_of_its_own_not_even_for_a_moment";
        with_addresses(8_000_000, TEST, || {
            share_one_heap_where_addresses_are_limited();
            let before = number_named("/proc/self/status", "VmPeak:").unwrap();
            assert_eq!(std::thread::spawn(|| vec![7_u8; 1_000].len()).join().unwrap(), 1_000);
            let after = number_named("/proc/self/status", "VmPeak:").unwrap();
            assert!(after - before < 16_000, "a thread took {} kB of address space", after - before);
        });
    }

    #[test]
    fn control_groups_are_looked_at_up_to_the_root() {
        let of = |groups: &str, controller| {
            folders_of(groups, controller).iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>()
        };
        let root = "/sys/fs/cgroup";
        assert_eq!(
            of("0::/user.slice/session.scope\n", "pids"),
            [format!("{root}/user.slice/session.scope"), format!("{root}/user.slice"), format!("{root}/")]
        );
        // Version 1: the controller's own line, whatever it shares it with, and no other's.
        let first = "5:cpu,cpuacct:/a\n4:memory:/b\n3:pids,rdma:/c\n";
        assert_eq!(of(first, "pids"), [format!("{root}/pids/c"), format!("{root}/pids/")]);
        assert_eq!(of(first, "memory"), [format!("{root}/memory/b"), format!("{root}/memory/")]);
        assert_eq!(of("0::/\n", "memory"), [format!("{root}/")]);
        assert!(of("", "memory").is_empty() && of("1:name=systemd:/\n", "memory").is_empty());
    }

    #[test]
    fn no_limit_is_no_number() {
        let folder = env::temp_dir().join(format!("timing-limits-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("pids.max");
        for (text, number) in [("max\n", None), ("4711\n", Some(4_711)), ("", None)] {
            fs::write(&file, text).unwrap();
            assert_eq!(number_in(&file), number);
        }
        fs::write(&file, "total_cache 7\ninactive_file 12\ninactive_file_more 13\nVmHWM:\t  99 kB\n").unwrap();
        for (name, number) in [("inactive_file ", Some(12)), ("VmHWM:", Some(99)), ("VmPeak:", None)] {
            assert_eq!(number_named(&file, name), number);
        }
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!((number_in(&file), number_named(&file, "VmHWM:")), (None, None));
    }
}
