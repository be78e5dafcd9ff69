//! The machine that measurements come from, and the day, in the words that stand beside them; and how busy it is.

#![forbid(unsafe_code)]

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// More than this share of all CPU time shows in what is measured.
pub const BUSY: f64 = 0.15;

/// What is known of this machine: cores, system, toolchain and date, each a name and what it is.
pub fn lines() -> Vec<(&'static str, String)> {
    let rust = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    vec![
        ("cores", cores()),
        ("system", system()),
        ("toolchain", first_line(&rust, &["--version"])),
        ("date", first_line("date", &["-u", "+%F"])),
    ]
}

/// The same as a text of one line each, which stands under a table.
pub fn text() -> String {
    lines().iter().map(|(name, value)| format!("{name:<10} {value}\n")).collect()
}

/// Whether something else uses this machine so much that measurements show it. It looks for half a second; call it while this program
/// does nothing. Where the system does not tell, the answer is no.
pub fn is_busy() -> bool {
    busy_during(Duration::from_millis(500)).is_some_and(|busy| busy > BUSY)
}

/// The share of the CPU time of all cores that is used while this waits for `time`: 0 to 1, where the system tells.
pub fn busy_during(time: Duration) -> Option<f64> {
    let before = cpu_time(&fs::read_to_string("/proc/stat").ok()?)?;
    thread::sleep(time);
    let after = cpu_time(&fs::read_to_string("/proc/stat").ok()?)?;
    let all = after.all.checked_sub(before.all).filter(|all| *all > 0)?;
    Some(after.used.saturating_sub(before.used) as f64 / all as f64)
}

#[derive(Debug, PartialEq, Eq)]
struct CpuTime {
    used: u64,
    all: u64,
}

/// The first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal (see proc_stat(5)). What comes after that
/// is counted in the first two already.
fn cpu_time(stat: &str) -> Option<CpuTime> {
    let fields = stat.lines().next()?.strip_prefix("cpu ")?.split_whitespace().take(8);
    let fields = fields.map(|field| field.parse().ok()).collect::<Option<Vec<u64>>>()?;
    let idle = fields.get(3)? + fields.get(4).copied().unwrap_or(0);
    let all: u64 = fields.iter().sum();
    Some(CpuTime { used: all - idle, all })
}

fn cores() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let value =
        |name: &str| info.lines().find(|line| line.starts_with(name))?.split_once(':').map(|(_, value)| value.trim());
    let model = value("model name").map_or(String::new(), |model| format!(" of {model}"));
    let is_virtual = value("flags").is_some_and(|flags| flags.split(' ').any(|flag| flag == "hypervisor"));
    format!("{cores}{model}{}", if is_virtual { ", a virtual machine" } else { "" })
}

/// `Linux 6.18, x86_64`: of the release only the two numbers that tell something to others.
fn system() -> String {
    let release = first_line("uname", &["-r"]);
    let numbers: Vec<&str> = release.split(|c: char| !c.is_ascii_digit()).take(2).collect();
    format!("{} {}, {}", first_line("uname", &["-s"]), numbers.join("."), first_line("uname", &["-m"]))
}

fn first_line(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().filter(|line| !line.is_empty()).unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_the_toolchain_and_a_day() {
        let text = text();
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.contains("toolchain  rustc 1."), "{text}");
        assert!(text.lines().all(|line| line.len() > 11), "{text}");
    }

    #[test]
    fn cpu_time_is_read_without_counting_guests_twice() {
        let stat = "cpu  10 1 5 100 4 1 1 3 7 7\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
        assert_eq!(cpu_time(stat), Some(CpuTime { used: 21, all: 125 }));
        for text in ["", "cpu", "cpu  1 2 x 4", "intr 1 2 3 4", "cpu  1 2"] {
            assert_eq!(cpu_time(text), None, "{text}");
        }
    }

    #[test]
    fn how_busy_it_is_is_a_share() {
        if let Some(busy) = busy_during(Duration::from_millis(50)) {
            assert!((0.0..=1.0).contains(&busy), "{busy}");
        }
    }
}
