//! Each kind of trouble, as a plain client sees it.

use crate::client::{Answer, Client, fetch, get};
use crate::{DEADLINE, start};
use site::{Site, SiteOptions, TRIES, Trouble};
use std::io::ErrorKind;
use std::time::{Duration, Instant};
use testkit::wait_until;

/// Makes sure that `path` has this kind of trouble.
#[track_caller]
fn expect_trouble(site: &Site, trouble: Trouble, path: &str) {
    let host = site.host_and_port();
    match trouble {
        Trouble::NotFound => assert_eq!(get(host, path).status, 404),
        Trouble::ServerError => assert_eq!(get(host, path).status, 500),
        Trouble::TooMany => {
            let answer = get(host, path);
            assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
        }
        Trouble::Cut => {
            let answer = fetch(host, path).unwrap();
            assert_eq!(answer.status, 200);
            assert!(answer.promised > 0);
            assert_eq!(answer.body.len(), answer.promised / 2, "{path}");
        }
        Trouble::Reset => {
            let error = fetch(host, path).err().unwrap_or_else(|| panic!("{path} was answered"));
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{path}");
        }
        Trouble::Trickle => {
            let mut client = Client::connect(host);
            client.send("GET", path);
            let head = client.answer(false).unwrap();
            assert!(head.status == 200 && head.promised > 20);
            let begin = Instant::now();
            for _ in 0..3 {
                assert!(client.byte().unwrap().is_some());
            }
            // The first may have come before the clock was read.
            assert!(begin.elapsed() >= Duration::from_millis(150), "three bytes in {:?}", begin.elapsed());
        }
        Trouble::Hang => {
            let mut client = Client::connect(host);
            client.send("GET", path);
            let in_flight = |number| {
                wait_until(&format!("{number} in flight"), DEADLINE, || {
                    (site.stats().unwrap().in_flight_now == number).then_some(())
                });
            };
            in_flight(1);
            drop(client); // it would wait for ever; the site does not
            in_flight(0);
        }
    }
}

#[test]
fn each_kind_is_what_it_says() {
    let site = start(&SiteOptions::default());
    for (name, trouble) in Trouble::NAMED {
        if trouble != Trouble::Hang {
            expect_trouble(&site, trouble, &format!("/trouble/{name}"));
        }
    }
    assert_eq!(get(site.host_and_port(), "/trouble/none").status, 404);
    // A trickle and a hang that were given up are not in flight any more.
    wait_until("the end of the trickle", DEADLINE, || (site.stats().unwrap().in_flight_now == 0).then_some(()));
    expect_trouble(&site, Trouble::Hang, "/trouble/hang");
}

#[test]
fn a_trickle_comes_to_its_end() {
    let site = start(&SiteOptions::default());
    let slow = get(site.host_and_port(), "/trouble/trickle");
    let fast = (0..=TRIES).find_map(|_| {
        let answer = get(site.host_and_port(), "/trouble/404/it");
        (answer.status == 200).then_some(answer)
    });
    assert_eq!(slow.text(), fast.unwrap().text());
}

#[test]
fn trouble_with_a_key_is_over_after_two_tries() {
    let site = start(&SiteOptions::default());
    let host = site.host_and_port();
    let statuses = |path: &str| [(); 4].map(|()| get(host, path).status);
    assert_eq!(statuses("/trouble/429/me"), [429, 429, 200, 200]);
    assert_eq!(statuses("/trouble/429/you"), [429, 429, 200, 200]);
    assert_eq!(statuses("/trouble/500/me"), [500, 500, 200, 200]);
    assert!((0..TRIES).all(|_| fetch(host, "/trouble/reset/me").is_err()));
    assert_eq!(get(host, "/trouble/reset/me").status, 200);
}

#[test]
fn planted_trouble_hits_one_page_and_one_photo() {
    let troubles =
        Trouble::NAMED.iter().zip(1..).map(|((name, _), number)| format!("{name}:{number}").parse().unwrap());
    let site = start(&SiteOptions { troubles: troubles.collect(), ..SiteOptions::default() });
    for ((_, trouble), number) in Trouble::NAMED.iter().zip(1..) {
        expect_trouble(&site, *trouble, &format!("/page/{number}"));
        wait_until("nothing in flight", DEADLINE, || (site.stats().unwrap().in_flight_now == 0).then_some(()));
        expect_trouble(&site, *trouble, &format!("/photo/{number}.jpg"));
        wait_until("nothing in flight", DEADLINE, || (site.stats().unwrap().in_flight_now == 0).then_some(()));
    }
    let unharmed = |path| -> Answer { get(site.host_and_port(), path) };
    assert_eq!([unharmed("/page/0").status, unharmed("/page/8").status, unharmed("/photo/8.jpg").status], [200; 3]);
}
