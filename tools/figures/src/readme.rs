//! The recorded texts that README.md shows. A code host includes nothing into a page, so they are copied into it.

use std::fs;
use std::path::Path;
use timing::output;

/// Stands above a block, and names the file in the folder of figures that the block is a copy of.
const MARK: &str = "<!-- recorded: docs/src/figures/";
const MARK_END: &str = " -->";
const FENCE: &str = "```";

/// Copies what `folder` holds into `readme`, the file.
///
/// # Errors
/// Where one of them cannot be read or written, or a mark has no block.
pub fn refresh(readme: &Path, folder: &Path) -> Result<(), String> {
    let before = read(readme)?;
    let now = refreshed(&before, |file| read(&folder.join(file)))?;
    if now == before { Ok(()) } else { output::write_file(readme, |out| out.write_all(now.as_bytes())) }
}

/// Whether each of its blocks is what `folder` holds.
///
/// # Errors
/// That it is not, or as above.
pub fn check(readme: &Path, folder: &Path) -> Result<(), String> {
    let before = read(readme)?;
    if refreshed(&before, |file| read(&folder.join(file)))? == before {
        return Ok(());
    }
    Err(format!("{} does not show what is recorded: figures claims", readme.display()))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))
}

fn refreshed(text: &str, recorded: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
    let mut now = String::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        now.push_str(line);
        let Some(file) = line.trim_end().strip_prefix(MARK).and_then(|rest| rest.strip_suffix(MARK_END)) else {
            continue;
        };
        match lines.next() {
            Some(fence) if fence.starts_with(FENCE) => now.push_str(fence),
            _ => return Err(format!("no block stands under the mark of {file}")),
        }
        if !lines.any(|line| line.trim_end() == FENCE) {
            return Err(format!("the block of {file} does not end"));
        }
        now.push_str(recorded(file)?.trim_end());
        now.push_str("\n```\n");
    }
    Ok(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Result<String, String> {
        refreshed(text, |file| match file {
            "a.txt" => Ok("one\ntwo\n".to_owned()),
            _ => Err(format!("there is no {file}")),
        })
    }

    #[test]
    fn a_block_becomes_what_is_recorded_and_stays_so() {
        let old = "Text.\n\n<!-- recorded: docs/src/figures/a.txt -->\n```text\nold\n```\nMore.\n";
        let new = "Text.\n\n<!-- recorded: docs/src/figures/a.txt -->\n```text\none\ntwo\n```\nMore.\n";
        assert_eq!(with(old).as_deref(), Ok(new));
        assert_eq!(with(new).as_deref(), Ok(new));
        let without = "```text\nnothing of ours\n```\n";
        assert_eq!(with(without).as_deref(), Ok(without));
    }

    #[test]
    fn a_mark_without_a_block_or_a_file_is_told() {
        let told = |rest: &str| with(&format!("{MARK}a.txt -->\n{rest}")).unwrap_err();
        assert_eq!(told("text\n"), "no block stands under the mark of a.txt");
        assert_eq!(told(""), "no block stands under the mark of a.txt");
        assert_eq!(told("```text\nold\n"), "the block of a.txt does not end");
        assert_eq!(with(&format!("{MARK}b.txt -->\n```\n```\n")).unwrap_err(), "there is no b.txt");
    }
}
