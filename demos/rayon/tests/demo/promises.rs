//! What every demo promises, held against `demo_rayon` as its users run it.

use testkit::{Demo, promises};

const DEMO: Demo = Demo {
    has_workers: true,
    before: "--compute 0",
    ..Demo::new(env!("CARGO_BIN_EXE_demo_rayon"))
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
fn refuses_what_does_not_fit() {
    promises::refuses_what_does_not_fit(
        &DEMO,
        &[("ulimit -v 200000", "--workers 300", &["300 threads", "ulimit -v"])],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn refuses_a_pool_that_a_container_does_not_allow() {
    promises::refuses_a_pool_that_a_container_does_not_allow(&DEMO);
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
