// refused: at most 1 of them wait
use std::sync::mpsc;
use std::thread;

fn print_all(photos: Vec<Photo>, _room: usize) {
    let (sender, receiver) = mpsc::sync_channel(3);
    thread::scope(|scope| {
        scope.spawn(move || {
            for photo in photos {
                photo.take();
                sender.send(photo).unwrap();
            }
        });
        receiver.iter().for_each(|photo: Photo| photo.print());
    });
}
