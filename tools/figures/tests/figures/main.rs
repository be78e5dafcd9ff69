//! `figures` as the book uses it, on small plans of its own. It has cargo build the demos first; after `cargo test` has built them,
//! that is quick.

use std::fs::{self, OpenOptions};
use std::io;
use std::time::Duration;
use testkit::{Outcome, Program, Scratch, remembering_cargo};

/// Cargo may have to build first, beside other work.
const PATIENCE: Duration = Duration::from_secs(240);

const PLAN: &str = r#"
[[figure]]
name = "waits"
command = "demo_thread --tasks 3 --wait 20ms"
[[figure.claim]]
says = "The waits overlap."
holds = "thread.concurrency_peak == 3"

[[figure]]
name = "fails"
command = "demo_sequential --tasks 2 --wait 1ms --fail panic:1"
check = "demo_sequential --tasks 1 --wait 0 --compute 1ms --fail panic:0"
exit = 1
keeps = "output"
[[figure.claim]]
says = "One task fails."
holds = "sequential.tasks_failed == 1"

[[figure]]
name = "kept"
command = "demo_sequential --tasks 1 --wait 1ms --trace {scratch}/trace.json"
keeps = "file"
file = "trace.json"
[[figure.claim]]
says = "It does."
holds = "sequential.tasks_ok == workload.tasks"

[[refused]]
name = "race"
source = "demos/sharing/refused/data_race.rs"
error = "E0499"
says = "Only one can write."

[[diff]]
from = "sequential"
to = "thread"
"#;

const FILES: [&str; 8] = [
    "claims.md",
    "diff-sequential-thread.txt",
    "fails.txt",
    "kept.json",
    "machine.txt",
    "race.txt",
    "waits.svg",
    "waits.txt",
];

/// A plan, and a folder for what it records.
struct Book {
    scratch: Scratch,
}

impl Book {
    fn new(plan: &str) -> Book {
        let scratch = Scratch::new();
        fs::write(scratch.file("plan.toml"), plan).unwrap();
        Book { scratch }
    }

    fn with_figures(plan: &str) -> Book {
        let book = Book::new(plan);
        book.figures("record").run().expect_code(0);
        book
    }

    /// `figures ORDER`, with this plan and this folder.
    fn figures(&self, order: &str) -> Program {
        let plan = self.scratch.file("plan.toml");
        program(order).arg(self.folder()).arg("--plan").arg(plan)
    }

    fn folder(&self) -> String {
        self.scratch.file("figures")
    }

    fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.folder())
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn program(line: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_figures")).env("CARGO", remembering_cargo()).args(line).deadline(PATIENCE)
}

/// The lines that `figures check` prints of what is wrong.
fn failures(outcome: &Outcome) -> Vec<&str> {
    outcome.stdout.lines().filter(|line| line.starts_with("FAILED")).collect()
}

#[test]
fn what_is_recorded_is_complete_and_passes_the_check() {
    let book = Book::with_figures(PLAN);
    assert_eq!(book.names(), FILES);
    assert!(book.read("waits.svg").starts_with("<svg"));
    let waits = book.read("waits.txt");
    assert!(waits.contains("demo_thread") && !waits.contains('\x1b'), "{waits}");
    assert!(waits.lines().all(|line| line.chars().count() <= 80), "{waits}");
    assert!(book.read("fails.txt").contains("task 1"));
    assert!(book.read("race.txt").contains("error[E0499]"));
    assert!(book.read("machine.txt").contains("toolchain  rustc"));
    assert!(book.read("claims.md").contains("- The waits overlap. (`thread.concurrency_peak == 3`)"));
    let outcome = book.figures("check").run();
    outcome.expect_code(0).expect_quiet();
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 5, "{outcome}");
    assert!(lines.iter().all(|line| line.starts_with("ok      ")), "{outcome}");
}

#[test]
fn each_recorded_file_that_is_wrong_is_named() {
    let book = Book::with_figures(PLAN);
    fs::remove_file(book.file("waits.svg")).unwrap();
    fs::write(book.file("old.txt"), "left over").unwrap();
    fs::write(book.file("diff-sequential-thread.txt"), "- one line\n").unwrap();
    fs::write(book.file("claims.md"), "# Claims\n").unwrap();
    let outcome = book.figures("check").run();
    outcome.expect_code(1).expect_complaint("4 wrong");
    let failures = failures(&outcome).join("\n");
    for what in
        ["waits.svg is not recorded", "old.txt is left over", "claims.md is not what", "is not what the demos are now"]
    {
        assert!(failures.contains(what), "{what}: {outcome}");
    }
    book.figures("claims").run().expect_code(0).expect_quiet();
    assert!(book.read("claims.md").contains("The waits overlap."));
}

#[test]
fn a_claim_that_does_not_hold_is_told_after_three_runs() {
    let plan = PLAN.replace("thread.concurrency_peak == 3", "thread.concurrency_peak == 4");
    let book = Book::new(&plan);
    let outcome = book.figures("record").run();
    outcome.expect_code(1);
    let told = "\"The waits overlap.\" does not hold: thread.concurrency_peak is 3";
    assert!(outcome.stderr.contains(told) && outcome.stderr.contains("in the last of 3 runs"), "{outcome}");
    assert!(outcome.stdout.contains("kept: "), "the others are recorded: {outcome}");
    let outcome = book.figures("check --only waits").run();
    outcome.expect_code(1).expect_complaint("1 wrong");
    assert!(failures(&outcome)[0].contains(told), "{outcome}");
}

