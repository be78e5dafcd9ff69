//! What every demo promises, held against `demo_multiprocess` as its users run it.

use testkit::{Demo, promises};

const DEMO: Demo = Demo {
    has_workers: true,
    has_processes: true,
    ..Demo::new(env!("CARGO_BIN_EXE_demo_multiprocess"))
};

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

#[cfg(unix)]
#[test]
fn ends_silent_workers() {
    promises::ends_silent_workers(&DEMO);
}

#[cfg(unix)]
#[test]
fn replaces_killed_workers() {
    promises::replaces_killed_workers(&DEMO);
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
fn refuses_what_does_not_fit() {
    // Each worker has a thread that looks after it.
    let no_addresses =
        ("ulimit -v 200000", "--workers 150 --tasks 150", ["150 threads", "ulimit -v"]);
    let no_files = (
        "ulimit -n 64",
        "--workers 100 --tasks 100",
        ["100 worker processes", "ulimit -n is 64"],
    );
    for (limit, line, words) in [no_addresses, no_files] {
        promises::refuses_what_does_not_fit(&DEMO, &[(limit, line, &words)]);
    }
}

#[cfg(unix)]
#[test]
fn ends_at_ctrl_c_while_it_starts_others() {
    let line = "--tasks 50 --workers 50 --wait 60s";
    for started in [1, 25] {
        promises::ends_at_ctrl_c_while_it_starts_others(&DEMO, line, started);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn refuses_more_threads_than_memory_maps_allow() {
    promises::refuses_more_threads_than_memory_maps_allow(&DEMO);
}

#[cfg(target_os = "linux")]
mod under_limits {
    use super::{DEMO, promises};

    /// Each has two threads of its own, and one here looks after it.
    const WORKERS: promises::TooMany = promises::TooMany {
        line: "--workers 100 --tasks 100 --wait 1ms",
        what: "worker processes",
        each: 3,
    };
    const SUM: &str =
        "100 tasks of about 700 B and 100 worker processes of about 1.00 MB need 100 MB";

    #[test]
    fn refuses_more_than_the_machine_allows() {
        promises::refuses_more_than_the_machine_allows(&DEMO, WORKERS);
    }

    #[test]
    fn refuses_what_memory_does_not_hold() {
        promises::refuses_what_memory_does_not_hold(&DEMO, WORKERS.line, SUM);
    }

    #[test]
    fn refuses_more_than_a_user_may_have() {
        promises::refuses_more_than_a_user_may_have(&DEMO, WORKERS);
    }

    #[test]
    fn refuses_more_than_a_container_may_have() {
        let too_much = (WORKERS.line, SUM);
        promises::refuses_more_than_a_container_may_have(&DEMO, WORKERS, too_much);
    }

    #[test]
    fn refuses_more_than_a_modern_container_may_have() {
        let too_much = (WORKERS.line, SUM);
        promises::refuses_more_than_a_modern_container_may_have(&DEMO, WORKERS, too_much);
    }

    /// There is room for the threads that look after them and for six workers, not for twelve.
    #[test]
    fn finishes_what_a_container_allows() {
        let line = "--workers 12 --tasks 12 --wait 300ms";
        promises::finishes_what_a_container_allows(&DEMO, line, 12);
    }
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

#[cfg(unix)]
#[test]
fn ends_workers_stopped_from_outside() {
    promises::ends_workers_stopped_from_outside(&DEMO);
}

#[test]
fn shares_cores_among_many_workers() {
    promises::shares_cores_among_many_workers(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn leaves_a_full_disk_as_it_was() {
    promises::leaves_a_full_disk_as_it_was(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn starts_with_any_stream_closed() {
    promises::starts_with_any_stream_closed(&DEMO);
}

#[cfg(target_os = "linux")]
mod on_a_terminal {
    use super::{DEMO, promises};

    #[test]
    fn colors_only_where_it_may() {
        promises::colors_only_where_it_may(&DEMO);
    }

    #[test]
    fn ends_when_ctrl_c_is_pressed_twice() {
        promises::ends_when_ctrl_c_is_pressed_twice(&DEMO);
    }

    #[test]
    fn ends_with_its_terminal() {
        promises::ends_with_its_terminal(&DEMO);
    }

    #[test]
    fn fills_its_terminal() {
        promises::fills_its_terminal(&DEMO);
    }

    #[test]
    fn fits_a_resized_terminal() {
        promises::fits_a_resized_terminal(&DEMO);
    }

    #[test]
    fn reports_after_ctrl_c_is_pressed() {
        promises::reports_after_ctrl_c_is_pressed(&DEMO);
    }

    #[test]
    fn wipes_its_progress() {
        promises::wipes_its_progress(&DEMO);
    }
}
