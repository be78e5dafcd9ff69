// refused: /trouble/500: you asked 3 times, with pauses of 100 ms, 200 ms and 400 ms.
use std::time::Duration;
use workshop::{Pauses, Server};

const TRIES: u64 = 3;

fn may_pass(status: u16) -> bool {
    status == 429 || status >= 500
}

fn seconds(header: Option<&reqwest::header::HeaderValue>) -> Option<u64> {
    header?.to_str().ok()?.parse().ok()
}

fn fetch_with_ureq(
    client: &ureq::Agent,
    url: &str,
    pauses: &Pauses,
) -> Result<String, String> {
    let mut why = String::new();
    for number in 0..TRIES {
        let mut pause = Duration::from_millis(100 << number);
        match client.get(url).call() {
            Ok(mut answer) => {
                let status = answer.status().as_u16();
                if let Some(seconds) = seconds(answer.headers().get("retry-after")) {
                    pause = Duration::from_secs(seconds);
                }
                match answer.body_mut().read_to_string() {
                    Ok(text) if status == 200 => return Ok(text),
                    Ok(_) if !may_pass(status) => return Err(status.to_string()),
                    Ok(_) => why = status.to_string(),
                    Err(error) => why = error.to_string(),
                }
            }
            Err(error) => why = error.to_string(),
        }
        pauses.wait(pause);
    }
    Err(why)
}

async fn fetch_with_reqwest(
    client: &reqwest::Client,
    url: &str,
    pauses: &Pauses,
) -> Result<String, String> {
    let mut why = String::new();
    for number in 0..TRIES {
        let mut pause = Duration::from_millis(100 << number);
        match client.get(url).send().await {
            Ok(answer) => {
                let status = answer.status().as_u16();
                if let Some(seconds) = seconds(answer.headers().get("retry-after")) {
                    pause = Duration::from_secs(seconds);
                }
                match answer.text().await {
                    Ok(text) if status == 200 => return Ok(text),
                    Ok(_) if !may_pass(status) => return Err(status.to_string()),
                    Ok(_) => why = status.to_string(),
                    Err(error) => why = error.to_string(),
                }
            }
            Err(error) => why = error.to_string(),
        }
        pauses.wait_async(pause).await;
    }
    Err(why)
}
