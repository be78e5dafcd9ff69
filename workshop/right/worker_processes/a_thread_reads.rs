use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use workshop::Workers;

/// A worker whose answers a thread puts into a channel. When it has died, the channel ends.
fn start(workers: &Workers) -> (Child, ChildStdin, Receiver<String>) {
    let mut command = workers.command();
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let input = process.stdin.take().unwrap();
    let mut output = BufReader::new(process.stdout.take().unwrap());
    let (sender, answers) = channel();
    thread::spawn(move || {
        loop {
            let mut line = String::new();
            let _ = output.read_line(&mut line);
            if !line.ends_with('\n') || sender.send(line).is_err() {
                return;
            }
        }
    });
    (process, input, answers)
}

fn run_all(workers: &Workers, jobs: &[&str]) -> Vec<Result<String, String>> {
    let (mut process, mut input, mut answers) = start(workers);
    let mut results = Vec::new();
    for job in jobs {
        let is_written = writeln!(input, "{job}").is_ok();
        match answers.recv() {
            Ok(answer) if is_written => results.push(Ok(answer.trim_end().to_owned())),
            _ => {
                results.push(Err("the worker died".to_owned()));
                drop(input);
                process.wait().unwrap();
                (process, input, answers) = start(workers);
            }
        }
    }
    drop(input);
    process.wait().unwrap();
    results
}
