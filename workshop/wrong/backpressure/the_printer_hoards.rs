// refused: photos waited for the printer
use std::sync::mpsc;
use std::thread;

fn print_all(photos: Vec<Photo>, room: usize) {
    let (sender, receiver) = mpsc::sync_channel(room);
    thread::scope(|scope| {
        scope.spawn(move || {
            for photo in photos {
                photo.take();
                sender.send(photo).unwrap();
            }
        });
        let all: Vec<Photo> = receiver.iter().collect();
        for photo in all {
            photo.print();
        }
    });
}
