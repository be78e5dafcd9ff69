// refused: It looks like an endless loop
use std::sync::mpsc::{self, TrySendError};
use std::thread;

fn print_all(photos: Vec<Photo>, room: usize) {
    let (sender, receiver) = mpsc::sync_channel(room);
    thread::scope(|scope| {
        scope.spawn(move || {
            for mut photo in photos {
                photo.take();
                while let Err(TrySendError::Full(back)) = sender.try_send(photo) {
                    thread::yield_now();
                    photo = back;
                }
            }
        });
        for photo in receiver {
            photo.print();
        }
    });
}
