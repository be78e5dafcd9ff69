//! What it serves when nothing goes wrong.

use crate::client::{Client, get};
use crate::start;
use site::{Latency, SiteOptions, graph};
use std::io::Cursor;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn every_address_is_answered() {
    let site = start(&SiteOptions { pages: 10, ..SiteOptions::default() });
    let host = site.host_and_port();
    for (path, status, kind) in [
        ("/", 200, "text/html; charset=utf-8"),
        ("/page/9", 200, "text/html; charset=utf-8"),
        ("/page/9?once=more", 200, "text/html; charset=utf-8"),
        ("/page/10", 404, "text/plain; charset=utf-8"),
        ("/photo/0.jpg", 200, "image/jpeg"),
        ("/photo/0.png", 200, "image/png"),
        ("/photo/0.gif", 404, "text/plain; charset=utf-8"),
        ("/delay/1", 200, "text/plain; charset=utf-8"),
        ("/delay/x", 404, "text/plain; charset=utf-8"),
        ("/stats", 200, "application/json"),
        ("/favicon.ico", 404, "text/plain; charset=utf-8"),
    ] {
        let answer = get(host, path);
        assert_eq!((answer.status, answer.header("content-type")), (status, Some(kind)), "{path}");
        assert!(!answer.body.is_empty(), "{path}");
    }
    for address in ["/page/0", "/photo/7.jpg", "/photo/7.png", "/delay/500", "/trouble/reset", "/stats"] {
        assert!(get(host, "/").text().contains(&format!("href=\"{address}\"")), "the index does not list {address}");
    }
}

#[test]
fn pages_have_the_links_that_the_graph_says() {
    let pages = 30;
    let site = start(&SiteOptions { pages, ..SiteOptions::default() });
    let mut dead = Vec::new();
    for page in 0..pages {
        let answer = get(site.host_and_port(), &format!("/page/{page}"));
        let found: Vec<&str> =
            answer.text().split("<a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let expected: Vec<String> = graph::links(page, pages).iter().map(graph::Link::path).collect();
        assert_eq!(found, expected, "page {page}");
        let leads_nowhere = |path: &&str| get(site.host_and_port(), path).status == 404;
        let number = |path: &str| path.strip_prefix("/page/").unwrap().parse().unwrap();
        dead.extend(found.into_iter().filter(leads_nowhere).map(|path| (page, number(path))));
    }
    assert_eq!(dead, graph::dead_links(pages));
}

#[test]
fn photos_are_photos_and_stay_the_same() {
    let ahead = start(&SiteOptions { photos: 2, ..SiteOptions::default() });
    let asked = start(&SiteOptions::default());
    let photo = |number: u32, ending: &str| {
        let path = format!("/photo/{number}.{ending}");
        let [first, second, other] = [&ahead, &ahead, &asked].map(|site| get(site.host_and_port(), &path).body);
        assert!(first == second && first == other, "{path} is not always the same");
        first
    };
    let photos = [photo(0, "jpg"), photo(1, "jpg"), photo(2, "jpg")];
    assert!(photos[0] != photos[1] && photos[1] != photos[2]);
    for file in photos {
        let mut decoder = zune_jpeg::JpegDecoder::new(Cursor::new(file));
        decoder.decode().unwrap();
        assert_eq!(decoder.dimensions(), Some((photos::WIDTH, photos::HEIGHT)));
    }
    let mut reader = png::Decoder::new(Cursor::new(photo(1, "png"))).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((frame.width as usize, frame.height as usize), (photos::WIDTH / 2, photos::HEIGHT / 2));
}

#[test]
fn answers_come_in_the_order_of_their_delays() {
    let site = start(&SiteOptions::default());
    let (send, receive) = channel();
    thread::scope(|scope| {
        // The longest is asked for first, and the others before it can be over.
        for ms in [900, 600, 300] {
            let (host, send) = (site.host_and_port(), send.clone());
            let mut client = Client::connect(host);
            client.send("GET", &format!("/delay/{ms}"));
            scope.spawn(move || {
                assert_eq!(client.answer(true).unwrap().status, 200);
                send.send(ms).unwrap();
            });
        }
    });
    drop(send);
    assert_eq!(receive.iter().collect::<Vec<_>>(), [300, 600, 900]);
}

#[test]
fn every_answer_but_that_of_stats_has_its_latency() {
    let latency: Latency = "20ms..120ms".parse().unwrap();
    let options = SiteOptions { latency, seed: 5, ..SiteOptions::default() };
    let site = start(&options);
    for path in ["/", "/page/1", "/page/2", "/page/3", "/page/1000", "/trouble/404", "/delay/50"] {
        let least = latency.of(path, 5) + if path == "/delay/50" { Duration::from_millis(50) } else { Duration::ZERO };
        let begin = Instant::now();
        get(site.host_and_port(), path);
        assert!(begin.elapsed() >= least, "{path} came after {:?}, not {least:?}", begin.elapsed());
    }
    let slow = start(&SiteOptions { latency: Latency::from(Duration::from_secs(3_600)), ..SiteOptions::default() });
    assert_eq!(slow.stats().unwrap().requests.all(), 0); // it would take an hour, or reach the deadline
}

#[test]
fn a_connection_can_be_used_again_and_other_methods_are_refused() {
    let site = start(&SiteOptions::default());
    let mut client = Client::connect(site.host_and_port());
    for _ in 0..3 {
        client.send("GET", "/page/0");
        assert_eq!(client.answer(true).unwrap().status, 200);
    }
    client.send("HEAD", "/page/0");
    let head = client.answer(false).unwrap();
    assert_eq!((head.status, head.promised), (200, get(site.host_and_port(), "/page/0").body.len()));
    client.send("DELETE", "/page/0");
    let refused = client.answer(true).unwrap();
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD")));
}
