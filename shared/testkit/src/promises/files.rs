//! Files are written whole, or not at all.

use crate::{Demo, Scratch};
#[cfg(target_os = "linux")]
use crate::{Outcome, Program, not_checked};
use std::fs::{self, OpenOptions};

const SHORT: &str = "--tasks 2 --wait 10ms";

/// `--svg` and `--trace`: into files with any name; not both into one; not over a file that is read-only. Where there is
/// no room for them: exit code 1, one line, the figure all the same, an older file as it was, and nothing half there.
#[track_caller]
pub fn writes_files_whole_or_not_at_all(demo: &Demo) {
    takes_any_name(demo);
    refuses_one_file_for_both(demo);
    refuses_a_read_only_file(demo);
    if cfg!(target_os = "linux") {
        has_no_room_on_a_device(demo);
        has_no_room_on_a_disk(demo);
    }
}

/// Spaces and letters of other scripts, also where the terminal knows nothing but ASCII.
#[track_caller]
fn takes_any_name(demo: &Demo) {
    const NAMES: [&str; 2] = ["след 図 ö.json", "схема 図 ö.svg"];
    for locale in ["C", "C.UTF-8"] {
        let scratch = Scratch::new();
        let program = demo.with(SHORT).env("LC_ALL", locale).arg("--trace").arg(scratch.file(NAMES[0]));
        let outcome = program.arg("--svg").arg(scratch.file(NAMES[1])).run();
        outcome.expect_code(0).expect_quiet();
        let mut names = scratch.names();
        names.sort_unstable();
        assert_eq!(names, NAMES, "{outcome}");
        for name in NAMES {
            assert!(fs::metadata(scratch.file(name)).unwrap().len() > 200, "{name} is empty: {outcome}");
        }
    }
}

#[track_caller]
fn refuses_one_file_for_both(demo: &Demo) {
    let scratch = Scratch::new();
    let file = scratch.file("both");
    let outcome = demo.with(SHORT).arg("--svg").arg(&file).arg("--trace").arg(&file).run();
    outcome.expect_code(2).expect_complaint("--svg and --trace");
    assert!(outcome.stdout.is_empty() && scratch.names().is_empty(), "{outcome}");
}

/// Root may write everywhere, so that there is nothing to refuse.
#[track_caller]
fn refuses_a_read_only_file(demo: &Demo) {
    let scratch = Scratch::new();
    let file = scratch.file("kept.svg");
    fs::write(&file, "kept").unwrap();
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    if OpenOptions::new().append(true).open(&file).is_err() {
        let outcome = demo.with(SHORT).arg("--svg").arg(&file).run();
        outcome.expect_code(2).expect_complaint("kept.svg");
        assert_eq!(fs::read_to_string(&file).unwrap(), "kept", "{outcome}");
        assert_eq!(scratch.names(), ["kept.svg"], "{outcome}");
    }
}

/// `/dev/full` takes nothing. Whichever output goes there, the others are complete.
#[track_caller]
fn has_no_room_on_a_device(demo: &Demo) {
    for (full, other) in [("--svg", "--trace"), ("--trace", "--svg")] {
        let scratch = Scratch::new();
        let program = demo.with(SHORT).arg(full).arg("/dev/full").arg(other).arg(scratch.file("whole"));
        let outcome = program.arg("--json").run();
        outcome.expect_code(1).expect_complaint("/dev/full");
        outcome.report();
        assert_eq!(scratch.names(), ["whole"], "{outcome}");
    }
    for what in ["", "--json"] {
        let scratch = Scratch::new();
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let program = demo.with(&format!("{SHORT} {what}")).arg("--svg").arg(scratch.file("whole.svg"));
        let outcome = program.stdout(full).run();
        outcome.expect_code(1).expect_complaint("standard output");
        let drawn = fs::read_to_string(scratch.file("whole.svg")).unwrap();
        roxmltree::Document::parse(&drawn).unwrap_or_else(|error| panic!("{error} in the figure of {outcome}"));
        assert_eq!(scratch.names(), ["whole.svg"], "{outcome}");
    }
}

/// A disk that is full after the first blocks: so it looks where a file may grow no further.
#[track_caller]
fn has_no_room_on_a_disk(demo: &Demo) {
    let scratch = Scratch::new();
    for flag in ["--svg", "--trace"] {
        for older in [false, true] {
            let name = format!("file{flag}{older}");
            if older {
                fs::write(scratch.file(&name), "older").unwrap();
            }
            let program = demo.under("ulimit -f 1", "--tasks 100 --wait 1ms --json");
            let outcome = program.arg(flag).arg(scratch.file(&name)).run();
            outcome.expect_code(1).expect_complaint(&name);
            outcome.report();
            if older {
                assert_eq!(fs::read_to_string(scratch.file(&name)).unwrap(), "older", "{outcome}");
                fs::remove_file(scratch.file(&name)).unwrap();
            }
            assert!(scratch.names().is_empty(), "half a file is left, {:?}: {outcome}", scratch.names());
        }
    }
}

