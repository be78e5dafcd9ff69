//! What stands under the table: what the words mean, and whether the costs are what they are to be.

use crate::quantity::Quantity;
use crate::rounds::Costs;
use crate::show::show;
use timing::report::sentences::plural;

/// What a task on tokio's current-thread runtime is to cost at most: in nanoseconds to create, and in bytes to keep.
const TARGETED: &str = "async_tokio";
const TARGETS: [(Quantity, f64, &str); 2] =
    [(Quantity::Create, 1_000.0, "to create a task"), (Quantity::Memory, 500.0, "to keep one that waits")];

/// What the words of the table mean, and how the figures came about.
fn meanings(costs: &Costs) -> Vec<String> {
    vec![
        "create: from before the first of a batch is started until the last has run, ended and been waited for. Runtimes, pools and \
         rings are there before."
            .to_owned(),
        format!(
            "hop: a task wakes the next one of a ring of {}, and waits until the message comes round again; in a pool, a job \
             puts the next one into the queue and ends. There and back are two hops. socket hop: the same through pairs of connected sockets. pinned: the same \
             on one core, where a pool has one worker.",
            costs.extent.ring,
        ),
        format!(
            "Each figure is the median of {}, with the least and the most of any beside it. A round measures each cost in a process of \
             its own, and takes the median of many batches.",
            plural(costs.samples_most() as u64, "round"),
        ),
        "memory is the slope of a straight line through the memory of five programs that keep more and more tasks: what a program \
         takes in any case is not in it, nor what the kernel keeps for each thread and process. Of a process it is what it has to \
         itself (private): what it shares with the others is there once. In a pool it is that of a job in the queue; one that runs \
         has a thread."
            .to_owned(),
    ]
}

/// The sentences.
pub fn findings(costs: &Costs) -> Vec<String> {
    let mut said = if costs.samples_most() > 0 { meanings(costs) } else { Vec::new() };
    said.extend(targets(costs));
    let (done, all) = (costs.rounds_done, costs.extent.rounds);
    if costs.interrupted {
        said.push(format!("Ctrl-C came after {done} of {}.", plural(all as u64, "round")));
    } else if done < all {
        said.push(format!("After {done} of {} a minute was nearly up.", plural(all as u64, "round")));
    }
    if costs.extent.quick {
        said.push("With --quick so little was measured that the figures mean little.".to_owned());
    }
    if costs.busy == Some(true) {
        said.push("Others used this machine when it began. Take numbers from an idle one.".to_owned());
    }
    if costs.machine.profile == "debug" {
        said.push("This is a debug build. Take numbers from a release build (cargo run --release -p cost).".to_owned());
    }
    said
}

/// Whether the targets are met. Of a debug build, or a quick look, nobody asks it.
fn targets(costs: &Costs) -> Option<String> {
    let parts: Vec<String> = TARGETS
        .iter()
        .filter_map(|(quantity, most, what)| {
            let median = costs.cell(TARGETED, *quantity)?.median()?;
            let met = if median < *most { "met" } else { "missed" };
            Some(format!("{} {what} (target: less than {}, {met})", show(*quantity, median), show(*quantity, *most)))
        })
        .collect();
    (costs.machine.profile != "debug" && !costs.extent.quick && !parts.is_empty())
        .then(|| format!("{TARGETED} takes {}.", parts.join(", and ")))
}
