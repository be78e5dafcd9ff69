//! The words of made-up answers.

use super::*;
use crate::field::Field;
use crate::plan::least_ns;
use crate::sample::Sample;
use crate::show::terminal;
use crate::work::Question;
use std::time::Duration;
use timing::figure::Style;
use timing::report::Machine;
use timing::workload::{Lanes, Workload};

fn work(tasks: usize, wait_ms: u64, compute_ms: u64) -> Workload {
    Workload { tasks, wait: Duration::from_millis(wait_ms), compute: Duration::from_millis(compute_ms), cores: 2 }
}

/// An answer to a question. Each of these models was run three times in full, and took so many times the least that it could. Where other
/// work had a share of the cores, it took longer for that.
fn answer(question: Question, took: &[(Model, f64)], taken: f64) -> Answer {
    let work = question.work;
    let mut field = Field::of(question);
    for entry in &mut field.entries {
        let model = entry.model();
        let Some((_, times)) = took.iter().find(|(found, _)| *found == model) else {
            entry.out.get_or_insert(Out::CannotWin(least_ns(model, &work)));
            continue;
        };
        let wall = times * least_ns(model, &work) / (1.0 - taken);
        let computing = work.compute.as_nanos() as f64 * work.tasks as f64;
        let sample = |more: f64| Sample {
            work,
            wall_ns: (wall * more) as u64,
            ideal_ns: ideal_ns(&work).min(0.98 * wall) as u64,
            cores_busy: Some(computing / (wall * more)),
            elapsed: Duration::ZERO,
        };
        entry.series.samples = [0.99, 1.0, 1.01].map(sample).to_vec();
    }
    let machine = Machine { cores: 2, os: "linux".to_owned(), profile: "release".to_owned() };
    let advice = field.advice().unwrap();
    Answer { field, advice, machine, spent: Duration::from_secs(3), taken: Vec::new() }
}

fn said(answer: &Answer) -> String {
    reasons(answer).join(" ")
}

#[test]
fn the_fastest_and_the_simplest_are_told_apart() {
    let waits = Question::about(work(1_000, 100, 0));
    let both = answer(waits, &[(Model::Thread, 1.06), (Model::AsyncSmol, 1.02)], 0.0);
    let text = said(&both);
    assert!(
        text.contains("thread did all of it in 106 ms (median of 3 runs). async_smol was the fastest with 102 ms"),
        "{text}"
    );
    assert!(text.contains("thread is the simplest that comes within a tenth"), "{text}");
    let text = said(&answer(waits, &[(Model::Thread, 1.5), (Model::AsyncSmol, 1.02)], 0.0));
    assert!(
        text.contains("async_smol did all of it in 102 ms (median of 3 runs), the fastest of all; nothing simpler"),
        "{text}"
    );
    let text = said(&answer(waits, &[(Model::Thread, 1.02004), (Model::AsyncSmol, 1.02003)], 0.0));
    assert!(text.contains("thread did all of it in 102 ms (median of 3 runs), as fast as any; nothing"), "{text}");
    let text = said(&answer(Question::about(work(10, 0, 0)), &[(Model::Sequential, 1.0)], 0.0));
    assert!(text.contains("the fastest of all, and nothing is simpler"), "{text}");
}

#[test]
fn other_work_is_taken_out_of_the_account_and_told() {
    let computes = Question::about(work(16, 0, 50));
    let quiet = answer(computes, &[(Model::Rayon, 1.02), (Model::Thread, 1.01)], 0.0);
    assert!(!said(&quiet).contains("Other work"), "{}", said(&quiet));
    let busy = answer(computes, &[(Model::Rayon, 1.02), (Model::Thread, 1.01)], 0.6);
    let text = said(&busy);
    assert!(text.contains("Other work had about 60% of the cores"), "{text}");
    assert!(text.contains("By its runs without what other work took, rayon would take about 40"), "{text}");
}

