//! What the kernel has taken, and what this machine's limits are: from Linux's files. Elsewhere nothing is known, and `None`.

use std::fs;

/// What the kernel has taken for itself where threads, processes and sockets cost it something, in bytes: small objects, page tables
/// and the threads' stacks in the kernel.
pub fn kernel_bytes() -> Option<u64> {
    ["Slab:", "PageTables:", "KernelStack:"].into_iter().map(meminfo).sum()
}

fn meminfo(name: &str) -> Option<u64> {
    let kibibytes = number_after(name, &fs::read_to_string("/proc/meminfo").ok()?)?;
    Some(kibibytes * 1024)
}

/// A limit for the whole system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What it is called.
    pub name: &'static str,
    /// What it is set to.
    pub value: u64,
    /// How to raise it, and how far.
    pub raise: &'static str,
}

/// The lower of the limits on how many threads, of all processes, there can be.
pub fn threads_most() -> Option<Limit> {
    let raised = [
        ("kernel.threads-max", "sudo sysctl kernel.threads-max=N raises it"),
        ("kernel.pid_max", "sudo sysctl kernel.pid_max=N raises it, up to 4194304"),
    ];
    raised.into_iter().filter_map(|(name, raise)| limit(name, raise)).min_by_key(|limit| limit.value)
}

/// The limit on how many files, connections among them, all programs can have open.
pub fn files_most() -> Option<Limit> {
    limit("fs.file-max", "sudo sysctl fs.file-max=N raises it, and ulimit -n for the one program")
}

fn limit(name: &'static str, raise: &'static str) -> Option<Limit> {
    let path = format!("/proc/sys/{}", name.replace('.', "/"));
    Some(Limit { name, value: fs::read_to_string(path).ok()?.trim().parse().ok()?, raise })
}

/// How much of a process's memory it shares with no other, in bytes.
pub fn private_bytes(process: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let parts = ["Private_Clean:", "Private_Dirty:"].into_iter().map(|name| number_after(name, &rollup));
    Some(parts.sum::<Option<u64>>()? * 1024)
}

/// The memory that the kernel keeps for a process's page tables, in bytes.
pub fn page_table_bytes(process: u32) -> Option<u64> {
    Some(number_after("VmPTE:", &fs::read_to_string(format!("/proc/{process}/status")).ok()?)? * 1024)
}

/// The number after a name at the beginning of a line.
fn number_after(name: &str, text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_their_names() {
        let text = "MemTotal:       24683656 kB\nMemAvailable:   23459092 kB\nEmpty:\n";
        assert_eq!(number_after("MemAvailable:", text), Some(23_459_092));
        assert_eq!((number_after("Mem:", text), number_after("Empty:", text)), (None, None));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_known_of_the_machine_makes_sense() {
        let all = number_after("MemTotal:", &fs::read_to_string("/proc/meminfo").unwrap()).unwrap() * 1024;
        assert!((1_000_000..all).contains(&kernel_bytes().unwrap()));
        assert!(threads_most().unwrap().value > 100);
        assert!(files_most().unwrap().value > 100);
        assert!((4_096..10_000_000).contains(&page_table_bytes(std::process::id()).unwrap()));
        assert!((100_000..all).contains(&private_bytes(std::process::id()).unwrap()));
    }
}
