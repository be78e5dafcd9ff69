// refused: the printer was at two photos at the same time
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
        for photo in receiver {
            scope.spawn(move || photo.print());
        }
    });
}
