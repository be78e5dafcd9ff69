//! What becomes of photos that do not come, or cannot be saved, and of those beside them.

use site::{Site, SiteOptions};
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};
use testkit::{Demo, Report, Scratch, processes, wait_until};
use zune_jpeg::JpegDecoder;

const DEMO: Demo = Demo {
    has_heartbeat: true,
    has_work_of_its_own: true,
    computes: false,
    runs: &["sequential", "blur-in-async", "pipeline"],
    ..Demo::new(env!("CARGO_BIN_EXE_demo_pipeline"))
};
const DEADLINE: Duration = Duration::from_secs(30);

/// The reasons of the failures of each run, one a line, as `ID REASON`.
fn reasons(report: &Report) -> Vec<Vec<String>> {
    assert_eq!(report.runs.len(), DEMO.runs.len(), "a run is missing");
    let of = |run: &testkit::Run| {
        run.failures
            .iter()
            .map(|failure| format!("{} {}", failure.id, failure.reason))
            .collect()
    };
    report.runs.iter().map(of).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_trouble_is_named_and_the_rest_is_saved() {
    let scratch = Scratch::new();
    let out = scratch.folder().join("out");
    let line = "--tasks 8 --wait 20ms --timeout 1s --trouble 404:0,429:1,500:2,cut:3,reset:4,trickle:5,hang:6 --json --out";
    let outcome = DEMO.with(line).arg(&out).run();
    outcome.expect_code(1).expect_quiet();
    for failed in reasons(&outcome.report()) {
        let expected = [
            "0 photo 0: the server answered 404",
            "1 photo 1: the server answered 429",
            "2 photo 2: the server answered 500",
            "3 photo 3: the answer ended after ",
            "4 photo 4: no answer: connection reset",
            "5 photo 5: only ",
            "6 photo 6: no answer within 1.00 s",
        ];
        assert_eq!(failed.len(), expected.len(), "{failed:?}");
        for (told, expected) in failed.iter().zip(expected) {
            assert!(told.starts_with(expected), "{told:?} is not {expected:?}");
        }
        let length = photos::jpeg(3).len();
        assert!(
            failed[3]
                .replace(',', "")
                .contains(&format!(" {} of {length} bytes", length / 2)),
            "{}",
            failed[3]
        );
    }
    assert_eq!(names(&out), ["contact-sheet.jpg", "photo-0007.jpg"]);
}

#[test]
fn a_photo_that_fails_takes_no_other_with_it() {
    let cases: [(&str, &[u64]); 4] = [
        ("panic:0", &[0]),
        ("wrong:1", &[1]),
        ("panic:2", &[2]),
        ("panic:all", &[0, 1, 2]),
    ];
    for (fail, fails) in cases {
        let line = format!("--tasks 3 --wait 20ms --limit 1 --fail {fail} --json");
        let outcome = DEMO.with(&line).run();
        outcome.expect_code(1).expect_quiet();
        let runs = outcome.report().runs;
        assert_eq!(runs.len(), 3, "{fail}: {outcome}");
        for run in runs {
            assert!(
                run.failed().into_iter().eq(fails.iter().copied()),
                "{fail}: {outcome}"
            );
            assert_eq!(run.tasks_ok, 3 - fails.len() as u64, "{fail}: {outcome}");
        }
    }
}

/// Of a server of the user's: what comes is no photo, or there is no server.
#[test]
fn what_is_no_photo_is_not_saved() {
    let scratch = Scratch::new();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let outcome = DEMO
        .with(&format!("--tasks 2 --json --url http://{address}/{{}} --out"))
        .arg(scratch.file("out"))
        .run();
    outcome.expect_code(1).expect_quiet();
    for failed in reasons(&outcome.report()) {
        assert_eq!(failed.len(), 2);
        assert!(
            failed.iter().all(|told| told.contains("connection refused")),
            "{failed:?}"
        );
    }
    let site =
        Site::start_program(Path::new(DEMO.path), &SiteOptions::default()).unwrap();
    let outcome =
        DEMO.with("--tasks 2 --json --url").arg(site.address_of("/page/{}")).run();
    outcome.expect_code(1).expect_quiet();
    for failed in reasons(&outcome.report()) {
        assert!(failed[1].starts_with("1 photo 1: it cannot be decoded: "), "{failed:?}");
    }
}

/// A file that has come into being since the flags were checked is not overwritten, either.
#[test]
fn a_late_comer_is_not_overwritten() {
    let scratch = Scratch::new();
    let out = scratch.folder().join("out");
    let temporary = Scratch::new();
    let running = DEMO
        .with("--tasks 3 --wait 20ms --json --out")
        .arg(&out)
        .env("TMPDIR", &temporary.file(""))
        .start();
    wait_until("the first run's folder", DEADLINE, || {
        (!temporary.names().is_empty()).then_some(())
    });
    fs::create_dir(&out).unwrap();
    fs::write(out.join("photo-0001.jpg"), "mine").unwrap();
    let outcome = running.finish();
    outcome.expect_code(1).expect_quiet();
    let failed = reasons(&outcome.report());
    assert!(
        failed[0].is_empty() && failed[1].is_empty() && failed[2].len() == 1,
        "{failed:?}"
    );
    assert!(
        failed[2][0].starts_with("1 photo 1: ") && failed[2][0].contains("exists"),
        "{failed:?}"
    );
    assert_eq!(fs::read_to_string(out.join("photo-0001.jpg")).unwrap(), "mine");
    assert_eq!(
        names(&out),
        ["contact-sheet.jpg", "photo-0000.jpg", "photo-0001.jpg", "photo-0002.jpg"]
    );
}

/// What goes wrong beside the photos counts, too: here it is the contact sheet.
#[test]
fn a_contact_sheet_that_cannot_be_saved_is_told_of() {
    let (scratch, temporary) = (Scratch::new(), Scratch::new());
    let out = scratch.folder().join("out");
    let running = DEMO
        .with("--tasks 1 --wait 20ms --json --out")
        .arg(&out)
        .env("TMPDIR", &temporary.file(""))
        .start();
    wait_until("the first run's folder", DEADLINE, || {
        (!temporary.names().is_empty()).then_some(())
    });
    fs::create_dir(&out).unwrap();
    fs::write(out.join("contact-sheet.jpg"), "mine").unwrap();
    let outcome = running.finish();
    outcome.expect_code(1).expect_complaint("the contact sheet: ");
    assert!(reasons(&outcome.report()).iter().all(Vec::is_empty), "{outcome}");
    assert_eq!(fs::read_to_string(out.join("contact-sheet.jpg")).unwrap(), "mine");
}

/// A disk on which there is no room: so it looks where a file may grow no further.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_of() {
    let scratch = Scratch::new();
    let out = scratch.folder().join("out");
    let outcome =
        DEMO.under("ulimit -f 1", "--tasks 2 --wait 20ms --json --out").arg(&out).run();
    outcome.expect_code(1);
    for failed in reasons(&outcome.report()) {
        assert_eq!(failed.len(), 2, "{failed:?}");
        for (id, told) in failed.iter().enumerate() {
            assert!(
                told.starts_with(&format!("{id} photo {id}: "))
                    && told.contains("cannot be saved"),
                "{told}"
            );
        }
    }
    assert_eq!(names(&out), [""; 0]);
}

