//! Files and standard output, written so that nothing is half there.

use crate::platform;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Makes sure, before a run, that a file can be written after it. Nothing is left behind.
///
/// # Errors
/// Why not, in words, with the path.
pub fn check_writable(path: &Path) -> Result<(), String> {
    let attempt = match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder")),
        // A pipe would notice being opened.
        Ok(found) if !found.is_file() => Ok(()),
        Ok(_) => OpenOptions::new().append(true).open(path).and_then(|_| try_beside(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => try_beside(path),
        Err(error) => Err(error),
    };
    attempt.map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

/// Writes a file: whole, or not at all.
///
/// # Errors
/// Why not, in words, with the path.
pub fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let special = fs::metadata(path).is_ok_and(|found| !found.is_file());
    let attempt = if special {
        // A device or a pipe cannot be replaced, only written to.
        OpenOptions::new().write(true).open(path).and_then(|file| fill(file, write))
    } else {
        let target = followed(path);
        let beside = beside(&target);
        let written = make(&beside, write).and_then(|()| fs::rename(&beside, &target));
        written.inspect_err(|_| {
            let _ = fs::remove_file(&beside);
        })
    };
    attempt.map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

/// Prints to standard output. A reader that has gone away (`| head -1`) is no error.
///
/// # Errors
/// Any other trouble, in words.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) => {
            // What is left in the buffer cannot be written either, and must not be tried again.
            let _ = out.into_parts();
            match error.kind() {
                ErrorKind::BrokenPipe => Ok(()),
                _ => Err(format!("standard output cannot be written: {error}")),
            }
        }
    }
}

/// Says what is wrong, on standard error. That it may be closed is no reason to panic.
pub fn complain(program: &str, what: &str) {
    let _ = writeln!(io::stderr(), "{program}: {what}");
}

fn fill(file: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.flush()
}

/// Makes a new file. Where that can be done it has no name until it is whole: then it is gone when this process is, however it ends.
fn make(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    match platform::file_without_name(folder_of(path)) {
        Some(file) => fill(&file, write).and_then(|()| platform::give_name(&file, path)),
        None => File::create_new(path).and_then(|file| fill(file, write)),
    }
}

/// Makes the file that is not yet whole, and takes it away again.
fn try_beside(path: &Path) -> io::Result<()> {
    let beside = beside(&followed(path));
    make(&beside, |_| Ok(())).and_then(|()| fs::remove_file(&beside))
}

/// Where `path` leads to: a link is followed, so that what it points to is replaced and not the link, also where it is not there
/// yet.
fn followed(path: &Path) -> PathBuf {
    let pointed_to = || {
        let target = fs::read_link(path).ok()?;
        Some(path.parent().unwrap_or(Path::new("")).join(target))
    };
    fs::canonicalize(path).ok().or_else(pointed_to).unwrap_or_else(|| path.to_owned())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether both paths lead to the same file, also where it is not there yet.
pub fn are_the_same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| {
        let path = followed(path);
        Some((fs::canonicalize(folder_of(&path)).ok()?, path.file_name()?.to_owned()))
    };
    one == other || whole(one).is_some_and(|one| whole(other) == Some(one))
}

/// The name of a file that is not yet whole, in the same folder.
fn beside(path: &Path) -> PathBuf {
    let hash = path.file_name().unwrap_or_default().as_encoded_bytes();
    let hash = hash.iter().fold(0u32, |hash, &byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)));
    path.with_file_name(format!(".{}-{hash:08x}.part", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for each test, gone afterwards.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let folder = std::env::temp_dir().join(format!("timing-output-{}-{name}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            Folder(folder)
        }

        fn names(&self) -> Vec<String> {
            fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_is_written_whole_or_stays_as_it_was() {
        let folder = Folder::new("whole");
        let path = folder.0.join("tím e.svg");
        check_writable(&path).unwrap();
        assert!(folder.names().is_empty());
        let before = |out: &mut dyn Write| {
            // A process that ends now leaves nothing behind.
            assert!(folder.names().is_empty() || platform::file_without_name(&folder.0).is_none());
            out.write_all(b"old")
        };
        write_file(&path, before).unwrap();
        let failed = write_file(&path, |out| {
            out.write_all(&[b'x'; 100_000])?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(failed.unwrap_err().contains("the disk is full"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        check_writable(&path).unwrap();
        write_file(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(folder.names().len(), 1);
    }

    #[test]
    fn what_cannot_be_written_is_noticed_beforehand() {
        let folder = Folder::new("noticed");
        let file = folder.0.join("file");
        fs::write(&file, "").unwrap();
        for path in [folder.0.clone(), folder.0.join("missing/x.svg"), file.join("x.svg")] {
            let refused = check_writable(&path).unwrap_err();
            assert!(refused.contains("cannot be written"), "{refused}");
            assert!(write_file(&path, |out| out.write_all(b"x")).is_err());
        }
        assert_eq!(folder.names(), ["file"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_beside_which_there_can_be_no_other_is_noticed() {
        assert!(check_writable(Path::new("/proc/version")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        let folder = Folder::new("links");
        let (target, link) = (folder.0.join("target"), folder.0.join("link"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write_file(&link, |out| out.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"new");
        let (later, dangling) = (folder.0.join("later"), folder.0.join("dangling"));
        std::os::unix::fs::symlink("later", &dangling).unwrap();
        check_writable(&dangling).unwrap();
        write_file(&dangling, |out| out.write_all(b"there")).unwrap();
        assert_eq!(fs::read(&later).unwrap(), b"there");
        assert!(are_the_same(&dangling, &folder.0.join("./later")) && are_the_same(&link, &target));
        assert!(!are_the_same(&link, &later));
        check_writable(Path::new("/dev/null")).unwrap();
        write_file(Path::new("/dev/null"), |out| out.write_all(b"gone")).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
