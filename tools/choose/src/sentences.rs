//! The answer in sentences: why this model, what was left out and why, and what would change the answer.

use crate::allowed::Out;
use crate::answer::{Answer, Measured};
use crate::changes::{Change, with_blocking_library, with_crashes_apart, with_fewer_tasks, with_more_tasks};
use crate::character::character;
use crate::decide::fastest;
use crate::field::{Entry, Field};
use crate::models::Model;
use crate::plan::ideal_ns;
use crate::predict::Estimate;
use crate::sample::Reading;
use timing::report::sentences::plural;
use timing::workload::{show_count, show_duration, show_three_digits};

/// From this share on, differences between runs of the same work are worth a sentence.
const NOISY: f64 = 0.3;

/// Why this model: what kind of work it is, what constraints have decided, and what was measured.
pub fn reasons(answer: &Answer) -> Vec<String> {
    let mut reasons = vec![character(&answer.work()).join(" ")];
    reasons.extend(constraints(answer));
    reasons.push(measurement(answer));
    reasons.extend(less_than_asked(answer));
    reasons.extend(noise(answer));
    if answer.field.interrupted {
        reasons.push("Ctrl-C came before everything was measured: this is what the runs until then say.".to_owned());
    }
    if answer.machine.profile == "debug" {
        reasons.push("These are debug builds: take advice from a release build.".to_owned());
    }
    reasons
}

/// What was decided without a measurement.
fn constraints(answer: &Answer) -> Vec<String> {
    let question = answer.field.question;
    let mut sentences = Vec::new();
    if question.fail_alone {
        sentences.push(
            "A crash of one task must leave the others as they are: that only processes can promise, since a crash ends its whole \
             process. (A panic is no crash: it ends one task, in every model.)"
                .to_owned(),
        );
    }
    if question.blocking_library && !question.fail_alone {
        sentences.push(
            "The library blocks its thread. An async task that calls it stops every other task on that thread, so async is not to \
             choose from. (With spawn_blocking around each call it would be: that is a pool of threads.)"
                .to_owned(),
        );
    }
    sentences
}

/// What was measured, in a sentence or two.
fn measurement(answer: &Answer) -> String {
    let candidates = answer.field.candidates();
    let advised = answer.advised();
    let name = answer.advice.name();
    let took = took(answer, answer.advice, &advised);
    let tried = candidates.iter().filter(|(model, _)| !answer.field.entry(*model).series.samples.is_empty()).count();
    if tried < 2 && answer.field.left_out().all(|(_, out)| matches!(out, Out::CrashesTogether | Out::DoesNotFit(_))) {
        return format!("{took}; there is nothing else to choose from.");
    }
    if answer.field.is_a_single_task() {
        return format!("{took}; no other model can make a single task faster.");
    }
    let was_measured = |model| {
        let mut all = answer.measured().into_iter();
        all.any(|measured| measured.model == model && is_as_measured(&measured, answer))
    };
    let is_as_fast = |other: &Estimate| show_ns(other.likely) == show_ns(advised.likely);
    match fastest(&candidates) {
        Some((best, estimate)) if *best != answer.advice && !is_as_fast(estimate) => format!(
            "{took}. {} {} {}, and {name} is the simplest that comes within a tenth of that.",
            best.name(),
            if was_measured(*best) { "was the fastest with" } else { "would be the fastest with" },
            show_ns(estimate.likely)
        ),
        best => {
            let is_alone = best.is_none_or(|(best, _)| *best == answer.advice);
            let fast = if is_alone { "the fastest of all" } else { "as fast as any" };
            match simpler_ones(answer) {
                0 => format!("{took}, {fast}, and nothing is simpler."),
                _ => format!("{took}, {fast}; nothing simpler comes within a tenth of that."),
            }
        }
    }
}

/// How many models are simpler, and were not fast enough.
fn simpler_ones(answer: &Answer) -> usize {
    let too_slow = |entry: &&Entry| matches!(entry.out, None | Some(Out::CannotWin(_)));
    answer.field.entries.iter().filter(too_slow).filter(|entry| entry.model() < answer.advice).count()
}

/// `thread did all of it in 5.31 s (median of 3 runs)`, or what it would take by what was measured of a part.
fn took(answer: &Answer, model: Model, estimate: &Estimate) -> String {
    let measured = answer.measured().into_iter().find(|measured| measured.model == model);
    match measured {
        Some(measured) if is_as_measured(&measured, answer) => {
            let runs =
                if measured.runs == 1 { "one run".to_owned() } else { format!("median of {} runs", measured.runs) };
            format!("{} did all of it in {} ({runs})", model.name(), show_ns(estimate.likely))
        }
        Some(measured) => {
            format!("By {}, {} would take about {}", part(&measured, answer), model.name(), show_ns(estimate.likely))
        }
        None => format!("{} would take {} or more", model.name(), show_ns(estimate.likely)),
    }
}

/// `runs of 625 of the tasks`.
fn part(measured: &Measured, answer: &Answer) -> String {
    let whole = answer.work();
    match measured.work.tasks {
        _ if measured.work == whole => "its runs without what other work took".to_owned(),
        tasks if tasks == whole.tasks => "runs in which each task did less".to_owned(),
        tasks => format!("runs of {} of the tasks", show_count(tasks as u64)),
    }
}

