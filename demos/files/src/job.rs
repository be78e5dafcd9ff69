//! What every task does with its file: the calls that block, and the same with tokio's
//! file API.

use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::tempfile_in;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::task::spawn_blocking;

/// What every task does with its file.
pub struct Job {
    pub folder: PathBuf,
    pub data: Vec<u8>,
    pub sync: bool,
}

// ANCHOR: ways
/// Writes a file and reads it again. Each call keeps its thread until it is done.
pub fn write_and_read(job: &Job) -> io::Result<Vec<u8>> {
    // This file has no name. Whatever ends the program, the system then frees its space.
    let mut file = tempfile_in(&job.folder)?;
    file.write_all(&job.data)?;
    if job.sync {
        file.sync_all()?; // until here the data may be in memory only
    }
    file.rewind()?;
    let mut read = Vec::with_capacity(job.data.len());
    file.read_to_end(&mut read)?;
    Ok(read)
}

/// The same with tokio's file API. It looks async; in truth most of these `.await`s wait
/// for a thread that makes the call above.
pub async fn write_and_read_async(job: &Arc<Job>) -> io::Result<Vec<u8>> {
    let folder = job.folder.clone();
    let file = spawn_blocking(move || tempfile_in(folder)).await??;
    let mut file = tokio::fs::File::from_std(file);
    file.write_all(&job.data).await?;
    file.flush().await?; // the last write goes on without us: only this tells its errors
    if job.sync {
        file.sync_all().await?;
    }
    file.rewind().await?;
    let mut read = Vec::with_capacity(job.data.len());
    file.read_to_end(&mut read).await?;
    Ok(read)
}
// ANCHOR_END: ways
