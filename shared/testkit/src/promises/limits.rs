//! What does not fit on the machine is refused before anything is run.

#[cfg(target_os = "linux")]
use super::files::flags_to_mount;
#[cfg(target_os = "linux")]
use crate::control_group::ControlGroup;
use crate::{Demo, Outcome, Program, side_by_side};
#[cfg(target_os = "linux")]
use crate::{Scratch, not_checked};
#[cfg(target_os = "linux")]
use std::{fs, process};

/// Under each `limit`, a shell command such as `ulimit -n 64`, the demo refuses `line`: exit code 2, one line on standard
/// error in which all of `words` appear, nothing on standard output, nothing run.
#[track_caller]
pub fn refuses_what_does_not_fit(demo: &Demo, refused: &[(&str, &str, &[&str])]) {
    for (limit, line, words) in refused {
        check_refused(&demo.under(limit, line).run(), demo, words);
    }
}

#[track_caller]
fn check_refused(outcome: &Outcome, demo: &Demo, words: &[&str]) {
    outcome.expect_code(2).expect_complaint(demo.program_name()).expect_complaint("nothing was run");
    words.iter().for_each(|word| {
        outcome.expect_complaint(word);
    });
    assert!(outcome.stdout.is_empty(), "something on standard output: {outcome}");
}

/// What starts more than a system has room for.
#[cfg(target_os = "linux")]
#[derive(Clone, Copy, Debug)]
pub struct TooMany {
    /// Flags that have it start a hundred of them.
    pub line: &'static str,
    /// What they are called in a refusal: `worker processes`.
    pub what: &'static str,
    /// How many threads and processes each of them takes.
    pub each: u64,
}

#[cfg(target_os = "linux")]
impl TooMany {
    /// Makes sure that a hundred of them are refused because the limit `name` is `value`, of which `used` is known to be taken by others
    /// or the demo itself, and that the refusal says how to raise it.
    #[track_caller]
    fn check_refused(self, demo: &Demo, outcome: &Outcome, name: &str, value: u64, used: Option<u64>, raise: &str) {
        let TooMany { what, each, .. } = self;
        let (wanted, limit) = (format!("100 {what} do not fit here"), format!("{name} is {value}, enough for about "));
        let raise = used.map_or(raise.to_owned(), |used| format!("{limit}{} ({raise}", (value - used) / each));
        check_refused(outcome, demo, &[&wanted, &limit, &raise]);
        // It is high enough then: for all that was asked for.
        let numbers = outcome.stderr.rsplit_once('(').expect("how to raise it").1.split(|c: char| !c.is_ascii_digit());
        let raised_to = numbers.filter_map(|number| number.parse().ok()).next();
        assert!(raised_to >= Some(100 * each), "it is not to be raised high enough: {outcome}");
    }
}

/// Has a file of the system, `FILE`, read like `LOW`. The system itself goes by what it had before.
#[cfg(target_os = "linux")]
const ANOTHER_FILE: &str = r#"mount --bind "$LOW" "$FILE""#;

/// Has the files of the system tell of a control group of version 2, which allows as many threads and processes as `LOW` says, of which 3 are
/// there, and 50 MB, of which 20 are used; 5 of them keep files that nobody may need again. What lies above it has no limit.
#[cfg(target_os = "linux")]
const A_CONTAINER: &str = r#"allowed=$(cat "$LOW") && echo 0::/pod/box > "$LOW" && mount --bind "$LOW" /proc/$$/cgroup &&
mount -t tmpfs none "$FILE" && mkdir -p "$FILE/pod/box" && cd "$FILE/pod" && echo max > pids.max && echo max > memory.max &&
cd box && echo "$allowed" > pids.max && echo 3 > pids.current &&
echo 50000000 > memory.max && echo 20000000 > memory.current && echo inactive_file 5000000 > memory.stat && cd /"#;

/// The demo where `mounts`, a script, has mounted over what is here: `file` then reads `text`, for example. `None`, and a word on it, where
/// nobody may do that.
#[cfg(target_os = "linux")]
#[track_caller]
fn where_mounted(mounts: &str, file: &str, text: &str, demo: &Demo, line: &str) -> Option<Outcome> {
    let scratch = Scratch::new();
    fs::write(scratch.file("low"), text).unwrap();
    let unshare = |flags| {
        let program = shell("exec unshare \"$@\"").arg("sh").arg(flags);
        let script = format!("{mounts} || exit 77; exec \"$@\"");
        let program = program.arg("/bin/sh").arg("-c").arg(script).arg("sh").arg(demo.path).args(line);
        program.env("LOW", &scratch.file("low")).env("FILE", file).run()
    };
    let outcome = flags_to_mount().map(unshare).filter(|outcome| outcome.status.code() != Some(77));
    if outcome.is_none() {
        not_checked(format_args!("nothing can be mounted over {file} here, not even in a namespace (unshare -rm)"));
    }
    outcome
}

