//! A cargo that remembers. The tools ask cargo for each demo that they run, which takes it a tenth of a second; and the tests start a
//! tool dozens of times.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process;
use std::sync::OnceLock;
use std::time::Duration;

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Asks the real cargo, `REAL`, once for the same; to tell apart what the tools ask, letters and digits suffice. What fails is not
/// remembered.
const SCRIPT: &str = r#"#!/bin/sh
remembered="$0-"$(printf %s "$*" | tr -c 'a-zA-Z0-9_=\n-' ,)
[ ! -e "$remembered" ] || exec cat "$remembered"
CARGO='REAL' 'REAL' "$@" >"$remembered.$$"
code=$?
cat "$remembered.$$"
if [ $code = 0 ]; then mv "$remembered.$$" "$remembered"; else rm "$remembered.$$"; fi
exit $code
"#;

/// The cargo that built the tests, for the variable `CARGO` of a tool; on Unix it is asked once for the same by a whole test program.
///
/// # Panics
/// Where it cannot be written down.
pub fn remembering_cargo() -> &'static str {
    static CARGO: OnceLock<String> = OnceLock::new();
    CARGO.get_or_init(|| {
        let real = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        if !cfg!(unix) {
            return real;
        }
        let folder = memory();
        fs::create_dir_all(&folder).unwrap();
        let script = folder.join("cargo").into_os_string().into_string().unwrap();
        crate::scratch::write_script(&script, &SCRIPT.replace("REAL", &real));
        script
    })
}

/// A folder for this process, since what was built for another may be old: `target/tmp/remembered/4711`. Those of yesterday are removed.
fn memory() -> PathBuf {
    let this = env::current_exe().unwrap();
    let all = this.ancestors().nth(3).unwrap().join("tmp/remembered");
    for entry in fs::read_dir(&all).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|about| about.modified()).ok().and_then(|then| then.elapsed().ok());
        if age.is_some_and(|age| age > A_DAY) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let mine = all.join(process::id().to_string());
    let _ = fs::remove_dir_all(&mine); // an earlier process had the same number
    mine
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::{Program, Scratch};

    #[test]
    fn what_went_well_is_asked_once_and_what_failed_again() {
        let scratch = Scratch::new();
        let asked = scratch.file("asked");
        let real = scratch.script("real", &format!("#!/bin/sh\necho x >>'{asked}'\necho \"it was $*\"\nexit $2\n"));
        let cargo = scratch.script("cargo", &SCRIPT.replace("REAL", &real));
        let times = || fs::read_to_string(&asked).unwrap_or_default().lines().count();
        for (line, code, asked_before) in
            [("a/b 0", 0, 0), ("a/b 0", 0, 1), ("a/c 0", 0, 1), ("a/b 7", 7, 2), ("a/b 7", 7, 3)]
        {
            assert_eq!(times(), asked_before, "before {line}");
            let outcome = Program::new(&cargo).args(line).run();
            outcome.expect_code(code);
            assert_eq!(outcome.stdout, format!("it was {line}\n"));
        }
        assert_eq!(times(), 4);
    }
}
