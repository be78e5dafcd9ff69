//! Where the small photos go: into a folder of the user's, or into a temporary one. A file is there whole, or not at all.

use crate::photo::contact_sheet;
use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tempfile::{NamedTempFile, TempDir};
use timing::Demo;
use timing::output::complain;
use timing::report::sentences::plural;
use timing::workload::{Flag, Options, Takes};

pub const FLAGS: [Flag; 2] = [
    Flag {
        name: "out",
        takes: Takes::Text("DIR"),
        help: "keep the pipeline's photos in DIR, with a contact sheet; else they are gone afterwards",
    },
    Flag {
        name: "force",
        takes: Takes::Nothing,
        help: "with --out: overwrite what is there",
    },
];

const SHEET: &str = "contact-sheet.jpg";

fn name_of(photo: usize) -> String {
    format!("photo-{photo:04}.jpg")
}

/// Makes sure, before anything is run, that photos can be saved.
///
/// # Errors
/// Why not, in a line.
pub fn check(options: &Options) -> Result<(), String> {
    let Some(out) = options.text("out") else {
        if options.has("force") {
            return Err(
                "--force: there is nothing to overwrite without --out DIR".to_owned()
            );
        }
        let folder = tempfile::tempdir().map(drop);
        return folder.map_err(|error| {
            format!("no temporary folder can be made ({error}); name one with --out DIR")
        });
    };
    let folder = Path::new(out);
    let refused = |why: &dyn std::fmt::Display| Err(format!("--out {out}: {why}"));
    let parent = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let (exists, tried) = match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => {
            return refused(&"that is a file; a folder is needed");
        }
        Ok(_) => (true, folder),
        Err(error) if error.kind() == ErrorKind::NotFound => (false, parent),
        Err(error) => return refused(&error),
    };
    if !tried.is_dir() {
        return refused(&format!("there is no folder {} to make it in", tried.display()));
    }
    if let Err(error) = NamedTempFile::new_in(tried) {
        return refused(&format!(
            "nothing can be written to {} ({})",
            tried.display(),
            error.kind()
        ));
    }
    let is_there = |name: &String| folder.join(name).symlink_metadata().is_ok();
    let names = || (0..options.tasks).map(name_of).chain([SHEET.to_owned()]);
    match names().find(is_there).filter(|_| exists && !options.has("force")) {
        Some(name) => refused(&format!(
            "{name} is there already; name another folder, or overwrite with --force"
        )),
        None => Ok(()),
    }
}

/// Says why nothing can be saved at all. Returns the exit code.
pub fn give_up(why: &str) -> ExitCode {
    complain("demo_pipeline", why);
    ExitCode::FAILURE
}

/// Where the small photos of a run go.
pub struct Out {
    /// Nothing can be saved any more where there is none.
    folder: RwLock<Option<Folder>>,
    overwrites: bool,
    saved: Mutex<BTreeSet<usize>>,
}

enum Folder {
    Kept(PathBuf),
    Temporary(TempDir),
}

impl Folder {
    fn path(&self) -> &Path {
        match self {
            Folder::Kept(path) => path,
            Folder::Temporary(folder) => folder.path(),
        }
    }
}

impl Out {
    /// The folder that the flags ask for, in the run whose photos are kept; otherwise one that is gone afterwards, also where
    /// Ctrl-C ends this process.
    ///
    /// # Errors
    /// Why there is none, in a line.
    pub fn open(demo: &Demo) -> Result<Arc<Out>, String> {
        let out = Arc::new(Out {
            folder: RwLock::new(None),
            overwrites: demo.has("force"),
            saved: Mutex::default(),
        });
        let mut folder = out.folder.write().unwrap_or_else(PoisonError::into_inner); // closed before it is there, it would stay
        let closing = Arc::clone(&out);
        demo.at_ctrl_c(move || closing.close());
        *folder =
            Some(match demo.text("out").filter(|_| demo.run_name() == "pipeline") {
                Some(out) => match fs::create_dir(out) {
                    Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                        return Err(format!("--out {out}: {error}"));
                    }
                    _ => Folder::Kept(PathBuf::from(out)),
                },
                None => match tempfile::Builder::new().prefix("demo_pipeline-").tempdir()
                {
                    Err(error) => {
                        return Err(format!("no temporary folder can be made: {error}"));
                    }
                    Ok(folder) => Folder::Temporary(folder),
                },
            });
        drop(folder);
        Ok(out)
    }

    /// Saves photo `id`.
    ///
    /// # Errors
    /// Why it could not be, in a few words.
    pub fn save(&self, id: usize, photo: &[u8]) -> Result<(), String> {
        let folder = self.folder.read().unwrap_or_else(PoisonError::into_inner);
        let folder = folder.as_ref().ok_or("the program ended before it was saved")?;
        let name = name_of(id);
        self.write(folder.path(), &name, photo)?;
        self.saved.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        Ok(())
    }

    /// Writes a file under another name, and gives it its own when it is whole.
    fn write(&self, folder: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
        let write = || -> io::Result<()> {
            let mut beside = tempfile::Builder::new();
            beside.prefix(".").suffix(".part");
            #[cfg(unix)]
            // what others may do with it is for the user's umask to say, as with any file
            beside.permissions(
                <Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666),
            );
            let mut file = beside.tempfile_in(folder)?;
            file.write_all(bytes)?;
            let path = folder.join(name);
            let persisted = if self.overwrites {
                file.persist(path)
            } else {
                file.persist_noclobber(path)
            };
            persisted.map(drop).map_err(|error| error.error)
        };
        write().map_err(|error| {
            format!("{} cannot be saved: {error}", folder.join(name).display())
        })
    }

    /// Lets the report say where the photos are.
    pub fn note(&self, demo: &Demo) {
        let count =
            self.saved.lock().unwrap_or_else(PoisonError::into_inner).len() as u64;
        let photos = plural(count, "small photo");
        let sentence =
            match self.folder.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
                Some(Folder::Kept(folder)) => {
                    format!("Saved {photos} in {}.", folder.display())
                }
                _ => format!("Saved {photos} in a temporary folder, which is gone now."),
            };
        demo.note("photos_saved", count, &sentence);
    }

    /// One picture of all photos, where they are kept.
    fn save_contact_sheet(&self) -> Result<(), String> {
        let Some(Folder::Kept(folder)) =
            &*self.folder.read().unwrap_or_else(PoisonError::into_inner)
        else {
            return Ok(());
        };
        let saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        let files = saved.iter().map(|&id| {
            let path = folder.join(name_of(id));
            fs::read(&path)
                .map_err(|error| format!("{} cannot be read: {error}", path.display()))
        });
        self.write(folder, SHEET, &contact_sheet(saved.len() as u32, files)?)
    }

    /// Saves the contact sheet, and takes a temporary folder away. Returns the exit code, which is `code` where that goes well.
    pub fn finish(&self, code: ExitCode) -> ExitCode {
        let sheet = self.save_contact_sheet();
        self.close();
        match sheet {
            Ok(()) => code,
            Err(why) => give_up(&format!("the contact sheet: {why}")),
        }
    }

    /// Lets nothing be saved from now on, waits until nothing is being saved, and takes a temporary folder away.
    pub fn close(&self) {
        drop(self.folder.write().unwrap_or_else(PoisonError::into_inner).take());
    }
}