/// The limits on all threads and processes of the machine: with just as many as are asked for there is no room for them, as
/// there are others. Where nothing can be mounted, this tests nothing.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn refuses_more_than_the_machine_allows(demo: &Demo, too_many: TooMany) {
    for name in ["kernel.pid_max", "kernel.threads-max"] {
        let value = 100 * too_many.each;
        let file = format!("/proc/sys/{}", name.replace('.', "/"));
        if let Some(outcome) = where_mounted(ANOTHER_FILE, &file, &format!("{value}\n"), demo, too_many.line) {
            too_many.check_refused(demo, &outcome, name, value, None, &format!("sudo sysctl {name}="));
        }
    }
}

/// A machine that has 4.1 MB of memory left, too little for `line`: refused with the `sum`. Where nothing can be mounted, this tests
/// nothing.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn refuses_what_memory_does_not_hold(demo: &Demo, line: &str, sum: &str) {
    let memory = "MemTotal:        2000000 kB\nMemFree:            1000 kB\nMemAvailable:       4000 kB\n";
    if let Some(outcome) = where_mounted(ANOTHER_FILE, "/proc/meminfo", memory, demo, line) {
        check_refused(&outcome, demo, &[sum, "of memory, and 4.10 MB is to be had here", "give fewer"]);
    }
}

/// `ulimit -u`, for all programs of a user. It does not bind root, and only root can become somebody else who has no other program:
/// without root this tests nothing.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn refuses_more_than_a_user_may_have(demo: &Demo, too_many: TooMany) {
    let user = 1_000_000 + process::id(); // nobody else's
    let become_somebody = format!("prlimit --nproc=39 setpriv --reuid={user} --regid={user} --clear-groups");
    if !shell(&format!("{become_somebody} true")).run().status.success() {
        not_checked("only root can become another user (prlimit, setpriv)");
        return;
    }
    // Where the demo was built, others may not be allowed to look.
    let scratch = Scratch::new();
    let copied = format!("cp \"$1\" \"$0\" && chmod 755 \"$0\" && shift && exec {become_somebody} \"$0\" \"$@\"");
    let program = shell(&copied).arg(scratch.file(demo.program_name()));
    let outcome = program.arg(demo.path).args(too_many.line).run();
    too_many.check_refused(demo, &outcome, "ulimit -u", 39, Some(1), "ulimit -u "); // its own thread is the user's only one
}

#[cfg(target_os = "linux")]
fn shell(script: &str) -> Program {
    Program::new("/bin/sh").arg("-c").arg(script)
}

/// What a container is allowed, by its control group: so many threads and processes, and so much memory. Only root makes control groups:
/// without root, or where none are mounted, this tests nothing.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn refuses_more_than_a_container_may_have(demo: &Demo, too_many: TooMany, too_much: (&str, &str)) {
    if let Some(group) = ControlGroup::new("pids", &["pids.max"], "21") {
        let outcome = demo.under(&group.join(), too_many.line).run();
        let name = format!("{}/pids.max", group.folder().display());
        too_many.check_refused(
            demo,
            &outcome,
            &name,
            21,
            Some(1),
            "whoever started this container or session can raise it",
        );
    }
    if let Some(group) = ControlGroup::new("memory", &["memory.max", "memory.limit_in_bytes"], "50000000") {
        let (line, sum) = too_much;
        let outcome = demo.under(&group.join(), line).run();
        check_refused(&outcome, demo, &[sum, " of memory, and ", "give fewer"]);
        let available =
            outcome.stderr.split_once("memory, and ").and_then(|(_, rest)| rest.split_once(" MB")).map(|it| it.0);
        let available: Option<f64> = available.and_then(|megabytes| megabytes.parse().ok());
        // The demo has taken some of it.
        assert!(
            available.is_some_and(|megabytes| (30.0..50.0).contains(&megabytes)),
            "{available:?} of 50 MB: {outcome}"
        );
    }
}

/// What a container is allowed by a control group of version 2, whichever version this machine has: the files that tell of it are of the test's
/// own making. Where nothing can be mounted, this tests nothing.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn refuses_more_than_a_modern_container_may_have(demo: &Demo, too_many: TooMany, too_much: (&str, &str)) {
    let run = |allowed, line| where_mounted(A_CONTAINER, "/sys/fs/cgroup", allowed, demo, line);
    if let Some(outcome) = run("20", too_many.line) {
        let name = "/sys/fs/cgroup/pod/box/pids.max";
        let raise = "whoever started this container or session can raise it";
        too_many.check_refused(demo, &outcome, name, 20, Some(3), raise);
    }
    let (line, sum) = too_much;
    if let Some(outcome) = run("max", line) {
        check_refused(&outcome, demo, &[sum, " of memory, and 35.0 MB is to be had here", "give fewer"]);
    }
}

