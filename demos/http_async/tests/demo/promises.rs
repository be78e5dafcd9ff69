//! What every demo promises, held against `demo_http_async` as its users run it.

use site::{Site, SiteOptions};
use std::path::Path;
use testkit::{Demo, promises};

const DEMO: Demo = Demo {
    has_site: true,
    has_work_of_its_own: true,
    ..Demo::new(env!("CARGO_BIN_EXE_demo_http_async"))
};

#[test]
fn refuses_bad_input() {
    promises::refuses_bad_input(&DEMO);
    DEMO.with("--limit 0").run().expect_code(2).expect_complaint("--limit 0");
    DEMO.with("--retries 21").run().expect_code(2).expect_complaint("--retries 21");
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

#[cfg(target_os = "linux")]
#[test]
fn asks_before_many_requests() {
    let site =
        Site::start_program(Path::new(DEMO.path), &SiteOptions::default()).unwrap();
    promises::asks_before_many_requests(&DEMO, &site.address_of("/page/{}"));
    assert_eq!(site.stats().unwrap().requests.page, 101);
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
    promises::reports_a_killed_site(&DEMO, "page", 8);
}

#[cfg(target_os = "linux")]
#[test]
fn refuses_what_does_not_fit() {
    promises::refuses_what_does_not_fit(
        &DEMO,
        &[
            (
                "ulimit -n 500",
                "--tasks 10000",
                &["10,000 connections", "ulimit -n", "10,100"],
            ),
            ("ulimit -n 500", "--tasks 999 --limit 450", &["450 connections"]),
            ("true", "--tasks 65000", &["65,000 connections"]), // more than there are ports
        ],
    );
    // What may be raised is raised, and no more than the limit needs to be open at once.
    let few = DEMO.under("ulimit -S -n 100", "--tasks 200 --wait 1s --json").run();
    assert_eq!(few.expect_code(0).expect_quiet().report().runs[0].concurrency_peak, 200);
    DEMO.under("ulimit -n 200", "--tasks 500 --limit 100 --wait 0 --json")
        .run()
        .expect_code(0);
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
