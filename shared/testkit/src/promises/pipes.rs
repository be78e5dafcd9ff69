//! A reader that goes away (`| head -1`) is no error.

#[cfg(target_os = "linux")]
use super::{
    interrupts::{helpers, names_what_was_left_out},
    slow_readers::{SMALL, make_small, wait_until_full},
};
use crate::{Demo, Program};
#[cfg(target_os = "linux")]
use crate::{Scratch, processes, wait_until};
use std::fs::OpenOptions;
use std::io::{self, Read};
#[cfg(target_os = "linux")]
use std::{fs, io::Write, time::Duration};

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

/// Whoever reads its output leaves at another moment: in the middle of the figure, while the tasks wait, or in the middle of what is
/// reported after Ctrl-C. The exit code is what it would have been.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn survives_readers_that_leave_later(demo: &Demo) {
    let small = || {
        let (reader, writer) = io::pipe().unwrap();
        make_small(&writer).then(|| (reader, writer.try_clone().unwrap(), writer))
    };
    let Some((reader, watched, writer)) = small() else { return };
    let figure = demo.with("--tasks 100 --wait 1ms --color always").env("COLUMNS", "200");
    let running = figure.stdout(writer).start();
    wait_until_full(&watched);
    drop((reader, watched));
    running.finish().expect_code(0).expect_quiet();
    for waits in [true, false] {
        let (reader, watched, writer) = small().expect("as small as the first");
        let running = demo.with("--tasks 100 --wait 60s --json").stdout(writer).start();
        running.wait_for_helpers(helpers(demo, 1));
        if !waits {
            running.interrupt();
            wait_until_full(&watched);
        }
        drop((reader, watched));
        if waits {
            running.interrupt();
        }
        names_what_was_left_out(demo, &running.finish());
    }
}

/// What it complains of is read late, or by nobody any more: the run goes on, and all is reported, with the exit code that it would have had.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn survives_readers_of_its_complaints(demo: &Demo) {
    let scratch = Scratch::new();
    let (mut reader, mut writer) = io::pipe().unwrap();
    if !make_small(&writer) {
        return;
    }
    writer.write_all(&[b'x'; SMALL]).unwrap(); // nothing else fits into it before this is read
    let program = demo.with("--tasks 2 --wait 10ms --json --trace /dev/full --svg").arg(scratch.file("drawn.svg"));
    let running = program.stderr(writer).start();
    // So far it comes without anyone who reads.
    wait_until("the figure", Duration::from_secs(30), || (!scratch.names().is_empty()).then_some(()));
    let mut read = String::new();
    reader.read_to_string(&mut read).unwrap();
    let complaint = read.trim_start_matches('x');
    assert!(complaint.starts_with(demo.program_name()) && complaint.contains("/dev/full"), "{complaint}");
    let outcome = running.finish();
    assert_eq!(outcome.expect_code(1).report().runs.len(), demo.run_names().len(), "{outcome}");

    let (reader, writer) = io::pipe().unwrap();
    let running = demo.with("--tasks 2 --wait 60s --json --trace /dev/full").stderr(writer).start();
    running.wait_for_helpers(helpers(demo, 1));
    drop(reader);
    running.interrupt();
    let outcome = running.finish();
    assert_eq!(outcome.expect_code(130).report().runs.len(), 1, "{outcome}");
}

/// Of input, output and errors any one is not open at the start. Something else takes its place, there and in whatever it starts: else a
/// file that is opened later would be where messages go.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn starts_with_any_stream_closed(demo: &Demo) {
    for (closed, close) in ["exec <&-", "exec >&-", "exec 2>&-"].into_iter().enumerate() {
        let scratch = Scratch::new();
        let line = "--tasks 2 --wait 60s --trace /dev/full --svg";
        let running = demo.under(close, line).arg(scratch.file("drawn.svg")).start();
        let is_itself = || processes::command_line(running.pid()).starts_with(demo.path.as_bytes()).then_some(());
        wait_until("the demo in the place of the shell", Duration::from_secs(30), is_itself);
        let started = running.wait_for_helpers(helpers(demo, 1));
        let leads_to = |pid: u32, stream: usize| {
            let to = fs::read_link(format!("/proc/{pid}/fd/{stream}")).unwrap_or_default();
            to.to_string_lossy().into_owned()
        };
        assert_eq!(leads_to(running.pid(), closed), "/dev/null", "{close}");
        for (pid, stream) in started.into_iter().flat_map(|pid| [(pid, 0), (pid, 1), (pid, 2)]) {
            let to = leads_to(pid, stream);
            assert!(to == "/dev/null" || to.starts_with("pipe:"), "{close}: stream {stream} leads to {to:?}");
        }
        running.interrupt();
        let outcome = running.finish();
        outcome.expect_code(130);
        assert_eq!(outcome.stderr.contains("/dev/full"), closed != 2, "{outcome}");
        assert_eq!(outcome.stdout.is_empty(), closed == 1, "{outcome}");
        let drawn = fs::read_to_string(scratch.file("drawn.svg")).unwrap();
        roxmltree::Document::parse(&drawn).unwrap_or_else(|error| panic!("{error} in the figure of {outcome}"));
    }
}
