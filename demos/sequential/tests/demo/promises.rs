//! What every demo promises, held against `demo_sequential` as its users run it.

use testkit::{Demo, promises};

const DEMO: Demo = Demo::new(env!("CARGO_BIN_EXE_demo_sequential"));

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

#[cfg(unix)]
#[test]
fn reports_after_ctrl_c() {
    promises::reports_after_ctrl_c(&DEMO);
}

#[test]
fn writes_files_whole_or_not_at_all() {
    promises::writes_files_whole_or_not_at_all(&DEMO);
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
