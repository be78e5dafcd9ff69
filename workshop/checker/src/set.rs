//! The exercises, and the answers to them: the four kinds of files.

use std::fs;
use std::path::{Path, PathBuf};

/// What stands below this line is the exercise's, and the same in every answer.
pub const MARK: &str = "// ----- Nothing to change below: what runs, and what is checked. -----";
/// How the first line of a wrong answer begins; the rest is what the learner is told.
const REFUSED: &str = "// refused: ";

/// The exercises that are checked, in the order of the book.
pub struct Set {
    pub exercises: Vec<Exercise>,
    pub answers: Vec<Answer>,
    /// What is wrong with the files themselves.
    pub flaws: Vec<String>,
    /// Whether these are all exercises.
    is_whole: bool,
}

/// An exercise, as info.toml names it.
pub struct Exercise {
    pub name: String,
    pub hint: String,
    /// `exercises/01_threads/overlap_waits.rs`
    pub path: String,
    /// The whole file.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    HandedOut,
    Solution,
    Wrong,
    Right,
}

impl Kind {
    /// The module that answers of the kind stand in.
    pub fn module(self) -> &'static str {
        match self {
            Kind::HandedOut => "handed_out",
            Kind::Solution => "solution",
            Kind::Wrong => "wrong",
            Kind::Right => "right",
        }
    }
}

/// An answer to an exercise.
pub struct Answer {
    pub exercise: String,
    pub kind: Kind,
    /// Its file's name, without `.rs`.
    pub name: String,
    /// Its file, from the workshop's folder.
    pub path: String,
    /// The learner's part and the exercise's own.
    pub text: String,
    /// What a wrong answer is refused for.
    pub reason: String,
}

impl Answer {
    /// The module that it is: `wrong::overlap_waits::joins_nobody`.
    pub fn module(&self) -> String {
        format!("{}::{}::{}", self.kind.module(), self.exercise, self.name)
    }

    /// Whether it does not compile, and is meant not to.
    pub fn is_refused_by_the_compiler(&self) -> bool {
        self.reason.starts_with("error")
    }
}

impl Set {
    /// What the program with all the answers is called. Two checkers that look at other exercises do not get into each other's way.
    pub fn program(&self) -> String {
        let names: String = self.exercises.iter().map(|exercise| format!("_{}", exercise.name)).collect();
        if self.is_whole { "answers".to_owned() } else { format!("answers{names}") }
    }

    /// Reads info.toml and the files. `only` names the exercises; none: all.
    pub fn read(folder: &Path, only: &[String]) -> Result<Set, String> {
        let info = read(&folder.join("info.toml"))?;
        let info: toml::Table = info.parse().map_err(|error| format!("info.toml: {error}"))?;
        let mut set = Set { exercises: Vec::new(), answers: Vec::new(), flaws: Vec::new(), is_whole: only.is_empty() };
        let entries = info.get("exercises").and_then(|entries| entries.as_array());
        for entry in entries.ok_or("info.toml has no exercises")? {
            let text = |key: &str| entry.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
            let path = format!("exercises/{}/{}.rs", text("dir"), text("name"));
            let whole = read(&folder.join(&path))?;
            set.exercises.push(Exercise { name: text("name"), hint: text("hint"), path, text: whole });
        }
        if let Some(unknown) = only.iter().find(|name| !set.exercises.iter().any(|exercise| exercise.name == **name)) {
            let names: Vec<&str> = set.exercises.iter().map(|exercise| &*exercise.name).collect();
            return Err(format!("--only {unknown}: there is no such exercise; there are {}", names.join(", ")));
        }
        if set.is_whole {
            set.flaws = strays(folder, &set.exercises)?;
        }
        set.exercises.retain(|exercise| only.is_empty() || only.contains(&exercise.name));
        for exercise in &set.exercises {
            match exercise.text.split_once(MARK) {
                Some((_, below)) => set.answers.extend(answers(folder, exercise, below, &mut set.flaws)?),
                None => set.flaws.push(format!("{}: the line '{MARK}' is missing", exercise.path)),
            }
        }
        Ok(set)
    }
}

/// The answers to an exercise, and what is wrong with their files.
fn answers(folder: &Path, exercise: &Exercise, below: &str, flaws: &mut Vec<String>) -> Result<Vec<Answer>, String> {
    let answer = |kind, path: &str, text: String, reason: &str| Answer {
        exercise: exercise.name.clone(),
        kind,
        name: Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        path: path.to_owned(),
        text,
        reason: reason.to_owned(),
    };
    let mut all = vec![answer(Kind::HandedOut, &exercise.path, exercise.text.clone(), "")];
    let solution = exercise.path.replacen("exercises", "solutions", 1);
    let text = read(&folder.join(&solution))?;
    if text.split_once(MARK).is_none_or(|(_, of_solution)| of_solution != below) {
        flaws.push(format!("{solution}: below the line '{MARK}' it differs from the exercise"));
    }
    all.push(answer(Kind::Solution, &solution, text, ""));
    for (kind, least) in [(Kind::Wrong, 3), (Kind::Right, 1)] {
        let place = format!("{}/{}", kind.module(), exercise.name);
        let names = rust_files(&folder.join(&place));
        if names.len() < least {
            flaws.push(format!("{place}: {} answers; at least {least} are wanted", names.len()));
        }
        for name in names {
            let path = format!("{place}/{name}");
            let above = read(&folder.join(&path))?;
            let reason = above.lines().next().and_then(|line| line.strip_prefix(REFUSED)).unwrap_or_default().trim();
            match kind {
                Kind::Wrong if reason.is_empty() => {
                    flaws.push(format!("{path}: its first line has to be '{REFUSED}WHAT THE LEARNER IS TOLD'"));
                    continue;
                }
                _ if above.contains(MARK) => {
                    flaws.push(format!("{path}: it has to end where the line '{MARK}' would stand"));
                    continue;
                }
                _ => all.push(answer(kind, &path, format!("{above}\n{MARK}{below}"), reason)),
            }
        }
    }
    Ok(all)
}

/// Folders of answers to no exercise.
fn strays(folder: &Path, exercises: &[Exercise]) -> Result<Vec<String>, String> {
    let mut strays = Vec::new();
    for kind in ["wrong", "right"] {
        let entries = fs::read_dir(folder.join(kind)).map_err(|error| format!("{kind}: {error}"))?;
        for name in entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()) {
            if !exercises.iter().any(|exercise| exercise.name == name) {
                strays.push(format!("{kind}/{name}: there is no exercise of that name in info.toml"));
            }
        }
    }
    Ok(strays)
}

fn rust_files(folder: &PathBuf) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".rs")).collect();
    names.sort();
    names
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
