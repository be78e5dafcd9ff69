//! `just bench`: what recording and drawing cost, and how fast the demos are. Each part measures its contestants in
//! several rounds, in an order that alternates, and shows the median, the spread and the target of each figure.
//!
//! The tables go to the terminal and into `docs/src/figures/bench-*.txt`, which the book includes. A target that is
//! missed is something to report, not a failure: the exit code is 0 unless something could not be measured.

#![forbid(unsafe_code)]

mod builds;
mod drawing;
mod http;
mod options;
mod processes;
mod programs;
mod recorder;
mod rounds;
mod row;
mod show;

use options::{Options, Part};
use std::fs;
use std::process::ExitCode;
use timing::output;

fn main() -> ExitCode {
    site::serve_if_asked(); // in the process that is the site, this does not return
    let options = match options::read() {
        Ok(Some(options)) => options,
        Ok(None) => {
            return ExitCode::from(u8::from(output::print(|out| out.write_all(options::HELP.as_bytes())).is_err()));
        }
        Err(what) => {
            output::complain("bench", &what);
            return ExitCode::from(2);
        }
    };
    if !options.smoke && machine::is_busy() {
        rounds::say("others use this machine; the figures will show it");
    }
    let mut code = ExitCode::SUCCESS;
    let mut tables = Vec::new();
    for part in &options.parts {
        match measure(*part, &options) {
            Ok(table) => tables.push(table),
            Err(what) => {
                output::complain("bench", &format!("{}: {what}", part.name()));
                code = ExitCode::FAILURE;
            }
        }
    }
    if options.json && output::print(|out| show::write_json(&tables, out)).is_err() {
        return ExitCode::FAILURE;
    }
    code
}

/// Measures one part, shows its table and writes it into its file.
fn measure(part: Part, options: &Options) -> Result<show::Table, String> {
    let table = match part {
        Part::Recorder => recorder::measure(options)?,
        Part::Drawing => drawing::measure(options)?,
        Part::Processes => processes::measure(options)?,
        Part::Http => http::measure(options)?,
        Part::Builds => builds::measure(options)?,
    };
    let text = table.text();
    if !options.json {
        output::print(|out| writeln!(out, "{text}"))?;
    }
    if let Some(folder) = &options.folder {
        let path = folder.join(format!("bench-{}.txt", part.name()));
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, &text));
        written.map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    }
    Ok(table)
}
