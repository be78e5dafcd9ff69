use std::io::Write;
use std::process::Stdio;
use workshop::Workers;

/// Writes down all the jobs that are left, and then reads all the answers.
fn run_all(workers: &Workers, jobs: &[&str]) -> Vec<Result<String, String>> {
    let mut answers = Vec::new();
    while answers.len() < jobs.len() {
        let mut command = workers.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut worker = command.spawn().expect("a worker");
        let mut input = worker.stdin.take().expect("a pipe");
        for job in &jobs[answers.len()..] {
            let _ = writeln!(input, "{job}"); // it may have died meanwhile
        }
        drop(input);
        let output = worker.wait_with_output().expect("its output");
        let text = String::from_utf8_lossy(&output.stdout);
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        answers.extend(whole.lines().map(|answer| Ok(answer.to_owned())));
        if answers.len() < jobs.len() {
            answers.push(Err(format!("the worker ended with {}", output.status)));
        }
    }
    answers
}
