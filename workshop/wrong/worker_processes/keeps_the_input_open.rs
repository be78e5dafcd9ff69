// refused: It looks like a deadlock
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use workshop::Workers;

struct Worker {
    process: Child,
    jobs: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn start(workers: &Workers) -> Worker {
        let mut command = workers.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let jobs = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Worker { process, jobs, answers }
    }

    fn ask(&mut self, job: &str) -> io::Result<String> {
        writeln!(self.jobs, "{job}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        match answer.strip_suffix('\n') {
            Some(answer) => Ok(answer.to_owned()),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
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
        worker.process.wait().unwrap();
    }
    answers
}
