//! What a learner reads: the first lines of an exercise, its hint, its solution's sentence on why, and the links between the
//! exercise and the chapter that it belongs to.

use crate::set::{Answer, Exercise, Kind, Set};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The most lines that say what to do.
const HEADER_MOST: usize = 12;
/// How many minutes an exercise may take.
const MINUTES: std::ops::RangeInclusive<u32> = 5..=25;

/// What is wrong with the pages.
pub fn check(folder: &Path, set: &Set) -> Vec<String> {
    let mut flaws = set.flaws.clone();
    for exercise in &set.exercises {
        let flaw = |what: String| format!("{}: {what}", exercise.path);
        flaws.extend(header(&exercise.text).into_iter().map(flaw));
        flaws.extend(hint(&exercise.hint).map(flaw));
        flaws.extend(chapters(folder, exercise).into_iter().map(flaw));
    }
    let solutions = set.answers.iter().filter(|answer| answer.kind == Kind::Solution);
    flaws.extend(
        solutions
            .filter(|answer| !answer.text.starts_with("//! "))
            .map(|answer| format!("{}: its first lines have to say why it is a solution (`//! ..`)", answer.path)),
    );
    flaws.extend(unformatted(folder, &set.answers));
    flaws
}

fn header(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().take_while(|line| line.starts_with("//!")).collect();
    let mut flaws = Vec::new();
    if lines.is_empty() || lines.len() > HEADER_MOST {
        flaws.push(format!("{} lines say what to do; 1 to {HEADER_MOST} are wanted", lines.len()));
    }
    if !lines.iter().any(|line| line.contains("Read first: docs/src/")) {
        flaws.push("no line says 'Read first: docs/src/CHAPTER.md.'".to_owned());
    }
    let minutes = lines.iter().find_map(|line| {
        let (_, rest) = line.split_once("about ")?;
        rest.split_once(" minutes")?.0.parse::<u32>().ok()
    });
    if !minutes.is_some_and(|minutes| MINUTES.contains(&minutes)) {
        flaws.push(format!("no line says 'about N minutes', {} to {}", MINUTES.start(), MINUTES.end()));
    }
    flaws
}

fn hint(hint: &str) -> Option<String> {
    let in_two_steps = hint.trim_start().starts_with("First: ") && hint.contains("\n\nStill stuck? ");
    (!in_two_steps).then(|| {
        "its hint has to begin with 'First: ', and to go on, after an empty line, with 'Still stuck? '".to_owned()
    })
}

/// Every chapter that is named has to name the exercise.
fn chapters(folder: &Path, exercise: &Exercise) -> Vec<String> {
    let header = exercise.text.lines().take_while(|line| line.starts_with("//!"));
    let words = header.flat_map(str::split_whitespace);
    let chapters = words.filter_map(|word| {
        let end = word.find(".md")? + ".md".len();
        word[..end].starts_with("docs/src/").then(|| &word[..end])
    });
    chapters.filter_map(|chapter| link(folder, exercise, chapter)).collect()
}

fn link(folder: &Path, exercise: &Exercise, chapter: &str) -> Option<String> {
    let Ok(text) = fs::read_to_string(folder.join("..").join(chapter)) else {
        return Some(format!("it names {chapter}, which is not there"));
    };
    let part = text.split_once("<!-- exercises -->").and_then(|(_, rest)| rest.split_once("<!-- /exercises -->"));
    let link = format!("../../workshop/{}", exercise.path);
    let is_linked = part.is_some_and(|(part, _)| part.contains(&format!("({link})")));
    (!is_linked)
        .then(|| format!("{chapter} does not link to it ({link}) between <!-- exercises --> and <!-- /exercises -->"))
}

/// rustlings looks at the format of solutions only.
fn unformatted(folder: &Path, answers: &[Answer]) -> Option<String> {
    let paths = answers.iter().map(|answer| &answer.path);
    let rustfmt = Command::new("rustfmt")
        .args(["--check", "--edition", "2024", "--color", "never", "-l"])
        .args(paths)
        .current_dir(folder)
        .output();
    match rustfmt {
        Ok(output) if output.status.success() => None,
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            Some(format!("not formatted; run rustfmt --edition 2024 on\n{}", String::from_utf8_lossy(&said)))
        }
        Err(error) => Some(format!("rustfmt cannot be run: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "//! Do it.\n//!\n//! Read first: docs/src/thread.md. This takes about 5 minutes.\n\nfn main() {}\n";

    #[test]
    fn a_header_says_what_to_read_and_how_long_it_takes() {
        assert_eq!(header(HEADER), Vec::<String>::new());
        assert_eq!(header(&HEADER.replace("5 minutes", "3 minutes")).len(), 1);
        assert_eq!(header(&HEADER.replace("docs/src/thread.md", "the book")).len(), 1);
        assert_eq!(header(&format!("{}{HEADER}", "//! Do it.\n".repeat(9))), Vec::<String>::new());
        assert_eq!(header(&format!("{}{HEADER}", "//! Do it.\n".repeat(10))).len(), 1);
        assert_eq!(header("fn main() {}\n").len(), 3);
    }

    #[test]
    fn a_hint_has_two_steps() {
        assert_eq!(hint("\nFirst: think.\n\nStill stuck? Think again.\n"), None);
        assert!(hint("\nThink.\n").is_some());
        assert!(hint("First: think. Still stuck? Think again.").is_some());
    }
}
