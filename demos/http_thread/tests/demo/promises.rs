//! What every demo promises, held against `demo_http_thread` as its users run it.

use testkit::{Demo, promises};

const DEMO: Demo = Demo {
    has_workers: true,
    has_site: true,
    has_work_of_its_own: true,
    ..Demo::new(env!("CARGO_BIN_EXE_demo_http_thread"))
};

#[test]
fn refuses_bad_input() {
    promises::refuses_bad_input(&DEMO);
    promises::refuses_bad_addresses(&DEMO);
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

#[test]
fn goes_nowhere_else() {
    promises::goes_nowhere_else(&DEMO, "page");
}

#[test]
fn tells_every_trouble() {
    promises::tells_every_trouble(&DEMO, "page");
}

#[cfg(target_os = "linux")]
#[test]
fn reports_a_killed_site() {
    promises::reports_a_killed_site(&DEMO, "page", 5);
}

#[cfg(target_os = "linux")]
#[test]
fn refuses_what_does_not_fit() {
    let refused =
        ("ulimit -n 100", "--workers 60 --tasks 60", &["60 connections", "160"]);
    promises::refuses_what_does_not_fit(&DEMO, &[(refused.0, refused.1, refused.2)]);
}

#[cfg(target_os = "linux")]
#[test]
fn ends_at_the_second_ctrl_c() {
    promises::ends_at_the_second_ctrl_c(&DEMO);
}

#[cfg(unix)]
#[test]
fn leaves_no_orphans() {
    promises::leaves_no_orphans(&DEMO);
}

#[cfg(unix)]
#[test]
fn ends_at_ctrl_c_while_it_starts_others() {
    promises::ends_at_ctrl_c_while_it_starts_others(&DEMO, "--tasks 4 --wait 60s", 1);
}

#[cfg(target_os = "linux")]
#[test]
fn starts_with_any_stream_closed() {
    promises::starts_with_any_stream_closed(&DEMO);
}
