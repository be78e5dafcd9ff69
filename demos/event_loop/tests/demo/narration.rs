//! `--narrate`: every step, in the order in which it happens, and nothing without it.

use testkit::{Demo, Outcome};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_event_loop"));

/// A line of the narration: when, who, what.
#[derive(Debug)]
struct Step {
    at_ms: f64,
    who: String,
    what: String,
}

#[track_caller]
fn steps(outcome: &Outcome) -> Vec<Step> {
    let step = |line: &str| {
        let (at, rest) = line.trim_start().split_once(" ms  ")?;
        let (who, what) = rest.split_once(' ')?;
        let (at_ms, what) = (at.parse().ok()?, what.trim().to_owned());
        Some(Step { at_ms, who: who.to_owned(), what })
    };
    let step = |line: &str| step(line).unwrap_or_else(|| panic!("not a step: {line:?}"));
    outcome.stderr.lines().map(step).collect()
}

/// What task `id` went through. What the reactor does between two steps of the executor is
/// for the task that is being polled, or for the one whose waker it calls.
fn story(steps: &[Step], id: u64) -> Vec<String> {
    let name = format!("task {id} ");
    let mut story = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        if let Some(what) = step.what.strip_prefix(&name) {
            if what.starts_with("is woken")
                && steps[place - 1].what.contains("calls the waker")
            {
                story.push(kind(&steps[place - 1].what));
            }
            story.push(what.split(':').next().unwrap().to_owned());
            if what == "is polled" && steps[place + 1].who == "reactor" {
                story.push(kind(&steps[place + 1].what));
            }
        }
    }
    story
}

/// `timer 3: asleep until 4.567 ms` is `timer: asleep until`.
fn kind(what: &str) -> String {
    what.chars()
        .filter(|char| !char.is_ascii_digit())
        .collect::<String>()
        .replace(" :", ":")
}

#[test]
fn each_task_is_polled_sleeps_is_woken_and_polled_again() {
    for (flags, asleep, woken) in [
        ("", "timer: asleep until . ms", "timer: its time is over, calls the waker"),
        (
            "--sockets",
            "socket: asleep until it has news",
            "socket: it has news, calls the waker",
        ),
    ] {
        let line = format!("{flags} --tasks 3 --wait 100ms --narrate --json");
        let outcome = DEMO.with(&line).run();
        assert_eq!(outcome.expect_code(0).report().runs[0].tasks_ok, 3);
        let steps = steps(&outcome);
        for id in 0..3 {
            let expected = [
                "is spawned",
                "is woken",
                "is polled",
                asleep,
                "is pending",
                woken,
                "is woken",
                "is polled",
                "has ended",
            ];
            assert_eq!(story(&steps, id), expected, "task {id} of {outcome}");
        }
        assert!(steps.windows(2).all(|pair| pair[0].at_ms <= pair[1].at_ms), "{outcome}");
        let sleeps = |step: &Step| step.what == "nobody is ready: the thread sleeps";
        let slept = steps.iter().position(sleeps).unwrap_or_else(|| panic!("{outcome}"));
        let pending =
            steps.iter().rposition(|step| step.what.ends_with("is pending")).unwrap();
        assert_eq!(slept, pending + 1, "it sleeps when all are pending: {outcome}");
        assert!(steps[slept + 1].at_ms - steps[slept].at_ms > 50.0, "{outcome}");
    }
}

#[test]
fn timers_are_over_when_they_said() {
    let outcome = DEMO.with("--tasks 3 --wait 100ms --narrate --json").run();
    let steps = steps(outcome.expect_code(0));
    for timer in 0..3 {
        let said = format!("timer {timer}: asleep until ");
        let until = steps.iter().find_map(|step| step.what.strip_prefix(&said)).unwrap();
        let until: f64 = until.trim_end_matches(" ms").parse().unwrap();
        let over = format!("timer {timer}: its time is over, calls the waker");
        let over = steps.iter().find(|step| step.what == over).unwrap();
        assert!(over.at_ms >= until, "{over:?}, {until}: {outcome}");
    }
}

#[test]
fn a_panic_is_told_and_the_others_go_on() {
    let outcome =
        DEMO.with("--tasks 3 --wait 50ms --fail panic:1 --narrate --json").run();
    let steps = steps(outcome.expect_code(1));
    for (id, end) in [(0, "has ended"), (1, "has panicked"), (2, "has ended")] {
        assert_eq!(story(&steps, id).last().unwrap(), end, "{outcome}");
    }
}

#[test]
fn nothing_is_told_unasked() {
    for flags in ["", "--sockets"] {
        let line = format!("{flags} --tasks 3 --wait 20ms");
        DEMO.with(&line).run().expect_code(0).expect_quiet();
    }
}

#[test]
fn the_figure_stays_as_it_is() {
    let outcome = DEMO.with("--tasks 2 --wait 50ms --narrate").run();
    outcome.expect_code(0);
    assert!(outcome.stdout.starts_with("demo_event_loop: 2 tasks"), "{outcome}");
    assert!(!outcome.stdout.contains("is polled"), "{outcome}");
}

/// A thousand steps are enough, and nobody needs to listen.
#[test]
fn a_long_narration_breaks_off() {
    let outcome = DEMO.with("--tasks 2000 --wait 50ms --narrate --json").run();
    assert_eq!(outcome.expect_code(0).report().runs[0].tasks_ok, 2_000);
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(lines.len(), 1_001);
    assert!(lines[1_000].starts_with("... and so on"), "{}", lines[1_000]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    DEMO.with("--tasks 3 --wait 20ms --narrate --json")
        .stderr(writer)
        .run()
        .expect_code(0);
}