/// Runs a program where there is a disk of 64 kB, of which `PREPARE`, shell commands, makes what it is to be. The disk is gone with the namespace
/// that it was mounted in, so what is left on it is written down beside it. Standard output goes into the file on it that `INTO` names.
#[cfg(target_os = "linux")]
const ON_DISK: &str = r#"
mount -t tmpfs -o size=64k disk "$DISK" || exit 77
echo older > "$DISK/older" && eval "$PREPARE" || exit 77
if [ "$INTO" ]; then "$@" > "$DISK/$INTO"; else "$@"; fi
code=$?
ls -A "$DISK" > "$DISK.names" && cp "$DISK/older" "$DISK.older"
exit $code
"#;
/// Leaves 4 kB of it.
#[cfg(target_os = "linux")]
const FILL: &str = r#"head -c 57344 /dev/zero > "$DISK/ballast""#;
/// Lets nobody write on it, not even root.
#[cfg(target_os = "linux")]
const WRITE_PROTECT: &str = r#"mount -o remount,ro "$DISK""#;

/// A disk that is really full. It takes nothing from an older file, nothing half is left, and the rest of the report is
/// whole. Who may mount no disk here tests nothing.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn leaves_a_full_disk_as_it_was(demo: &Demo) {
    let Some(flags) = flags_for_a_disk() else { return };
    for (flag, name) in [("--svg", "new"), ("--svg", "older"), ("--trace", "new"), ("--trace", "older")] {
        let scratch = Scratch::new();
        let file = format!("{}/{name}", scratch.file("disk"));
        let outcome = on_disk(
            &scratch,
            flags,
            FILL,
            "",
            &[demo.path, "--tasks=300", "--wait=1ms", "--compute=10us", "--json", flag, &file],
        );
        outcome.expect_code(1).expect_complaint(&file);
        assert!(outcome.stderr.contains("No space left"), "it does not say why: {outcome}");
        outcome.report();
        check_disk(&scratch, &["ballast", "older"], &outcome);
    }
    let scratch = Scratch::new();
    let outcome =
        on_disk(&scratch, flags, FILL, "report", &[demo.path, "--tasks=300", "--wait=1ms", "--compute=10us", "--json"]);
    outcome.expect_code(1).expect_complaint("standard output cannot be written: No space left");
    // The shell has made it.
    check_disk(&scratch, &["ballast", "older", "report"], &outcome);
}

/// A disk on which nobody may write, not even root: with each of `refused`, a flag and the name on that disk that it is given, the demo refuses
/// to begin. Who may mount no disk here tests nothing.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn refuses_a_read_only_disk(demo: &Demo, refused: &[(&str, &str)]) {
    let Some(flags) = flags_for_a_disk() else { return };
    for (flag, name) in refused {
        let scratch = Scratch::new();
        let file = format!("{}/{name}", scratch.file("disk"));
        let outcome = on_disk(&scratch, flags, WRITE_PROTECT, "", &[demo.path, "--wait=60s", flag, &file]);
        if outcome.status.code() == Some(77) {
            return not_checked("no disk can be made read-only here (mount -o remount,ro)");
        }
        outcome.expect_code(2).expect_complaint(&file);
        assert!(outcome.stderr.to_lowercase().contains("read-only"), "it does not say why: {outcome}");
        assert!(outcome.stdout.is_empty(), "something on standard output: {outcome}");
        check_disk(&scratch, &["older"], &outcome);
    }
}

/// As [`flags_to_mount`], with a word on it where there are none.
#[cfg(target_os = "linux")]
fn flags_for_a_disk() -> Option<&'static str> {
    let flags = flags_to_mount();
    if flags.is_none() {
        not_checked("no disk can be mounted here, not even in a namespace (unshare -rm)");
    }
    flags
}

/// The flags with which `unshare` has a namespace in which something can be mounted that nobody else sees; `None` where it has none.
#[cfg(target_os = "linux")]
pub(super) fn flags_to_mount() -> Option<&'static str> {
    ["-rm", "-m"].into_iter().find(|flags| may_mount(flags))
}

#[cfg(target_os = "linux")]
fn may_mount(flags: &str) -> bool {
    on_disk(&Scratch::new(), flags, "true", "", &["true"]).status.success()
}

#[cfg(target_os = "linux")]
fn on_disk(scratch: &Scratch, flags: &str, prepare: &str, into: &str, command: &[&str]) -> Outcome {
    fs::create_dir(scratch.file("disk")).unwrap();
    let program = Program::new("/bin/sh").arg("-c").arg("exec unshare \"$@\"").arg("sh").arg(flags);
    let program = program.arg("/bin/sh").arg("-c").arg(ON_DISK).arg("sh");
    let program = program.env("DISK", &scratch.file("disk")).env("PREPARE", prepare).env("INTO", into);
    command.iter().fold(program, Program::arg).run()
}

#[cfg(target_os = "linux")]
#[track_caller]
fn check_disk(scratch: &Scratch, names: &[&str], outcome: &Outcome) {
    let read = |name| fs::read_to_string(scratch.file(name)).unwrap();
    assert_eq!(read("disk.names").lines().collect::<Vec<_>>(), names, "what is left on the disk: {outcome}");
    assert_eq!(read("disk.older"), "older\n", "{outcome}");
}
