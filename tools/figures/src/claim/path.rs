//! A place in a JSON document: `mistake.heartbeat.late_max_ns`, `demos[thread].runs[0].wall_ns`.

use serde_json::Value;
use std::fmt;

/// The members by which an element of a list is found by its name.
const NAMES: [&str; 5] = ["name", "demo", "model", "what", "who"];

/// How many keys of an object are named where another one was looked for.
const KEYS_NAMED: usize = 30;

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub(super) Vec<Step>);

/// One step of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into the member of an object.
    Key(String),
    /// To an element of a list: the one at this place, or the first one with this name.
    Element(String),
}

impl Path {
    /// What is there in `document`. The first step is the name of a run, where the document has one of that name. `length`, said of
    /// a list, is how many elements it has.
    ///
    /// # Errors
    /// Where it does not lead anywhere: which step does not, and what there is instead.
    pub fn find(&self, document: &Value) -> Result<Value, String> {
        let mut rest = self.0.as_slice();
        let mut here = document;
        if let [Step::Key(name), others @ ..] = rest
            && let Some(run) = element(&document["runs"], name)
        {
            (here, rest) = (run, others);
        }
        for (position, step) in rest.iter().enumerate() {
            let way = &self.0[..self.0.len() - rest.len() + position];
            let next = match (step, here) {
                (Step::Key(key), Value::Array(list)) if key == "length" => return Ok(list.len().into()),
                (Step::Key(key), _) => here.get(key),
                (Step::Element(which), Value::Array(list)) => {
                    which.parse().ok().and_then(|place: usize| list.get(place)).or_else(|| element(here, which))
                }
                (Step::Element(_), _) => None,
            };
            here = next.ok_or_else(|| dead_end(way, step, here, document))?;
        }
        Ok(here.clone())
    }
}

/// The first element of a list that has this name.
fn element<'a>(list: &'a Value, name: &str) -> Option<&'a Value> {
    list.as_array()?.iter().find(|element| names(element).any(|known| known == name))
}

fn names(element: &Value) -> impl Iterator<Item = &str> {
    NAMES.iter().filter_map(|key| element.get(key)?.as_str())
}

/// Why `step` leads nowhere from `here`, to which `way` has led.
fn dead_end(way: &[Step], step: &Step, here: &Value, document: &Value) -> String {
    let place = if way.is_empty() { "the report".to_owned() } else { show(way) };
    match here {
        Value::Object(members) => {
            let mut known: Vec<&str> = members.keys().map(String::as_str).collect();
            if way.is_empty() {
                let runs = document["runs"].as_array().into_iter().flatten();
                known.extend(runs.flat_map(names));
            }
            let named = known.iter().take(KEYS_NAMED).copied().collect::<Vec<_>>().join(", ");
            format!("{place} has no {}; it has {named}", show(std::slice::from_ref(step)))
        }
        Value::Array(list) => {
            let mut known: Vec<&str> = list.iter().flat_map(names).take(KEYS_NAMED).collect();
            known.dedup();
            let named = if known.is_empty() { String::new() } else { format!(": {}", known.join(", ")) };
            format!("{place} has no {}; it is a list of {}{named}", show(std::slice::from_ref(step)), list.len())
        }
        other => format!("{place} is {other} and has no {}", show(std::slice::from_ref(step))),
    }
}

fn show(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Key(key) if text.is_empty() => text += key,
            Step::Key(key) => text += &format!(".{key}"),
            Step::Element(which) => text += &format!("[{which}]"),
        }
    }
    text
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&show(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use serde_json::json;

    fn find(path: &str, document: &Value) -> Result<Value, String> {
        parse::path_alone(path).unwrap().find(document)
    }

    fn report() -> Value {
        json!({
            "workload": { "tasks": 10 },
            "runs": [
                { "name": "async-sleep", "heartbeat": { "late_max_ns": 5 }, "notes": [{ "name": "lost", "value": 3 }] },
                { "name": "workload of a run", "heartbeat": null, "tasks": [[1, 2], [3]] },
            ],
        })
    }

    #[test]
    fn runs_come_first_then_the_document() {
        assert_eq!(find("async-sleep.heartbeat.late_max_ns", &report()), Ok(json!(5)));
        assert_eq!(find("workload.tasks", &report()), Ok(json!(10)));
        assert_eq!(find("runs[workload of a run].heartbeat", &report()), Ok(Value::Null));
    }

    #[test]
    fn elements_are_found_by_place_and_by_name() {
        assert_eq!(find("async-sleep.notes[lost].value", &report()), Ok(json!(3)));
        assert_eq!(find("async-sleep.notes[0].value", &report()), Ok(json!(3)));
        assert_eq!(find("runs[1].tasks[0][1]", &report()), Ok(json!(2)));
        assert_eq!(find("runs[1].tasks.length", &report()), Ok(json!(2)));
        let rows =
            json!([{ "what": "a wall, ratio", "who": "x", "n": 1 }, { "what": "a wall, ratio", "who": "y", "n": 2 }]);
        assert_eq!(find("rows[y].n", &json!({ "rows": rows })), Ok(json!(2)));
    }

    #[test]
    fn a_dead_end_says_where_and_what_there_is() {
        let message = |path: &str| find(path, &report()).unwrap_err();
        assert_eq!(
            message("mistake.wall_ns"),
            "the report has no mistake; it has runs, workload, async-sleep, workload of a run"
        );
        assert_eq!(
            message("async-sleep.heartbeat.late_ns"),
            "async-sleep.heartbeat has no late_ns; it has late_max_ns"
        );
        assert_eq!(message("async-sleep.notes[won]"), "async-sleep.notes has no [won]; it is a list of 1: lost");
        assert_eq!(message("runs[2].tasks"), "runs has no [2]; it is a list of 2: async-sleep, workload of a run");
        assert_eq!(message("workload.tasks.x"), "workload.tasks is 10 and has no x");
        assert_eq!(message("workload[0]"), "workload has no [0]; it has tasks");
    }
}
