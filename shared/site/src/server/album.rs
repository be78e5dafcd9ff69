//! The photos that have been painted. A photo is painted once, however many ask for it at the same time.

use hyper::body::Bytes;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

/// How many photos are kept, beside those that were painted ahead: about 15 MB.
const KEPT: usize = 64;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Jpeg,
    Png,
}

type Print = Arc<OnceCell<Bytes>>;

#[derive(Default)]
pub struct Album {
    ahead: Vec<Bytes>,
    others: Mutex<Others>,
}

#[derive(Default)]
struct Others {
    prints: HashMap<(u32, Format), Print>,
    /// Who came first goes first.
    order: VecDeque<(u32, Format)>,
}

impl Album {
    /// Paints the first `photos` photos, on all cores.
    pub fn paint_ahead(photos: u32) -> Album {
        let next = AtomicU32::new(0);
        let painted = Mutex::new(vec![Bytes::new(); photos as usize]);
        let cores = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            for _ in 0..cores.min(photos as usize) {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= photos {
                            break;
                        }
                        let file = file(number, Format::Jpeg);
                        painted.lock().unwrap_or_else(PoisonError::into_inner)[number as usize] = file;
                    }
                });
            }
        });
        Album { ahead: painted.into_inner().unwrap_or_else(PoisonError::into_inner), others: Mutex::default() }
    }

    /// Photo `number`.
    pub async fn photo(&self, number: u32, format: Format) -> Bytes {
        match self.ahead.get(number as usize) {
            Some(photo) if format == Format::Jpeg => photo.clone(),
            _ => {
                let print = self.print(number, format);
                // On a thread of its own: the one that serves has others waiting.
                let paint = async || spawn_blocking(move || file(number, format)).await.unwrap_or_default();
                print.get_or_init(paint).await.clone()
            }
        }
    }

    fn print(&self, number: u32, format: Format) -> Print {
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(print) = others.prints.get(&(number, format)) {
            return Arc::clone(print);
        }
        if others.order.len() == KEPT
            && let Some(oldest) = others.order.pop_front()
        {
            others.prints.remove(&oldest);
        }
        others.order.push_back((number, format));
        Arc::clone(others.prints.entry((number, format)).or_default())
    }
}

fn file(number: u32, format: Format) -> Bytes {
    let file = match format {
        Format::Jpeg => photos::jpeg(number),
        Format::Png => photos::png(number),
    };
    Bytes::from(file)
}
