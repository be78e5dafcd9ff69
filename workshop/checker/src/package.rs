//! All answers, built as one program: a module each. That takes seconds, where a program each would take minutes. `cargo` and the
//! crates are those of rustlings; an answer's tests, and its `main`, run as processes of their own.
//!
//! So is the profile, but that the answers themselves are not optimised: little of what they do takes CPU time, and optimising
//! them takes several times as long as all the rest of building them. How an answer does where it is optimised is seen where
//! rustlings runs the exercises and the solutions.
//!
//! An answer that must not compile is a program by itself.

use crate::run::Bounded;
use crate::set::{Answer, Kind, Set};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long cargo may take.
const BUILD_LIMIT: Duration = Duration::from_secs(600);
/// Says which answer's `main` is to run.
const ANSWER: &str = "ANSWER";

/// The built program.
pub struct Package {
    main: PathBuf,
    tests: PathBuf,
    /// What clippy calls an error, by answer.
    clippy: HashMap<String, String>,
    /// What the compiler says of the answers that must not compile.
    compiler: HashMap<String, Bounded>,
}

impl Package {
    /// Builds it in the workshop's target folder.
    ///
    /// # Errors
    /// Why it cannot be built: an answer does not compile, which has nothing to do with its reason.
    pub fn build(folder: &Path, set: &Set) -> Result<Package, String> {
        let program = &*set.program();
        let place = folder.join("target/checker").join(program);
        write(folder, &place, set)?;
        let cargo = |arguments: &[&str]| {
            let mut command = Command::new("cargo");
            command.args(arguments).args(["--color", "never", "--target-dir"]).arg(folder.join("target"));
            command.current_dir(&place).env_remove("RUSTFLAGS");
            Bounded::run(command, BUILD_LIMIT)
        };
        let built = |arguments: &[&str]| match cargo(arguments)? {
            ended if ended.success => Ok(ended),
            ended => Err(format!("cargo {}:\n{}", arguments.join(" "), ended.tail())),
        };
        // The program and its tests at once, for neither keeps two cores busy.
        built(&["build", "--quiet", "--bin", program, "--tests"])?;
        let tests = tests_in(&built(&["test", "--no-run", "--bin", program])?.output)?;
        let clippy = cargo(&["clippy", "--quiet", "--bin", program, "--profile", "test", "--message-format", "short"])?;
        let mut compiler = HashMap::new();
        for answer in refused(set) {
            compiler.insert(answer.module(), cargo(&["check", "--quiet", "--bin", &program_of(answer)])?);
        }
        Ok(Package {
            main: folder.join("target/debug").join(program),
            tests: place.join(tests),
            clippy: set.answers.iter().map(|answer| (answer.module(), errors(&clippy.output, answer))).collect(),
            compiler,
        })
    }

    /// Runs the tests of an answer, as `cargo test` does.
    pub fn tests(&self, folder: &Path, answer: &Answer) -> Command {
        let mut command = self.command(folder, &self.tests, answer);
        command.args([&format!("{}::", answer.module()), "--format", "pretty"]);
        command
    }

    /// Runs the `main` of an answer.
    pub fn main(&self, folder: &Path, answer: &Answer) -> Command {
        self.command(folder, &self.main, answer)
    }

    fn command(&self, folder: &Path, program: &Path, answer: &Answer) -> Command {
        let mut command = Command::new(program);
        command.env(ANSWER, answer.module()).env_remove("RUST_BACKTRACE").current_dir(folder);
        command
    }

    /// What clippy calls an error in an answer: rustlings refuses it then.
    pub fn clippy_says(&self, answer: &Answer) -> &str {
        self.clippy.get(&answer.module()).map_or("", |errors| errors)
    }

    /// What the compiler says of an answer that must not compile.
    pub fn compiler_says(&self, answer: &Answer) -> Option<&Bounded> {
        self.compiler.get(&answer.module())
    }
}

/// The answers that must not compile.
fn refused(set: &Set) -> impl Iterator<Item = &Answer> {
    set.answers.iter().filter(|answer| answer.is_refused_by_the_compiler())
}

/// The program that such an answer is.
fn program_of(answer: &Answer) -> String {
    answer.module().replace("::", "-")
}

