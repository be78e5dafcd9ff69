//! The machine that the figures come from, and the day.

use serde_json::{Value, json};
use std::fs;
use std::process::Command;
use std::thread;

/// The lines that stand under every table.
pub fn text() -> String {
    let lines = lines();
    lines.iter().map(|(name, value)| format!("{name:<10} {value}\n")).collect()
}

/// The same for JSON.
pub fn json() -> Value {
    lines().into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect::<serde_json::Map<_, _>>().into()
}

fn lines() -> Vec<(&'static str, String)> {
    let rust = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    vec![
        ("cores", cores()),
        ("system", system()),
        ("toolchain", first_line(&rust, &["--version"])),
        ("date", first_line("date", &["-u", "+%F"])),
    ]
}

/// How many threads wanted a core in the last minute, on average; where the system tells.
pub fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
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
