//! What `scale` prints and draws, of demos that are done at once.

use super::stand_ins::StandIns;
use testkit::Scratch;

fn quick() -> StandIns {
    StandIns::new(&[("thread", ""), ("async_smol", "")])
}

#[test]
fn the_tables_have_every_model_at_every_width() {
    let demos = quick();
    for width in [20, 47, 80, 200] {
        let outcome = demos
            .scale("--only thread,async-smol --tasks 4 --budget 60s --ascii")
            .env("COLUMNS", &width.to_string())
            .run();
        let text = &outcome.expect_code(0).expect_quiet().stdout;
        assert!(text.is_ascii() && text.lines().all(|line| line.len() <= width), "{width}: {outcome}");
        let axis = text.lines().filter(|line| line.contains("+-") && line.len() == width).count();
        assert_eq!(axis, 3, "wall, efficiency and memory are drawn {width} columns wide: {outcome}");
        for words in ["A thread", "B async_smol", "Wall", "Efficiency", "Memory", "How far each went"] {
            assert!(text.contains(words), "{words:?} at {width}: {outcome}");
        }
    }
}

#[test]
fn the_plots_can_be_drawn_into_a_file() {
    let scratch = Scratch::new();
    let file = scratch.file("with space.svg");
    let demos = quick();
    demos.scale("--only thread,async-smol --tasks 4 --budget 60s --svg").arg(&file).run().expect_code(0);
    let svg = std::fs::read_to_string(&file).unwrap();
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n") && svg.contains("prefers-color-scheme"));
    for words in ["Wall", "Efficiency", "Memory", ">\nasync_smol\n</text>", "ran all tasks that were asked for"] {
        assert!(svg.contains(words), "{words:?} is not in {svg}");
    }
    assert_eq!(scratch.names(), ["with space.svg"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let demos = quick();
    let outcome = demos.scale("--only thread --tasks 2 --budget 60s").stdout(writer).run();
    outcome.expect_code(0).expect_quiet();
}
