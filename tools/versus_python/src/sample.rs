//! What one run of a program took.

use crate::guard::shortened;
use crate::load::Load;
use serde_json::Value;
use timing::report::Run;
use timing::workload::{Expected, Work};

/// What one run took. What a system does not tell is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// From before its threads, runtime or workers were made until all tasks had ended.
    pub wall_ns: u64,
    /// The CPU time of all its processes in between.
    pub cpu_ns: Option<u64>,
    /// The sum of its processes' own memory peaks.
    pub memory_peak_bytes: Option<u64>,
}

impl Sample {
    /// Reads the line that our programs in Python and the bare ones in Rust print, and makes sure that all tasks were done, and well.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(printed: &[u8], load: &Load) -> Result<Sample, String> {
        let refused = || format!("what it printed is no report: \"{}\"", shortened(&String::from_utf8_lossy(printed)));
        let line: Value = serde_json::from_slice(printed).map_err(|_| refused())?;
        let number = |key: &str| line[key].as_u64();
        let (Some(wall_ns), Some(tasks_ok)) = (number("wall_ns").filter(|wall| *wall > 0), number("tasks_ok")) else {
            return Err(refused());
        };
        if tasks_ok != load.tasks as u64 {
            return Err(format!("{tasks_ok} of {} tasks ended well", load.tasks));
        }
        if load.multiplications() > 0 {
            check_results(&line["results"], load)?;
        }
        Ok(Sample { wall_ns, cpu_ns: number("cpu_ns"), memory_peak_bytes: number("memory_peak_bytes") })
    }

    /// Takes them from the report of a demo, which has checked its results itself.
    ///
    /// # Errors
    /// Why it does not count: a task failed, or not all was done.
    pub fn of(run: &Run) -> Result<Sample, String> {
        if let Some(first) = run.failures.first() {
            return Err(format!("task {} failed: {}", first.task, first.reason));
        }
        if run.interrupted {
            return Err("it was interrupted".to_owned());
        }
        let cpu_ns = run.cpu_user_ns.zip(run.cpu_system_ns).map(|(user, system)| user + system);
        Ok(Sample { wall_ns: run.wall_ns, cpu_ns, memory_peak_bytes: run.memory_peak_bytes })
    }
}

/// The results that the work comes to in Rust, one for each task.
pub fn expected_results(load: &Load) -> impl Iterator<Item = u64> {
    let work = Work { multiplications: load.multiplications(), a_step: 1 };
    let expected: Expected = work.expected();
    (0..load.tasks).map(move |task| expected.of(task))
}

fn check_results(results: &Value, load: &Load) -> Result<(), String> {
    for (task, expected) in expected_results(load).enumerate() {
        if results[task].as_u64() != Some(expected) {
            return Err(format!("task {task} came to {}; in Rust it comes to {expected}", results[task]));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Work;
    use serde_json::json;
    use std::time::Duration;

    const THREE: Load = Load { tasks: 3, work: Work::Wait(Duration::from_millis(1)) };

    fn read(line: &Value, load: &Load) -> Result<Sample, String> {
        Sample::read(line.to_string().as_bytes(), load)
    }

    #[test]
    fn a_line_is_read() {
        let line = json!({ "wall_ns": 7, "cpu_ns": null, "memory_peak_bytes": 9, "tasks_ok": 3 });
        assert_eq!(read(&line, &THREE), Ok(Sample { wall_ns: 7, cpu_ns: None, memory_peak_bytes: Some(9) }));
    }

    #[test]
    fn what_is_no_report_or_not_all_of_the_work_is_refused() {
        for printed in
            ["", "hello", "[]", "{}", r#"{"wall_ns": 0, "tasks_ok": 3}"#, r#"{"wall_ns": "1", "tasks_ok": 3}"#]
        {
            let refused = Sample::read(printed.as_bytes(), &THREE).unwrap_err();
            assert!(refused.starts_with("what it printed is no report"), "{refused}");
        }
        assert_eq!(read(&json!({ "wall_ns": 7, "tasks_ok": 2 }), &THREE), Err("2 of 3 tasks ended well".to_owned()));
    }

    #[test]
    fn a_wrong_result_is_noticed() {
        let load = Load { tasks: 3, work: Work::Compute(5) };
        let mut results: Vec<u64> = expected_results(&load).collect();
        let line = |results: &[u64]| json!({ "wall_ns": 7, "tasks_ok": 3, "results": results });
        assert!(read(&line(&results), &load).is_ok());
        assert!(read(&line(&results[..2]), &load).unwrap_err().starts_with("task 2 came to null"));
        results[1] ^= 1;
        assert!(read(&line(&results), &load).unwrap_err().starts_with("task 1 came to "));
        assert!(read(&json!({ "wall_ns": 7, "tasks_ok": 3 }), &load).is_err());
    }
}
