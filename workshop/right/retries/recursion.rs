use std::time::Duration;
use workshop::{Pauses, Server};

/// What one try comes to.
enum Tried {
    Page(String),
    /// Another one would come to the same.
    Useless(String),
    /// Perhaps after a pause.
    Later(String, Option<Duration>),
}

fn judge(
    status: u16,
    retry_after: Option<String>,
    text: Result<String, String>,
) -> Tried {
    let after =
        retry_after.and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    match (status, text) {
        (200, Ok(text)) => Tried::Page(text),
        (429 | 500.., _) => Tried::Later(format!("status {status}"), after),
        (_, Err(error)) => Tried::Later(error, None),
        _ => Tried::Useless(format!("status {status}")),
    }
}

fn header(value: Option<&reqwest::header::HeaderValue>) -> Option<String> {
    Some(String::from_utf8_lossy(value?.as_bytes()).into_owned())
}

fn fetch_with_ureq(
    client: &ureq::Agent,
    url: &str,
    pauses: &Pauses,
) -> Result<String, String> {
    fn attempt(
        client: &ureq::Agent,
        url: &str,
        pauses: &Pauses,
        left: &[u64],
    ) -> Result<String, String> {
        let tried = match client.get(url).call() {
            Err(error) => Tried::Later(error.to_string(), None),
            Ok(mut answer) => judge(
                answer.status().as_u16(),
                header(answer.headers().get("retry-after")),
                answer.body_mut().read_to_string().map_err(|error| error.to_string()),
            ),
        };
        match (tried, left) {
            (Tried::Page(text), _) => Ok(text),
            (Tried::Useless(why), _) | (Tried::Later(why, _), []) => Err(why),
            (Tried::Later(_, after), [first, rest @ ..]) => {
                pauses.wait(after.unwrap_or(Duration::from_millis(*first)));
                attempt(client, url, pauses, rest)
            }
        }
    }
    attempt(client, url, pauses, &[100, 200])
}

async fn fetch_with_reqwest(
    client: &reqwest::Client,
    url: &str,
    pauses: &Pauses,
) -> Result<String, String> {
    let attempt = async || match client.get(url).send().await {
        Err(error) => Tried::Later(error.to_string(), None),
        Ok(answer) => judge(
            answer.status().as_u16(),
            header(answer.headers().get("retry-after")),
            answer.text().await.map_err(|error| error.to_string()),
        ),
    };
    let mut left = [100, 200].into_iter();
    loop {
        match (attempt().await, left.next()) {
            (Tried::Page(text), _) => return Ok(text),
            (Tried::Useless(why), _) | (Tried::Later(why, _), None) => return Err(why),
            (Tried::Later(_, after), Some(pause)) => {
                pauses.wait_async(after.unwrap_or(Duration::from_millis(pause))).await;
            }
        }
    }
}
