//! What every demo promises, held against `demo_turns` as its users run it. Several threads on one core have done little by any moment, so
//! what is promised of a record after Ctrl-C is left to other demos.

use testkit::{Demo, promises};

const DEMO: Demo = Demo {
    runs: &["threads", "async", "async-yield"],
    before: "--compute 0 --by task --zoom 9000s..9001s",
    ..Demo::new(env!("CARGO_BIN_EXE_demo_turns"))
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

#[test]
fn writes_svg_and_trace() {
    promises::writes_svg_and_trace(&DEMO);
}

#[cfg(unix)]
#[test]
fn leaves_no_orphans() {
    promises::leaves_no_orphans(&DEMO);
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