/// More threads than memory maps allow, of which each thread takes about four: without a refusal the whole process would abort. Where so many
/// maps are allowed that other limits are lower, this tests nothing.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn refuses_more_threads_than_memory_maps_allow(demo: &Demo) {
    let maps = fs::read_to_string("/proc/sys/vm/max_map_count").unwrap();
    let maps: usize = maps.trim().parse().unwrap();
    if maps > 1_000_000 {
        return not_checked(format_args!("vm.max_map_count is {maps} here: other limits are lower"));
    }
    let threads = maps / 4 + 1_000;
    let workers = if demo.has_processes { format!("--workers {threads}") } else { String::new() };
    let value = format!("{},{:03}", maps / 1_000, maps % 1_000);
    let outcome = demo.with(&format!("--tasks {threads} {workers} --wait 60s")).run();
    check_refused(&outcome, demo, &["vm.max_map_count", &value, "sysctl"]);
}

/// A limit that is met only while the tasks are started, `limit`: those of `tasks` that were started finish and are
/// reported, the others are failed by name, and the exit code is 1. In a demo of several runs, in each of `runs`.
#[track_caller]
pub fn finishes_what_was_started(demo: &Demo, limit: &str, tasks: u64, runs: &[&str]) {
    let program = || demo.under(limit, &format!("--tasks {tasks} --wait 300ms --json"));
    let programs: Vec<Program> = match runs {
        [] => vec![program()],
        runs => runs.iter().map(|run| program().env("TAKING_TURNS_RUN", run)).collect(),
    };
    for outcome in side_by_side(programs) {
        check_what_was_started(demo, &outcome, tasks);
    }
}

/// The demo in a container that allows 20 threads and processes, which it cannot know beforehand. `None`, and a word on it, where no control
/// group can be made, or nothing mounted.
#[cfg(target_os = "linux")]
#[track_caller]
fn where_a_limit_is_hidden(demo: &Demo, line: &str) -> Option<Outcome> {
    const HIDE: &str = "mount -t tmpfs none /sys/fs/cgroup";
    if !shell(&format!("unshare -m {HIDE}")).run().status.success() {
        not_checked("control groups cannot be hidden here (unshare -m)");
        return None;
    }
    let group = ControlGroup::new("pids", &["pids.max"], "20")?;
    let hidden = format!(r#"exec unshare -m sh -c '{HIDE} && exec "$0" "$@"' "$0" "$@""#);
    Some(demo.under(&format!("{}; {hidden}", group.join()), line).run())
}

/// What the system says when there can be no more threads or processes.
#[cfg(target_os = "linux")]
const NO_MORE: &str = "Resource temporarily unavailable";

/// A limit of 20 threads and processes that is met only while more are started for `tasks` tasks, by `line`: those that were started finish,
/// and the reason of each other one has what the system said. Without root this tests nothing.
///
/// Where other work delays the start of some, others may have found room for themselves meanwhile, and do the tasks of all. So there are
/// several attempts.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn finishes_what_a_container_allows(demo: &Demo, line: &str, tasks: u64) {
    for _ in 0..20 {
        let Some(outcome) = where_a_limit_is_hidden(demo, &format!("{line} --json")) else { return };
        if outcome.status.success() {
            assert_eq!(outcome.expect_quiet().report().runs[0].tasks_ok, tasks, "{outcome}");
            continue;
        }
        check_what_was_started(demo, &outcome, tasks);
        for failure in &outcome.report().runs[0].failures {
            assert!(failure.reason.contains(NO_MORE), "{}: {outcome}", failure.reason);
        }
        return;
    }
    panic!("in twenty runs under a limit of 20 threads and processes, all of {tasks} tasks found room with {line}");
}

/// A pool that would not get all of its threads, under a limit that nobody could know beforehand, is refused with what the system said. Without
/// root this tests nothing.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn refuses_a_pool_that_a_container_does_not_allow(demo: &Demo) {
    let line = "--workers 50 --tasks 50 --wait 1ms";
    if let Some(outcome) = where_a_limit_is_hidden(demo, line) {
        check_refused(&outcome, demo, &["50 threads do not fit here: after 19 the system said", NO_MORE, "give fewer"]);
    }
}

/// Each failure gives its reason; the outcome's only run is the one in which `tasks` were to be done.
#[track_caller]
fn check_what_was_started(demo: &Demo, outcome: &Outcome, tasks: u64) {
    outcome.expect_code(1).expect_quiet();
    let run = &outcome.report().runs[0];
    assert!(run.tasks_ok > 0 && run.tasks_failed > 0, "all were started, or none: {outcome}");
    assert_eq!(run.tasks_ok + run.tasks_failed, tasks, "{outcome}");
    assert_eq!(run.failed().len() as u64, run.tasks_failed, "not each is failed by name: {outcome}");
    assert!(run.failures.iter().all(|failure| !failure.reason.trim().is_empty()), "no reason is given: {outcome}");
    for task in run.tasks.iter().filter(|task| !run.failed().contains(&task.id)) {
        let (waited_ns, wait_ns) = (task.time_in("waiting"), run.workload.wait_ns);
        let waited = if demo.has_work_of_its_own { waited_ns >= wait_ns } else { waited_ns == wait_ns };
        assert!(waited, "task {} did not wait to the end: {outcome}", task.id);
    }
}