/// Writes the package's files. Those that are as they should be are left alone, so that cargo need not build them again.
fn write(folder: &Path, place: &Path, set: &Set) -> Result<(), String> {
    let file = |path: &Path, text: &str| {
        if fs::read_to_string(path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder.and_then(|()| fs::write(path, text)).map_err(|error| format!("{}: {error}", path.display()))
    };
    let read = |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"));
    for answer in &set.answers {
        // A module's parent cannot call what is private in it.
        let call = if answer.is_refused_by_the_compiler() { "" } else { "\npub fn judged() {\n    main()\n}\n" };
        file(&place.join("src").join(source(answer)), &format!("{}{call}", answer.text))?;
    }
    file(&place.join("src/main.rs"), &main_file(set))?;
    file(&place.join("Cargo.toml"), &manifest(folder, &read("Cargo.toml")?, set)?)?;
    if !place.join("Cargo.lock").exists()
        || read("Cargo.lock")? != fs::read_to_string(place.join("Cargo.lock.of_workshop")).unwrap_or_default()
    {
        file(&place.join("Cargo.lock"), &read("Cargo.lock")?)?;
        file(&place.join("Cargo.lock.of_workshop"), &read("Cargo.lock")?)?;
    }
    Ok(())
}

/// Where an answer stands, from the folder `src`.
fn source(answer: &Answer) -> String {
    format!("{}/{}/{}.rs", answer.kind.module(), answer.exercise, answer.name)
}

fn main_file(set: &Set) -> String {
    let mut text = "//! Written by the checker: every answer is a module.\n\n#![allow(dead_code, clippy::items_after_test_module)]\n\n".to_owned();
    let mut kinds: BTreeMap<Kind, BTreeMap<&str, Vec<&Answer>>> = BTreeMap::new();
    let mut arms = String::new();
    for answer in set.answers.iter().filter(|answer| !answer.is_refused_by_the_compiler()) {
        kinds.entry(answer.kind).or_default().entry(&answer.exercise).or_default().push(answer);
        arms += &format!("        \"{0}\" => {0}::judged(),\n", answer.module());
    }
    for (kind, exercises) in kinds {
        text += &format!("mod {} {{\n", kind.module());
        for (exercise, answers) in exercises {
            let modules: String = answers.iter().map(|answer| format!("pub mod {};", answer.name)).collect();
            text += &format!("    pub mod {exercise} {{ {modules} }}\n");
        }
        text += "}\n";
    }
    text += &format!(
        "\nfn main() {{\n    match &*std::env::var(\"{ANSWER}\").unwrap_or_default() {{\n{arms}        other => panic!(\"no answer {{other}}\"),\n    }}\n}}\n"
    );
    text
}

/// The workshop's own manifest, for the answers: with its crates, its profile and its lints.
fn manifest(folder: &Path, workshop: &str, set: &Set) -> Result<String, String> {
    let (_, rest) = workshop.split_once("[package]").ok_or("Cargo.toml has no [package]")?;
    let here = folder.display();
    let program = set.program();
    let mut text = format!("bin = [\n  {{ name = \"{program}\", path = \"src/main.rs\" }},\n");
    for answer in refused(set) {
        text +=
            &format!("  {{ name = \"{}\", path = \"src/{}\", test = false }},\n", program_of(answer), source(answer));
    }
    text += &format!("]\n\n[package]{rest}");
    for (old, new) in [
        ("name = \"workshop\"", format!("name = \"{program}\"")),
        ("members = [\"checker\"]", String::new()),
        ("\n[dependencies]\n", format!("\n[dependencies]\nworkshop = {{ path = \"{here}\" }}\n")),
        ("path = \"../shared/", format!("path = \"{here}/../shared/")),
        ("[profile.dev]\nopt-level = 1\n", "[profile.dev]\nopt-level = 0\n".to_owned()),
        // Where it is a dependency, it is built as it is for rustlings, too.
        ("[profile.dev.package.\"*\"]", "[profile.dev.package.workshop]\nopt-level = 1\ndebug = \"line-tables-only\"\n\n[profile.dev.package.\"*\"]".to_owned()),
    ] {
        if !text.contains(old) {
            return Err(format!("Cargo.toml: '{}' is expected there", old.trim()));
        }
        text = text.replace(old, &new);
    }
    Ok(text)
}

/// The test program that cargo says it built: `Executable unittests src/main.rs (/a/target/debug/deps/answers-0a1b)`.
fn tests_in(output: &str) -> Result<String, String> {
    let line = output.lines().find(|line| line.trim_start().starts_with("Executable"));
    let path = line.and_then(|line| line.split_once('(')?.1.strip_suffix(')'));
    path.map(str::to_owned).ok_or_else(|| format!("cargo test does not say what it built:\n{output}"))
}

/// The lines of clippy's that call something in this answer an error. In a solution a warning is one to rustlings.
fn errors(clippy: &str, answer: &Answer) -> String {
    let file = format!("src/{}:", source(answer));
    let is_error =
        |line: &&str| line.contains(": error") || answer.kind == Kind::Solution && line.contains(": warning");
    clippy.lines().filter(|line| line.starts_with(&file) && is_error(line)).map(|line| format!("{line}\n")).collect()
}
