use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use workshop::Workers;

struct Worker {
    process: Child,
    jobs: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn new(workers: &Workers) -> Worker {
        let mut process = workers
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a worker");
        let jobs = process.stdin.take().expect("its input");
        let answers = BufReader::new(process.stdout.take().expect("its output"));
        Worker { process, jobs, answers }
    }

    fn ask(&mut self, job: &str) -> Option<String> {
        self.jobs.write_all(format!("{job}\n").as_bytes()).ok()?;
        let mut answer = Vec::new();
        self.answers.by_ref().take(1_000).read_until(b'\n', &mut answer).ok()?;
        let b'\n' = answer.pop()? else { return None };
        String::from_utf8(answer).ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run_all(workers: &Workers, jobs: &[&str]) -> Vec<Result<String, String>> {
    let mut worker = Worker::new(workers);
    let mut answers = Vec::with_capacity(jobs.len());
    let mut left = jobs.iter().peekable();
    while let Some(job) = left.next() {
        let answer = worker.ask(job);
        if answer.is_none() && left.peek().is_some() {
            worker = Worker::new(workers);
        }
        answers.push(answer.ok_or_else(|| "no whole answer".to_owned()));
    }
    answers
}
