use reqwest::header::RETRY_AFTER;
use std::time::Duration;
use workshop::{Pauses, Server};

/// A status that may be another one in a while.
fn may_change(status: reqwest::StatusCode) -> bool {
    status.as_u16() == 429 || status.as_u16() >= 500
}

fn fetch_with_ureq(
    client: &ureq::Agent,
    url: &str,
    pauses: &Pauses,
) -> Result<String, String> {
    let mut pause = Duration::from_millis(100);
    let mut tries = 1;
    loop {
        let mut wish = None;
        let answer = client.get(url).call().and_then(|mut answer| {
            let status = answer.status();
            if !status.is_success() {
                let header = answer.headers().get(RETRY_AFTER);
                wish = header.and_then(|text| text.to_str().ok()?.parse().ok());
                return Err(ureq::Error::StatusCode(status.as_u16()));
            }
            answer.body_mut().read_to_string()
        });
        match answer {
            Ok(page) => return Ok(page),
            Err(ureq::Error::StatusCode(status @ 400..=428)) => {
                return Err(format!("{url}: {status}"));
            }
            Err(error) if tries == 3 => return Err(format!("{url}: {error}")),
            Err(_) => pauses.wait(wish.map_or(pause, Duration::from_secs)),
        }
        pause *= 2;
        tries += 1;
    }
}

async fn fetch_with_reqwest(
    client: &reqwest::Client,
    url: &str,
    pauses: &Pauses,
) -> Result<String, String> {
    let mut pause = Duration::from_millis(100);
    let mut tries = 1;
    loop {
        let mut wish = None;
        let result = match client.get(url).send().await {
            Ok(answer) => {
                let header = answer.headers().get(RETRY_AFTER);
                wish = header.and_then(|text| text.to_str().ok()?.parse().ok());
                match answer.error_for_status() {
                    Ok(answer) => answer.text().await,
                    Err(error) => Err(error),
                }
            }
            Err(error) => Err(error),
        };
        match result {
            Ok(page) => return Ok(page),
            Err(error) => {
                let is_final = error.status().is_some_and(|status| !may_change(status));
                if is_final || tries == 3 {
                    return Err(error.to_string());
                }
            }
        }
        pauses.wait_async(wish.map_or(pause, Duration::from_secs)).await;
        pause *= 2;
        tries += 1;
    }
}
