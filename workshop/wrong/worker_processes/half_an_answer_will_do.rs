// refused: you returned [Ok("12"),
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Stdio};
use workshop::Workers;

/// A worker process, and the pipe that its answers come through.
struct Worker {
    process: Child,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn start(workers: &Workers) -> Worker {
        let mut command = workers.command(); // the program, and what it has to be told
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Worker { process, answers }
    }

    fn ask(&mut self, job: &str) -> io::Result<String> {
        let mut jobs = self.process.stdin.as_ref().unwrap();
        writeln!(jobs, "{job}")?;
        let mut answer = String::new();
        if self.answers.read_line(&mut answer)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(answer.trim_end().to_owned())
    }
}

fn run_all(workers: &Workers, jobs: &[&str]) -> Vec<Result<String, String>> {
    let mut idle: Option<Worker> = None;
    let mut answers = Vec::new();
    for job in jobs {
        let mut worker = idle.take().unwrap_or_else(|| Worker::start(workers));
        match worker.ask(job) {
            Ok(answer) => {
                answers.push(Ok(answer));
                idle = Some(worker);
            }
            Err(_) => {
                let _ = worker.process.kill(); // it has probably ended by itself
                let how = worker.process.wait().unwrap();
                answers.push(Err(format!("the worker at job {job} ended: {how}")));
            }
        }
    }
    if let Some(mut worker) = idle {
        worker.process.wait().unwrap(); // it closes the worker's input first
    }
    answers
}
