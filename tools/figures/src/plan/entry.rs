//! The entries of docs/figures.toml as they are written, and what they mean.

use super::{Check, Diff, Figure, Keeps, Refused, Said};
use serde::Deserialize;

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub(super) figure: Vec<Entry>,
    #[serde(default)]
    pub(super) refused: Vec<Refused>,
    #[serde(default)]
    pub(super) diff: Vec<Diff>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    name: String,
    command: String,
    check: Option<String>,
    unchecked: Option<String>,
    #[serde(default)]
    exit: i32,
    keeps: Option<Kind>,
    file: Option<String>,
    #[serde(default)]
    claim: Vec<ClaimEntry>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Figure,
    Output,
    Errors,
    File,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimEntry {
    says: String,
    holds: String,
}

impl Entry {
    /// The figure that it stands for.
    ///
    /// # Errors
    /// What is wrong with it, and its name.
    pub(super) fn checked(self) -> Result<Figure, String> {
        let name = self.name.clone();
        self.figure().map_err(|what| format!("the figure {name}: {what}"))
    }

    fn figure(self) -> Result<Figure, String> {
        let keeps = match (self.keeps.unwrap_or(Kind::Figure), self.file) {
            (Kind::File, Some(file)) => Keeps::File(file),
            (Kind::File, None) => return Err("keeps a file, and does not say which: give file = \"...\"".to_owned()),
            (_, Some(file)) => return Err(format!("has the file {file}, and does not keep it: give keeps = \"file\"")),
            (Kind::Figure, None) => Keeps::Figure,
            (Kind::Output, None) => Keeps::Output,
            (Kind::Errors, None) => Keeps::Errors,
        };
        let command = words(&self.command)?;
        let check = match (self.check.as_deref().map(words).transpose()?, self.unchecked) {
            (Some(check), None) if check[0] != command[0] => {
                return Err(format!("it is checked with another program, {}: give the same one", check[0]));
            }
            (Some(check), None) => Check::Shorter(check),
            (None, Some(why)) => Check::Not(why),
            (None, None) => Check::Same,
            (Some(_), Some(_)) => return Err("it has both check and unchecked: give one of the two".to_owned()),
        };
        if self.claim.is_empty() {
            return Err("it claims nothing: give it a [[figure.claim]]".to_owned());
        }
        let claims = self.claim.into_iter().map(ClaimEntry::read).collect::<Result<_, _>>()?;
        Ok(Figure { name: self.name, command, check, exit: self.exit, keeps, claims })
    }
}

impl ClaimEntry {
    fn read(self) -> Result<Said, String> {
        Ok(Said { holds: self.holds.parse()?, says: self.says })
    }
}

/// The words of a command. They are separated by spaces; there are no quotes.
fn words(command: &str) -> Result<Vec<String>, String> {
    let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    match words.first() {
        Some(program) if program.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) => Ok(words),
        Some(program) => Err(format!("{program} is no program of this workspace")),
        None => Err("its command is empty".to_owned()),
    }
}
