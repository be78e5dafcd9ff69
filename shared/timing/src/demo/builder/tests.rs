//! What kinds of demo need, and what their runs do.

use super::*;

fn workload(tasks: usize, wait_ms: u64, compute_ms: u64) -> Workload {
    let ms = Duration::from_millis;
    Workload { tasks, wait: ms(wait_ms), compute: ms(compute_ms), cores: 2 }
}

fn tasks(tasks: usize) -> Options {
    let program = Program { name: "test", about: "", flags: &[], without: &[], by_default: "", examples: &[] };
    program.parse([format!("--tasks={tasks}").into()]).unwrap().unwrap()
}

fn needs(builder: &DemoBuilder, tasks: usize, workers: usize) -> Needs {
    builder.needs(&self::tasks(tasks), &workload(tasks, 1, 0), workers)
}

#[test]
fn every_kind_of_demo_needs_something_else() {
    let nothing = Needs::default();
    let new = || DemoBuilder::new("test");
    assert_eq!(needs(&new(), 600, 3), Needs { tasks: 600, ..nothing });
    let a_thread_each = new().a_thread_each();
    assert_eq!(needs(&a_thread_each, 600, 3), Needs { tasks: 600, threads: 600, does_with_fewer: true, ..nothing });
    let workers = new().workers(|workload| workload.cores);
    assert_eq!(needs(&workers, 600, 3), Needs { tasks: 600, threads: 3, ..nothing });
    let processes = new().worker_processes(|workload| workload.cores + 1);
    assert_eq!(needs(&processes, 600, 3), Needs { tasks: 600, processes: 3, ..nothing });
    assert_eq!(
        needs(&processes, 2, 3),
        Needs { tasks: 2, processes: 2, ..nothing },
        "the third would have nothing to do"
    );
    let connected = new().workers(|_| 1).connections(|options, workers| options.tasks - 100 + workers);
    assert_eq!(needs(&connected, 600, 3), Needs { tasks: 600, threads: 3, connections: 503, ..nothing });
    assert_eq!(needs(&connected, 600, 300).connections, 600, "a task has one connection");
    const RUNS: &[RunKind] = &[RunKind::waits("one"), RunKind::computes("two")];
    let runs = new().runs(RUNS);
    assert_eq!(needs(&runs, 600, 3), Needs { tasks: 600, threads: 512, hands_over: true, ..nothing });
    assert_eq!(needs(&runs, 5, 3), Needs { tasks: 5, threads: 5, hands_over: true, ..nothing });
    assert_eq!(RUNS.iter().map(|run| (run.name, run.computes)).collect::<Vec<_>>(), [("one", false), ("two", true)]);
}

#[test]
fn what_is_built_is_kept() {
    const OWN: Flag = Flag { name: "own", takes: Takes::Nothing, help: "" };
    let built =
        DemoBuilder::new("test").by_default("--tasks 16").flags(&[OWN]).waits_for_io().workers(|load| load.tasks);
    assert_eq!(
        (built.name, built.by_default, built.waits_for_io, built.processes),
        ("test", "--tasks 16", true, false)
    );
    assert_eq!(built.flags.iter().map(|flag| flag.name).collect::<Vec<_>>(), ["own", "workers"]);
    assert_eq!((built.workers)(&workload(9, 0, 0)), 9);
    assert!(DemoBuilder::new("test").worker_processes(|_| 1).processes);
}

#[test]
fn a_run_that_only_computes_does_so_for_as_long_as_it_would_wait() {
    assert_eq!(without_wait(workload(3, 200, 0)), workload(3, 0, 200));
    assert_eq!(without_wait(workload(3, 200, 50)), workload(3, 0, 50));
}

#[test]
fn a_run_that_is_not_pinned_has_all_cores() {
    assert_eq!(pin(None, 5, |_| ()), 5);
    // Only the thread that asks is pinned once there are several.
    let pinned = thread::spawn(|| pin(Some(1), 1, |_| ())).join().unwrap();
    assert_eq!(pinned, 1);
}

#[test]
fn examples_are_command_lines_that_are_taken() {
    const COMPUTE: &[RunKind] = &[RunKind::computes("one"), RunKind::computes("two")];
    let new = || DemoBuilder::new("test");
    let sorts = new().by_default("--wait 0").without_compute("it sorts").workers(|workload| workload.cores);
    for demo in [new(), new().by_default("--tasks 3 --compute 200ms").runs(COMPUTE), sorts] {
        let program = Program {
            name: "test",
            about: "",
            flags: &demo.flags,
            without: &[],
            by_default: demo.by_default,
            examples: &[],
        };
        let examples = demo.examples();
        assert!(examples.len() >= 3, "{examples:?}");
        for (line, _) in examples {
            let words = line.split_whitespace().map(Into::into);
            assert!(program.parse(words).is_ok(), "{line}");
            assert!(demo.runs.is_empty() || !line.contains("--wait"), "{line}: nobody waits there");
            assert!(demo.without_compute.is_none() || !line.contains("--compute"), "{line}");
        }
    }
}
