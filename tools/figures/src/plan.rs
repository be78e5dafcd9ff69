//! What the book shows of programs that were run: docs/figures.toml.

use crate::claim::Claim;
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
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) {
                return Err(format!("the name {name:?} has other characters than letters, digits, _ and -"));
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

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    figure: Vec<Entry>,
    #[serde(default)]
    refused: Vec<Refused>,
    #[serde(default)]
    diff: Vec<Diff>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
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
    fn checked(self) -> Result<Figure, String> {
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

fn ending(file: &str) -> &str {
    Path::new(file).extension().and_then(|ending| ending.to_str()).unwrap_or("txt")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CLAIM: &str = "[[figure.claim]]\nsays = 'It waits.'\nholds = 'thread.peak == 1'\n";

    fn refusal(text: &str) -> String {
        Plan::parse(text).unwrap_err()
    }

    #[test]
    fn the_book_has_a_plan_that_can_be_read() {
        let plan = Plan::read(&artifacts::root().join("docs/figures.toml")).unwrap();
        assert!(plan.figures().count() > 30);
    }

    #[test]
    fn an_entry_says_what_is_run_and_what_is_kept() {
        let text = format!(
            "[[figure]]\nname = 'a'\ncommand = 'demo_thread  --tasks 3'\n{CLAIM}\
             [[figure]]\nname = 'b'\ncommand = 'x'\ncheck = 'x --short'\nexit = 1\nkeeps = 'file'\nfile = 'c/d.jpg'\n{CLAIM}\
             [[figure]]\nname = 'e'\ncommand = 'x'\nkeeps = 'errors'\n{CLAIM}\
             [[diff]]\nfrom = 'f'\nto = 'g'\n"
        );
        let plan = Plan::parse(&text).unwrap();
        let files: Vec<Vec<String>> = plan.items.iter().map(Item::files).collect();
        assert_eq!(files, [vec!["a.svg", "a.txt"], vec!["b.jpg"], vec!["e.txt"], vec!["diff-f-g.txt"]]);
        let [Item::Figure(a), Item::Figure(b), ..] = &plan.items[..] else { panic!("{plan:?}") };
        assert_eq!(a.command, ["demo_thread", "--tasks", "3"]);
        assert_eq!((b.exit, &b.check), (1, &Check::Shorter(vec!["x".to_owned(), "--short".to_owned()])));
        assert_eq!(a.claims[0].says, "It waits.");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let figure = "[[figure]]\nname = 'a'\ncommand = 'demo_thread'\n";
        for (text, why) in [
            (figure.to_owned(), "the figure a: it claims nothing"),
            (format!("{figure}colour = 'red'\n{CLAIM}"), "unknown field `colour`"),
            (format!("{figure}{CLAIM}{figure}{CLAIM}"), "two entries are named a"),
            (format!("{figure}file = 'b'\n{CLAIM}"), "has the file b, and does not keep it"),
            (format!("{figure}keeps = 'file'\n{CLAIM}"), "does not say which"),
            (format!("{figure}keeps = 'all'\n{CLAIM}"), "unknown variant `all`"),
            (format!("{figure}check = 'demo_turns'\n{CLAIM}"), "another program, demo_turns"),
            (format!("{figure}check = 'demo_thread'\nunchecked = 'long'\n{CLAIM}"), "both check and unchecked"),
            (format!("{figure}{}", CLAIM.replace("==", "=")), "the figure a: the claim \"thread.peak = 1\" has"),
            ("[[figure]]\nname = '../a'\ncommand = 'x'\n".to_owned() + CLAIM, "the name \"../a\""),
            ("[[figure]]\nname = 'a'\ncommand = ' '\n".to_owned() + CLAIM, "its command is empty"),
            ("[[figure]]\nname = 'a'\ncommand = '/bin/ls'\n".to_owned() + CLAIM, "/bin/ls is no program"),
            ("[[figure]\n".to_owned(), "line 1"),
        ] {
            let refusal = refusal(&text);
            assert!(refusal.contains(why), "{text}: {refusal}");
        }
    }

    #[test]
    fn only_some_can_be_taken() {
        let text = "[[diff]]\nfrom = 'a'\nto = 'b'\n[[diff]]\nfrom = 'a'\nto = 'c'\n";
        let only = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            Plan::parse(text).unwrap().only(&names).map(|plan| plan.items.len())
        };
        assert_eq!(only(&["diff-a-c"]), Ok(1));
        assert!(
            only(&["diff-a-c", "thread"]).unwrap_err().contains("no figure 'thread'; there are diff-a-b, diff-a-c")
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(\\[\\[figure\\]\\]\n|name = 'a'\n|command = '[ a]{0,3}'\n|.{0,10}\n){0,6}") {
            let _ = Plan::parse(&text);
        }
    }
}
