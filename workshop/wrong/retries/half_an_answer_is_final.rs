// refused: /trouble/cut/me: you asked once, with no pause, and returned Err
use std::time::Duration;
use workshop::{Pauses, Server};

const PAUSES: [u64; 2] = [100, 200];

/// How long to pause after this status, if another try may help.
fn pause_after(status: u16, retry_after: Option<&str>, pause: u64) -> Option<Duration> {
    match retry_after.and_then(|seconds| seconds.parse().ok()) {
        Some(seconds) if status == 429 => Some(Duration::from_secs(seconds)),
        _ => (status == 429 || status >= 500).then_some(Duration::from_millis(pause)),
    }
}

fn fetch_with_ureq(
    client: &ureq::Agent,
    url: &str,
    pauses: &Pauses,
) -> Result<String, String> {
    let mut tries = 0;
    loop {
        let mut answer = client.get(url).call().map_err(|error| error.to_string())?;
        let status = answer.status().as_u16();
        if status == 200 {
            return answer.body_mut().read_to_string().map_err(|error| error.to_string());
        }
        let header =
            answer.headers().get("retry-after").and_then(|text| text.to_str().ok());
        let pause =
            PAUSES.get(tries).and_then(|&pause| pause_after(status, header, pause));
        match pause {
            Some(pause) => pauses.wait(pause),
            None => return Err(format!("status {status}")),
        }
        tries += 1;
    }
}

async fn fetch_with_reqwest(
    client: &reqwest::Client,
    url: &str,
    pauses: &Pauses,
) -> Result<String, String> {
    let mut tries = 0;
    loop {
        let answer = client.get(url).send().await.map_err(|error| error.to_string())?;
        let status = answer.status().as_u16();
        if status == 200 {
            return answer.text().await.map_err(|error| error.to_string());
        }
        let header =
            answer.headers().get("retry-after").and_then(|text| text.to_str().ok());
        let pause =
            PAUSES.get(tries).and_then(|&pause| pause_after(status, header, pause));
        match pause {
            Some(pause) => pauses.wait_async(pause).await,
            None => return Err(format!("status {status}")),
        }
        tries += 1;
    }
}
