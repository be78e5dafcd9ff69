//! Worker processes that square numbers, some of which kill them, and a journal of what each did.

use crate::program::program;
use crate::system;
use crate::verdict::fail;
use std::env;
use std::fmt::Display;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The first argument of a process that is to be a worker.
const WORK: &str = "work";
/// The environment variable that says where its journal is.
const JOURNAL: &str = "WORKSHOP_JOURNAL";
/// Nobody needs more workers than this for a handful of jobs.
const MOST: usize = 50;
/// So many are told of.
const MOST_SHOWN: usize = 10;

/// Worker processes. A worker takes jobs from its standard input, a line each, and answers on its standard output, a line for each
/// job: the job is a number, and the answer its square. It ends when its standard input does. Three jobs are the end of it before that:
/// at `abort` it is aborted, at `exit` it ends as if all were well, at `half` it dies in the midst of an answer.
pub struct Workers {
    program: PathBuf,
    /// A file beside the program.
    journal: PathBuf,
    commands: AtomicUsize,
}

/// A worker process, as the journal tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Worker {
    process: u32,
    /// The jobs that it began, and the answers that it gave.
    jobs: Vec<(String, Option<String>)>,
}

impl Workers {
    /// Nobody has been started yet.
    ///
    /// # Panics
    /// Where there is no program to start, or no place for the journal.
    pub fn new() -> Workers {
        static JOURNALS: AtomicUsize = AtomicUsize::new(0);
        let number = JOURNALS.fetch_add(1, Ordering::Relaxed);
        let program = program().unwrap_or_else(|why| panic!("{why}"));
        let journal = program.with_extension(format!("journal-{}-{number}", process::id()));
        fs::write(&journal, "").unwrap_or_else(|error| panic!("{}: {error}", journal.display()));
        Workers { program, journal, commands: AtomicUsize::new(0) }
    }

    /// What starts a worker: this exercise's own program, which will be one. Nothing has been said of its pipes. Whoever starts
    /// workers without end is stopped.
    #[track_caller]
    pub fn command(&self) -> Command {
        let number = self.commands.fetch_add(1, Ordering::Relaxed);
        let seen = format!("you started worker after worker, {MOST} of them.");
        self.expect(number < MOST, seen, "a job that was the end of its worker is not tried again.");
        let mut command = Command::new(&self.program);
        command.arg(WORK).env(JOURNAL, &self.journal);
        command
    }

    /// How many workers have been started.
    pub fn started(&self) -> usize {
        self.read().len()
    }

    /// All jobs that workers have begun, in the order in which the workers were started.
    pub fn jobs(&self) -> Vec<String> {
        self.read().into_iter().flat_map(|worker| worker.jobs).map(|(job, _)| job).collect()
    }

    /// How many of the workers still run, or have ended and were not waited for. Not known on all systems: 0 there.
    pub fn left(&self) -> usize {
        self.read().iter().filter(|worker| system::is_there(worker.process)).count()
    }

    /// Checks something; where it does not hold, the test fails with what was seen, what is wanted, and what the workers did.
    #[track_caller]
    pub fn expect(&self, holds: bool, seen: impl Display, wanted: impl Display) {
        if !holds {
            fail(&seen, &wanted, Some(&self.to_string()));
        }
    }

    fn read(&self) -> Vec<Worker> {
        read(&fs::read_to_string(&self.journal).unwrap_or_default())
    }
}

impl Default for Workers {
    fn default() -> Workers {
        Workers::new()
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.journal); // it is small
    }
}

/// What each worker did, in a line.
impl Display for Workers {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let workers = self.read();
        if workers.is_empty() {
            return writeln!(f, "no worker was started");
        }
        for (number, worker) in workers.iter().enumerate().take(MOST_SHOWN) {
            let did = |(job, answer): &(String, Option<String>)| match answer {
                Some(answer) => format!("{job} -> {answer}"),
                None => format!("{job} -> died"),
            };
            let did: Vec<String> = worker.jobs.iter().map(did).collect();
            let did = if did.is_empty() { "no job".to_owned() } else { did.join("   ") };
            writeln!(f, "worker {number}   {did}")?;
        }
        let others = workers.len().saturating_sub(MOST_SHOWN);
        if others > 0 { writeln!(f, "and {others} more workers") } else { Ok(()) }
    }
}

