//! Past this machine: what very many connections that wait would take, reckoned from what was measured here.

use crate::climb::Climb;
use crate::kernel::{self, Kernel};
use crate::machine::{self, Limit};
use crate::models::Shape;
use timing::limits::Memory;
use timing::report::sentences::show_size;
use timing::workload::show_count;

/// How many connections are planned for.
pub const CONNECTIONS: u64 = 10_000_000;
/// The part of a machine's memory, in percent, that the plan fills.
const FILLED: u64 = 90;
/// What a connection of demo_http_async takes in its own program, where pages are fetched over it, in bytes: measured by that demo's
/// limits at 10,000 connections.
const BUSY_CONNECTION_BYTES: u64 = 25_500;

/// The plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// A machine like this one.
    pub machine: Size,
    /// A row for each model that can have so many tasks under way at once.
    pub rows: Vec<Row>,
    /// What it takes for granted, in sentences.
    pub assumptions: Vec<String>,
}

/// What a machine of the plan has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Size {
    /// Memory that the plan fills, in bytes.
    pub memory_bytes: Option<u64>,
    /// The limit on threads, of all processes.
    pub threads: Option<Limit>,
    /// The limit on open files, connections among them, of all processes.
    pub files: Option<Limit>,
}

/// A model's part of the plan. `None` is what nobody can tell here.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The model's name.
    pub model: &'static str,
    /// What one task takes in the program, in bytes.
    pub task_bytes: f64,
    /// What the kernel takes for its thread or process, in bytes; 0 where it has none of its own.
    pub kernel_bytes: f64,
    /// All connections and what waits for them, in bytes.
    pub whole_bytes: f64,
    /// How many machines have so much memory.
    pub machines_by_memory: Option<u64>,
    /// How many machines have so many threads and files, as their limits are set here, and the limit that decides.
    pub machines_by_limit: Option<(u64, Limit)>,
}

impl Row {
    /// How many machines it takes as they are.
    pub fn machines(&self) -> Option<u64> {
        Some(self.machines_by_memory?.max(self.machines_by_limit.as_ref().map_or(0, |(machines, _)| *machines)))
    }
}

impl Size {
    /// This machine's.
    pub fn here() -> Size {
        Size {
            memory_bytes: Memory::here().map(|memory| memory.all_bytes / 100 * FILLED),
            threads: machine::threads_most(),
            files: machine::files_most(),
        }
    }
}

impl Plan {
    /// The plan for what was measured; `None` where no model was measured that could do it.
    pub fn of(climbs: &[Climb], kernel: &Kernel, machine: Size) -> Option<Plan> {
        let rows: Vec<Row> = climbs.iter().filter_map(|climb| row(climb, kernel, &machine)).collect();
        let assumptions = assumptions(climbs, &rows, kernel, &machine);
        (!rows.is_empty()).then_some(Plan { machine, rows, assumptions })
    }
}

/// A model's row; `None` where it cannot hold so many, or where it is not known what it takes.
fn row(climb: &Climb, kernel: &Kernel, machine: &Size) -> Option<Row> {
    let (task_bytes, kernel_bytes, ids) = match climb.model.shape {
        Shape::Few(_) => return None,
        Shape::Threads => (climb.task_bytes(), kernel.thread_bytes, 1),
        Shape::Async => (climb.task_bytes(), Some(0.0), 0),
        // Added up over processes, resident memory counts what they share once for each. What is private is what another one adds.
        Shape::Processes => (kernel.process_private_bytes, kernel.process_bytes, 1),
    };
    let (task_bytes, kernel_bytes) = (task_bytes?, kernel_bytes?);
    let whole_bytes = (task_bytes + kernel_bytes + kernel.connection_bytes?) * CONNECTIONS as f64;
    let machines_by_memory = machine.memory_bytes.map(|one| (whole_bytes / one.max(1) as f64).ceil() as u64);
    let by_limit = |limit: &Option<Limit>, each: u64| {
        let limit = limit.clone()?;
        Some(((CONNECTIONS * each).div_ceil(limit.value.max(1)), limit))
    };
    let limits = [by_limit(&machine.files, 1), by_limit(&machine.threads, ids)];
    Some(Row {
        model: climb.model.name,
        task_bytes,
        kernel_bytes,
        whole_bytes,
        machines_by_memory,
        machines_by_limit: limits.into_iter().flatten().max_by_key(|(machines, _)| *machines),
    })
}

