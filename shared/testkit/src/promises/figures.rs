//! What is drawn.

use crate::{Demo, Outcome, Scratch, side_by_side};
use serde_json::Value;
use std::collections::BTreeMap;

const SHORT: &str = "--tasks 2 --wait 10ms";
const BOTH: &str = "--tasks 2 --wait 10ms --compute 10ms";

/// The figure in the terminal: as wide as asked for, in ASCII where asked for, coloured where asked for; lanes by
/// task, process, thread and core; and `--help`.
#[track_caller]
pub fn draws_figures(demo: &Demo) {
    for width in [60, 80, 200] {
        let lines = ["--tasks 2 --wait 10ms --fail panic:1", "--tasks 300 --wait 0 --compute 100us"];
        for outcome in side_by_side(lines.map(|line| demo.with(line).env("COLUMNS", &width.to_string()))) {
            fits(&outcome.stdout, width, &outcome);
            let fullest = outcome.stdout.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(fullest > width * 3 / 4, "it leaves a lot of room at {width} columns: {outcome}");
        }
    }
    let plain = demo.with(SHORT).run();
    plain.expect_code(0).expect_quiet();
    assert!(!plain.stdout.contains('\x1b'), "colours in a pipe: {plain}");
    let lanes = |word: &str, outcome: &Outcome| outcome.stdout.lines().filter(|line| line.starts_with(word)).count();
    assert_eq!(lanes("task ", &plain), 2 * demo.run_names().len(), "not a lane for each task: {plain}");
    for name in demo.run_names() {
        assert!(plain.stdout.contains(name), "no run {name}: {plain}");
    }
    let unasked = demo.with(SHORT).env("NO_COLOR", "1").run();
    let never = demo.with(SHORT).args("--color never").run();
    assert!(!unasked.stdout.contains('\x1b') && !never.stdout.contains('\x1b'), "colours: {never}");
    let always = demo.with(SHORT).args("--color always").env("COLUMNS", "80").run();
    assert!(always.stdout.contains("\x1b["), "no colours: {always}");
    fits(&without_colors(&always.stdout), 80, &always);
    let lines = [SHORT, BOTH, "--tasks 300 --wait 0 --fail wrong:7"];
    for ascii in side_by_side(lines.map(|line| demo.with(line).arg("--ascii"))) {
        assert!(ascii.stdout.is_ascii(), "more than ASCII: {ascii}");
    }
    let by_core = demo.with(BOTH).args("--by core").run();
    assert!(lanes("core ", by_core.expect_code(0)) >= demo.run_names().len(), "no lane of a core: {by_core}");
    let by_thread = demo.with(BOTH).args("--by thread").run();
    let word = if demo.has_processes { "process " } else { "thread " };
    assert!(lanes(word, by_thread.expect_code(0)) >= demo.run_names().len(), "no lane of a thread: {by_thread}");
    let by_process = demo.with(BOTH).args("--by process").run();
    let (processes, runs) = (lanes("process ", by_process.expect_code(0)), demo.run_names().len());
    assert!(processes >= runs && lanes("task ", &by_process) == 0, "no lane of a process: {by_process}");
    let is_one = demo.runs.is_empty() && !demo.has_processes;
    assert!(processes == 1 || !is_one, "more lanes than processes: {by_process}");
    helps(demo);
}

/// A terminal that is far too narrow, or very wide; one that knows only text; one that knows only ASCII, as its locale says.
#[track_caller]
pub fn fits_every_terminal(demo: &Demo) {
    const ONE_FAILS: &str = "--tasks 2 --wait 10ms --fail panic:1";
    for (columns, most) in [("20", 20), ("500", 200)] {
        let lines = [ONE_FAILS, "--tasks 300 --wait 0 --compute 100us", BOTH];
        for outcome in side_by_side(lines.map(|line| demo.with(line).env("COLUMNS", columns))) {
            assert!(!outcome.stdout.is_empty());
            fits(&outcome.stdout, most, outcome.expect_quiet());
        }
    }
    let dumb = demo.with(SHORT).env("TERM", "dumb").run();
    assert!(!dumb.expect_quiet().stdout.contains('\x1b'), "it colours where there is only text: {dumb}");
    // The first of the three that is set decides, and where it says nothing of UTF-8, there is none.
    let locales = [
        (["", "", "C"], true),
        (["C", "", "en_US.UTF-8"], true),
        (["", "POSIX", "en_US.UTF-8"], true),
        (["C.UTF-8", "", "C"], false),
        (["", "", "de_AT.utf8"], false),
    ];
    let in_locale = |([all, ctype, lang], _): ([&str; 3], bool)| {
        demo.with(ONE_FAILS).env("LC_ALL", all).env("LC_CTYPE", ctype).env("LANG", lang)
    };
    for ((_, is_ascii), outcome) in locales.into_iter().zip(side_by_side(locales.map(in_locale))) {
        assert_eq!(outcome.stdout.is_ascii(), is_ascii, "{outcome}");
    }
    let refused = demo.with("--tasks 0").env("LANG", "C").run();
    assert!(refused.stderr.is_ascii(), "a complaint of more than ASCII: {refused}");
}

fn fits(text: &str, width: usize, outcome: &Outcome) {
    for line in text.lines() {
        let long = line.chars().count();
        assert!(long <= width, "a line of {long} characters, with {width} columns: {line:?} in {outcome}");
    }
}

