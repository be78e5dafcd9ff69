//! The tasks: how each fetches its page, the mistake and the two ways to mend it; and the
//! clients that they fetch with.

use reqwest::{Client, redirect::Policy};
use std::io::Read;
use timing::Task;
use ureq::Agent;
use web::{Download, Failure, Server};

// ANCHOR: tasks
/// The mistake: ureq's `call` does not return before there is an answer, and until then
/// the thread can poll no other task.
pub async fn ureq_in_async(client: Agent, task: Task, page: Download) {
    with_ureq(&client, task, page);
}

/// Mended by moving the calls that block to a thread where they may block.
pub async fn spawn_blocking(client: Agent, task: Task, page: Download) {
    let blocking = move || with_ureq(&client, task, page);
    let _ = tokio::task::spawn_blocking(blocking).await;
}

/// Mended with an async client: `.await` gives the thread back.
pub async fn with_reqwest(client: Client, mut task: Task, mut page: Download) {
    task.begin();
    match fetch_with_reqwest(&client, &mut task, &mut page).await {
        Ok(()) => task.compute(),
        Err(failure) => task.fail(&page.describe(&failure)),
    }
}

fn with_ureq(client: &Agent, mut task: Task, mut page: Download) {
    task.begin();
    match fetch_with_ureq(client, &mut task, &mut page) {
        Ok(()) => task.compute(),
        Err(failure) => task.fail(&page.describe(&failure)),
    }
}
// ANCHOR_END: tasks

// The clients, as in `demo_http_thread` and `demo_http_async`.

pub fn ureq_client(pages: &Server) -> Agent {
    let client = Agent::config_builder()
        .timeout_connect(Some(pages.timeout))
        .timeout_recv_response(Some(pages.timeout))
        .timeout_recv_body(Some(pages.timeout))
        .max_redirects(0)
        .proxy(None)
        .http_status_as_error(false);
    client.build().into()
}

pub fn reqwest_client(pages: &Server) -> Client {
    let client = Client::builder().timeout(pages.timeout);
    client.redirect(Policy::none()).no_proxy().build().unwrap()
}

fn fetch_with_ureq(
    c: &Agent,
    task: &mut Task,
    page: &mut Download,
) -> Result<(), Failure> {
    let answer = c.get(&page.url).call()?;
    task.wait_again();
    page.answered(answer.status(), answer.headers())?;
    answer.into_body().into_reader().read_to_end(&mut page.bytes)?;
    Ok(())
}

async fn fetch_with_reqwest(
    client: &Client,
    task: &mut Task,
    page: &mut Download,
) -> Result<(), Failure> {
    let mut answer = client.get(&page.url).send().await?;
    task.wait_again();
    page.answered(answer.status(), answer.headers())?;
    while let Some(piece) = answer.chunk().await? {
        page.bytes.extend_from_slice(&piece);
    }
    Ok(())
}
