//! What stands under the table: what the words mean, and whether the costs are what they are to be.

use crate::models::RING;
use crate::quantity::Quantity;
use crate::rounds::Costs;
use crate::show::show;
use timing::report::sentences::plural;

/// What a task on tokio's current-thread runtime may take at most: to create, in nanoseconds, and to keep, in bytes.
const TARGETS: [(Quantity, f64); 2] = [(Quantity::Create, 1_000.0), (Quantity::Memory, 500.0)];
const TARGETED: &str = "async_tokio";

/// Where others use more of the cores than this, it shows in the figures.
const BUSY: f64 = 0.15;

/// The sentences.
pub fn findings(costs: &Costs) -> Vec<String> {
    let mut said = vec![
        format!(
            "hop: a task wakes the next one of a ring of {RING}, and waits until the message comes round again; in a pool, a job \
             puts the next one into the queue and ends. socket hop: the same through pairs of connected sockets. pinned: the same \
             on one core, where a pool has one worker."
        ),
        format!(
            "Each figure is the median of {}, with the least and the most in brackets. A round measures each cost in a process of \
             its own, and takes the median of many batches.",
            plural(costs.rounds_done as u64, "round"),
        ),
        "memory is the slope of a straight line through the memory of five processes that keep more and more tasks: what a \
         program takes in any case is not in it, nor what the kernel keeps for each thread, process and socket."
            .to_owned(),
    ];
    said.extend(TARGETS.iter().filter_map(|target| met(costs, target)));
    if costs.rounds_done < costs.rounds {
        said.push(format!(
            "{} were asked for; there was time for {}.",
            plural(costs.rounds as u64, "round"),
            costs.rounds_done
        ));
    }
    if costs.others.is_some_and(|busy| busy > BUSY) {
        said.push("Others used this machine when it began. Take numbers from an idle one.".to_owned());
    }
    if costs.machine.profile == "debug" {
        said.push("This is a debug build. Take numbers from a release build (cargo run --release -p cost).".to_owned());
    }
    said
}

/// Whether a target is met, in a release build; of a debug build nobody asks it.
fn met(costs: &Costs, (quantity, most): &(Quantity, f64)) -> Option<String> {
    if costs.machine.profile == "debug" {
        return None;
    }
    let median = costs.cell(TARGETED, *quantity)?.median()?;
    let what = if *quantity == Quantity::Memory { "keep" } else { "create" };
    let met = if median < *most { "as it should" } else { "which is too much" };
    let (median, most) = (show(*quantity, median), show(*quantity, *most));
    Some(format!("{TARGETED} takes {median} to {what} a task: it should take less than {most}, {met}."))
}
