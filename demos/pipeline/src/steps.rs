//! The two steps that each photo goes through, in all runs: it is downloaded, which is
//! waiting, and developed, which is computing.

use crate::out::Out;
use crate::photo;
use reqwest::Client;
use std::sync::Arc;
use timing::Task;
use web::{Download, Failure, Server};

/// Whom the photos are from, and where they go.
pub struct Job {
    pub client: Client,
    pub server: Server,
    pub out: Arc<Out>,
}

// ANCHOR: steps
/// Waits for a photo. Of one that does not come whole, the report tells why.
pub async fn download(job: &Job, mut task: Task) -> Option<(Task, Vec<u8>)> {
    let mut photo = job.server.download(task.id);
    task.begin();
    match fetch(&job.client, &mut photo).await {
        Ok(()) => Some((task, photo.bytes)),
        Err(failure) => {
            task.fail(&photo.describe(&failure));
            None
        }
    }
}

async fn fetch(client: &Client, photo: &mut Download) -> Result<(), Failure> {
    let mut answer = client.get(&photo.url).send().await?;
    photo.answered(answer.status(), answer.headers())?;
    while let Some(chunk) = answer.chunk().await? {
        photo.bytes.extend_from_slice(&chunk);
    }
    Ok(())
}

/// Computes with a photo, and saves what comes of it.
pub fn develop(job: &Job, mut task: Task, bytes: &[u8]) {
    task.work();
    let small = photo::blur_and_shrink(bytes);
    task.wait_again(); // for the disk
    match small.and_then(|small| job.out.save(task.id, &small)) {
        Ok(()) => task.end(),
        Err(why) => {
            let id = task.id;
            task.fail(&format!("photo {id}: {why}"));
        }
    }
}
// ANCHOR_END: steps
