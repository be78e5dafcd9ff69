// refused: printed not at all, or not to the end
use std::sync::mpsc;
use std::thread;

fn print_all(photos: Vec<Photo>, room: usize) {
    let (sender, receiver) = mpsc::sync_channel(room);
    thread::scope(|scope| {
        scope.spawn(move || {
            for photo in photos {
                photo.take();
                let _ = sender.try_send(photo);
            }
        });
        for photo in receiver {
            photo.print();
        }
    });
}