fn assumptions(climbs: &[Climb], rows: &[Row], kernel: &Kernel, machine: &Size) -> Vec<String> {
    let size = |bytes: f64| show_size(bytes as u64);
    let mut said = vec![
        "A task's memory is what each further task added to the peak of resident memory, by regression over the counts above. \
         The demo's record of the task is in it; `just cost` measures tasks without one."
            .to_owned(),
    ];
    if let Some(thread) = kernel.thread_bytes {
        said.push(format!(
            "A thread takes {} more in the kernel, its stack there above all: measured here with up to {} threads that wait.",
            size(thread),
            show_count(kernel::THREADS),
        ));
    }
    if let (Some(own), Some(in_kernel)) = (kernel.process_private_bytes, kernel.process_bytes) {
        said.push(format!(
            "A process is counted with the memory that it shares with no other, {}, and with its page tables and its thread in the \
             kernel, {}: measured here with up to {} processes that wait.",
            size(own),
            size(in_kernel),
            kernel::PROCESSES,
        ));
    }
    if let Some(connection) = kernel.connection_bytes {
        said.push(format!(
            "A connection takes {} in the kernel at our end while nothing is on its way: measured here with up to {} connections. In \
             the program it takes nothing yet. Buffers do: over one that fetches pages, demo_http_async has {} of its own, {} for all.",
            size(connection),
            show_count(kernel::CONNECTIONS),
            show_size(BUSY_CONNECTION_BYTES),
            show_size(BUSY_CONNECTION_BYTES * CONNECTIONS),
        ));
    }
    if let Some(memory) = machine.memory_bytes {
        said.push(format!(
            "A machine is one like this: {}, nine tenths of its memory, are filled, and its limits are as they are set here. Limits for \
             one process (ulimit -n, vm.max_map_count) do not count: there can be several processes, or the limits are raised. Nor do \
             ports: the connections come in from many other machines.",
            show_size(memory)
        ));
    }
    said.push(
        "The connections only wait. What CPU time they take when they do not, and what happens when many wake up at once, is not in it."
            .to_owned(),
    );
    let without_a_row = |is_one: fn(&Shape) -> bool| -> Vec<&str> {
        let begun = climbs.iter().filter(|climb| is_one(&climb.model.shape) && !climb.steps.is_empty());
        begun.map(|climb| climb.model.name).filter(|name| rows.iter().all(|row| row.model != *name)).collect()
    };
    let unknown = without_a_row(|shape| !matches!(shape, Shape::Few(_)));
    if !unknown.is_empty() {
        said.push(format!("{}: too little could be measured to plan for.", unknown.join(" and ")));
    }
    let few = without_a_row(|shape| matches!(shape, Shape::Few(_)));
    if !few.is_empty() {
        said.push(format!(
            "{} cannot be planned for: however much memory there is, no more tasks are under way at once than there are threads.",
            few.join(" and ")
        ));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::climb::tests::climbed;

    const KERNEL: Kernel = Kernel {
        thread_bytes: Some(20_000.0),
        process_bytes: Some(100_000.0),
        process_private_bytes: Some(300_000.0),
        connection_bytes: Some(2_000.0),
    };

    fn size() -> Size {
        let limit = |name, value| Some(Limit { name, value, raise: "" });
        Size {
            memory_bytes: Some(20_000_000_000),
            threads: limit("kernel.pid_max", 32_768),
            files: limit("fs.file-max", 2_000_000),
        }
    }

    fn row_of(name: &str, each_bytes: u64) -> Row {
        let climbs = [climbed(name, &[1, 100, 10_000], each_bytes)];
        Plan::of(&climbs, &KERNEL, size()).unwrap().rows.remove(0)
    }

    #[test]
    fn ten_million_of_them_are_added_up() {
        let tokio = row_of("async_tokio", 600);
        assert_eq!(tokio.whole_bytes.round(), 26e9);
        assert_eq!(tokio.machines_by_memory, Some(2));
        let (machines, limit) = tokio.machines_by_limit.clone().unwrap();
        assert_eq!((machines, limit.name), (5, "fs.file-max"));
        assert_eq!(tokio.machines(), Some(5));
        let thread = row_of("thread", 10_000);
        assert_eq!(thread.whole_bytes.round(), 320e9);
        assert_eq!(thread.machines_by_memory, Some(16));
        let (machines, limit) = thread.machines_by_limit.unwrap();
        assert_eq!((machines, limit.name), (306, "kernel.pid_max"));
        // Processes: the memory that is theirs alone, not what their reports add up to.
        assert_eq!(row_of("multiprocess", 2_700_000).whole_bytes.round(), 4.02e12);
    }

    #[test]
    fn what_holds_only_a_few_is_told_of_and_not_planned() {
        let climbs = [climbed("sequential", &[1, 2, 4], 0), climbed("async_tokio", &[1, 100, 10_000], 600)];
        let plan = Plan::of(&climbs, &KERNEL, size()).unwrap();
        assert_eq!(plan.rows.len(), 1);
        assert!(plan.assumptions.last().unwrap().starts_with("sequential cannot be planned for"));
    }

    #[test]
    fn what_was_not_measured_is_not_told_of_as_if_it_was() {
        let climbs = [climbed("thread", &[1, 2, 4], 9_000), climbed("async_tokio", &[1, 100, 10_000], 600)];
        let kernel = Kernel { connection_bytes: Some(2_000.0), ..Kernel::default() };
        let said = Plan::of(&climbs, &kernel, size()).unwrap().assumptions;
        assert_eq!(said.last().unwrap(), "thread: too little could be measured to plan for.");
        assert!(!said.iter().any(|said| said.starts_with("A thread") || said.starts_with("A process")), "{said:#?}");
        let said = Plan::of(&climbs[1..], &KERNEL, size()).unwrap().assumptions;
        assert!(said.iter().any(|said| said.starts_with("A thread takes 20.0 kB")), "{said:#?}");
        assert!(!said.iter().any(|said| said.contains("too little")), "{said:#?}");
    }

    #[test]
    fn without_measurements_there_is_no_plan() {
        assert_eq!(Plan::of(&[climbed("async_tokio", &[1, 2, 4], 600)], &KERNEL, size()), None, "too little to tell");
        assert_eq!(Plan::of(&[climbed("async_tokio", &[1, 100, 10_000], 600)], &Kernel::default(), size()), None);
        let no_size = Plan::of(&[climbed("async_tokio", &[1, 100, 10_000], 600)], &KERNEL, Size::default()).unwrap();
        assert_eq!((no_size.rows[0].machines(), no_size.rows[0].machines_by_limit.as_ref()), (None, None));
    }
}
