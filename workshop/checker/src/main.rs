//! Checks that the exercises accept right answers and nothing else. `just check-workshop` runs it.
//!
//! Data flows one way: [`options`] (what is asked for) → [`set`] (the exercises and the answers to them) → [`pages`] and [`locks`]
//! (what can be seen without running anything) → [`package`] (all answers, built as one program) → [`run`] (a program, run with
//! limits) → [`verdict`] (whether an answer was judged as it should be).

mod locks;
mod options;
mod package;
mod pages;
mod run;
mod set;
mod verdict;

use options::Options;
use package::Package;
use run::Bounded;
use set::{Answer, Set};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use verdict::Judged;

/// rustlings builds and runs every exercise and every solution.
const RUSTLINGS_LIMIT: Duration = Duration::from_secs(900);
/// No test and no `main` takes longer, the watchdog's time to end it included.
pub const ANSWER_LIMIT: Duration = Duration::from_secs(12);

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args_os().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{}", options::HELP);
            return ExitCode::SUCCESS;
        }
        Err(what) => {
            eprintln!("checker: {what}\nSee --help.");
            return ExitCode::from(2);
        }
    };
    run::end_on_interrupt();
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    match check(&folder, &options) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(wrong) => {
            println!("\nThe workshop is not as it should be: {wrong} of the lines above begin with FAILED.");
            ExitCode::FAILURE
        }
        Err(what) => {
            eprintln!("checker: {what}");
            ExitCode::from(2)
        }
    }
}

/// Checks the workshop in that folder. Returns how much is wrong.
fn check(folder: &Path, options: &Options) -> Result<usize, String> {
    let folder = &folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))?;
    let set = Set::read(folder, &options.only)?;
    if options.busy {
        keep_busy();
    }
    let mut wrong =
        report("the pages of the exercises, and the links between them and the book", pages::check(folder, &set));
    if options.only.is_empty() {
        wrong += report("the same versions as the demos", locks::check(folder));
        wrong += rustlings(folder)?;
    }
    let begin = Instant::now();
    let package = Package::build(folder, &set)?;
    println!("ok      {} answers built ({:.0} s)", set.answers.len(), begin.elapsed().as_secs_f64());
    for round in 1..=options.times {
        if options.times > 1 {
            println!("round {round} of {}", options.times);
        }
        let judged = judge_all(folder, &set, &package);
        for exercise in &set.exercises {
            let of_it: Vec<&Judged> = judged.iter().filter(|judged| judged.exercise == exercise.name).collect();
            wrong += report(
                &verdict::summary(&exercise.name, &of_it),
                of_it.iter().filter_map(|judged| judged.flaw.clone()).collect(),
            );
        }
    }
    Ok(wrong)
}

/// Prints how something went.
fn report(what: &str, flaws: Vec<String>) -> usize {
    if flaws.is_empty() {
        println!("ok      {what}");
    }
    for flaw in &flaws {
        println!("FAILED  {what}\n        {}", flaw.trim_end().replace('\n', "\n        "));
    }
    flaws.len()
}

/// What rustlings itself thinks of the exercises: that they are as it wants them, not solved, and that the solutions are.
fn rustlings(folder: &Path) -> Result<usize, String> {
    let program = folder.join("../target/tools/bin/rustlings");
    if !program.exists() {
        return Err(format!("{} is not there; `just check-workshop` installs it first", program.display()));
    }
    let mut command = Command::new(program);
    command.args(["dev", "check", "--require-solutions"]).current_dir(folder);
    let ended = Bounded::run(command, RUSTLINGS_LIMIT)?;
    let what = format!("rustlings dev check --require-solutions ({:.0} s)", ended.took.as_secs_f64());
    let flaw = ended.flaw().or_else(|| (!ended.success).then(|| "it is not content:".to_owned()));
    Ok(report(&what, flaw.map(|flaw| format!("{flaw}\n{}", ended.tail())).into_iter().collect()))
}

/// Runs all answers, a few at a time: those that hang need no core.
fn judge_all(folder: &Path, set: &Set, package: &Package) -> Vec<Judged> {
    let at_once = 2 * thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let judged = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some(answer) = set.answers.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let verdict = judge(folder, answer, package);
                    judged.lock().expect("nobody panics with it").push(verdict);
                }
            });
        }
    });
    judged.into_inner().expect("nobody panics with it")
}

fn judge(folder: &Path, answer: &Answer, package: &Package) -> Judged {
    if answer.is_refused_by_the_compiler() {
        return verdict::of_compiler(answer, package.compiler_says(answer));
    }
    let tests = Bounded::run(package.tests(folder, answer), ANSWER_LIMIT);
    let main = Bounded::run(package.main(folder, answer), ANSWER_LIMIT);
    verdict::of_runs(answer, tests, main, package.clippy_says(answer))
}

/// Keeps all cores busy until the program ends.
fn keep_busy() {
    for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
        thread::spawn(|| {
            let mut number = 1u64;
            loop {
                number = std::hint::black_box(number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
            }
        });
    }
}
