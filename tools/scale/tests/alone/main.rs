//! What `scale` reads off the whole system, and plans with. Cargo runs test programs one after the other: in one of its own it is not
//! disturbed by the thousands of threads that come and go in the other tests.

#![cfg(target_os = "linux")]

#[path = "../scale/found.rs"]
mod found;

use found::{json, model, scale, steps};

/// Of few tasks it cannot be told what one takes. Of some thousand it can, and from there it is planned.
#[test]
fn a_thread_takes_more_than_a_task_and_the_plan_adds_up() {
    let line = "--only thread,async-tokio --tasks 2048 --wait 20ms --budget 120s --json";
    let found = json(scale(line).run().expect_code(0));
    let of = |name: &str| model(&found, name)["task_bytes"].as_f64().unwrap_or_else(|| panic!("{found:#}"));
    assert!(of("thread") > 3.0 * of("async_tokio"), "{} {}", of("thread"), of("async_tokio"));
    let last = |name: &str| steps(model(&found, name)).last().unwrap()["memory_bytes"].as_u64().unwrap();
    assert!(last("thread") > last("async_tokio"));

    let plan = &found["plan"];
    assert_eq!(plan["connections"], 10_000_000);
    let connection = found["kernel"]["connection_bytes"].as_f64().unwrap();
    let rows = plan["models"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{plan:#}");
    for row in rows {
        let number = |key: &str| row[key].as_f64().unwrap_or_else(|| panic!("{key}: {row:#}"));
        let each = number("task_bytes") + number("kernel_bytes") + connection;
        assert!((number("memory_bytes") / (10_000_000.0 * each) - 1.0).abs() < 1e-6, "{row:#}");
        let machine = plan["machine_memory_bytes"].as_f64().unwrap();
        assert_eq!(number("machines_by_memory"), (number("memory_bytes") / machine).ceil(), "{row:#}");
        assert_eq!(number("machines"), number("machines_by_memory").max(number("machines_by_limit")), "{row:#}");
        assert!(row["limit"]["name"].is_string() && row["limit"]["raise"].is_string(), "{row:#}");
    }
    assert_eq!((&rows[0]["model"], &rows[1]["kernel_bytes"]), (&"thread".into(), &0.0.into()));
    // The kernel keeps at least a stack for each thread, of 16 KiB or, on some machines, 8.
    assert!(rows[0]["kernel_bytes"].as_f64().unwrap() > 8_000.0, "{plan:#}");
    assert!(plan["assumptions"].as_array().unwrap().len() >= 4);
}