#[test]
fn what_cannot_be_run_or_checked_is_told_by_name() {
    for (old, new, what) in [
        ("--tasks 3", "--tasks three", "it ended with exit status: 2, not 0: demo_thread: "),
        ("--tasks 2 --wait 1ms", "--tusks 2", "demo_sequential --tusks 2 --fail panic:1: it ended with exit status: 2"),
        ("exit = 1", "exit = 3", "it ended with exit status: 1, not 3"),
        ("thread.concurrency_peak", "thread.concurrency", "thread has no concurrency; it has "),
        ("thread.concurrency_peak", "threads.concurrency_peak", "the report has no threads; it has "),
        ("E0499", "E0277", "the compiler does not name E0277"),
        ("to = \"thread\"", "to = \"threads\"", "there is no demo 'threads'"),
    ] {
        let book = Book::new(&PLAN.replacen(old, new, 1));
        fs::create_dir(book.folder()).unwrap();
        let outcome = book.figures("check").run();
        outcome.expect_code(1);
        assert!(failures(&outcome).iter().any(|line| line.contains(what)), "{what}: {outcome}");
    }
}

#[test]
fn what_is_not_checked_is_said() {
    let figure = "[[figure]]\nname = 'a'\ncommand = 'demo_sequential --tasks 1'\nunchecked = 'it takes a day'\n";
    let plan = format!("{figure}[[figure.claim]]\nsays = 'x'\nholds = 'sequential.tasks_ok == 7'\n");
    let outcome = Book::new(&plan).figures("check --only a").run();
    outcome.expect_code(0).expect_quiet();
    assert!(outcome.stdout.contains("\nnot checked: whether the claims of a hold, as it takes a day\n"), "{outcome}");
    let outcome = Book::new(&plan.replace("--tasks", "--tusks")).figures("check --only a").run();
    outcome.expect_code(1).expect_complaint("1 wrong");
}

#[test]
fn a_program_that_is_not_there_is_named_by_cargo() {
    let book = Book::new(&PLAN.replace("demo_thread", "demo_threads"));
    let outcome = book.figures("record").run();
    outcome.expect_code(1);
    assert!(outcome.stderr.contains("demo_threads"), "{outcome}");
}

#[test]
fn a_run_that_fails_leaves_the_old_figure() {
    let book = Book::with_figures(PLAN);
    let before = book.read("waits.txt");
    fs::write(book.scratch.file("plan.toml"), PLAN.replace("--tasks 3", "--tasks 3 --fail panic:0")).unwrap();
    let outcome = book.figures("record --only waits").run();
    outcome.expect_code(1);
    assert!(outcome.stderr.contains("waits: it ended with exit status: 1, not 0"), "{outcome}");
    assert_eq!(book.read("waits.txt"), before);
    assert_eq!(book.names(), FILES);
}

#[test]
fn one_figure_is_recorded_anew_only_where_the_others_are_from() {
    let book = Book::with_figures(PLAN);
    let machine = book.read("machine.txt");
    book.figures("record --only waits").run().expect_code(0);
    assert_eq!(book.read("machine.txt"), machine, "the same machine, the same day");
    fs::write(book.file("machine.txt"), machine.replace("toolchain  rustc 1", "toolchain  rustc 9")).unwrap();
    let outcome = book.figures("record --only waits").run();
    outcome.expect_code(1);
    assert!(outcome.stderr.contains("recorded on another machine"), "{outcome}");
    book.figures("record --only race,diff-sequential-thread").run().expect_code(0).expect_quiet();
}

#[test]
fn bad_flags_and_plans_are_refused_in_one_line() {
    let none = Scratch::new().file("none.toml");
    for (line, words) in [
        ("", "say what to do"),
        ("draw", "record, check and claims"),
        ("record --fast", "--fast"),
        ("check --only nothing_of_this_name", "there is no figure 'nothing_of_this_name'"),
        (&format!("check --plan {none}"), "none.toml cannot be read"),
        ("record", "come from release builds"),
    ] {
        if line == "record" && !cfg!(debug_assertions) {
            continue; // it would record
        }
        program(line).run().expect_code(2).expect_complaint(words);
    }
    let help = program("--help").run();
    help.expect_code(0).expect_quiet();
    assert!(help.stdout.contains("figures record"));
}

#[test]
fn a_reader_that_goes_away_changes_nothing() {
    let book = Book::with_figures(PLAN);
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    book.figures("check").stdout(writer.try_clone().unwrap()).run().expect_code(0).expect_quiet();
    fs::remove_file(book.file("race.txt")).unwrap();
    book.figures("check").stdout(writer).run().expect_code(1).expect_complaint("1 wrong");
    if cfg!(target_os = "linux") {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        book.figures("check").stdout(full).run().expect_code(1).expect_complaint("standard output");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_and_leaves_nothing_half_done() {
    let book = Book::new(&PLAN.replace("demo_thread --tasks 3 --wait 20ms", "demo_thread --tasks 3 --wait 100s"));
    let running = book.figures("record").start();
    running.wait_for_helper_named("demo_thread");
    running.interrupt();
    let outcome = running.finish();
    outcome.expect_code(130);
    assert!(outcome.stderr.contains("interrupted: 0 of 5 were recorded"), "{outcome}");
    assert_eq!(book.names(), Vec::<String>::new());
}
