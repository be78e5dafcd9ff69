//! Both clients take their statuses and headers from the crate `http`, so when another try
//! may help is said once for both. They differ in how they wait: ureq keeps its thread, and so
//! does its pause; reqwest gives it back at each `.await`, so others go on meanwhile.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::time::Duration;
use workshop::{Pauses, Server};

/// Between two tries, where the server does not say how long.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(200)];

/// Why a try failed, and what is to be known before another one.
struct Failure {
    why: String,
    may_pass: bool,
    retry_after: Option<Duration>,
}

/// No whole answer came.
fn broken(error: impl ToString) -> Failure {
    Failure { why: error.to_string(), may_pass: true, retry_after: None }
}

/// Whether an answer is the page.
fn judge(status: StatusCode, headers: &HeaderMap) -> Result<(), Failure> {
    if status == StatusCode::OK {
        return Ok(());
    }
    let may_pass = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error();
    let seconds =
        headers.get(RETRY_AFTER).and_then(|text| text.to_str().ok()?.parse().ok());
    Err(Failure {
        why: status.to_string(),
        may_pass,
        retry_after: seconds.map(Duration::from_secs),
    })
}

fn ask_with_ureq(client: &ureq::Agent, url: &str) -> Result<String, Failure> {
    let mut answer = client.get(url).call().map_err(broken)?;
    judge(answer.status(), answer.headers())?;
    answer.body_mut().read_to_string().map_err(broken)
}

async fn ask_with_reqwest(
    client: &reqwest::Client,
    url: &str,
) -> Result<String, Failure> {
    let answer = client.get(url).send().await.map_err(broken)?;
    judge(answer.status(), answer.headers())?;
    answer.text().await.map_err(broken)
}

/// Fetches with ureq, which blocks.
fn fetch_with_ureq(
    client: &ureq::Agent,
    url: &str,
    pauses: &Pauses,
) -> Result<String, String> {
    for pause in PAUSES {
        match ask_with_ureq(client, url) {
            Err(failure) if failure.may_pass => {
                pauses.wait(failure.retry_after.unwrap_or(pause));
            }
            done => return done.map_err(|failure| failure.why),
        }
    }
    ask_with_ureq(client, url).map_err(|failure| failure.why)
}

/// Fetches with reqwest, which does not block: several of these can run on one thread.
async fn fetch_with_reqwest(
    client: &reqwest::Client,
    url: &str,
    pauses: &Pauses,
) -> Result<String, String> {
    for pause in PAUSES {
        match ask_with_reqwest(client, url).await {
            Err(failure) if failure.may_pass => {
                pauses.wait_async(failure.retry_after.unwrap_or(pause)).await;
            }
            done => return done.map_err(|failure| failure.why),
        }
    }
    ask_with_reqwest(client, url).await.map_err(|failure| failure.why)
}

// ----- Nothing to change below: what runs, and what is checked. -----

const TIME_LIMIT: Duration = Duration::from_secs(5);

fn ureq_client() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .timeout_recv_response(Some(TIME_LIMIT))
        .timeout_recv_body(Some(TIME_LIMIT))
        .proxy(None)
        .http_status_as_error(false); // whatever its status, an answer is an answer
    config.build().into()
}

fn reqwest_client() -> reqwest::Client {
    reqwest::Client::builder().timeout(TIME_LIMIT).no_proxy().build().unwrap()
}

fn main() {
    workshop::run(|| {
        let server = Server::start(1);
        for path in ["/page/1", "/trouble/500/me"] {
            let (url, pauses) = (server.address_of(path), Pauses::new());
            let answer = fetch_with_ureq(&ureq_client(), &url, &pauses);
            println!("{url} with ureq: {pauses}, then {answer:?}");
        }
        let (url, pauses) = (server.address_of("/trouble/429/me"), Pauses::new());
        let client = reqwest_client();
        let fetch = fetch_with_reqwest(&client, &url, &pauses);
        let answer = workshop::on_tokio_in_real_time(fetch);
        println!("{url} with reqwest: {pauses}, then {answer:?}");
    });
}

#[cfg(test)]
mod tests {
    use super::{Pauses, Server};
    use workshop::{expect, on_tokio_in_real_time};

    fn with_ureq(url: &str, pauses: &Pauses) -> Result<String, String> {
        super::fetch_with_ureq(&super::ureq_client(), url, pauses)
    }

    fn with_reqwest(url: &str, pauses: &Pauses) -> Result<String, String> {
        let client = super::reqwest_client();
        on_tokio_in_real_time(super::fetch_with_reqwest(&client, url, pauses))
    }

    /// What is asked for, what the answer has in it, how often is asked, and the pauses in
    /// milliseconds.
    type Case = (&'static str, Result<&'static str, &'static str>, u64, &'static [u64]);

