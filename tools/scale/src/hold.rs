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
/// How many threads or connections are taken between two readings.
const BATCH: u64 = 100;
/// The fewest that say anything.
const FEWEST: u64 = 20;
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

/// Takes up to `count` in batches, so that what others take or give back meanwhile shows in few of them. `take` takes so many more, and
/// returns how many it could. Returns what the kernel took for each, batch by batch.
fn in_batches(count: u64, mut take: impl FnMut(u64) -> u64) -> Vec<Option<f64>> {
    let mut held = 0;
    let mut before = machine::kernel_bytes();
    let mut each = Vec::new();
    while held < count {
        let wanted = BATCH.min(count - held);
        let taken = take(wanted);
        let now = machine::kernel_bytes();
        if taken >= FEWEST {
            each.push(now.zip(before).map(|(now, before)| (now as f64 - before as f64) / taken as f64));
        }
        if taken < wanted {
            break; // there is no room for more
        }
        held += taken;
        before = now;
    }
    each
}

fn threads(count: u64) -> io::Result<Value> {
    let until_later = Mutex::new(());
    let begun = AtomicU64::new(0);
    thread::scope(|scope| {
        let later = until_later.lock();
        let wait = || {
            begun.fetch_add(1, Ordering::Release);
            drop(until_later.lock());
        };
        let mut started = 0;
        let each = in_batches(count, |wanted| {
            let more = (0..wanted).map_while(|_| Builder::new().spawn_scoped(scope, wait).ok()).count() as u64;
            started += more;
            while begun.load(Ordering::Acquire) < started {
                thread::sleep(Duration::from_millis(1));
            }
            more
        });
        drop(later);
        Ok(json!({ "kernel_bytes_each": each }))
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
    let each = |of| sum(of).map(|bytes| bytes as f64 / held.len() as f64);
    let said = json!({
        "kernel_bytes_each": [each(machine::page_table_bytes)],
        "private_bytes_each": [each(machine::private_bytes)],
    });
    for mut process in held {
        process.wait()?; // it closes the pipe first, and on that the process ends
    }
    Ok(said)
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
    let both = || -> io::Result<(TcpStream, TcpStream)> {
        let one = TcpStream::connect(address)?;
        let (other, _) = listener.accept()?;
        Ok((one, other))
    };
    let mut held: Vec<(TcpStream, TcpStream)> = Vec::new();
    let each = in_batches(count, |wanted| {
        let before = held.len();
        held.extend((0..wanted).map_while(|_| both().ok()));
        (held.len() - before) as u64
    });
    let of_one_end: Vec<Option<f64>> = each.iter().map(|bytes| bytes.map(|bytes| bytes / 2.0)).collect();
    Ok(json!({ "kernel_bytes_each": of_one_end }))
}
