//! What the book shows of programs that were run: docs/figures.toml.

mod entry;
#[cfg(test)]
mod tests;

use crate::claim::Claim;
use entry::File;
use serde::Deserialize;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// All of it.
#[derive(Debug)]
pub struct Plan {
    /// In the order of the file.
    pub items: Vec<Item>,
}

/// Something that is recorded under a name.
#[derive(Debug)]
pub enum Item {
    /// A run of a program.
    Figure(Figure),
    /// A program that the compiler refuses.
    Refused(Refused),
    /// The lines in which two demos differ.
    Diff(Diff),
}

/// A run of a program, and what it shows.
#[derive(Debug)]
pub struct Figure {
    /// The name of its files, without their endings.
    pub name: String,
    /// The program, and its flags.
    pub command: Vec<String>,
    /// How its claims are checked.
    pub check: Check,
    /// The exit code that the command has to end with.
    pub exit: i32,
    /// What is kept of a run.
    pub keeps: Keeps,
    /// What the figure shows.
    pub claims: Vec<Said>,
}

/// A sentence for readers, and the claim behind it.
#[derive(Debug)]
pub struct Said {
    /// The sentence.
    pub says: String,
    /// The claim.
    pub holds: Claim,
}

/// How the claims of a figure are checked.
#[derive(Debug, PartialEq, Eq)]
pub enum Check {
    /// By its command.
    Same,
    /// By a shorter command that is as good for that.
    Shorter(Vec<String>),
    /// Not at all, for this reason, but when it is recorded.
    Not(String),
}

/// What is kept of a run.
#[derive(Debug, PartialEq, Eq)]
pub enum Keeps {
    /// The picture that `--svg` writes, and what is on standard output.
    Figure,
    /// What is on standard output.
    Output,
    /// What is on standard error.
    Errors,
    /// A file that the run leaves in its empty folder.
    File(String),
}

/// A program that the compiler refuses: what it says of it is the lesson.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The name of its file, without its ending.
    pub name: String,
    /// The program.
    pub source: String,
    /// The error that the compiler has to name: `E0499`.
    pub error: String,
    /// The sentence for readers.
    pub says: String,
}

/// The lines in which two demos differ.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diff {
    /// A demo.
    pub from: String,
    /// Another one.
    pub to: String,
}

impl Item {
    /// The name that it is recorded under.
    pub fn name(&self) -> String {
        match self {
            Item::Figure(figure) => figure.name.clone(),
            Item::Refused(refused) => refused.name.clone(),
            Item::Diff(diff) => format!("diff-{}-{}", diff.from, diff.to),
        }
    }

    /// The names of the files that it is recorded in.
    pub fn files(&self) -> Vec<String> {
        let name = self.name();
        let text = format!("{name}.txt");
        match self {
            Item::Figure(Figure { keeps: Keeps::Figure, .. }) => vec![format!("{name}.svg"), text],
            Item::Figure(Figure { keeps: Keeps::File(file), .. }) => vec![format!("{name}.{}", ending(file))],
            Item::Figure(_) | Item::Refused(_) | Item::Diff(_) => vec![text],
        }
    }
}

impl Plan {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(path: &Path) -> Result<Plan, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        Plan::parse(&text).map_err(|what| format!("{}: {}", path.display(), what.trim_end()))
    }

    fn parse(text: &str) -> Result<Plan, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let figures = file.figure.into_iter().map(|entry| entry.checked().map(Item::Figure));
        let others = file.refused.into_iter().map(Item::Refused).chain(file.diff.into_iter().map(Item::Diff));
        let items = figures.chain(others.map(Ok)).collect::<Result<Vec<Item>, String>>()?;
        let mut names = HashSet::new();
        for name in items.iter().map(Item::name) {
            if name.starts_with(['.', '-'])
                || name.is_empty()
                || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
            {
                return Err(format!(
                    "the name {name:?} is none for a file: give it letters, digits, _, - and . in between"
                ));
            }
            if !names.insert(name.clone()) {
                return Err(format!("two entries are named {name}"));
            }
        }
        Ok(Plan { items })
    }

    /// The same with the items of these names only.
    ///
    /// # Errors
    /// A name that there is not.
    pub fn only(mut self, names: &[String]) -> Result<Plan, String> {
        let known: Vec<String> = self.items.iter().map(Item::name).collect();
        if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
            return Err(format!("there is no figure '{unknown}'; there are {}", known.join(", ")));
        }
        self.items.retain(|item| names.contains(&item.name()));
        Ok(self)
    }

    /// The runs of programs.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.items.iter().filter_map(|item| if let Item::Figure(figure) = item { Some(figure) } else { None })
    }
}

fn ending(file: &str) -> &str {
    Path::new(file).extension().and_then(|ending| ending.to_str()).unwrap_or("txt")
}
