// refused: printed not at all, or not to the end
use std::sync::mpsc;
use std::thread;

fn print_all(photos: Vec<Photo>, room: usize) {
    let (sender, receiver) = mpsc::sync_channel::<Photo>(room);
    thread::spawn(move || {
        for photo in receiver {
            photo.print();
        }
    });
    for photo in photos {
        photo.take();
        sender.send(photo).unwrap();
    }
}