/// A line of the journal: whose it is, `begins` or `answers`, and the job or the answer. The first of a worker has nothing more than
/// its process.
fn read(journal: &str) -> Vec<Worker> {
    let mut workers: Vec<Worker> = Vec::new();
    for line in journal.lines() {
        let (process, rest) = line.split_once(' ').unwrap_or((line, ""));
        let Ok(process) = process.parse() else { continue };
        let worker = match workers.iter().position(|worker| worker.process == process) {
            Some(place) => &mut workers[place],
            None => {
                workers.push(Worker { process, jobs: Vec::new() });
                workers.last_mut().expect("one was pushed")
            }
        };
        match rest.split_once(' ') {
            Some(("begins", job)) => worker.jobs.push((job.to_owned(), None)),
            Some(("answers", answer)) => worker.jobs.last_mut().expect("it began").1 = Some(answer.to_owned()),
            _ => {}
        }
    }
    workers
}

/// If this process was started to be a worker, it works until its standard input ends, and this does not return.
pub fn work_if_asked() {
    let Some(journal) = env::var_os(JOURNAL) else { return };
    if env::args_os().nth(1).is_some_and(|argument| argument == WORK) {
        process::exit(i32::from(work(Path::new(&journal)).is_err()));
    }
}

fn work(journal: &Path) -> io::Result<()> {
    let note = |what: &str| {
        let mut journal = OpenOptions::new().append(true).open(journal)?;
        journal.write_all(format!("{} {what}\n", process::id()).as_bytes()) // at once, so that no two lines are mixed
    };
    note("")?;
    for job in io::stdin().lines() {
        let job = job?;
        note(&format!("begins {job}"))?;
        let answer = match &*job {
            "abort" => process::abort(),
            "exit" => process::exit(0),
            "half" => {
                note("answers 12.. and died")?;
                io::stdout().write_all(b"12")?;
                io::stdout().flush()?;
                process::abort()
            }
            number => match number.parse::<u32>() {
                Ok(number) => (u64::from(number) * u64::from(number)).to_string(),
                Err(_) => format!("{number} is no number"),
            },
        };
        note(&format!("answers {answer}"))?;
        writeln!(io::stdout(), "{answer}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_tells_of_each_worker_in_the_order_in_which_they_were_started() {
        let workers = read("7 \n7 begins 2\n9 \n7 answers 4\n9 begins abort\n7 begins 3\n");
        let job = |job: &str, answer: Option<&str>| (job.to_owned(), answer.map(str::to_owned));
        let first = Worker { process: 7, jobs: vec![job("2", Some("4")), job("3", None)] };
        assert_eq!(workers, [first, Worker { process: 9, jobs: vec![job("abort", None)] }]);
        assert!(read("").is_empty());
    }

    #[test]
    fn what_the_workers_did_is_told_in_a_line_each() {
        let journal = env::temp_dir().join(format!("taking-turns-{}", process::id()));
        let workers = Workers { program: PathBuf::new(), journal, commands: AtomicUsize::new(0) };
        fs::write(&workers.journal, "1 \n1 begins 2\n1 answers 4\n1 begins half\n2 \n").unwrap();
        assert_eq!(workers.to_string(), "worker 0   2 -> 4   half -> died\nworker 1   no job\n");
        assert_eq!((workers.started(), workers.jobs()), (2, vec!["2".to_owned(), "half".to_owned()]));
        fs::write(&workers.journal, (0..12).map(|number| format!("{number} \n")).collect::<String>()).unwrap();
        assert!(workers.to_string().ends_with("worker 9   no job\nand 2 more workers\n"), "{workers}");
    }
}
