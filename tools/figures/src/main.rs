//! `just figures`: what the book shows of programs that were run is recorded here, all of it and nothing else. `figures check` runs the
//! same commands afresh, and sees whether what the book claims of each still holds.
//!
//! Data flows one way: docs/figures.toml is read into a [`plan`], whose [`claim`]s are understood on the way. [`run`] and [`compiler`]
//! bring forth what is to be kept, [`fresh`] looks whether the claims hold. [`mod@record`] and [`check`] put that together,
//! for the files in a [`folder`]; and [`page`] and [`readme`] tell readers of it.

#![forbid(unsafe_code)]

mod check;
mod claim;
mod compiler;
mod folder;
mod fresh;
mod options;
mod page;
mod plan;
mod readme;
mod record;
mod run;

use artifacts::Programs;
use options::{Options, Order};
use plan::Plan;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use timing::output::{self, complain};
use timing::{note_interrupts, progress};

fn main() -> ExitCode {
    let (options, plan) = match ready() {
        Ok(Some(ready)) => ready,
        Ok(None) => return ExitCode::from(u8::from(say(options::HELP).is_err())),
        Err(what) => {
            complain("figures", &what);
            return ExitCode::from(2);
        }
    };
    let interrupted = note_interrupts();
    let done = work(&options, &plan, &interrupted);
    if interrupted.load(Ordering::Relaxed) {
        progress::wipe_ctrl_c();
        return ExitCode::from(130);
    }
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(wrong) => {
            complain("figures", &format!("{wrong} wrong"));
            ExitCode::FAILURE
        }
        Err(what) => {
            complain("figures", &what);
            ExitCode::FAILURE
        }
    }
}

/// What was asked for, and the plan; `None` where help was asked for.
fn ready() -> Result<Option<(Options, Plan)>, String> {
    let Some(options) = options::read()? else { return Ok(None) };
    if artifacts::PROFILE != "release" && options.order == Order::Record && options.folder.is_none() {
        return Err(
            "the book's figures come from release builds: just figures, or cargo run --release -p figures record; \
                    or name a folder of your own"
                .to_owned(),
        );
    }
    let path = options.plan.clone().unwrap_or_else(|| artifacts::root().join("docs/figures.toml"));
    let plan = Plan::read(&path)?;
    let plan = if options.only.is_empty() { plan } else { plan.only(&options.only)? };
    Ok(Some((options, plan)))
}

/// Does what was asked for, and returns how many things are wrong.
fn work(options: &Options, plan: &Plan, interrupted: &AtomicBool) -> Result<usize, String> {
    let folder = options.folder.clone().unwrap_or_else(figures);
    let all = options.only.is_empty();
    let readme = artifacts::root().join("README.md");
    let is_the_books = options.folder.is_none();
    match options.order {
        Order::Record => {
            let outcome = record::record(plan, all, &folder, interrupted)?;
            if is_the_books {
                readme::refresh(&readme, &folder)?;
            }
            Ok(outcome.wrong)
        }
        Order::Check => {
            if is_the_books {
                readme::check(&readme, &folder)?;
            }
            check::check(plan, all, &folder, interrupted)
        }
        Order::Claims => {
            let page = page::text(plan);
            output::write_file(&folder.join(page::FILE), |out| out.write_all(page.as_bytes()))?;
            if is_the_books { readme::refresh(&readme, &folder).map(|()| 0) } else { Ok(0) }
        }
    }
}

/// Where the book has its figures.
fn figures() -> PathBuf {
    artifacts::root().join("docs/src/figures")
}

/// Has cargo build the programs of `plan`.
fn build(plan: &Plan, interrupted: &AtomicBool) -> Result<Programs, String> {
    let packages: BTreeSet<&str> = plan.figures().map(|figure| &*figure.command[0]).collect();
    if packages.is_empty() {
        return Ok(Programs::new());
    }
    progress::show(&format!("cargo builds {} programs", packages.len()), ", the first time for some minutes");
    let built = artifacts::build_each(packages, artifacts::PROFILE, interrupted);
    progress::wipe();
    let built = built?;
    let _ = io::stderr().write_all(&built.complaints);
    built.all()
}

/// Prints to standard output, in the place of the line that shows the progress.
fn say(text: &str) -> Result<(), String> {
    progress::wipe();
    output::print(|out| out.write_all(text.as_bytes()))
}
