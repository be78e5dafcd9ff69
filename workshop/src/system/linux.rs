//! Linux tells all of it in /proc (see the manual page proc(5)).

use super::{Thread, is_helper};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, gettid};
use std::collections::HashMap;
use std::fs;
use std::process;
use std::thread::sleep;
use std::time::Duration;

/// The unit of CPU times in /proc: USER_HZ, which is 100 on every common architecture.
const TICK: Duration = Duration::from_millis(10);
/// Between two looks at the processes.
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);

/// The calling thread's number.
pub fn thread_number() -> u32 {
    gettid().as_raw() as u32
}

/// How often the threads of some processes had been switched when all of them slept. A thread that only waits for a core does not
/// sleep, so a busy machine makes nothing still.
#[derive(Clone, PartialEq, Eq)]
pub struct Stillness(Vec<(u32, u64)>);

/// The stillness of this process, if nothing in it goes on by itself now. Where it is the same a moment later, nothing went on in
/// between.
pub fn stillness() -> Option<Stillness> {
    stillness_of(&[process::id()])
}

/// The same of this process and all that it started.
pub fn stillness_with_children() -> Option<Stillness> {
    let mut processes = children();
    processes.push(process::id());
    stillness_of(&processes)
}

fn stillness_of(processes: &[u32]) -> Option<Stillness> {
    let mut switches = Vec::new();
    for process in processes {
        let folder = format!("/proc/{process}/task");
        for number in numbers_in(&folder).filter(|&number| !is_helper(number)) {
            let Ok(status) = fs::read_to_string(format!("{folder}/{number}/status")) else { continue }; // it has ended
            let mut switched = 0;
            for line in status.lines() {
                let Some((key, value)) = line.split_once(':') else { continue };
                match key {
                    "State" if !value.trim_start().starts_with('S') => return None,
                    "voluntary_ctxt_switches" | "nonvoluntary_ctxt_switches" => {
                        switched += value.trim().parse::<u64>().unwrap_or(0);
                    }
                    _ => {}
                }
            }
            switches.push((number, switched));
        }
    }
    Some(Stillness(switches))
}

/// The threads of this process that are not the workshop's own.
pub fn threads() -> Vec<Thread> {
    let numbers = numbers_in("/proc/self/task").filter(|&number| !is_helper(number));
    numbers.filter_map(|number| read_thread(&format!("/proc/self/task/{number}/stat"))).collect()
}

/// The CPU time that this process has used, and its children that have ended and been waited for.
pub fn cpu_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    Stat::read(&stat).map_or(Duration::ZERO, |stat| stat.cpu_time(4))
}

/// The processes that this one started, and those that they started, as far as they run.
pub fn children() -> Vec<u32> {
    let mut of_parent: HashMap<u32, Vec<u32>> = HashMap::new();
    for number in numbers_in("/proc") {
        let text = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        if let Some(stat) = Stat::read(&text).filter(|stat| stat.state() != "Z") {
            of_parent.entry(stat.number(1) as u32).or_default().push(number);
        }
    }
    let mut found = Vec::new();
    let mut parents = vec![process::id()];
    while let Some(parent) = parents.pop() {
        let children = of_parent.remove(&parent).unwrap_or_default();
        parents.extend(&children);
        found.extend(children);
    }
    found
}

/// Kills the processes that this one started, and those that they started.
pub fn end_children() {
    // One that starts another while it is looked for is found in the next round.
    for _ in 0..10 {
        let children = children();
        if children.is_empty() {
            return;
        }
        for child in children {
            let _ = kill(Pid::from_raw(child as i32), Signal::SIGKILL); // it may have ended
        }
        sleep(BETWEEN_LOOKS);
    }
}

/// From now on a process whose parent has ended is a child of this one, so that it can be found and ended.
pub fn adopt_orphans() {
    let _ = nix::sys::prctl::set_child_subreaper(true); // otherwise an orphan is not found
}

fn numbers_in(folder: &str) -> impl Iterator<Item = u32> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn read_thread(path: &str) -> Option<Thread> {
    let text = fs::read_to_string(path).ok()?;
    let stat = Stat::read(&text)?;
    Some(Thread {
        number: stat.id,
        name: stat.name.to_owned(),
        sleeps: stat.state() == "S",
        cpu_time: stat.cpu_time(2),
    })
}

/// A line of /proc/*/stat.
struct Stat<'a> {
    id: u32,
    name: &'a str,
    /// From the state on, which proc(5) calls field 3.
    fields: Vec<&'a str>,
}

impl<'a> Stat<'a> {
    fn read(text: &'a str) -> Option<Stat<'a>> {
        let (id, rest) = text.split_once(" (")?;
        let (name, rest) = rest.rsplit_once(") ")?; // a name may have brackets of its own
        Some(Stat { id: id.parse().ok()?, name, fields: rest.split_whitespace().collect() })
    }

    fn state(&self) -> &str {
        self.fields.first().unwrap_or(&"")
    }

    fn number(&self, field: usize) -> u64 {
        self.fields.get(field).and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// `utime`, `stime`, and with 4 `cutime` and `cstime` of children as well.
    fn cpu_time(&self, times: usize) -> Duration {
        let ticks: u64 = (11..11 + times).map(|field| self.number(field)).sum();
        TICK * ticks as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_whatever_the_name() {
        let text = "17 (a) (b c) S 1 17 17 0 -1 4194304 1 2 3 4 7 5 2 1 20 0 1 0";
        let stat = Stat::read(text).unwrap();
        assert_eq!((stat.id, stat.name, stat.state(), stat.number(1)), (17, "a) (b c", "S", 1));
        assert_eq!((stat.cpu_time(2), stat.cpu_time(4)), (TICK * 12, TICK * 15));
        assert!(Stat::read("").is_none());
    }

    #[test]
    fn a_process_that_works_is_not_still() {
        // This thread runs while it looks, and is not a helper.
        assert!(stillness().is_none());
        assert!(threads().iter().any(|thread| thread.number == thread_number() && !thread.sleeps));
    }

    #[test]
    fn children_are_found_and_ended() {
        let mut child = process::Command::new("sleep").arg("60").spawn().unwrap();
        assert!(children().contains(&child.id()));
        end_children();
        assert!(!child.wait().unwrap().success());
        assert!(!children().contains(&child.id()));
    }
}
