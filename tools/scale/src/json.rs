//! All that was measured, and the plan, as JSON.

use crate::Found;
use crate::climb::Climb;
use crate::kernel::Kernel;
use crate::plan::{CONNECTIONS, Plan, Row};
use crate::request::Request;
use serde_json::{Value, json};
use timing::limits::Memory;

/// One object.
pub fn value(found: &Found) -> Value {
    let Found { request, machine: here, climbs, kernel, plan, interrupted } = found;
    json!({
        "schema": 1,
        "machine": {
            "cores": here.cores,
            "os": here.os,
            "profile": here.profile,
            "memory_bytes": Memory::here().map(|memory| memory.all_bytes),
        },
        "workload": workload(request),
        "interrupted": interrupted,
        "models": climbs.iter().map(model).collect::<Vec<Value>>(),
        "kernel": bytes_of(kernel),
        "plan": plan.as_ref().map(plan_of),
    })
}

fn workload(request: &Request) -> Value {
    json!({
        "tasks": request.tasks,
        "wait_ns": request.wait.as_nanos() as u64,
        "budget_ns": request.budget.as_nanos() as u64,
        "memory_most_bytes": request.memory_bytes,
    })
}

fn model(climb: &Climb) -> Value {
    let steps = climb.steps.iter().map(|step| {
        json!({
            "tasks": step.tasks,
            "wall_ns": step.wall_ns,
            "efficiency": step.efficiency,
            "memory_bytes": step.memory_bytes,
            "concurrency_peak": step.concurrency_peak,
            "processes": step.processes,
        })
    });
    let stopped = climb.stop.as_ref().map(
        |stop| json!({ "by": stop.by.name(), "reached": climb.reached(), "reason": stop.reason, "raise": stop.raise }),
    );
    json!({
        "model": climb.model.name,
        "steps": steps.collect::<Vec<Value>>(),
        "task_bytes": climb.task_bytes(),
        "stopped": stopped,
    })
}

fn bytes_of(kernel: &Kernel) -> Value {
    json!({
        "thread_bytes": kernel.thread_bytes,
        "process_bytes": kernel.process_bytes,
        "process_private_bytes": kernel.process_private_bytes,
        "connection_bytes": kernel.connection_bytes,
    })
}

fn plan_of(plan: &Plan) -> Value {
    json!({
        "connections": CONNECTIONS,
        "machine_memory_bytes": plan.machine.memory_bytes,
        "models": plan.rows.iter().map(row).collect::<Vec<Value>>(),
        "assumptions": plan.assumptions,
    })
}

fn row(row: &Row) -> Value {
    let limit = row.machines_by_limit.as_ref();
    json!({
        "model": row.model,
        "task_bytes": row.task_bytes,
        "kernel_bytes": row.kernel_bytes,
        "memory_bytes": row.whole_bytes,
        "machines": row.machines(),
        "machines_by_memory": row.machines_by_memory,
        "machines_by_limit": limit.map(|(machines, _)| machines),
        "limit": limit.map(|(_, limit)| json!({ "name": limit.name, "value": limit.value, "raise": limit.raise })),
    })
}
