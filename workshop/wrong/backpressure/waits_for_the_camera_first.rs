// refused: It looks like a deadlock
use std::sync::mpsc;
use std::thread;

fn print_all(photos: Vec<Photo>, room: usize) {
    let (sender, receiver) = mpsc::sync_channel(room);
    let camera = thread::spawn(move || {
        for photo in photos {
            photo.take();
            sender.send(photo).unwrap();
        }
    });
    camera.join().unwrap();
    for photo in receiver {
        photo.print();
    }
}
