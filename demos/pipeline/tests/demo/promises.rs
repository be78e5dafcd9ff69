//! What every demo promises, held against `demo_pipeline` as its users run it. What it does at Ctrl-C, and with a task that
//! fails, stands in `record.rs` and `trouble.rs`: it has photos to lose.

use testkit::{Demo, promises};

const DEMO: Demo = Demo {
    has_heartbeat: true,
    has_site: true,
    has_work_of_its_own: true,
    computes: false,
    runs: &["sequential", "blur-in-async", "pipeline"],
    ..Demo::new(env!("CARGO_BIN_EXE_demo_pipeline"))
};

#[test]
fn refuses_bad_input() {
    promises::refuses_bad_input(&DEMO);
}

#[test]
fn reports_every_key() {
    promises::reports_every_key(&DEMO);
}

/// Its site has photos to paint before it is ready.
#[cfg(unix)]
#[test]
fn ends_at_ctrl_c_while_it_starts_others() {
    promises::ends_at_ctrl_c_while_it_starts_others(&DEMO, "--tasks 300 --wait 60s", 2);
}

#[cfg(target_os = "linux")]
#[test]
fn refuses_a_read_only_disk() {
    promises::refuses_a_read_only_disk(&DEMO, &[("--out", ""), ("--out", "new")]);
}
