//! A worker process dies, and takes nothing with it but the job that it was at.
//!
//! `run_all` starts a worker, a process that squares numbers. It writes one job after the
//! other to the worker's input, and reads a line for each from its output. But some jobs are
//! the end of their worker: its output ends, before an answer or in the midst of one. Put an
//! `Err` in the place of such a job, in any words. Do not try it again, and let a new worker
//! go on with the jobs that follow; start none where the old one still lives. Before
//! `run_all` returns, let every worker have ended, and wait for each (`Child::wait`).
//!
//! Read first: docs/src/multiprocess.md. This takes about 20 minutes.

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

    // TODO: what does `read_line` return where no whole line comes any more?
    fn ask(&mut self, job: &str) -> io::Result<String> {
        let mut jobs = self.process.stdin.as_ref().unwrap();
        writeln!(jobs, "{job}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim_end().to_owned())
    }
}

// TODO: let a new worker go on where one has died, and wait for each of them.
fn run_all(workers: &Workers, jobs: &[&str]) -> Vec<Result<String, String>> {
    let mut worker = Worker::start(workers);
    let mut answers = Vec::new();
    for job in jobs {
        answers.push(worker.ask(job).map_err(|error| error.to_string()));
    }
    answers
}

// ----- Nothing to change below: what runs, and what is checked. -----

fn main() {
    workshop::run(|| {
        let workers = Workers::new();
        let jobs = ["2", "3", "abort", "4", "half", "exit", "5"];
        let answers = run_all(&workers, &jobs);
        for (job, answer) in jobs.iter().zip(answers) {
            println!("{job}: {answer:?}");
        }
        println!("\nWhat your workers did:\n\n{workers}");
    });
}

#[cfg(test)]
mod tests {
    use workshop::Workers;

    /// Lets the jobs be done, and checks the answers. `None`: there can be no answer.
    fn check(jobs: &[&str], wanted: &[Option<&str>]) {
        let workers = Workers::new();
        let answers = super::run_all(&workers, jobs);
        let (left, begun) = (workers.left(), workers.jobs());
        let is_wanted = |pair: (&Result<String, String>, &Option<&str>)| match pair {
            (Ok(answer), Some(wanted)) => answer.trim_end() == *wanted,
            (Err(_), None) => true,
            _ => false,
        };
        workers.expect(
            answers.len() == wanted.len() && answers.iter().zip(wanted).all(is_wanted),
            format!("for the jobs {jobs:?} you returned {answers:?}."),
            "in the place of each job stands its whole answer, or an `Err` where its \
             worker died.",
        );
        workers.expect(
            begun == jobs,
            format!("your workers began these jobs: {begun:?}."),
            format!("each is given to a worker, once and in this order: {jobs:?}."),
        );
        let died = wanted.iter().filter(|answer| answer.is_none()).count();
        let started = workers.started();
        workers.expect(
            started <= died + 1,
            format!("{started} workers were started, and {died} died."),
            "one worker, and another one only where one has died.",
        );
        workers.expect(
            left == 0,
            format!("{left} of your workers still ran, or were never waited for."),
            "when `run_all` returns, each worker has ended and been waited for, those \
             that died as well: otherwise the system keeps something of them.",
        );
    }

    #[test]
    fn one_worker_does_all_jobs_and_is_waited_for() {
        workshop::test(|| {
            check(&["2", "7", "12"], &[Some("4"), Some("49"), Some("144")])
        });
    }

    #[test]
    fn a_worker_that_dies_takes_its_job_with_it_and_no_other() {
        workshop::test(|| {
            let jobs = ["3", "abort", "4", "exit", "5", "6"];
            check(&jobs, &[Some("9"), None, Some("16"), None, Some("25"), Some("36")]);
        });
    }

    #[test]
    fn half_an_answer_is_none() {
        workshop::test(|| check(&["half", "8", "half"], &[None, Some("64"), None]));
    }

    #[test]
    fn one_after_the_other_may_die() {
        workshop::test(|| {
            check(&["abort", "exit", "9", "abort"], &[None, None, Some("81"), None]);
        });
    }
}
