//! Photos on the local site, and what becomes of them: the site's part of a pipeline.

use crate::clock::Clock;
use crate::darkroom::{Darkroom, Hold, Step};
use crate::pixels;
use crate::program::program;
use crate::record::{self, Recorder};
use crate::seen::Seen;
use crate::server::Server;
use std::fs;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Nobody waits longer for the site, which is on this machine.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Photos on the local site, which can be downloaded, blurred and saved, with a record of all that. A clone is the same studio.
#[derive(Clone)]
pub struct Studio {
    shared: Arc<Shared>,
}

struct Shared {
    server: Server,
    client: reqwest::Client,
    recorder: Recorder,
    darkroom: Darkroom,
    folder: PathBuf,
    photos: usize,
}

/// A photo that was downloaded.
pub struct Photo {
    number: usize,
    file: Vec<u8>,
    under_way: UnderWay,
}

/// A photo that was blurred, and is not saved.
pub struct Picture {
    number: usize,
    file: Vec<u8>,
    under_way: UnderWay,
}

/// What was seen of a [`Studio`].
#[derive(Clone, Debug)]
pub struct Developed {
    /// The most photos that were under way at once: their downloads had begun, and they were neither saved nor given up.
    pub most_under_way: usize,
    /// The most that were downloaded at once.
    pub most_downloads: usize,
    /// The most that were blurred at once.
    pub most_blurs: usize,
    /// The photos that were saved, in order.
    pub saved: Vec<usize>,
    /// The names of the threads that blurred, a name for each photo.
    pub threads: Vec<String>,
    /// The photos that were blurred or saved on the runtime's own thread.
    pub on_runtime: Vec<usize>,
    /// Whether the runtime's thread had no turns while photos were held in the middle of a blur.
    pub stood_still: bool,
    /// Whether photo 0 waited in vain for all others to be saved.
    pub first_gave_up: bool,
}

impl Studio {
    /// A studio with so many photos, numbered from 0.
    pub fn open(photos: usize) -> Studio {
        Studio::with(photos, &[], Hold::Not)
    }

    /// The same, with trouble: `"404:3"` (photo 3 is not there), `"cut:5"` (the answer ends in the middle).
    pub fn open_with_trouble(photos: usize, troubles: &[&str]) -> Studio {
        Studio::with(photos, troubles, Hold::Not)
    }

    /// The same, where the first blurs take until so many are under way at once, and the runtime's thread has had some turns
    /// meanwhile. Where that does not happen, they end after a while.
    pub fn open_where_blurs_wait(photos: usize, together: usize) -> Studio {
        Studio::with(photos, &[], Hold::Together(together))
    }

    /// The same, where the blur of photo 0 takes until all others are saved. Where that does not happen, it ends after a while.
    pub fn open_where_the_first_is_slow(photos: usize) -> Studio {
        Studio::with(photos, &[], Hold::First)
    }

    fn with(photos: usize, troubles: &[&str], hold: Hold) -> Studio {
        let folder = program().ok().and_then(|program| Some(program.parent()?.join("photos")));
        let client = reqwest::Client::builder().timeout(TIMEOUT).no_proxy().build();
        Studio {
            shared: Arc::new(Shared {
                server: Server::start_with_trouble(photos, troubles),
                client: client.expect("a client without TLS"),
                recorder: Recorder::new("photo", Clock::Real(Instant::now())),
                darkroom: Darkroom::new(photos, hold),
                folder: folder.unwrap_or_else(|| PathBuf::from("photos")),
                photos,
            }),
        }
    }

    /// How many photos there are, which are numbered from 0.
    pub fn photos(&self) -> usize {
        self.shared.photos
    }

    /// Where photos are saved.
    pub fn folder(&self) -> String {
        self.shared.folder.display().to_string()
    }

    /// Downloads a photo with reqwest, on tokio. As every future, this does nothing before it is polled.
    ///
    /// # Errors
    /// What went wrong, in words that begin with the photo's number: `photo 3: ..`.
    pub async fn download(&self, number: usize) -> Result<Photo, String> {
        let under_way = UnderWay::begin(self);
        let step = StepUnderWay::begin(self, number, Step::Download);
        let file = self.fetch(number).await;
        step.end();
        match file {
            Ok(file) => Ok(Photo { number, file, under_way }),
            Err(error) => {
                self.shared.darkroom.fails();
                Err(format!("photo {number}: {error}"))
            }
        }
    }

