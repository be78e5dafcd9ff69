//! A folder for the files of one test.

use crate::Program;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// An empty folder of its own, which is gone when this is dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes one.
    #[expect(clippy::new_without_default, reason = "a default that makes a folder would surprise")]
    pub fn new() -> Scratch {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("taking-turns-{}-{number}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        Scratch(folder)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The path of a file in it, as an argument.
    pub fn file(&self, name: &str) -> String {
        self.0.join(name).into_os_string().into_string().unwrap()
    }

    /// Writes a shell script into it that can be run, and returns its path.
    #[cfg(unix)]
    pub fn script(&self, name: &str, text: &str) -> String {
        let path = self.file(name);
        write_script(&path, text);
        path
    }

    /// The names of the files that are in it.
    pub fn names(&self) -> Vec<String> {
        let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        fs::read_dir(&self.0).unwrap().map(name).collect()
    }
}

/// A shell writes the script: a program that is started elsewhere in a test would for a moment hold a file open that is written here, and it
/// could not be run.
pub(crate) fn write_script(path: &str, text: &str) {
    let write = r#"printf %s "$1" > "$0"; chmod 755 "$0""#;
    Program::new("/bin/sh").arg("-c").arg(write).arg(path).arg(text).run().expect_code(0);
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
