//! The folder that the figures are recorded into.

use crate::page;
use crate::plan::{Item, Plan};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The file that says which machine the figures come from.
pub const MACHINE: &str = "machine.txt";

const DATE: &str = "date       ";

/// The names of the files that belong into the folder.
fn expected(plan: &Plan) -> BTreeSet<String> {
    plan.items.iter().flat_map(Item::files).chain([MACHINE, page::FILE].map(str::to_owned)).collect()
}

fn found(folder: &Path) -> Result<BTreeSet<String>, String> {
    let unread = |error| format!("{} cannot be read: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(unread)?;
    entries.map(|entry| Ok(entry.map_err(unread)?.file_name().to_string_lossy().into_owned())).collect()
}

/// The files in it that nothing records.
///
/// # Errors
/// Where the folder cannot be read.
pub fn left_over(plan: &Plan, folder: &Path) -> Result<Vec<String>, String> {
    Ok(found(folder)?.difference(&expected(plan)).cloned().collect())
}

/// The files that are not in it.
///
/// # Errors
/// Where the folder cannot be read.
pub fn missing(plan: &Plan, folder: &Path) -> Result<Vec<String>, String> {
    Ok(expected(plan).difference(&found(folder)?).cloned().collect())
}

/// What machine.txt is to say where only some figures are recorded anew, on the machine that `now` tells of: the dates then are from
/// that of the first figure to that of the last.
///
/// # Errors
/// Where the others were recorded on another machine.
pub fn machine_text(folder: &Path, now: &str) -> Result<String, String> {
    let Ok(before) = fs::read_to_string(folder.join(MACHINE)) else { return Ok(now.to_owned()) };
    let split = |text: &str| -> (String, String) {
        let (date, rest): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with(DATE));
        (rest.join("\n"), date.first().map_or(String::new(), |line| line[DATE.len()..].trim().to_owned()))
    };
    let ((machine_before, date_before), (machine_now, today)) = (split(&before), split(now));
    if machine_before != machine_now {
        return Err(format!(
            "the other figures in {} were recorded on another machine, or with another toolchain; record all of them, or these into \
             another folder.\nThere:\n{machine_before}\nHere:\n{machine_now}",
            folder.display()
        ));
    }
    let first = date_before.split(' ').next().unwrap_or_default();
    let dates = if first.is_empty() || first == today { today } else { format!("{first} to {today}") };
    Ok(format!("{machine_now}\n{DATE}{dates}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(machine: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MACHINE), machine).unwrap();
        folder
    }

    const NOW: &str = "cores      2\ntoolchain  rustc 1\ndate       2026-11-28\n";

    #[test]
    fn dates_of_figures_recorded_later_are_added() {
        for (date, dates) in [
            ("2026-11-28", "2026-11-28"),
            ("2026-11-20", "2026-11-20 to 2026-11-28"),
            ("2026-11-20 to 2026-11-25", "2026-11-20 to 2026-11-28"),
        ] {
            let folder = folder(&NOW.replace("2026-11-28", date));
            assert_eq!(machine_text(folder.path(), NOW), Ok(NOW.replace("2026-11-28", dates)));
        }
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(machine_text(empty.path(), NOW), Ok(NOW.to_owned()));
    }

    #[test]
    fn figures_of_two_machines_are_not_mixed() {
        let folder = folder(&NOW.replace("rustc 1", "rustc 2"));
        let refusal = machine_text(folder.path(), NOW).unwrap_err();
        assert!(refusal.contains("another machine") && refusal.contains("rustc 2"), "{refusal}");
    }
}
