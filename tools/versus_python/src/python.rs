//! The Python that is measured: where it is, and what it is.

use crate::guard;
use serde_json::Value;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// What our files need: `asyncio.run` and clocks in nanoseconds.
const OLDEST: (u64, u64) = (3, 7);

/// Where nothing else is asked for.
const NAME: &str = if cfg!(windows) { "python" } else { "python3" };

/// What to say where there is no Python.
pub const MISSING: &str = "python3 is not there, so there is nothing to compare with. Install Python 3 (on Debian and Ubuntu: apt \
     install python3; on macOS: brew install python; elsewhere from python.org), or name one with --python PATH.";

/// A Python, and what it says of itself.
pub struct Python {
    /// Its program.
    pub path: PathBuf,
    /// What it is, or why it does not say so.
    pub about: Result<About, String>,
}

/// What a Python says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// `3.11.7`.
    pub version: String,
    /// `CPython`.
    pub implementation: String,
    /// Whether its threads share a lock, so that only one of them runs Python at a time.
    pub has_gil: bool,
    /// Whether it was built so that it can do without that lock.
    pub is_free_threaded: bool,
}

impl About {
    /// `Python 3.11.7 (CPython), with a GIL`.
    pub fn text(&self) -> String {
        let About { version, implementation, .. } = self;
        let gil = match (self.has_gil, self.is_free_threaded) {
            (true, false) => "with a GIL",
            (true, true) => "a free-threaded build, but with its GIL on",
            (false, _) => "free-threaded: without a GIL",
        };
        format!("Python {version} ({implementation}), {gil}")
    }

    fn read(printed: &[u8]) -> Result<About, String> {
        let said = || guard::shortened(&String::from_utf8_lossy(printed));
        let refused = || format!("it does not say what Python it is, but \"{}\"", said());
        let value: Value = serde_json::from_slice(printed).map_err(|_| refused())?;
        let text = |key: &str| value[key].as_str().map(str::to_owned).ok_or_else(refused);
        let truth = |key: &str| value[key].as_bool().ok_or_else(refused);
        let about = About {
            version: text("version")?,
            implementation: text("implementation")?,
            has_gil: truth("has_gil")?,
            is_free_threaded: truth("is_free_threaded")?,
        };
        let mut numbers = about.version.split('.').map_while(|number| number.parse().ok());
        let (Some(major), Some(minor)) = (numbers.next(), numbers.next()) else { return Err(refused()) };
        if (major, minor) < OLDEST {
            let (oldest_major, oldest_minor) = OLDEST;
            return Err(format!("Python {} is too old: {oldest_major}.{oldest_minor} is needed", about.version));
        }
        Ok(about)
    }
}

/// Finds the Python that `asked` names, or else `python3`. `None`: there is none.
///
/// # Errors
/// That there is none where one was named.
pub fn find(asked: Option<&str>) -> Result<Option<PathBuf>, String> {
    let Some(asked) = asked else { return Ok(find_program(NAME)) };
    let found = find_program(asked).map(Some);
    found.ok_or_else(|| format!("--python {asked}: there is no such program; give the path of a python3"))
}

/// A program by its path, or by its name in one of the folders of `PATH`.
fn find_program(name: &str) -> Option<PathBuf> {
    let path = Path::new(name);
    if path.components().count() > 1 {
        return path.is_file().then(|| path.to_owned());
    }
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

impl Python {
    /// Asks a Python what it is.
    pub fn ask(path: PathBuf, deadline: Duration, interrupted: &AtomicBool) -> Python {
        let printed = guard::output_of(&path, &[script("about.py").into_os_string()], deadline, interrupted);
        let about = printed.and_then(|printed| About::read(&printed));
        Python { path, about }
    }
}

/// One of our own files in Python.
pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(version: &str, has_gil: bool, is_free_threaded: bool) -> Result<About, String> {
        let printed = serde_json::json!({
            "version": version, "implementation": "CPython", "has_gil": has_gil, "is_free_threaded": is_free_threaded,
        });
        About::read(printed.to_string().as_bytes())
    }

    #[test]
    fn what_it_is_is_told() {
        assert_eq!(read("3.11.7", true, false).unwrap().text(), "Python 3.11.7 (CPython), with a GIL");
        let free = read("3.14.0", false, true).unwrap();
        assert_eq!(free.text(), "Python 3.14.0 (CPython), free-threaded: without a GIL");
        assert!(read("3.13.1", true, true).unwrap().text().contains("with its GIL on"));
    }

    #[test]
    fn nonsense_and_old_ones_are_told() {
        assert!(About::read(b"hello").unwrap_err().contains("\"hello\""));
        assert!(About::read(b"{}").is_err() && About::read(b"").is_err());
        assert!(read("three", true, false).is_err());
        assert!(read("3.6.15", true, false).unwrap_err().contains("3.6.15 is too old: 3.7 is needed"));
    }

    #[test]
    fn one_that_is_named_has_to_be_there() {
        assert!(find(Some("/there/is/no/python")).unwrap_err().contains("--python /there/is/no/python"));
        assert!(find(Some("no-such-python-anywhere")).is_err());
        #[cfg(unix)]
        assert!(find(Some("sh")).unwrap().unwrap().ends_with("sh"));
    }
}
