//! The page that lists what each figure shows, for readers: claims.md.

use crate::plan::{Figure, Item, Plan};
use std::fmt::Write;

/// Its name.
pub const FILE: &str = "claims.md";

const BEGIN: &str = "\
# What each figure shows

<!-- Written by `figures claims` from docs/figures.toml. Whatever is changed here is lost. -->

Every figure of this book has a command that it comes from, and something that is claimed of it: in words, and so that a program can
see whether it is so. The figures were recorded once. The claims are checked again and again, each in a fresh run.
[How the figures are made](../figures.md) says more.
";

/// The text of the page.
pub fn text(plan: &Plan) -> String {
    let mut text = BEGIN.to_owned();
    for item in &plan.items {
        match item {
            Item::Figure(figure) => about_figure(&mut text, figure, item),
            Item::Refused(refused) => {
                let _ = write!(
                    text,
                    "\n## {name}\n\n`rustc {source}`, kept in [{name}.txt]({name}.txt)\n\n- {says} (`error[{error}]`)\n",
                    name = refused.name,
                    source = refused.source,
                    says = refused.says,
                    error = refused.error,
                );
            }
            Item::Diff(_) => {} // it is what it shows
        }
    }
    text
}

fn about_figure(text: &mut String, figure: &Figure, item: &Item) {
    let files: Vec<String> = item.files().iter().map(|file| format!("[{file}]({file})")).collect();
    let _ = write!(text, "\n## {}\n\n`{}`, kept in {}\n\n", figure.name, command(&figure.command), files.join(" and "));
    for claim in &figure.claims {
        let _ = writeln!(text, "- {} (`{}`)", claim.says, claim.holds);
    }
}

/// As a reader types it.
fn command(words: &[String]) -> String {
    match words {
        [program] => format!("cargo run --release -p {program}"),
        [program, flags @ ..] => {
            format!("cargo run --release -p {program} -- {}", flags.join(" ").replace("{scratch}", "FOLDER"))
        }
        [] => String::new(),
    }
}
