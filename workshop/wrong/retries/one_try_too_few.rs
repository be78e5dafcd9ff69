// refused: /trouble/500/me: you asked 2 times, with a pause of 100 ms, and returned Err
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::time::Duration;
use workshop::{Pauses, Server};

/// Between two tries, where the server does not say how long.
const PAUSES: [Duration; 1] = [Duration::from_millis(100)];

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
