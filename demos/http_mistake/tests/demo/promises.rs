//! What every demo promises, held against `demo_http_mistake` as its users run it.

use testkit::{Demo, promises};

const DEMO: Demo = Demo {
    has_heartbeat: true,
    has_site: true,
    has_work_of_its_own: true,
    runs: &["ureq-in-async", "spawn-blocking", "reqwest", "reqwest-on-smol"],
    ..Demo::new(env!("CARGO_BIN_EXE_demo_http_mistake"))
};

#[test]
fn refuses_bad_input() {
    promises::refuses_bad_input(&DEMO);
}

#[test]
fn writes_files_whole_or_not_at_all() {
    promises::writes_files_whole_or_not_at_all(&DEMO);
}

#[test]
fn refuses_bad_addresses() {
    promises::refuses_bad_addresses(&DEMO);
    // All its runs count.
    let many = DEMO.with("--tasks 26 --url http://127.0.0.1:9/").run();
    many.expect_code(2).expect_complaint("104 requests");
}

#[test]
fn reports_every_key() {
    promises::reports_every_key(&DEMO);
}

#[test]
fn isolates_failures() {
    promises::isolates_failures(&DEMO);
}

#[cfg(unix)]
#[test]
fn reports_after_ctrl_c() {
    promises::reports_after_ctrl_c(&DEMO);
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
fn ends_at_the_second_ctrl_c() {
    promises::ends_at_the_second_ctrl_c(&DEMO);
}

#[cfg(unix)]
#[test]
fn ends_at_ctrl_c_while_it_starts_others() {
    promises::ends_at_ctrl_c_while_it_starts_others(&DEMO, "--tasks 4 --wait 60s", 2);
}
