//! What every demo promises, held against `demo_sharing` as its users run it.

use testkit::{Demo, promises};

const DEMO: Demo = Demo {
    ends_in_turn: false,
    has_work_of_its_own: true,
    before: "--updates 100",
    runs: &["lost-update", "mutex", "atomic", "channel", "per-thread"],
    ..Demo::new(env!("CARGO_BIN_EXE_demo_sharing"))
};

#[test]
fn refuses_bad_input() {
    promises::refuses_bad_input(&DEMO);
    for updates in ["0", "many", "1e6", "1000000001", "-1"] {
        let outcome = DEMO.with("--wait 60s --updates").arg(updates).run();
        outcome.expect_code(2).expect_complaint("--updates");
    }
}

#[test]
fn reports_every_key() {
    promises::reports_every_key(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn goes_on_without_a_lost_run() {
    promises::goes_on_without_a_lost_run(&DEMO);
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
fn refuses_more_threads_than_memory_maps_allow() {
    promises::refuses_more_threads_than_memory_maps_allow(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn ends_at_the_second_ctrl_c() {
    promises::ends_at_the_second_ctrl_c(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn finishes_what_was_started() {
    promises::finishes_what_was_started(&DEMO, "ulimit -v 200000", 300, &["channel"]);
}
