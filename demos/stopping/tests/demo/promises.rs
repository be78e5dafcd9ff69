//! What every demo promises, held against `demo_stopping` as its users run it. That its tasks do not all end is what it is
//! about: what its record must show instead stands in `record.rs`.

use testkit::{Demo, promises};

const DEMO: Demo = Demo {
    runs: &[
        "time-limit",
        "first-of-two",
        "async-abort",
        "async-graceful",
        "thread-flag",
        "process-input",
    ],
    before: "--compute 0",
    stops_tasks: true,
    has_work_of_its_own: true, // slow servers take longer than `--wait` says
    ..Demo::new(env!("CARGO_BIN_EXE_demo_stopping"))
};

#[test]
fn refuses_bad_input() {
    promises::refuses_bad_input(&DEMO);
}

#[test]
fn reports_every_key() {
    promises::reports_every_key(&DEMO);
}

#[test]
fn survives_closed_pipes() {
    promises::survives_closed_pipes(&DEMO);
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
