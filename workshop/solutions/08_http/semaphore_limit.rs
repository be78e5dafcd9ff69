//! The permit lives as long as the variable `_permit`: to the end of the task, whether the
//! request went well or not. With `let _ =` it would be given back at once, and would
//! bound nothing.

use std::sync::Arc;
use tokio::sync::Semaphore;
use workshop::Server;

async fn fetch_all(server: &Server, limit: usize) -> Vec<Result<String, String>> {
    let permits = Arc::new(Semaphore::new(limit));
    let spawn = |page| {
        let (server, permits) = (server.clone(), Arc::clone(&permits));
        tokio::spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            server.fetch(page).await
        })
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