/// Kills the site of each run when its photos are being waited for.
#[cfg(target_os = "linux")]
#[test]
fn a_site_that_is_gone_is_told_of_at_once() {
    let begin = Instant::now();
    let running = DEMO.with("--tasks 5 --wait 60s --json").start();
    let mut killed = Vec::new();
    for name in DEMO.runs {
        let site =
            wait_until(&format!("a connection to the site of {name}"), DEADLINE, || {
                let is_asked = |site: &u32| {
                    processes::is_site(*site) && processes::connections(*site) > 0
                };
                let mut sites = running.helpers().into_iter().filter(is_asked);
                sites.find(|site| !killed.contains(site))
            });
        testkit::kill(site);
        killed.push(site);
    }
    let outcome = running.finish();
    assert!(
        begin.elapsed() < Duration::from_secs(50),
        "it waited for a server that was gone"
    );
    outcome.expect_code(1).expect_quiet();
    for failed in reasons(&outcome.report()) {
        assert_eq!(failed.len(), 5, "{failed:?}");
        assert!(failed.iter().all(|told| told.contains("connection")), "{failed:?}");
    }
}

/// Neither the run nor its site, while that paints its photos and while they are saved, and no temporary folder.
#[cfg(target_os = "linux")]
#[test]
fn nothing_outlives_a_parent_that_is_killed() {
    for paints in [true, false] {
        let temporary = Scratch::new();
        let line = if paints { "--tasks 1000" } else { "--tasks 4 --wait 500ms" };
        let mut running = DEMO.with(line).env("TMPDIR", &temporary.file("")).start();
        wait_until("a site, or a photo that was saved", DEADLINE, || {
            if paints {
                return running
                    .helpers()
                    .into_iter()
                    .find(|&pid| processes::is_site(pid))
                    .map(drop);
            }
            let saved = names(&temporary.folder().join(temporary.names().first()?));
            saved.iter().any(|name| name.starts_with("photo-")).then_some(())
        });
        running.kill();
        wait_until("the end of all of it", Duration::from_secs(2), || {
            (running.helpers().is_empty() && temporary.names().is_empty()).then_some(())
        });
    }
}

/// Ctrl-C, in a run whose photos are not kept and in the one whose photos are.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_leaves_nothing_half_done() {
    for keeps in [false, true] {
        let (scratch, temporary) = (Scratch::new(), Scratch::new());
        let out = scratch.folder().join("out");
        let tasks = if keeps { "--tasks 30 --limit 2" } else { "--tasks 12" };
        let program =
            DEMO.with(tasks).args("--wait 20ms --json --out").arg(&out).in_own_group();
        let mut program = program.env("TMPDIR", &temporary.file(""));
        if keeps {
            program = program.env("TAKING_TURNS_RUN", "pipeline");
        }
        let running = program.start();
        let folder = if keeps { out.clone() } else { temporary.folder().to_owned() };
        wait_until("a photo that was saved", DEADLINE, || {
            let inside =
                if keeps { folder.clone() } else { folder.join(names(&folder).first()?) };
            names(&inside).iter().any(|name| name.starts_with("photo-")).then_some(())
        });
        running.interrupt_group();
        let outcome = running.finish();
        outcome.expect_code(130);
        assert_eq!(temporary.names(), [""; 0], "a temporary folder is left: {outcome}");
        let report = outcome.report();
        let saved = names(&out);
        assert_eq!(saved.is_empty(), !keeps, "{saved:?}");
        assert!(report.runs[0].tasks_ok > 0 || keeps, "{outcome}");
        for name in saved {
            assert!(name.starts_with("photo-"), "{name} is left");
            let decoded =
                JpegDecoder::new(Cursor::new(fs::read(out.join(&name)).unwrap()))
                    .decode();
            assert!(decoded.is_ok(), "{name}: {decoded:?}");
        }
    }
}
