//! What every demo promises, held against `demo_async_tokio` as its users run it.

use testkit::{Demo, promises};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_async_tokio"));

#[test]
fn refuses_bad_input() {
    promises::refuses_bad_input(&DEMO);
}

#[test]
fn reports_every_key() {
    promises::reports_every_key(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn stays_true_on_a_busy_core() {
    promises::stays_true_on_a_busy_core(&DEMO);
}

#[test]
fn isolates_failures() {
    promises::isolates_failures(&DEMO);
}

#[test]
fn survives_closed_pipes() {
    promises::survives_closed_pipes(&DEMO);
}

#[test]
fn draws_figures() {
    promises::draws_figures(&DEMO);
}

#[test]
fn writes_svg_and_trace() {
    promises::writes_svg_and_trace(&DEMO);
}

#[test]
fn lists_up_to_ten_thousand_tasks() {
    promises::lists_up_to_ten_thousand_tasks(&DEMO, "50ms");
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
fn refuses_what_does_not_fit() {
    let words = ["1,000,000 tasks of about", "of memory", "to be had here"];
    promises::refuses_what_does_not_fit(
        &DEMO,
        &[("ulimit -v 300000", "--tasks 1000000", &words)],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn refuses_what_memory_does_not_hold() {
    let sum = "100,000 tasks of about 700 B need 70.0 MB";
    promises::refuses_what_memory_does_not_hold(&DEMO, "--tasks 100000 --wait 1ms", sum);
}

#[test]
fn fits_every_terminal() {
    promises::fits_every_terminal(&DEMO);
}

#[cfg(unix)]
#[test]
fn ends_at_ctrl_c_during_the_start() {
    promises::ends_at_ctrl_c_during_the_start(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn ends_at_the_second_ctrl_c() {
    promises::ends_at_the_second_ctrl_c(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn reports_in_full_despite_ctrl_c() {
    promises::reports_in_full_despite_ctrl_c(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn waits_for_slow_readers() {
    promises::waits_for_slow_readers(&DEMO);
}
