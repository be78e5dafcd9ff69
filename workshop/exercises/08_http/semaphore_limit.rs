//! A semaphore bounds what is in flight.
//!
//! `fetch_all` asks the local site for all its pages at once. A server that is not yours may
//! take that for an attack. Let at most `limit` requests be in flight at any moment, and as
//! soon as one has its answer, let the next begin: a task needs one of the `limit` permits
//! of a `tokio::sync::Semaphore` for as long as its request lasts. The answers stay in the
//! order of the pages, and an error stays in its place.
//!
//! Read first: docs/src/http_async.md. This takes about 15 minutes.

use workshop::Server;

// TODO: let at most `limit` requests be in flight.
async fn fetch_all(server: &Server, limit: usize) -> Vec<Result<String, String>> {
    let _ = limit;
    let spawn = |page| {
        let server = server.clone();
        tokio::spawn(async move { server.fetch(page).await })
    };
    let tasks: Vec<_> = (0..server.pages()).map(spawn).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

// ----- Nothing to change below: what runs, and what is checked. -----

fn main() {
    workshop::run(|| {
        let server = Server::start(12);
        workshop::on_tokio_in_real_time(fetch_all(&server, 4));
        println!("{}", server.seen());
    });
}

#[cfg(test)]
mod tests {
    use workshop::{Server, expect};

    #[test]
    fn four_are_in_flight_and_never_more() {
        workshop::test(|| {
            let server = Server::start(12);
            workshop::on_tokio_in_real_time(super::fetch_all(&server, 4));
            let seen = server.seen();
            seen.expect_all_ended();
            seen.expect_peak(4);
            let most = server.stats().in_flight_peak;
            seen.expect(
                most <= 4,
                format!("the site had {most} requests at once."),
                "it never has more than 4.",
            );
        });
    }

    #[test]
    fn an_error_stays_in_its_place_and_gives_its_permit_back() {
        workshop::test(|| {
            let server = Server::start_with_trouble(7, &["404:1", "500:2"]);
            let answers = workshop::on_tokio_in_real_time(super::fetch_all(&server, 2));
            let seen = server.seen();
            seen.expect_all_ended();
            seen.expect_peak(2);
            expect(
                answers.len() == 7,
                format!("{} answers for 7 pages.", answers.len()),
                "one answer for each page.",
            );
            for (page, answer) in answers.iter().enumerate() {
                let what = match answer {
                    Ok(text) if text.contains(&format!("<h1>Page {page}</h1>")) => "page",
                    Ok(_) => "another page",
                    Err(error) if error.starts_with(&format!("page {page}:")) => "error",
                    Err(_) => "another page's error",
                };
                let wanted = if [1, 2].contains(&page) { "error" } else { "page" };
                expect(
                    what == wanted,
                    format!("the answer in place {page} is: {what}."),
                    format!("there stands page {page}'s own: {wanted}."),
                );
            }
        });
    }
}