    async fn fetch(&self, number: usize) -> Result<Vec<u8>, String> {
        let url = self.shared.server.address_of(&format!("/photo/{number}.png"));
        let answer = self.shared.client.get(url).send().await.and_then(reqwest::Response::error_for_status);
        match answer {
            Ok(answer) => {
                let file = answer.bytes().await.map_err(|_| "its answer ended too early")?;
                Ok(file.to_vec())
            }
            Err(error) => Err(error.status().map_or_else(|| error.to_string(), |status| status.to_string())),
        }
    }

    /// Runs a pipeline on tokio, on this thread, beside a heartbeat that tells whether the thread is free. Returns also what has become
    /// of the photos when the pipeline returned.
    pub fn run<T>(&self, pipeline: impl Future<Output = T>) -> (T, Developed) {
        crate::on_tokio_in_real_time(async {
            tokio::select! {
                biased;
                never = self.shared.darkroom.beat_on() => never,
                done = pipeline => (done, self.developed()),
            }
        })
    }

    fn developed(&self) -> Developed {
        let state = self.shared.darkroom.state();
        Developed {
            most_under_way: state.under_way.most,
            most_downloads: state.downloads.most,
            most_blurs: state.blurs.most,
            saved: state.saved,
            threads: state.threads,
            on_runtime: state.on_runtime,
            stood_still: state.stood_still,
            first_gave_up: state.first_gave_up,
        }
    }

    /// What was seen of downloads, which wait, and blurs, which compute.
    pub fn seen(&self) -> Seen {
        Seen::new(&self.shared.recorder, self.shared.photos)
    }
}

impl Photo {
    /// Its number.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Shrinks and blurs it, which is work: it keeps a core busy.
    pub fn blur(self) -> Picture {
        let Photo { number, file, under_way } = self;
        let studio = under_way.studio.clone();
        let step = StepUnderWay::begin(&studio, number, Step::Blur);
        studio.shared.darkroom.is_blurred(number);
        let blurred = pixels::shrink_and_blur(&file);
        studio.shared.darkroom.wait(number);
        step.end();
        let file = blurred.unwrap_or_else(|error| panic!("photo {number} is no photo: {error}"));
        Picture { number, file, under_way }
    }
}

impl Picture {
    /// Its photo's number.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Saves it into the studio's folder, and blocks the thread meanwhile.
    ///
    /// # Panics
    /// Where that does not work.
    pub fn save(self) {
        let studio = &self.under_way.studio;
        let folder = &studio.shared.folder;
        let path = folder.join(format!("photo-{}.png", self.number));
        let saved = fs::create_dir_all(folder).and_then(|()| fs::write(&path, &self.file));
        saved.unwrap_or_else(|error| panic!("{} cannot be written: {error}", path.display()));
        studio.shared.darkroom.is_saved(self.number);
    }
}

/// A photo is under way until this is dropped.
struct UnderWay {
    studio: Studio,
}

impl UnderWay {
    fn begin(studio: &Studio) -> UnderWay {
        studio.shared.darkroom.comes();
        UnderWay { studio: studio.clone() }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.studio.shared.darkroom.goes();
    }
}

/// A step under way. Dropped before its end, it was cancelled.
struct StepUnderWay<'a> {
    studio: &'a Studio,
    number: usize,
    step: Step,
    has_ended: bool,
}

impl StepUnderWay<'_> {
    fn begin(studio: &Studio, number: usize, step: Step) -> StepUnderWay<'_> {
        let computes = step == Step::Blur;
        studio.shared.recorder.note(number, record::Step::Begin { computes, blocks: computes });
        studio.shared.darkroom.begins(step);
        StepUnderWay { studio, number, step, has_ended: false }
    }

    fn end(mut self) {
        self.has_ended = true;
        // Nobody here knows when its answer was there.
        self.studio.shared.recorder.note(self.number, record::Step::End { due: Duration::MAX });
    }
}

impl Drop for StepUnderWay<'_> {
    fn drop(&mut self) {
        self.studio.shared.darkroom.ends(self.step);
        if !self.has_ended {
            self.studio.shared.recorder.note(self.number, record::Step::Cancel);
        }
    }
}