/// Takes the escape sequences out: from `ESC` to the `m` that ends them.
fn without_colors(text: &str) -> String {
    let mut pieces = text.split('\x1b');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |plain, piece| plain + piece.split_once('m').map_or("", |(_, rest)| rest))
}

fn helps(demo: &Demo) {
    let mut flags =
        vec!["--tasks", "--wait", "--compute", "--cores", "--json", "--svg", "--trace", "--by", "--fail", "--ascii"];
    flags.extend(["--color", "--help"]);
    if demo.has_workers {
        flags.push("--workers");
    }
    for flag in ["--help", "-h"] {
        let help = demo.with(flag).run();
        help.expect_code(0).expect_quiet();
        for flag in &flags {
            assert!(help.stdout.contains(flag), "{flag} is not explained: {help}");
        }
        assert_eq!(help.stdout.contains("--workers"), demo.has_workers, "{help}");
        let examples = help.stdout.split_once("Examples").map_or("", |(_, examples)| examples);
        assert!(examples.matches(demo.program_name()).count() >= 2, "no examples: {help}");
        fits(&help.stdout, 100, &help);
    }
}

/// `--svg` writes a figure that any reader of XML can read, with what a screen reader needs; `--trace` a trace that
/// Perfetto can read. Both also beside `--json`, and over a file that is there already.
#[track_caller]
pub fn writes_svg_and_trace(demo: &Demo) {
    let scratch = Scratch::new();
    for line in [SHORT, "--tasks 2 --wait 10ms --compute 10ms --by core --json", "--tasks 300 --wait 0 --by thread"] {
        std::fs::write(scratch.file("figure.svg"), "an older file").unwrap();
        let program = demo.with(line).arg("--svg").arg(scratch.file("figure.svg"));
        let outcome = program.arg(format!("--trace={}", scratch.file("trace.json"))).run();
        outcome.expect_code(0).expect_quiet();
        let mut names = scratch.names();
        names.sort_unstable();
        assert_eq!(names, ["figure.svg", "trace.json"], "{outcome}");
        check_svg(&std::fs::read_to_string(scratch.file("figure.svg")).unwrap(), &outcome);
        let trace = std::fs::read_to_string(scratch.file("trace.json")).unwrap();
        let tasks = if line.contains("300") { 300 } else { 2 };
        check_trace(&trace, tasks * demo.run_names().len(), !line.contains("--wait 0"), &outcome);
    }
}

fn check_svg(text: &str, outcome: &Outcome) {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error} in the SVG of {outcome}"));
    let svg = document.root_element();
    assert_eq!(svg.tag_name().namespace(), Some("http://www.w3.org/2000/svg"));
    assert_eq!((svg.tag_name().name(), svg.attribute("role")), ("svg", Some("img")));
    let text_of = |name: &str| {
        let found = svg.children().find(|child| child.tag_name().name() == name);
        let found = found.unwrap_or_else(|| panic!("no <{name}> in the SVG of {outcome}"));
        let described = svg.attribute("aria-labelledby").unwrap_or_default().split(' ');
        if name != "style" {
            assert!(found.attribute("id").is_some_and(|id| described.into_iter().any(|named| named == id)), "{name}");
        }
        found.text().unwrap_or_default().to_owned()
    };
    assert!(text_of("title").len() > 5 && text_of("desc").len() > 40, "title and description of {outcome}");
    assert!(text_of("style").contains("prefers-color-scheme"), "no dark figure: {outcome}");
    let drawn = svg.descendants().filter(|node| ["rect", "path", "line"].contains(&node.tag_name().name()));
    assert!(drawn.count() > 3, "nothing is drawn: {outcome}");
}

fn check_trace(text: &str, tasks: usize, waits: bool, outcome: &Outcome) {
    let trace: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in the trace of {outcome}"));
    let events = trace["traceEvents"].as_array().unwrap_or_else(|| panic!("no traceEvents: {outcome}"));
    let nanoseconds = |event: &Value, key: &str| {
        let microseconds = event[key].as_f64().unwrap_or_else(|| panic!("no {key} in {event}"));
        (microseconds * 1e3).round() as u64
    };
    let mut tracks: BTreeMap<(u64, u64), Vec<(u64, u64)>> = BTreeMap::new();
    for event in events {
        let kind = event["ph"].as_str().unwrap_or_else(|| panic!("no ph in {event}"));
        let (Some(pid), Some(tid)) = (event["pid"].as_u64(), event["tid"].as_u64()) else {
            panic!("{event} is on no track")
        };
        match kind {
            "X" => {
                assert!(event["name"].is_string(), "{event} has no name");
                let begin = nanoseconds(event, "ts");
                tracks.entry((pid, tid)).or_default().push((begin, begin + nanoseconds(event, "dur")));
            }
            "C" => assert!(event["ts"].is_number() && event["args"].is_object(), "{event}"),
            "M" => assert!(event["args"].is_object(), "{event}"),
            _ => panic!("there is no reason for {event}"),
        }
    }
    if waits {
        assert_eq!(tracks.len(), tasks, "not a track for each task: {outcome}");
    }
    for ((pid, tid), mut events) in tracks {
        events.sort_unstable();
        for pair in events.windows(2) {
            assert!(pair[0].1 <= pair[1].0, "{pair:?} overlap on track {pid}/{tid} of {outcome}");
        }
    }
}
