//! What cannot be done is refused at once.

use crate::{Demo, Scratch};
use std::thread;
use std::time::{Duration, Instant};

/// A refusal comes at once. This is far more than it takes, and far less than the runs would.
const AT_ONCE: Duration = Duration::from_secs(20);

/// A bad flag: exit code 2, one line on standard error that names it, nothing on standard output, nothing run.
#[track_caller]
pub fn refuses_bad_input(demo: &Demo) {
    let scratch = Scratch::new();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let too_many_cores = (cores + 1).to_string();
    let a_file = scratch.file("a-file");
    std::fs::write(&a_file, "kept").unwrap();
    let folder = scratch.folder().to_str().unwrap();
    let (no_such_folder, below_a_file) = (scratch.file("missing/figure.svg"), format!("{a_file}/figure.svg"));
    // Each is refused by a complaint that mentions the first word.
    let mut refused: Vec<(&str, Vec<&str>)> = vec![
        ("--tasks 0", vec!["--tasks", "0"]),
        ("--tasks -1", vec!["--tasks", "-1"]),
        ("--tasks 99999999999", vec!["--tasks", "99999999999"]),
        ("--tasks ten", vec!["--tasks", "ten"]),
        ("--tasks", vec!["--tasks"]),
        ("5 parsecs", vec!["--wait", "5 parsecs"]),
        ("--wait", vec!["--wait", "-1s"]),
        ("--compute", vec!["--compute", "5"]),
        ("--cores 0", vec!["--cores", "0"]),
        ("--cores 100000", vec!["--cores", "100000"]),
        ("--cores", vec!["--cores", &too_many_cores]),
        ("--svg", vec!["--svg", &no_such_folder]),
        ("--svg", vec!["--svg", folder]),
        ("--svg", vec!["--svg", &below_a_file]),
        ("--svg", vec!["--svg", ""]),
        ("--trace", vec!["--trace", &no_such_folder]),
        ("--trace", vec!["--trace", folder]),
        ("--tasks", vec!["--taks", "3"]), // the nearest real one is named
        ("--compute", vec!["--computes", "1ms"]),
        ("--json=half", vec!["--json=half"]),
        ("task, process, thread, core", vec!["--by", "moon"]),
        ("--zoom", vec!["--zoom", "140ms..100ms"]),
        ("--zoom", vec!["--zoom", "here"]),
        ("auto, always, never", vec!["--color", "pink"]),
        ("-x", vec!["-x"]),
        ("'ten'", vec!["ten"]),
        ("no task 4", vec!["--fail", "panic:4"]),
        ("no task 99", vec!["--fail", "wrong:99"]),
        ("--fail sometimes:1", vec!["--fail", "sometimes:1"]),
        ("--fail panic", vec!["--fail", "panic"]),
        ("--fail panic:x", vec!["--fail", "panic:x"]),
    ];
    if cfg!(target_os = "linux") {
        refused.push(("--svg", vec!["--svg", "/proc/figure.svg"])); // there not even root can make a file
    }
    match demo.has_workers {
        true => refused.push(("--workers 0", vec!["--workers", "0"])),
        false => refused.push(("no flag --workers", vec!["--workers", "2"])),
    }
    if !demo.has_processes {
        refused.push(("--fail kill:1", vec!["--fail", "kill:1"]));
        refused.push(("--fail garbage:all", vec!["--fail", "garbage:all"]));
    }
    for (mentioned, arguments) in refused {
        let begin = Instant::now();
        // If it ran, it would run for a minute, and leave its figure behind.
        let program = demo.with("--tasks 4 --wait 60s --svg").arg(scratch.file("drawn.svg"));
        let outcome = arguments.iter().fold(program, |program, argument| program.arg(argument)).run();
        outcome.expect_code(2).expect_complaint(mentioned).expect_complaint(demo.program_name());
        assert!(outcome.stdout.is_empty(), "something on standard output: {outcome}");
        assert!(begin.elapsed() < AT_ONCE, "it took {:?}: {outcome}", begin.elapsed());
        assert_eq!(scratch.names(), ["a-file"], "it left files behind: {outcome}");
    }
    assert_eq!(std::fs::read_to_string(a_file).unwrap(), "kept");
}
