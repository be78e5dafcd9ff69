//! What every demo promises, held against `demo_thread` as its users run it.

use testkit::{Demo, promises};

const DEMO: Demo =
    Demo { ends_in_turn: false, ..Demo::new(env!("CARGO_BIN_EXE_demo_thread")) };

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

#[cfg(target_os = "linux")]
#[test]
fn refuses_more_threads_than_memory_maps_allow() {
    promises::refuses_more_threads_than_memory_maps_allow(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn finishes_what_was_started() {
    promises::finishes_what_was_started(&DEMO, "ulimit -v 200000", 300, &[]);
}

#[cfg(target_os = "linux")]
mod under_limits {
    use super::{DEMO, promises};

    const THREADS: promises::TooMany =
        promises::TooMany { line: "--tasks 100 --wait 1ms", what: "threads", each: 1 };

    #[test]
    fn refuses_more_than_the_machine_allows() {
        promises::refuses_more_than_the_machine_allows(&DEMO, THREADS);
    }

    #[test]
    fn refuses_what_memory_does_not_hold() {
        let sum =
            "1,000 tasks of about 700 B and 1,000 threads of about 32.0 kB need 32.7 MB";
        promises::refuses_what_memory_does_not_hold(
            &DEMO,
            "--tasks 1000 --wait 1ms",
            sum,
        );
    }

    #[test]
    fn refuses_more_than_a_user_may_have() {
        promises::refuses_more_than_a_user_may_have(&DEMO, THREADS);
    }

    const TOO_MUCH: (&str, &str) = (
        "--tasks 2000 --wait 1ms",
        "2,000 tasks of about 700 B and 2,000 threads of about 32.0 kB need 65.4 MB",
    );

    #[test]
    fn refuses_more_than_a_container_may_have() {
        promises::refuses_more_than_a_container_may_have(&DEMO, THREADS, TOO_MUCH);
    }

    #[test]
    fn refuses_more_than_a_modern_container_may_have() {
        promises::refuses_more_than_a_modern_container_may_have(&DEMO, THREADS, TOO_MUCH);
    }

    #[test]
    fn finishes_what_a_container_allows() {
        promises::finishes_what_a_container_allows(&DEMO, "--tasks 50 --wait 300ms", 50);
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

#[cfg(target_os = "linux")]
#[test]
fn leaves_a_full_disk_as_it_was() {
    promises::leaves_a_full_disk_as_it_was(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn writes_files_in_full_despite_ctrl_c() {
    promises::writes_files_in_full_despite_ctrl_c(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn survives_readers_that_leave_later() {
    promises::survives_readers_that_leave_later(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn survives_readers_of_its_complaints() {
    promises::survives_readers_of_its_complaints(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn starts_with_any_stream_closed() {
    promises::starts_with_any_stream_closed(&DEMO);
}

#[cfg(target_os = "linux")]
#[test]
fn refuses_a_read_only_disk() {
    let refused =
        [("--svg", "new"), ("--svg", "older"), ("--trace", "new"), ("--trace", "older")];
    promises::refuses_a_read_only_disk(&DEMO, &refused);
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
    fn fits_a_terminal_resized_before_its_end() {
        promises::fits_a_terminal_resized_before_its_end(&DEMO);
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
