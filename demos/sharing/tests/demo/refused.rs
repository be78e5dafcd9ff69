//! The programs in `refused/` are refused by the compiler, for the reason that the book gives.

use std::path::Path;
use std::process::Command;
use testkit::Scratch;

/// Compiles a program of `refused/`, or what `mended` makes of it. Returns what the compiler
/// says, and whether it is content.
fn compile(name: &str, mended: impl Fn(String) -> String) -> (String, bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("refused").join(name);
    let scratch = Scratch::new();
    let source = scratch.file(name);
    std::fs::write(&source, mended(std::fs::read_to_string(path).unwrap())).unwrap();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(&rustc)
        .args(["--edition", "2024", "--emit=metadata", "--color", "never", "--out-dir"])
        .args([scratch.folder().to_str().unwrap(), &source])
        .output()
        .unwrap_or_else(|error| panic!("{rustc:?} cannot be started: {error}"));
    (String::from_utf8(output.stderr).unwrap(), output.status.success())
}

/// It has this one error, and all of `words` are said.
fn is_refused(name: &str, code: &str, words: &[&str]) {
    let (said, content) = compile(name, |source| source);
    assert!(!content, "{name} compiles");
    let codes: Vec<&str> =
        said.lines().filter(|line| line.starts_with("error[")).collect();
    assert_eq!(codes.len(), 1, "{name}: {said}");
    assert!(codes[0].starts_with(&format!("error[{code}]")), "{name}: {said}");
    for word in words {
        assert!(said.contains(word), "{name}: no '{word}' in {said}");
    }
}

#[test]
fn a_data_race() {
    is_refused(
        "data_race.rs",
        "E0499",
        &["`counter`", "mutable more than once at a time"],
    );
}

#[test]
fn a_cell() {
    let words = ["`Cell<i32>` cannot be shared between threads safely", "`Sync`"];
    is_refused("cell.rs", "E0277", &words);
}

/// With an atomic in its place they compile: it is the counter that is refused, nothing else.
#[test]
fn an_atomic_is_not_refused() {
    let atomic = "std::sync::atomic::AtomicI32::new(0)";
    let (said, content) = compile("data_race.rs", |source| {
        source
            .replace("let mut counter = 0", &format!("let counter = {atomic}"))
            .replace(
                "counter += 1",
                "counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed)",
            )
            .replace("{counter}", "{counter:?}")
    });
    assert!(content, "{said}");
    let (said, content) = compile("cell.rs", |source| {
        source
            .replace(
                "use std::cell::Cell;\n",
                "use std::sync::atomic::Ordering::Relaxed;\n",
            )
            .replace("Cell::new(0)", atomic)
            .replace("counter.set(counter.get() + 1)", "counter.fetch_add(1, Relaxed)")
            .replace("counter.get()", "counter.into_inner()")
    });
    assert!(content, "{said}");
}
