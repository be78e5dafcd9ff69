//! A reader that goes away (`| head -1`) is no error.

use crate::{Demo, Program};
use std::fs::OpenOptions;
use std::io::{self, Read};

/// When nobody reads its output any more, a demo ends quietly, with the exit code that it would have had.
#[track_caller]
pub fn survives_closed_pipes(demo: &Demo) {
    for line in ["--tasks 2 --wait 10ms", "--tasks 2 --wait 10ms --json", "--help"] {
        reader_gone_before(demo, line);
    }
    // More than fits into a pipe: the reader leaves while it prints.
    let (mut reader, writer) = io::pipe().unwrap();
    let running = demo.with("--tasks 300 --wait 1ms --json").stdout(writer).start();
    let mut beginning = [0; 2];
    reader.read_exact(&mut beginning).unwrap();
    drop(reader);
    assert_eq!(&beginning, b"{\n");
    running.finish().expect_code(0).expect_quiet();

    nothing_open(demo);
    if cfg!(target_os = "linux") {
        // A full disk is an error, and no panic either.
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let outcome = demo.with("--tasks 2 --wait 10ms --json").stdout(full).run();
        outcome.expect_code(1).expect_complaint("standard output");
    }
}

#[track_caller]
fn reader_gone_before(demo: &Demo, line: &str) {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let both = demo.with(line).stdout(writer.try_clone().unwrap()).stderr(writer.try_clone().unwrap());
    demo.with(line).stdout(writer).run().expect_code(0).expect_quiet();
    both.run().expect_code(0);
    // Nobody reads its complaint, and the exit code still tells.
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    demo.with("--tasks 0").stderr(writer).run().expect_code(2);
}

/// Input, output and errors are not even open, as under some service managers.
#[track_caller]
fn nothing_open(demo: &Demo) {
    if cfg!(unix) {
        let script = "exec \"$0\" --tasks 2 --wait 10ms <&- >&- 2>&-";
        Program::new("/bin/sh").arg("-c").arg(script).arg(demo.path).run().expect_code(0);
    }
}