/// Whether what it takes is just what its runs took.
pub fn is_as_measured(measured: &Measured, answer: &Answer) -> bool {
    measured.work == answer.work() && answer.field.reading() == Reading::AsMeasured
}

/// Where a model was ahead of the ideal that was worked out from what was asked for, why that can be.
fn less_than_asked(answer: &Answer) -> Option<String> {
    let asked = ideal_ns(&answer.work());
    let is_ahead = answer.measured().iter().any(|measured| measured.whole.likely < asked);
    is_ahead.then(|| {
        format!(
            "Some tasks computed for less than was asked for, as the speed of this machine changes. By what they did compute, the ideal is \
             {}, and the table is in terms of that.",
            show_ns(answer.ideal_ns())
        )
    })
}

fn noise(answer: &Answer) -> Option<String> {
    let percent = |share: f64| format!("{:.0}%", 100.0 * share);
    if answer.field.reading() == Reading::Undisturbed {
        let taken = percent(answer.field.cores_taken().unwrap_or_default());
        return Some(format!(
            "Other work had about {taken} of the cores meanwhile. So it was decided by what the runs would have taken with the cores \
             to themselves, as their CPU time tells. Ask again when this machine is idle."
        ));
    }
    let noise = answer.noise().filter(|noise| *noise >= NOISY)?;
    Some(format!("Runs of the same work differed by {}.", percent(noise)))
}

/// Why a model was left out, after its name and a colon.
pub fn why_out(out: &Out) -> String {
    match out {
        Out::CrashesTogether => "a crash of one task would end all of them".to_owned(),
        Out::Blocked => "the library would block the thread that its tasks share".to_owned(),
        Out::DoesNotFit(why) => why.clone(),
        Out::CannotWin(least) => format!("at least {}", show_ns(*least)),
        Out::Broke(why) => why.clone(),
        Out::Unmeasured => "there was no time left to run it; give a longer --budget".to_owned(),
    }
}

/// Why there is no advice, although nobody has pressed Ctrl-C.
pub fn why_no_answer(field: &Field) -> String {
    let whys = field.left_out().map(|(model, out)| format!("{}: {}", model.name(), why_out(out)));
    format!("no model could be measured: {}", whys.collect::<Vec<_>>().join("; "))
}

/// What would change the answer.
pub fn changes(answer: &Answer) -> Vec<String> {
    let (field, advice) = (&answer.field, answer.advice);
    let mut sentences = Vec::new();
    if answer.field.question.fail_alone {
        sentences.push("Without --fail-alone the others are to choose from as well: ask again without it.".to_owned());
        return sentences;
    }
    sentences.extend(with_more_tasks(field, advice).map(|change| more_tasks(&change, advice)));
    sentences.extend(with_fewer_tasks(field, advice).map(|change| fewer_tasks(&change)));
    let instead = |(model, estimate): (Model, Estimate), if_so: &str, flag: &str| {
        let times = estimate.likely / answer.advised().likely;
        let much = if times < 1.05 { "as fast".to_owned() } else { format!("{} times as long", show_times(times)) };
        let at_least = if answer.field.entry(model).series.samples.is_empty() { "at least " } else { "" };
        let takes = show_ns(estimate.likely);
        format!("{if_so} ({flag}): {}, with {at_least}{takes}, {much}.", model.name())
    };
    if !answer.field.question.blocking_library {
        let blocking = with_blocking_library(field, advice);
        sentences.extend(
            blocking.map(|found| instead(found, "With a library that blocks its thread", "--blocking-library")),
        );
    }
    let apart = with_crashes_apart(field, advice);
    sentences.extend(apart.map(|found| instead(found, "If a crash of one task must leave the others", "--fail-alone")));
    sentences
}

fn more_tasks(change: &Change, advice: Model) -> String {
    let (then, name) = (change.model.name(), advice.name());
    match &change.limit {
        Some(limit) => {
            format!("From {} tasks on, {name} stops: {limit}. Then {then}.", show_count(change.tasks as u64))
        }
        None => format!("From about {} tasks on: {then}.", about(change.tasks)),
    }
}

fn fewer_tasks(change: &Change) -> String {
    match change.tasks {
        1 => format!("With 1 task: {}.", change.model.name()),
        tasks => format!("With about {} tasks or fewer: {}.", about(tasks), change.model.name()),
    }
}

/// Two digits are as much as is known: `1,234` as `1,200`.
fn about(count: usize) -> String {
    let mut unit = 1;
    while count / unit >= 100 {
        unit *= 10;
    }
    show_count(((count + unit / 2) / unit * unit) as u64)
}

/// How many times, with two or three digits.
pub fn show_times(times: f64) -> String {
    match times {
        times if times < 999.5 => show_three_digits(times),
        times => show_count(times.round() as u64),
    }
}

/// Nanoseconds for people.
pub fn show_ns(nanoseconds: f64) -> String {
    show_duration(nanoseconds.round() as u64)
}

/// `3 runs`.
pub fn show_runs(runs: usize) -> String {
    plural(runs as u64, "run")
}

#[cfg(test)]
mod tests;
