//! Whether what is asked for fits on this machine, and how much would. It is asked before anything is run.

pub use crate::platform::Memory;
use crate::platform::{self, Limit, Scarce};
use crate::report::sentences::{plural, show_size};
use crate::workload::show_count;
use std::sync::Mutex;
use std::thread::{self, Builder};
use std::time::{Duration, Instant};

/// What a run will need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// How many tasks there are.
    pub tasks: usize,
    /// How many threads it starts, beside the few that every program has.
    pub threads: usize,
    /// Whether it can go on where not all of these threads can be had.
    pub does_with_fewer: bool,
    /// How many worker processes it starts.
    pub processes: usize,
    /// How many connections to one server it has at once.
    pub connections: usize,
    /// Whether the records of its tasks are handed from one process to another.
    pub hands_over: bool,
}

/// What a task takes, in bytes, on the most wasteful of the async runtimes: its future, its timer and its record. Measured at a
/// million tasks on tokio: 640.
const BYTES_A_TASK: u64 = 700;
/// What the record of a task takes while it is read from another process. Measured at 300,000 tasks: 3,400.
const BYTES_A_TASK_HANDED_OVER: u64 = 4_000;
/// Address space that a thread reserves, of which it uses little: Rust's 2 MiB of stack, a guard page, and a stack for signals.
const ADDRESSES_A_THREAD: u64 = 2 * 1024 * 1024 + 32 * 1024;
/// What a thread takes: measured 10 KB of its own memory, and 16 KiB for its stack in the kernel.
const BYTES_A_THREAD: u64 = 32_000;
/// What a worker process takes for itself; measured 2.6 MB resident, of which most is shared.
const BYTES_A_PROCESS: u64 = 1_000_000;
/// What a connection takes in the program that opened it; the buffers of sockets are the kernel's. Measured at 10,000 with
/// demo_http_async: 25,500.
const BYTES_A_CONNECTION: u64 = 30_000;
/// Threads that a worker process takes: two of its own, and the one that looks after it.
const THREADS_A_PROCESS: u64 = 3;

/// Address space that is left alone while threads are started: a thread that finds no room for its stack for signals, or for what it
/// allocates, aborts the process. Measured: 300 threads that are just starting need less than 8 MB.
const ADDRESSES_LEFT_ALONE: u64 = 24_000_000;

/// A thread that ends is gone long before this, even where other work has the cores.
const GONE: Duration = Duration::from_secs(5);

/// Where address space is scarce (`ulimit -v`): whether it holds one more thread.
///
/// # Errors
/// That it does not, in words.
pub fn room_for_a_thread() -> Result<(), String> {
    room_within(platform::address_space_available_bytes())
}

fn room_within(available_bytes: Option<u64>) -> Result<(), String> {
    match available_bytes {
        Some(left) if left < ADDRESSES_A_THREAD + ADDRESSES_LEFT_ALONE => {
            Err(format!("no thread was started for it: ulimit -v leaves {} of address space", show_size(left)))
        }
        _ => Ok(()),
    }
}

/// Starts `count` threads, and lets them end again: a limit that is not known here shows itself only so. A runtime that is given fewer than
/// it counts on may panic, or wait for them for ever.
///
/// # Errors
/// What the system said, in one line.
pub fn try_threads(count: usize) -> Result<(), String> {
    let before = platform::thread_count();
    let gate = Mutex::new(());
    let tried = thread::scope(|scope| {
        let _closed = gate.lock(); // until all of them are there, or one cannot be had
        let wait = || drop(gate.lock());
        (0..count).try_for_each(|started| match Builder::new().spawn_scoped(scope, wait) {
            Ok(_) => Ok(()),
            Err(error) => Err(format!(
                "{} do not fit here: after {} the system said: {error} (give fewer); nothing was run",
                plural(count as u64, "thread"),
                show_count(started as u64),
            )),
        })
    });
    wait_until_gone(before);
    tried
}

/// Waits until there are no more threads than `before`. One that has done all that it was to do is still there for a moment, and would be counted
/// with those of the run.
pub fn wait_until_gone(before: Option<u32>) {
    let begin = Instant::now();
    while platform::thread_count() > before && begin.elapsed() < GONE {
        thread::sleep(Duration::from_micros(100));
    }
}

impl Memory {
    /// What there is at this moment; `None` where it cannot be told.
    pub fn here() -> Option<Memory> {
        platform::memory()
    }
}

/// What a program can want too many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plenty {
    /// Threads in one process.
    Threads,
    /// Worker processes.
    Processes,
    /// Connections to one server.
    Connections,
}

