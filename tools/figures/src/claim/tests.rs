use super::*;
use proptest::prelude::*;
use serde_json::json;

fn report() -> Value {
    json!({
        "advice": "thread",
        "machine": { "cores": 2, "idle": null },
        "runs": [
            { "name": "mistake", "wall_ns": 2_000_000_000_u64, "peak": 1, "efficiency": 0.25, "tasks": [], "own": true },
            { "name": "async-sleep", "wall_ns": 200_000_000, "peak": 10 },
        ],
    })
}

fn check(claim: &str) -> Result<Result<(), String>, String> {
    claim.parse::<Claim>().unwrap().check(&report())
}

#[test]
fn claims_that_hold() {
    for claim in [
        "mistake.peak == 1",
        "mistake.peak==1",
        "mistake.peak != 2",
        "mistake.efficiency < 0.3",
        "mistake.efficiency <= 0.25",
        "mistake.peak > -1",
        "async-sleep.peak >= 10",
        "mistake.wall_ns == 2_000_000_000",
        "mistake.wall_ns > 9.5 * async-sleep.wall_ns",
        "mistake.wall_ns == 10 * async-sleep.wall_ns",
        "mistake.wall_ns > async-sleep.wall_ns",
        "mistake.peak < machine.cores",
        "runs[mistake].tasks.length == 0",
        "advice == \"thread\"",
        "advice != \"async_tokio\"",
    ] {
        assert_eq!(check(claim), Ok(Ok(())), "{claim}");
    }
}

#[test]
fn claims_that_do_not_hold_say_what_is_there() {
    for (claim, seen) in [
        ("mistake.peak == 10", "mistake.peak is 1"),
        ("mistake.peak != 1", "mistake.peak is 1"),
        ("mistake.efficiency > 0.25", "mistake.efficiency is 0.25"),
        ("mistake.efficiency < 0.25", "mistake.efficiency is 0.25"),
        ("mistake.efficiency >= 0.26", "mistake.efficiency is 0.25"),
        ("mistake.efficiency <= 0.24", "mistake.efficiency is 0.25"),
        (
            "mistake.wall_ns > 10 * async-sleep.wall_ns",
            "mistake.wall_ns is 2000000000, and async-sleep.wall_ns is 200000000",
        ),
        ("advice == \"rayon\"", "advice is \"thread\""),
    ] {
        assert_eq!(check(claim), Ok(Err(seen.to_owned())), "{claim}");
    }
}

#[test]
fn what_cannot_be_told_is_an_error_that_names_it() {
    for (claim, why) in [
        ("mistake.heartbeat == 1", "mistake has no heartbeat"),
        ("mistake.wall_ns > 10 * mended.wall_ns", "the report has no mended"),
        ("machine.idle == 0", "machine.idle is null"),
        ("mistake.tasks == 0", "mistake.tasks is a list of 0, and no number"),
        ("mistake.own == 1", "mistake.own is true, and no number"),
        ("advice > 3", "advice is \"thread\", and no number"),
        ("mistake.peak == \"1\"", "mistake.peak is 1, and no text"),
        ("mistake > 1", "mistake is an object"),
    ] {
        let error = check(claim).unwrap_err();
        assert!(error.contains(why), "{claim}: {error}");
    }
}

#[test]
fn what_is_no_claim_is_refused_with_its_place() {
    for (text, why) in [
        ("", "ends where a path"),
        ("thread.peak", "ends where one of == != < <= > >= is expected"),
        ("thread.peak = 10", "has '=' in place 13, where one of =="),
        ("thread.peak == ", "ends where a path"),
        ("thread..peak == 1", "has '.' in place 8, where a key is expected"),
        ("thread.tasks[3 == 1", "has a [ without its ]"),
        ("thread.peak == 1.2.3", "has \"1.2.3\", which is no number"),
        ("thread.peak == 10 ms", "has 'm' in place 19, where the end is expected"),
        ("thread.peak == 10 *", "ends where a path"),
        ("3 < thread.peak", "has '3' in place 1, where a path"),
        ("advice == \"thread", "has a text without an end"),
        ("advice < \"thread\"", "compares a text"),
        ("höhe.größe ≥ 1", "has '≥' in place 12"),
    ] {
        let error = text.parse::<Claim>().unwrap_err();
        assert!(error.contains(why), "{text}: {error}");
    }
}

/// Numbers as they stand in claims and reports.
fn numbers() -> impl Strategy<Value = f64> {
    prop_oneof![-1e12..1e12, (-1000..1000).prop_map(f64::from)]
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,60}") {
        if let Err(error) = text.parse::<Claim>() {
            prop_assert!(error.starts_with("the claim "), "{}", error);
        }
    }

    #[test]
    fn what_is_almost_a_claim_is_read_or_refused(text in r#"[a-c.\[\]0-9_ "*<>=!é-]{0,24}"#) {
        if let Ok(claim) = text.parse::<Claim>() {
            let _ = claim.check(&report());
            prop_assert_eq!(claim.to_string().parse::<Claim>(), Ok(claim));
        }
    }

    #[test]
    fn comparisons_are_those_of_numbers(left in numbers(), right in numbers(), factor in numbers()) {
        let document = json!({ "a": left, "b": { "c": [right] } });
        let holds = |sign: &str, value: &str| format!("a {sign} {value}").parse::<Claim>().unwrap().check(&document).unwrap().is_ok();
        for (value, right) in [(format!("{right}"), right), (format!("{factor} * b.c[0]"), factor * right)] {
            prop_assert_eq!(holds("<", &value), left < right);
            prop_assert_eq!(holds("<=", &value), left <= right);
            prop_assert_eq!(holds(">", &value), left > right);
            prop_assert_eq!(holds(">=", &value), left >= right);
            prop_assert_eq!(holds("==", &value), left == right);
            prop_assert_eq!(holds("!=", &value), left != right);
        }
    }
}
