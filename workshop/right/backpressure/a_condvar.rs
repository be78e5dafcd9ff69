use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread;

fn print_all(photos: Vec<Photo>, room: usize) {
    let count = photos.len();
    let tray = Mutex::new(VecDeque::new());
    let changed = Condvar::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            for photo in photos {
                photo.take();
                let tray = tray.lock().unwrap();
                let mut tray =
                    changed.wait_while(tray, |tray| tray.len() == room).unwrap();
                tray.push_back(photo);
                changed.notify_one();
            }
        });
        for _ in 0..count {
            let tray = tray.lock().unwrap();
            let mut tray = changed.wait_while(tray, |tray| tray.is_empty()).unwrap();
            let photo: Photo = tray.pop_front().unwrap();
            changed.notify_one();
            drop(tray); // not while it prints
            photo.print();
        }
    });
}
