//! What the costs must be like, whatever the machine: they are there, they agree with each other, and the dear things cost more
//! than the cheap ones.

use super::{MODELS, QUANTITIES, cost, json, model, names};
use serde_json::Value;

/// What has no hop, no hop through a socket, and no memory of its own.
const WITHOUT: [(&str, &[&str]); 4] = [
    ("sequential", &["hop", "hop_pinned", "socket_hop", "socket_hop_pinned", "memory"]),
    ("thread_pool", &["socket_hop", "socket_hop_pinned"]),
    ("rayon", &["socket_hop", "socket_hop_pinned"]),
    ("multiprocess", &["hop", "hop_pinned"]),
];

const ROUNDS: usize = 2;

fn is_measured(model: &str, quantity: &str) -> bool {
    let none_here = !cfg!(target_os = "linux") && (quantity.ends_with("pinned") || quantity == "memory");
    !none_here && !WITHOUT.iter().any(|(name, quantities)| *name == model && quantities.contains(&quantity))
}

fn unit(quantity: &str) -> &'static str {
    if quantity == "memory" { "bytes" } else { "ns" }
}

fn figure(cost: &Value, name: &str, quantity: &str) -> f64 {
    cost[format!("{name}_{}", unit(quantity))].as_f64().unwrap_or_else(|| panic!("no {name} of {quantity}: {cost}"))
}

fn samples(cost: &Value, quantity: &str) -> Vec<f64> {
    let samples = cost[format!("samples_{}", unit(quantity))].as_array().unwrap();
    samples.iter().map(|sample| sample.as_f64().unwrap()).collect()
}

/// The slope of the best line, as it stands in school books: not as the program works it out.
fn slope(points: &[(f64, f64)]) -> f64 {
    let sum = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|(x, y)| of(*x, *y)).sum::<f64>();
    let n = points.len() as f64;
    (n * sum(&|x, y| x * y) - sum(&|x, _| x) * sum(&|_, y| y)) / (n * sum(&|x, _| x * x) - sum(&|x, _| x).powi(2))
}

fn check_cost(name: &str, quantity: &str, cost: &Value) {
    assert_eq!(cost["trouble"], Value::Null, "{name}, {quantity}");
    if !is_measured(name, quantity) {
        assert!(cost["why_not"].as_str().is_some_and(|why| !why.is_empty()), "{name}, {quantity}: {cost}");
        assert_eq!(cost["method"], Value::Null, "{name}, {quantity}");
        assert!(samples(cost, quantity).is_empty() && cost[format!("median_{}", unit(quantity))].is_null());
        return;
    }
    assert_eq!(cost["why_not"], Value::Null, "{name}, {quantity}");
    assert!(cost["method"].as_str().is_some_and(|how| !how.is_empty()), "{name}, {quantity}: {cost}");
    let samples = samples(cost, quantity);
    assert_eq!(samples.len(), ROUNDS, "{name}, {quantity}: {cost}");
    let [least, median, most] = ["least", "median", "most"].map(|which| figure(cost, which, quantity));
    assert_eq!(least, samples.iter().copied().fold(f64::MAX, f64::min), "{name}, {quantity}: {cost}");
    assert_eq!(most, samples.iter().copied().fold(f64::MIN, f64::max), "{name}, {quantity}: {cost}");
    assert!(least > 0.0 && least <= median && median <= most, "{name}, {quantity}: {cost}");
}

/// Each round's memory is the slope over that round's five points.
fn check_memory(name: &str, memory: &Value) {
    let points = memory["points"].as_array().unwrap();
    let number = |point: &Value, key: &str| point[key].as_f64().unwrap_or_else(|| panic!("no {key}: {memory}"));
    for (round, sample) in samples(memory, "memory").into_iter().enumerate() {
        let of_round = points.iter().filter(|point| point["round"] == round);
        let of_round: Vec<_> = of_round.map(|point| (number(point, "count"), number(point, "all_bytes"))).collect();
        assert_eq!(of_round.len(), 5, "{name}: {memory}");
        let slope = slope(&of_round);
        assert!((slope - sample).abs() <= 0.01 + slope.abs() * 1e-6, "{name}: {slope}, {sample}: {memory}");
    }
}

#[test]
fn every_model_has_all_its_costs_and_they_make_sense() {
    let outcome = cost("--json").args(&format!("--rounds {ROUNDS}")).run();
    let costs = json(outcome.expect_code(0).expect_quiet());
    assert_eq!(names(&costs), MODELS);
    assert_eq!(
        (&costs["schema"], &costs["rounds"], &costs["rounds_done"]),
        (&Value::from(1), &Value::from(ROUNDS), &Value::from(ROUNDS))
    );
    assert_eq!(costs["quick"], true);
    assert_eq!(costs["machine"]["os"], std::env::consts::OS);
    assert!(costs["machine"]["cores"].as_u64().is_some_and(|cores| cores > 0), "{}", costs["machine"]);
    for name in MODELS {
        for quantity in QUANTITIES {
            check_cost(name, quantity, &model(&costs, name)[quantity]);
        }
        check_memory(name, &model(&costs, name)["memory"]);
    }
    check_order(&costs);
}

/// What is far apart on every machine: at least twice as much, most of it ten or a thousand times.
fn check_order(costs: &Value) {
    let least = |name: &str, quantity: &str| figure(&model(costs, name)[quantity], "least", quantity);
    let most = |name: &str, quantity: &str| figure(&model(costs, name)[quantity], "most", quantity);
    for (quantity, dear, cheap) in [
        ("create", "thread", "async_tokio"),
        ("create", "thread", "thread_pool"),
        ("create", "multiprocess", "async_smol"),
        ("create", "async_smol", "sequential"),
        ("memory", "thread", "async_tokio"),
        ("memory", "thread", "async_smol"),
        ("memory", "multiprocess", "thread"),
    ] {
        if is_measured(dear, quantity) {
            let (dear_is, cheap_is) = (most(dear, quantity), least(cheap, quantity));
            assert!(dear_is > 2.0 * cheap_is, "{quantity}: {dear} {dear_is}, {cheap} {cheap_is}");
        }
    }
}
