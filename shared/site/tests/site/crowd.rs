//! What it counts, and many connections at once.

use crate::client::{Client, get};
use crate::{DEADLINE, start};
use site::{Latency, SiteOptions};
use std::time::Duration;
use testkit::wait_until;

#[test]
fn what_was_asked_for_is_counted() {
    let site = start(&SiteOptions::default());
    for path in ["/", "/page/1", "/page/2", "/page/999", "/delay/1", "/trouble/404", "/nothing", "/photo/x"] {
        get(site.host_and_port(), path);
    }
    let stats = site.stats().unwrap();
    let requests = stats.requests;
    assert_eq!(
        (requests.index, requests.page, requests.photo, requests.delay, requests.trouble, requests.other),
        (1, 3, 0, 1, 1, 2)
    );
    assert_eq!(requests.all(), 8);
    assert_eq!((stats.in_flight_now, stats.in_flight_peak), (0, 1));
    assert_eq!(stats.connections_all, 9); // the last asked for this
    wait_until("one connection is open, the one that asks", DEADLINE, || {
        (site.stats().unwrap().connections_now == 1).then_some(())
    });
}

#[test]
fn requests_at_the_same_time_are_seen_as_such() {
    let site = start(&SiteOptions::default());
    let mut clients: Vec<Client> = (0..20).map(|_| Client::connect(site.host_and_port())).collect();
    for client in &mut clients {
        client.send("GET", "/trouble/hang");
    }
    wait_until("20 requests in flight", DEADLINE, || (site.stats().unwrap().in_flight_now == 20).then_some(()));
    drop(clients);
    wait_until("none in flight", DEADLINE, || (site.stats().unwrap().in_flight_now == 0).then_some(()));
    let stats = site.stats().unwrap();
    assert_eq!((stats.in_flight_peak, stats.requests.trouble), (20, 20));
    assert!(stats.connections_peak >= 21);
}

/// A fifth of the 10,000 that it is made for, which are tried by hand: `docs/src/site.md`.
#[cfg(target_os = "linux")]
#[test]
fn it_holds_many_connections() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    const MANY: usize = 2_000;
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    assert!(hard > 2 * MANY as u64, "this test needs more open files: ulimit -n is {hard}");

    let latency = Latency::from(Duration::from_millis(1_500));
    let site = start(&SiteOptions { latency, ..SiteOptions::default() });
    let mut clients: Vec<Client> = (0..MANY).map(|_| Client::connect(site.host_and_port())).collect();
    for client in &mut clients {
        client.send("GET", "/page/1");
    }
    for client in &mut clients {
        assert_eq!(client.answer(true).unwrap().status, 200);
    }
    let stats = site.stats().unwrap();
    assert!(stats.connections_peak >= MANY as u64, "{stats:?}");
    // All of them were sent within the latency, unless this machine was busy with something else.
    assert!(stats.in_flight_peak > MANY as u64 / 4, "{stats:?}");
    let status = std::fs::read_to_string(format!("/proc/{}/status", site.pid())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak_kib: u64 = peak.split_whitespace().next().unwrap().parse().unwrap();
    assert!(peak_kib < 300 * 1024 / 5, "{MANY} connections took {peak_kib} KiB");
}