/// The lowest of the system's limits on something.
#[derive(Clone, Debug)]
pub struct Ceiling {
    /// What the limit is called: `vm.max_map_count`.
    pub name: String,
    /// What it is set to.
    pub value: u64,
    /// About how many of what was asked for it leaves room for.
    pub room: u64,
    /// How many of what it limits are taken by each.
    each: u64,
    raise: fn(u64) -> String,
}

impl Ceiling {
    /// The lowest limit on `what` here; `None` where no limit is known.
    pub fn here(what: Plenty) -> Option<Ceiling> {
        Ceiling::of(what, &platform::limits())
    }

    /// The lowest limit on `what` that other programs are under, too: those of this user, in this container or on this machine. Of what
    /// each limit allows, one part in `parts` is to be left to them, and there is room for no more than the rest. `None` where no such
    /// limit is known.
    pub fn shared(what: Plenty, parts: u64) -> Option<Ceiling> {
        Ceiling::of(what, &leave_a_part(platform::limits(), parts))
    }

    /// How to raise it so that there is room for `wanted`, in a few words.
    pub fn raised_for(&self, wanted: u64) -> String {
        (self.raise)(wanted * self.each)
    }

    fn of(what: Plenty, limits: &[Limit]) -> Option<Ceiling> {
        let takes: &[(Scarce, u64)] = match what {
            Plenty::Threads => &[(Scarce::Threads, 1), (Scarce::ThreadsAndProcesses, 1)],
            Plenty::Processes => &[(Scarce::Processes, 1), (Scarce::ThreadsAndProcesses, THREADS_A_PROCESS)],
            Plenty::Connections => &[(Scarce::Connections, 1)],
        };
        Ceiling::among(limits, takes)
    }

    /// The lowest limit among those on `takes`: what is scarce, and how many of it each takes.
    fn among(limits: &[Limit], takes: &[(Scarce, u64)]) -> Option<Ceiling> {
        let of_limit = |limit: &Limit| {
            let (_, each) = *takes.iter().find(|(scarce, _)| *scarce == limit.of)?;
            let Limit { name, value, room, raise, .. } = limit.clone();
            Some(Ceiling { name, value, room: room / each, each, raise })
        };
        limits.iter().filter_map(of_limit).min_by_key(|ceiling| ceiling.room)
    }
}

/// The limits that several programs are under, each with room for less than it allows: by one part in `parts`.
fn leave_a_part(limits: Vec<Limit>, parts: u64) -> Vec<Limit> {
    let shared = limits.into_iter().filter(|limit| limit.of == Scarce::ThreadsAndProcesses);
    shared.map(|limit| Limit { room: limit.room.saturating_sub(limit.value / parts), ..limit }).collect()
}

impl Needs {
    /// Makes sure that all of it fits.
    ///
    /// # Errors
    /// The lowest limit, its value, and how to raise it, in one line.
    pub fn check(&self) -> Result<(), String> {
        self.check_limits(&platform::limits())?;
        self.check_memory(platform::memory_available_bytes())?;
        self.check_address_space(platform::address_space_available_bytes())
    }

    fn check_address_space(&self, available: Option<u64>) -> Result<(), String> {
        let threads = (self.threads + self.processes) as u64; // each process has a thread that looks after it
        let needed = threads * ADDRESSES_A_THREAD;
        match available {
            Some(available) if needed > available && !self.does_with_fewer => Err(format!(
                "{} threads reserve {} of address space, and ulimit -v leaves {} (ulimit -v {} raises it, as far as the hard \
                 limit allows); nothing was run",
                show_count(threads),
                show_size(needed),
                show_size(available),
                (2 * needed + 500_000_000) / 1024,
            )),
            _ => Ok(()),
        }
    }

    fn check_limits(&self, limits: &[Limit]) -> Result<(), String> {
        let refused_above = |ceiling: Option<Ceiling>, what: &str, wanted: u64| match ceiling {
            Some(ceiling) if wanted > ceiling.room => {
                let Ceiling { name, value, room, .. } = &ceiling;
                let (wanted_shown, value, room) = (show_count(wanted), show_count(*value), show_count(*room));
                let raise = ceiling.raised_for(wanted);
                Err(format!(
                    "{wanted_shown} {what} do not fit here: {name} is {value}, enough for about {room} ({raise}); nothing was run"
                ))
            }
            _ => Ok(()),
        };
        let (threads, processes) = (self.threads as u64, self.processes as u64);
        // Each worker process has a thread here that looks after it.
        refused_above(Ceiling::among(limits, &[(Scarce::Threads, 1)]), "threads", threads + processes)?;
        refused_above(Ceiling::of(Plenty::Threads, limits), "threads", threads)?;
        refused_above(Ceiling::of(Plenty::Processes, limits), "worker processes", processes)?;
        refused_above(Ceiling::of(Plenty::Connections, limits), "connections at once", self.connections as u64)
    }

