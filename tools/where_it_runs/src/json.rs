//! The nestings as JSON.

use crate::nesting::{Nesting, Process, Task, Thread};
use serde_json::{Value, json};

/// One object with a list of the models.
pub fn value(nestings: &[Nesting]) -> Value {
    let task = |task: &Task| json!({ "id": task.id, "core": task.core });
    let thread =
        |thread: &Thread| json!({ "thread": thread.id, "tasks": thread.tasks.iter().map(task).collect::<Vec<_>>() });
    let process = |process: &Process| json!({ "pid": process.pid, "threads": process.threads.iter().map(thread).collect::<Vec<_>>() });
    let model = |nesting: &Nesting| {
        let processes: Vec<Value> = nesting.processes.iter().map(process).collect();
        json!({ "model": nesting.model, "demo": nesting.demo, "processes": processes })
    };
    json!({ "schema": 1, "models": nestings.iter().map(model).collect::<Vec<_>>() })
}
