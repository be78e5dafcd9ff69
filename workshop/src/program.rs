//! The exercise's own program.

use std::env;
use std::path::{Path, PathBuf};

/// The exercise's own program, to be started as another process: a worker, or the local site. `rustlings` builds it before it runs
/// the tests. Its `main` has to begin with [`run`](crate::run).
///
/// # Errors
/// Where it is not there, in words.
pub fn program() -> Result<PathBuf, String> {
    let this = env::current_exe().map_err(|error| format!("this program cannot find itself: {error}"))?;
    let Some(program) = tested(&this) else { return Ok(this) };
    if program.exists() {
        return Ok(program);
    }
    let name = program.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Err(format!("{} is not there; build it first: cargo build --bin {name}", program.display()))
}

/// The program that a test program tests: `target/debug/NAME` for `target/debug/deps/NAME-0123456789abcdef`.
fn tested(test: &Path) -> Option<PathBuf> {
    let folder = test.parent()?;
    let name = test.file_stem()?.to_str()?;
    let (name, _) = name.rsplit_once('-').filter(|_| folder.file_name().is_some_and(|name| name == "deps"))?;
    let program = folder.parent()?.join(name);
    Some(test.extension().map_or(program.clone(), |extension| program.with_extension(extension)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_program_tests_the_program_above_it() {
        let program = |path| tested(Path::new(path));
        assert_eq!(program("/a/target/debug/deps/retries-0a1b"), Some(PathBuf::from("/a/target/debug/retries")));
        assert_eq!(
            program("/a/target/debug/deps/retries-0a1b.exe"),
            Some(PathBuf::from("/a/target/debug/retries.exe"))
        );
        assert_eq!(program("/a/target/debug/retries"), None);
        assert_eq!(program("/a/a-b/retries-c"), None);
    }
}
