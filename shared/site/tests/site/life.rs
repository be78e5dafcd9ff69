//! How it begins and ends.

use crate::client::get;
use crate::{DEADLINE, PROGRAM, start};
use site::{Site, SiteOptions};
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use testkit::{Program, Running, Scratch, wait_until};

/// The first line that a program has written into `file`.
fn first_line(file: &str) -> String {
    wait_until("a first line on standard output", DEADLINE, || {
        fs::read_to_string(file).unwrap().split_once('\n').map(|(line, _)| line.to_owned())
    })
}

/// Starts the example, which starts a site and then waits for an answer that never comes; returns the site's host and port.
fn start_a_demo(scratch: &Scratch) -> (Running, String) {
    let example: PathBuf = Path::new(PROGRAM).with_file_name("examples").join("fetch");
    let out = scratch.file("out");
    let program = Program::new(example.to_str().unwrap()).args("/trouble/hang").in_own_group();
    let running = program.stdout(File::create(&out).unwrap()).start();
    let address = first_line(&out);
    let host = address.strip_prefix("http://").unwrap().strip_suffix("/trouble/hang").unwrap().to_owned();
    assert_eq!(get(&host, "/page/0").status, 200);
    assert_eq!(running.helpers().len(), usize::from(testkit::processes::VISIBLE));
    (running, host)
}

#[track_caller]
fn expect_gone(host: &str) {
    wait_until("nobody at home", DEADLINE, || std::net::TcpStream::connect(host).err());
}

#[test]
fn it_ends_with_a_parent_that_is_killed() {
    let scratch = Scratch::new();
    let (mut running, host) = start_a_demo(&scratch);
    running.kill();
    running.finish(); // notices if something was left behind
    expect_gone(&host);
}

#[test]
fn it_ends_with_a_parent_that_is_interrupted() {
    let scratch = Scratch::new();
    let (running, host) = start_a_demo(&scratch);
    running.interrupt_group();
    running.finish().expect_quiet();
    expect_gone(&host);
}

#[test]
fn it_ends_when_it_is_dropped_and_not_before() {
    let site = start(&SiteOptions::default());
    let host = site.host_and_port().to_owned();
    #[cfg(target_os = "linux")]
    {
        // Ctrl-C is its parent's business.
        use nix::sys::signal::{Signal, kill};
        assert!(testkit::processes::catches_interrupts(site.pid()));
        kill(nix::unistd::Pid::from_raw(site.pid() as i32), Signal::SIGINT).unwrap();
    }
    assert_eq!(get(&host, "/page/0").status, 200);
    assert_eq!(site.url(), format!("http://{host}"));
    site.stop();
    expect_gone(&host);
}

#[cfg(target_os = "linux")]
#[test]
fn it_has_all_cores_where_its_parent_has_one() {
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    use nix::unistd::Pid;
    let allowed = |pid: i32| -> Vec<usize> {
        let cores = sched_getaffinity(Pid::from_raw(pid)).unwrap();
        (0..CpuSet::count()).filter(|&core| cores.is_set(core).unwrap()).collect()
    };
    let all = allowed(0);
    let start_from_one_core = || {
        let mut one = CpuSet::new();
        one.set(all[0]).unwrap();
        sched_setaffinity(Pid::from_raw(0), &one).unwrap(); // this thread, and what it starts
        start(&SiteOptions::default())
    };
    let site = std::thread::scope(|scope| scope.spawn(start_from_one_core).join().unwrap());
    let cores = allowed(site.pid() as i32);
    assert!(all.iter().all(|core| cores.contains(core)), "it has cores {cores:?} of {all:?}");
}

#[test]
fn a_program_that_is_no_site_is_an_error() {
    let start = |program: &str| Site::start_program(Path::new(program), &SiteOptions::default());
    assert!(start("/there/is/no/such/program").unwrap_err().contains("cannot be started"));
    if cfg!(unix) {
        assert!(start("/bin/true").unwrap_err().contains("ended before it was ready"));
    }
}

#[test]
fn by_itself_it_prints_its_address_and_ends_with_ctrl_c() {
    let scratch = Scratch::new();
    let out = scratch.file("out");
    let running = Program::new(PROGRAM).args("--port 0").stdout(File::create(&out).unwrap()).start();
    let address = first_line(&out);
    assert_eq!(get(address.strip_prefix("http://").unwrap(), "/page/0").status, 200);
    #[cfg(unix)]
    {
        running.interrupt();
        running.finish().expect_quiet();
    }
}

#[test]
fn a_port_in_use_is_said_to_be_so() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let outcome = Program::new(PROGRAM).args(&format!("--port {port}")).run();
    outcome.expect_code(1).expect_complaint(&format!("port {port} is in use"));
}

#[test]
fn an_input_that_is_closed_ends_it() {
    // The input of a `Program` is empty.
    let outcome = Program::new(PROGRAM).args("--with-parent --port 0 --photos 1").run();
    outcome.expect_code(0).expect_quiet();
}

#[test]
fn bad_flags_are_refused_in_one_line() {
    for (mentioned, line) in [
        ("--prot", "--prot 9000"),
        ("-x", "-x"),
        ("'8000'", "8000"),
        ("--port 70000", "--port 70000"),
        ("--port x", "--port x"),
        ("--port", "--port"),
        ("--latency fast", "--latency fast"),
        ("--latency 5", "--latency 5"),
        ("20ms..300ms", "--latency 300ms..20ms"),
        ("--pages 0", "--pages 0"),
        ("--photos 1001", "--photos 1001"),
        ("--seed -1", "--seed -1"),
        ("KIND:N", "--trouble 404"),
        ("KIND:N", "--trouble 418:1"),
        ("takes no value", "--yes-to-everyone=no"),
        ("--bind here", "--bind here"),
        ("--yes-to-everyone", "--bind 0.0.0.0"),
    ] {
        let outcome = Program::new(PROGRAM).args(line).run();
        outcome.expect_code(2).expect_complaint(mentioned).expect_complaint("site: ");
        assert!(outcome.stdout.is_empty(), "something on standard output: {outcome}");
    }
    let help = Program::new(PROGRAM).args("--help").run();
    help.expect_code(0).expect_quiet();
    assert!(help.stdout.contains("--trouble KIND:N"));
}
