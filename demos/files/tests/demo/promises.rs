//! What every demo promises, held against `demo_files` as its users run it.

use testkit::{Demo, Scratch, promises};

const DEMO: Demo = Demo {
    ends_in_turn: false,
    has_work_of_its_own: true,
    before: "--size 16",
    runs: &["sequential", "threads", "tokio-fs", "spawn-blocking"],
    ..Demo::new(env!("CARGO_BIN_EXE_demo_files"))
};

#[test]
fn refuses_bad_input() {
    promises::refuses_bad_input(&DEMO);
    let scratch = Scratch::new();
    let a_file = scratch.file("a-file");
    std::fs::write(&a_file, "kept").unwrap();
    let missing = scratch.file("missing");
    for (flag, value) in [
        ("--size", "0"),
        ("--size", "4MB"),
        ("--size", "1048577"),
        ("--dir", &a_file),
        ("--dir", &missing),
        ("--dir", ""),
    ] {
        let outcome = DEMO.with("--wait 60s").arg(flag).arg(value).run();
        outcome.expect_code(2).expect_complaint(flag);
        assert!(outcome.stdout.is_empty(), "{outcome}");
    }
    DEMO.with("--wait 60s --sync=yes").run().expect_code(2).expect_complaint("--sync");
    assert_eq!(scratch.names(), ["a-file"]);
}

#[test]
fn reports_every_key() {
    promises::reports_every_key(&DEMO);
}

#[test]
fn isolates_failures() {
    promises::isolates_failures(&DEMO);
}

#[test]
fn draws_figures() {
    promises::draws_figures(&DEMO);
}

#[cfg(unix)]
#[test]
fn reports_after_ctrl_c() {
    promises::reports_after_ctrl_c(&DEMO);
}

#[test]
fn writes_files_whole_or_not_at_all() {
    promises::writes_files_whole_or_not_at_all(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn ends_at_the_second_ctrl_c() {
    promises::ends_at_the_second_ctrl_c(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn refuses_more_threads_than_memory_maps_allow() {
    promises::refuses_more_threads_than_memory_maps_allow(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn finishes_what_was_started() {
    promises::finishes_what_was_started(
        &DEMO,
        "ulimit -v 200000",
        300,
        &["threads", "spawn-blocking"],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn refuses_a_read_only_disk() {
    promises::refuses_a_read_only_disk(&DEMO, &[("--dir", "")]);
}