    fn check_memory(&self, available: Option<u64>) -> Result<(), String> {
        let Some(available) = available else { return Ok(()) };
        let a_task = if self.hands_over { BYTES_A_TASK_HANDED_OVER } else { BYTES_A_TASK };
        let parts = [
            (self.tasks as u64, "task", a_task),
            (self.threads as u64, "thread", BYTES_A_THREAD),
            (self.processes as u64, "worker process", BYTES_A_PROCESS),
            (self.connections as u64, "connection", BYTES_A_CONNECTION),
        ];
        let needed: u64 = parts.iter().map(|(count, _, each)| count * each).sum();
        if needed <= available {
            return Ok(());
        }
        let parts: Vec<String> = parts
            .iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, what, each)| format!("{} of about {}", plural(*count, what), show_size(*each)))
            .collect();
        Err(format!(
            "{} need {} of memory, and {} is to be had here (give fewer, or free some); nothing was run",
            parts.join(" and "),
            show_size(needed),
            show_size(available),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(of: Scarce, room: u64) -> Limit {
        Limit {
            name: "vm.max_map_count".to_owned(),
            value: 65_530,
            of,
            room,
            raise: |wanted| format!("set it to {wanted}"),
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_by_the_lowest_limit() {
        let needs = Needs { tasks: 50_000, threads: 50_000, ..Needs::default() };
        let limits = [limit(Scarce::ThreadsAndProcesses, 60_000), limit(Scarce::Threads, 16_350)];
        assert_eq!(
            needs.check_limits(&limits).unwrap_err(),
            "50,000 threads do not fit here: vm.max_map_count is 65,530, enough for about 16,350 (set it to 50000); \
             nothing was run"
        );
        assert_eq!(Needs { threads: 16_350, ..needs }.check_limits(&limits), Ok(()));
        let processes = Needs { tasks: 9, processes: 30_000, ..Needs::default() };
        assert!(processes.check_limits(&limits).unwrap_err().contains("30,000 threads do not fit"));
        assert!(processes.check_limits(&limits[..1]).unwrap_err().contains("enough for about 20,000"));
        assert_eq!(processes.check_limits(&[]), Ok(()));
    }

    #[test]
    fn the_lowest_limit_counts_by_what_each_takes() {
        let limits = [limit(Scarce::ThreadsAndProcesses, 60_000), limit(Scarce::Processes, 30_000)];
        let ceiling = Ceiling::of(Plenty::Processes, &limits).unwrap();
        assert_eq!((ceiling.room, ceiling.value), (20_000, 65_530), "three threads a process");
        assert_eq!(ceiling.raised_for(50_000), "set it to 150000");
        assert_eq!(Ceiling::of(Plenty::Threads, &limits).unwrap().room, 60_000);
        assert!(Ceiling::of(Plenty::Connections, &limits).is_none());
        assert!(Ceiling::of(Plenty::Threads, &[]).is_none());
    }

    #[test]
    fn a_part_of_what_is_shared_is_left_to_others() {
        let limits = vec![limit(Scarce::Threads, 10), limit(Scarce::ThreadsAndProcesses, 60_000)];
        let left = leave_a_part(limits, 10);
        let room = |what| Ceiling::of(what, &left).unwrap().room;
        assert_eq!((room(Plenty::Threads), room(Plenty::Processes)), (53_447, 17_815), "of 65,530 a tenth is left");
        let full = leave_a_part(vec![limit(Scarce::ThreadsAndProcesses, 6_000)], 10);
        assert_eq!(Ceiling::of(Plenty::Threads, &full).unwrap().room, 0);
        assert!(Ceiling::of(Plenty::Connections, &left).is_none());
    }

    #[test]
    fn memory_is_added_up() {
        let needs = Needs { tasks: 10_000_000, ..Needs::default() };
        let refused = needs.check_memory(Some(5_000_000_000)).unwrap_err();
        assert!(refused.contains("10,000,000 tasks of about 700 B need 7.00 GB of memory, and 5.00 GB"), "{refused}");
        assert_eq!(needs.check_memory(Some(8_000_000_000)), Ok(()));
        assert_eq!(needs.check_memory(None), Ok(()));
        assert!(Needs { hands_over: true, ..needs }.check_memory(Some(8_000_000_000)).is_err());
    }

    #[test]
    fn stacks_need_room_in_the_address_space() {
        let needs = Needs { threads: 300, ..Needs::default() };
        let refused = needs.check_address_space(Some(400_000_000)).unwrap_err();
        assert!(
            refused.contains("300 threads reserve 639 MB of address space, and ulimit -v leaves 400 MB"),
            "{refused}"
        );
        assert_eq!(needs.check_address_space(Some(700_000_000)), Ok(()));
        assert_eq!(needs.check_address_space(None), Ok(()));
        assert_eq!(Needs { does_with_fewer: true, ..needs }.check_address_space(Some(1)), Ok(()));
    }

    #[test]
    fn what_just_fits_is_not_refused() {
        const MEMORY: u64 = 3 * BYTES_A_TASK + 2 * BYTES_A_THREAD + BYTES_A_PROCESS;
        const HANDED_OVER: u64 = 3 * BYTES_A_TASK_HANDED_OVER + 2 * BYTES_A_THREAD + BYTES_A_PROCESS;
        // Two threads, and one that looks after the process.
        const ADDRESSES: u64 = 3 * ADDRESSES_A_THREAD;
        let needs = Needs { tasks: 3, threads: 2, processes: 1, ..Needs::default() };
        let handing_over = Needs { hands_over: true, ..needs };
        for (least, fits) in [
            (MEMORY, &|bytes| needs.check_memory(Some(bytes)).is_ok()),
            (HANDED_OVER, &|bytes| handing_over.check_memory(Some(bytes)).is_ok()),
            (ADDRESSES, &|bytes| needs.check_address_space(Some(bytes)).is_ok()),
            (3, &|room| needs.check_limits(&[limit(Scarce::Threads, room)]).is_ok()),
            (3, &|room| needs.check_limits(&[limit(Scarce::ThreadsAndProcesses, room)]).is_ok()),
            (1, &|room| needs.check_limits(&[limit(Scarce::Processes, room)]).is_ok()),
        ] as [(u64, &dyn Fn(u64) -> bool); 6]
        {
            assert!(fits(least), "{least} is enough");
            assert!(!fits(least - 1), "{least} is needed");
        }
        let threads = Needs { threads: 2, ..Needs::default() };
        assert!(threads.check_limits(&[limit(Scarce::ThreadsAndProcesses, 2)]).is_ok());
        assert!(threads.check_limits(&[limit(Scarce::ThreadsAndProcesses, 1)]).is_err());
    }

    #[test]
    fn a_refusal_names_only_what_is_needed() {
        let needs = Needs { tasks: 1_000, processes: 1, ..Needs::default() };
        assert_eq!(
            needs.check_memory(Some(1)).unwrap_err(),
            "1,000 tasks of about 700 B and 1 worker process of about 1.00 MB need 1.70 MB of memory, and 1 B is to be had \
             here (give fewer, or free some); nothing was run"
        );
        assert_eq!(
            Needs { threads: 100, ..Needs::default() }.check_address_space(Some(0)).unwrap_err(),
            "100 threads reserve 213 MB of address space, and ulimit -v leaves 0 B (ulimit -v 904281 raises it, as far as \
             the hard limit allows); nothing was run"
        );
        let files = [limit(Scarce::Processes, 7)];
        let refused = Needs { processes: 8, ..Needs::default() }.check_limits(&files).unwrap_err();
        assert!(refused.starts_with("8 worker processes do not fit here"), "{refused}");
        assert!(refused.contains("enough for about 7 (set it to 8)"), "{refused}");
    }

    #[test]
    fn a_thread_is_not_started_in_the_address_space_that_is_left_alone() {
        let enough = ADDRESSES_A_THREAD + ADDRESSES_LEFT_ALONE;
        assert_eq!(room_within(Some(enough)), Ok(()));
        assert!(room_within(Some(enough - 1)).is_err());
        assert_eq!(room_within(None), Ok(()), "there is no limit");
        let refused = room_within(Some(5_000_000)).unwrap_err();
        assert_eq!(refused, "no thread was started for it: ulimit -v leaves 5.00 MB of address space");
    }

    #[test]
    fn a_thread_reserves_its_stack_and_a_little_more() {
        let stack = 2 << 20; // Rust's default
        assert_eq!(ADDRESSES_A_THREAD - stack, 32_768);
    }

    #[test]
    fn threads_that_are_tried_end_again() {
        assert_eq!(try_threads(0), Ok(()));
        assert_eq!(try_threads(20), Ok(())); // it comes back, so all of them have ended
    }

    #[test]
    fn what_nobody_has_room_for_is_refused() {
        assert!(Needs { tasks: usize::MAX / 1_000, ..Needs::default() }.check().is_err());
    }

    #[test]
    fn what_everyone_asks_for_fits() {
        assert_eq!(Needs { tasks: 10, threads: 10, ..Needs::default() }.check(), Ok(()));
    }
}
