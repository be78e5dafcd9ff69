//! `scale` on a real terminal.

use super::stand_ins::StandIns;

#[test]
fn the_report_fits_and_nothing_is_left_of_the_progress() {
    let demos = StandIns::new(&[("async_smol", ""), ("multiprocess", "")]);
    for columns in [20, 90] {
        let line = "--only async-smol,multiprocess --tasks 4 --budget 60s";
        let (outcome, screen) = demos.scale(line).on_terminal(columns).finish();
        outcome.expect_code(0);
        assert!(screen.lines()[0].starts_with("How far"), "something before the report: {:#?}", screen.lines());
        assert!(outcome.stdout.contains("multiprocess: 4 tas"), "no progress: {outcome}"); // cut where it is narrow
        for words in ["cargo builds", "s of 60 s"] {
            assert!(!screen.text().contains(words), "{words:?} is left: {:#?}", screen.lines());
        }
        assert!(screen.broken().is_empty(), "lines that have no room: {:#?}", screen.broken());
        assert!(screen.has_colors() && screen.is_clean(), "{outcome}");
    }
}
