//! This process's command line, read or refused.

use crate::output::{self, complain};
use crate::platform;
use crate::workload::{Options, Program};
use std::env;
use std::process::exit;

/// Reads this process's command line. Ends the process where it is refused (2), or where help was asked for (0).
pub fn read_options(program: &Program) -> Options {
    platform::outlive_full_files();
    let options = match program.parse(env::args_os().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            let shown = output::print(|out| out.write_all(program.help().as_bytes()));
            exit(i32::from(shown.is_err()))
        }
        Err(error) => refuse(program.name, &error.0),
    };
    if options.svg.as_ref().zip(options.trace.as_ref()).is_some_and(|(svg, trace)| output::are_the_same(svg, trace)) {
        refuse(program.name, "--svg and --trace name the same file; give each its own");
    }
    let files = [("svg", &options.svg), ("trace", &options.trace)];
    for (name, path) in files.iter().filter_map(|(name, path)| Some((name, path.as_ref()?))) {
        if let Err(what) = output::check_writable(path) {
            refuse(program.name, &format!("--{name}: {what}"));
        }
    }
    options
}

/// Ends the process because of its command line, and says why.
pub(super) fn refuse(program: &str, what: &str) -> ! {
    complain(program, what);
    exit(2)
}