#[test]
fn nothing_is_ahead_of_the_ideal() {
    let computes = Question::about(work(16, 0, 50));
    let as_asked = answer(computes, &[(Model::Rayon, 1.06), (Model::Thread, 1.05)], 0.0);
    assert_eq!(as_asked.ideal_ns(), 400e6);
    assert!(!said(&as_asked).contains("less than was asked for"), "{}", said(&as_asked));
    // Calibrated while the machine was slower than in these runs.
    let for_less = answer(computes, &[(Model::Rayon, 0.92), (Model::Thread, 1.02)], 0.0);
    assert_eq!(for_less.ideal_ns(), (0.98f64 * 0.92 * 400e6).floor());
    assert!(for_less.measured().iter().all(|measured| measured.times_ideal >= Some(1.0)), "{:?}", for_less.measured());
    assert!(said(&for_less).contains("By what they did compute, the ideal is 361 ms"), "{}", said(&for_less));
}

#[test]
fn how_much_runs_differ_is_told_where_there_are_enough_of_them() {
    let mut answer = answer(Question::about(work(100, 100, 0)), &[(Model::Thread, 1.2)], 0.0);
    let samples = &mut answer.field.entry_mut(Model::Thread).series.samples;
    samples[2].wall_ns *= 2;
    assert!(said(&answer).contains("Runs of the same work differed by 103%"), "{}", said(&answer));
    answer.field.entry_mut(Model::Thread).series.samples.remove(0);
    assert_eq!(answer.noise(), None, "two runs");
}

#[test]
fn constraints_are_reasons() {
    let alone = Question { fail_alone: true, ..Question::about(work(100, 10, 0)) };
    let alone = answer(alone, &[(Model::Multiprocess, 1.5)], 0.0);
    assert!(
        said(&alone).contains("only processes can promise") && said(&alone).contains("nothing else to choose from")
    );
    assert_eq!(changes(&alone), ["Without --fail-alone the others are to choose from as well: ask again without it."]);
    let blocking = Question { blocking_library: true, ..Question::about(work(100, 10, 0)) };
    let blocking = answer(blocking, &[(Model::Thread, 1.5)], 0.0);
    assert!(said(&blocking).contains("spawn_blocking"));
    assert!(!changes(&blocking).join(" ").contains("--blocking-library"));
}

#[test]
fn what_would_change_the_answer_has_numbers() {
    let waits = Question::about(work(1_000, 100, 0));
    let told =
        changes(&answer(waits, &[(Model::Thread, 1.5), (Model::AsyncSmol, 1.0), (Model::Multiprocess, 1.5)], 0.0));
    let told = told.join("\n");
    assert!(told.contains("(--blocking-library): thread, with 150 ms, 1.50 times as long"), "{told}");
    assert!(told.contains("(--fail-alone): multiprocess, with 2.40 s, 24.0 times as long"), "{told}");
    let change = Change { tasks: 16_351, model: Model::AsyncTokio, limit: Some("a limit is 65,530".to_owned()) };
    assert_eq!(
        more_tasks(&change, Model::Thread),
        "From 16,351 tasks on, thread stops: a limit is 65,530. Then async_tokio."
    );
    let change = Change { tasks: 12_345, limit: None, ..change };
    assert_eq!(more_tasks(&change, Model::Thread), "From about 12,000 tasks on: async_tokio.");
    assert_eq!(fewer_tasks(&Change { tasks: 1, ..change.clone() }), "With 1 task: async_tokio.");
    assert_eq!(fewer_tasks(&Change { tasks: 99, ..change }), "With about 99 tasks or fewer: async_tokio.");
}

#[test]
fn the_text_fits_at_every_width_and_a_long_command_can_still_be_copied() {
    let waits = Question::about(work(5_000, 80, 2));
    let answer = answer(waits, &[(Model::Thread, 1.05), (Model::AsyncTokioMulti, 1.01)], 0.0);
    for width in [30, 60, 100, 200] {
        let style =
            Style { width, unicode: true, color: false, lanes: Lanes::Task, lanes_most: 20, chart: true, zoom: None };
        let text = terminal(&answer, &style);
        assert!(text.lines().all(|line| line.chars().count() <= width), "{width}: {text}");
        let command = text.split("\n\n").nth(2).unwrap().replace("\\\n", " ");
        let words: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(words.join(" "), "just demo-thread --tasks 5000 --wait 80ms --compute 2ms");
    }
}
