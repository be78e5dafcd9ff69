//! What every demo promises, held against `demo_blocking_mistake` as its users run it.

use testkit::{Demo, promises};

const DEMO: Demo = Demo {
    has_heartbeat: true,
    runs: &["mistake", "async-sleep", "spawn-blocking", "cpu-hog", "cpu-hog-yield"],
    ..Demo::new(env!("CARGO_BIN_EXE_demo_blocking_mistake"))
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

#[test]
fn lists_up_to_ten_thousand_tasks() {
    promises::lists_up_to_ten_thousand_tasks(&DEMO, "0");
}

#[cfg(unix)]
#[test]
fn reports_after_ctrl_c() {
    promises::reports_after_ctrl_c(&DEMO);
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
