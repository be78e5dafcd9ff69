//! The answer as one JSON object. Its keys are a promise; more may be added.

use crate::answer::{Answer, Measured};
use crate::sentences::{changes, reasons, why_out};
use crate::show::command;
use serde_json::{Value, json};
use std::time::Duration;

/// The object.
pub fn value(answer: &Answer) -> Value {
    let question = answer.field.question;
    let left_out: Vec<_> = answer.field.left_out().collect();
    json!({
        "schema": 1,
        "advice": answer.advice.name(),
        "command": command(answer),
        "reasons": reasons(answer),
        "measured": answer.measured().iter().map(measured).collect::<Vec<_>>(),
        "left_out": left_out.iter().map(|(model, out)| json!({ "model": model.name(), "reason": why_out(out) })).collect::<Vec<_>>(),
        "changes": changes(answer),
        "workload": {
            "tasks": question.work.tasks,
            "wait_ns": ns(question.work.wait),
            "compute_ns": ns(question.work.compute),
            "cores": question.work.cores,
            "fail_alone": question.fail_alone,
            "blocking_library": question.blocking_library,
        },
        "taken": answer.taken,
        "ideal_ns": answer.ideal_ns().round() as u64,
        "predicted_ns": answer.advised().likely.round() as u64,
        "noise": answer.noise(),
        "cores_taken": answer.field.cores_taken(),
        "spent_ns": ns(answer.spent),
        "interrupted": answer.field.interrupted,
        "machine": { "cores": answer.machine.cores, "os": answer.machine.os, "profile": answer.machine.profile },
    })
}

/// What was measured of a model. `wall_ns` and `ideal_ns` are those of its median run, of the work that stands beside them;
/// `predicted_ns` is what the whole work takes, measured or carried over.
fn measured(measured: &Measured) -> Value {
    json!({
        "model": measured.model.name(),
        "tasks": measured.work.tasks,
        "wait_ns": ns(measured.work.wait),
        "compute_ns": ns(measured.work.compute),
        "runs": measured.runs,
        "wall_ns": measured.wall_ns,
        "wall_least_ns": measured.range_ns.0,
        "wall_most_ns": measured.range_ns.1,
        "ideal_ns": measured.ideal_ns,
        "predicted_ns": measured.whole.likely.round() as u64,
        "times_ideal": measured.times_ideal,
    })
}

fn ns(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
