//! What every demo promises, a function a promise. Each is given a demo and panics where the demo does not keep it.

mod bad_input;
#[cfg(target_os = "linux")]
mod busy;
mod failures;
mod fetches;
mod figures;
mod files;
mod interrupts;
mod keys;
mod limits;
mod pipes;
#[cfg(target_os = "linux")]
mod slow_readers;
#[cfg(target_os = "linux")]
mod terminals;

pub use bad_input::refuses_bad_input;
#[cfg(target_os = "linux")]
pub use busy::stays_true_on_a_busy_core;
#[cfg(target_os = "linux")]
pub use failures::goes_on_without_a_lost_run;
pub use failures::{ends_silent_workers, isolates_failures, shares_cores_among_many_workers};
#[cfg(unix)]
pub use failures::{ends_workers_stopped_from_outside, replaces_killed_workers};
#[cfg(target_os = "linux")]
pub use fetches::{asks_before_many_requests, reports_a_killed_site};
pub use fetches::{goes_nowhere_else, refuses_bad_addresses, tells_every_trouble};
pub use figures::{draws_figures, fits_every_terminal, writes_svg_and_trace};
pub use files::writes_files_whole_or_not_at_all;
#[cfg(target_os = "linux")]
pub use files::{leaves_a_full_disk_as_it_was, refuses_a_read_only_disk};
#[cfg(unix)]
pub use interrupts::{
    ends_at_ctrl_c_during_the_start, ends_at_ctrl_c_while_it_starts_others, leaves_no_orphans, reports_after_ctrl_c,
};
#[cfg(target_os = "linux")]
pub use interrupts::{ends_at_the_second_ctrl_c, reports_in_full_despite_ctrl_c, writes_files_in_full_despite_ctrl_c};
pub use keys::{lists_up_to_ten_thousand_tasks, reports_every_key};
#[cfg(target_os = "linux")]
pub use limits::{
    TooMany, finishes_what_a_container_allows, refuses_a_pool_that_a_container_does_not_allow,
    refuses_more_than_a_container_may_have, refuses_more_than_a_modern_container_may_have,
    refuses_more_than_a_user_may_have, refuses_more_than_the_machine_allows,
    refuses_more_threads_than_memory_maps_allow, refuses_what_memory_does_not_hold,
};
pub use limits::{finishes_what_was_started, refuses_what_does_not_fit};
pub use pipes::survives_closed_pipes;
#[cfg(target_os = "linux")]
pub use pipes::{starts_with_any_stream_closed, survives_readers_of_its_complaints, survives_readers_that_leave_later};
#[cfg(target_os = "linux")]
pub use slow_readers::waits_for_slow_readers;
#[cfg(target_os = "linux")]
pub use terminals::{
    colors_only_where_it_may, ends_when_ctrl_c_is_pressed_twice, ends_with_its_terminal, fills_its_terminal,
    fits_a_resized_terminal, fits_a_terminal_resized_before_its_end, reports_after_ctrl_c_is_pressed,
    wipes_its_progress,
};
