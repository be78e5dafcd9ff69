// refused: photos waited for the printer
use std::sync::mpsc;
use std::thread;

fn print_all(photos: Vec<Photo>, room: usize) {
    let (sender, receiver) = mpsc::sync_channel::<Photo>(room);
    let (to_printer, from_camera) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            for photo in photos {
                photo.take();
                sender.send(photo).unwrap();
            }
        });
        scope.spawn(move || receiver.iter().try_for_each(|photo| to_printer.send(photo)));
        for photo in from_camera {
            photo.print();
        }
    });
}
