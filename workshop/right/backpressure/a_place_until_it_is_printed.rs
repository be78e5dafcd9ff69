use std::sync::mpsc;
use std::thread;

/// A photo keeps its place until it is printed: `room` are at the printer or on their way.
fn print_all(photos: Vec<Photo>, room: usize) {
    let (take_a_place, give_it_back) = mpsc::sync_channel(room);
    let (sender, receiver) = mpsc::channel::<Photo>();
    thread::scope(|scope| {
        scope.spawn(move || {
            for photo in photos {
                photo.take();
                take_a_place.send(()).unwrap();
                sender.send(photo).unwrap();
            }
        });
        for photo in receiver {
            photo.print();
            give_it_back.recv().unwrap();
        }
    });
}
