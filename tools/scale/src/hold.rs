//! In a process of its own: holds many threads, processes or connections at once that do nothing but wait, and says what the kernel
//! has taken for them meanwhile. This program starts itself for that: `scale hold threads 1000`.

use crate::machine;
use serde_json::{Value, json};
use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, Builder};
use std::time::Duration;

/// The argument that says so.
pub const HOLD: &str = "hold";

/// What is held.
pub const THREADS: &str = "threads";
/// What is held.
pub const PROCESSES: &str = "processes";
/// What is held.
pub const CONNECTIONS: &str = "connections";
/// For a process that is held.
const NOTHING: &str = "nothing";

/// Does what `scale hold WHAT COUNT` asks for; `None` where the command line is another.
pub fn asked_for() -> Option<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [first, what, rest @ ..] = &arguments[..] else { return None };
    if first != HOLD {
        return None;
    }
    let count = rest.first().and_then(|count| count.parse().ok()).unwrap_or(0);
    let held = match what.as_str() {
        THREADS => threads(count),
        PROCESSES => processes(count),
        CONNECTIONS => connections(count),
        NOTHING => return Some(wait_for_the_end()),
        _ => return None,
    };
    let Ok(held) = held else { return Some(ExitCode::FAILURE) };
    let said = writeln!(io::stdout(), "{held}");
    Some(if said.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was held, and what the kernel took for it since `before`.
fn measured(held: u64, before: Option<u64>) -> Value {
    let taken = machine::kernel_bytes().zip(before).map(|(after, before)| after.saturating_sub(before));
    json!({ "held": held, "kernel_bytes": taken })
}

fn threads(count: u64) -> io::Result<Value> {
    let before = machine::kernel_bytes();
    let until_later = Mutex::new(());
    let begun = AtomicU64::new(0);
    thread::scope(|scope| {
        let later = until_later.lock();
        let wait = || {
            begun.fetch_add(1, Ordering::Release);
            drop(until_later.lock());
        };
        let started = (0..count).map_while(|_| Builder::new().spawn_scoped(scope, wait).ok()).count() as u64;
        while begun.load(Ordering::Acquire) < started {
            thread::sleep(Duration::from_millis(1));
        }
        let measured = measured(started, before);
        drop(later);
        Ok(measured)
    })
}

/// What is told of the kernel is the processes' page tables, as it counts them for each.
fn processes(count: u64) -> io::Result<Value> {
    let mut held: Vec<Child> = Vec::new();
    for _ in 0..count {
        let mut command = Command::new(env::current_exe()?);
        command.args([HOLD, NOTHING]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let Ok(mut process) = command.spawn() else { break };
        if let Some(answers) = process.stdout.as_mut() {
            BufReader::new(answers).read_line(&mut String::new())?; // it is there
        }
        held.push(process);
    }
    let sum = |of: fn(u32) -> Option<u64>| held.iter().map(|process| of(process.id())).sum::<Option<u64>>();
    let (page_tables, private) = (sum(machine::page_table_bytes), sum(machine::private_bytes));
    let count = held.len();
    for mut process in held {
        process.wait()?; // it closes the pipe first, and on that the process ends
    }
    Ok(json!({ "held": count, "kernel_bytes": page_tables, "private_bytes": private }))
}

fn wait_for_the_end() -> ExitCode {
    let told = writeln!(io::stdout(), "here");
    let _ = io::stdin().read(&mut [0]); // until the parent closes it, or is gone
    if told.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Both ends of each connection are here, and what is told is for one end.
fn connections(count: u64) -> io::Result<Value> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let before = machine::kernel_bytes();
    let both = || -> io::Result<(TcpStream, TcpStream)> {
        let one = TcpStream::connect(address)?;
        let (other, _) = listener.accept()?;
        Ok((one, other))
    };
    // Where no more files can be open, those that are there will do.
    let held: Vec<(TcpStream, TcpStream)> = (0..count).map_while(|_| both().ok()).collect();
    let measured = measured(2 * held.len() as u64, before);
    drop(held);
    Ok(measured)
}
