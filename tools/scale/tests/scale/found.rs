//! Runs `scale`, and finds something in what it says.

use serde_json::Value;
use std::time::Duration;
use testkit::{Outcome, Program, remembering_cargo};

/// Cargo may have to build first, beside other work.
pub const PATIENCE: Duration = Duration::from_secs(240);

pub fn scale(line: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_scale")).env("CARGO", remembering_cargo()).args(line).deadline(PATIENCE)
}

pub fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).expect("one JSON object on standard output")
}

pub fn model<'a>(found: &'a Value, name: &str) -> &'a Value {
    let models = found["models"].as_array().unwrap();
    models.iter().find(|model| model["model"] == name).unwrap_or_else(|| panic!("no {name}"))
}

pub fn steps(model: &Value) -> &[Value] {
    model["steps"].as_array().unwrap()
}
