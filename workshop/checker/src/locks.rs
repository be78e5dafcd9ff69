//! The exercises stand on the same versions of crates as the demos do: what was downloaded for the one is there for the other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What differs between the two Cargo.lock.
pub fn check(folder: &Path) -> Vec<String> {
    let read = |path: &Path| -> Result<BTreeSet<(String, String)>, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        packages(&text).ok_or_else(|| format!("{}: this is no Cargo.lock", path.display()))
    };
    match (read(&folder.join("Cargo.lock")), read(&folder.join("../Cargo.lock"))) {
        (Ok(ours), Ok(theirs)) => differences(&ours, &theirs),
        (ours, theirs) => [ours.err(), theirs.err()].into_iter().flatten().collect(),
    }
}

/// The packages of a Cargo.lock that come from a registry: name and version.
fn packages(lock: &str) -> Option<BTreeSet<(String, String)>> {
    let lock: toml::Table = lock.parse().ok()?;
    let packages = lock.get("package")?.as_array()?.iter().filter(|package| package.get("source").is_some());
    packages
        .map(|package| Some((package.get("name")?.as_str()?.to_owned(), package.get("version")?.as_str()?.to_owned())))
        .collect()
}

fn differences(ours: &BTreeSet<(String, String)>, theirs: &BTreeSet<(String, String)>) -> Vec<String> {
    let differs = |(name, version): &&(String, String)| {
        let mut of_name = theirs.iter().filter(|(other, _)| other == name).peekable();
        of_name.peek().is_some() && !of_name.any(|(_, other)| other == version)
    };
    let tell = |(name, version): &(String, String)| {
        format!(
            "{name} {version}: the demos have another version; run cargo update -p {name} --precise VERSION in workshop/"
        )
    };
    ours.iter().filter(differs).map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_version_of_the_same_crate_differs() {
        let lock = |packages: &[(&str, &str)]| {
            let entry = |(name, version): &(&str, &str)| {
                format!("[[package]]\nname = '{name}'\nversion = '{version}'\nsource = 'registry'\n")
            };
            super::packages(&packages.iter().map(entry).collect::<String>()).unwrap()
        };
        let theirs = lock(&[("syn", "2.0.1"), ("syn", "3.0.0"), ("tokio", "1.50.0")]);
        assert_eq!(differences(&lock(&[("syn", "3.0.0"), ("tokio-macros", "2.0.0")]), &theirs), Vec::<String>::new());
        assert_eq!(differences(&lock(&[("syn", "2.0.2"), ("tokio", "1.50.1")]), &theirs).len(), 2);
    }

    #[test]
    fn our_own_crates_come_from_no_registry() {
        assert_eq!(packages("[[package]]\nname = 'timing'\nversion = '0.1.0'\n"), Some(BTreeSet::new()));
        assert_eq!(packages("version = 4"), None);
    }
}