    const WELL: Result<&str, &str> = Ok("all is well in the end");
    /// The site answers the third request, and no earlier one.
    const MAY_PASS: [Case; 4] = [
        ("/page/0", Ok("<h1>Page 0</h1>"), 1, &[]),
        ("/trouble/500/me", WELL, 3, &[100, 200]),
        ("/trouble/cut/me", WELL, 3, &[100, 200]), // half an answer
        ("/trouble/reset/me", WELL, 3, &[100, 200]), // none
    ];
    const SAYS_WHEN: [Case; 1] = [("/trouble/429/me", WELL, 3, &[1000, 1000])];
    /// It is the same for ever.
    const WILL_NOT_PASS: [Case; 4] = [
        ("/page/7", Err("404"), 1, &[]),
        ("/trouble/500", Err("500"), 3, &[100, 200]),
        ("/trouble/429", Err("429"), 3, &[1000, 1000]),
        ("/trouble/cut", Err(""), 3, &[100, 200]),
    ];

    fn check_all(fetch: fn(&str, &Pauses) -> Result<String, String>, cases: &[Case]) {
        workshop::test(|| {
            let server = Server::start(1);
            cases.iter().for_each(|case| check(&server, fetch, *case));
        });
    }

    fn check(
        server: &Server,
        fetch: fn(&str, &Pauses) -> Result<String, String>,
        (path, wanted, tries, lengths): Case,
    ) {
        let (before, pauses) = (server.stats().requests.all(), Pauses::new());
        let answer = fetch(&server.address_of(path), &pauses);
        let asked = server.stats().requests.all() - before;
        let times = |count| match count {
            1 => "once".to_owned(),
            count => format!("{count} times"),
        };
        let seen = format!("{path}: you asked {}, with {pauses}", times(asked));
        let is_wanted = match (&answer, wanted) {
            (Ok(text), Ok(words)) | (Err(text), Err(words)) => text.contains(words),
            _ => false,
        };
        let returned: String = format!("{answer:?}").chars().take(120).collect();
        expect(
            is_wanted,
            format!("{seen}, and returned {returned}."),
            match wanted {
                Ok(words) => format!("an `Ok` with the text '{words}'."),
                Err("") => "an `Err`: there was never a whole answer.".to_owned(),
                Err(status) => format!("an `Err`, with {status} in its words."),
            },
        );
        expect(
            asked == tries,
            format!("{seen}."),
            format!("it is asked for {}.", times(tries)),
        );
        let made: Vec<u64> =
            pauses.lengths().iter().map(|length| length.as_millis() as u64).collect();
        let why = match lengths {
            [] => "none: another try would not help, or is not needed.",
            [1000, ..] => {
                "as long as the server says (`Retry-After: 1`) before each new try."
            }
            _ => "100 ms before the second try, 200 ms before the third, and no other.",
        };
        expect(made == lengths, format!("{seen}."), format!("pauses: {why}"));
    }

    #[test]
    fn ureq_tries_again_what_may_pass() {
        check_all(with_ureq, &MAY_PASS);
    }

    #[test]
    fn ureq_waits_as_long_as_the_server_says() {
        check_all(with_ureq, &SAYS_WHEN);
    }

    #[test]
    fn ureq_gives_up_where_it_does_not_help() {
        check_all(with_ureq, &WILL_NOT_PASS);
    }

    #[test]
    fn reqwest_tries_again_what_may_pass() {
        check_all(with_reqwest, &MAY_PASS);
    }

    #[test]
    fn reqwest_waits_as_long_as_the_server_says() {
        check_all(with_reqwest, &SAYS_WHEN);
    }

    #[test]
    fn reqwest_gives_up_where_it_does_not_help() {
        check_all(with_reqwest, &WILL_NOT_PASS);
    }

    #[test]
    fn reqwest_leaves_the_thread_to_others() {
        workshop::test(|| {
            let (server, client) = (Server::start(3), super::reqwest_client());
            let pauses = Pauses::new();
            let fetch = async |number: usize| {
                let url = server.address_of(&format!("/trouble/500/{number}"));
                let request = super::fetch_with_reqwest(&client, &url, &pauses);
                server.note(number, request).await
            };
            let _ = on_tokio_in_real_time(async {
                tokio::join!(fetch(0), fetch(1), fetch(2))
            });
            let seen = server.seen();
            seen.expect_peak(3);
            let asked = server.stats().requests.all();
            seen.expect(
                asked == 9,
                format!("you asked {asked} times in all for three things."),
                "three times for each: the third try is answered.",
            );
            let blocking = pauses.blocking();
            seen.expect(
                blocking == 0,
                format!("{blocking} of your pauses kept the thread."),
                "meanwhile the thread is free for others: `pauses.wait_async(..).await`.",
            );
            // Each of three tries, and each pause, is waited for, and polled again after it.
            let least = 1 + 3 + pauses.lengths().len() / 3;
            let kept =
                seen.stretches().iter().filter(|request| request.polls < least).count();
            seen.expect(
                kept == 0,
                format!(
                    "{kept} of your 3 requests kept the thread until an answer came."
                ),
                "while an answer is waited for, the thread is free for others: `.await`.",
            );
        });
    }
}
