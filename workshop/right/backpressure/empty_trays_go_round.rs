use std::sync::mpsc;
use std::thread;

/// The camera needs an empty tray for each photo, and there are only `room` of them.
fn print_all(photos: Vec<Photo>, room: usize) {
    let (give_back, trays) = mpsc::channel();
    let (to_printer, from_camera) = mpsc::channel::<Photo>();
    for _ in 0..room {
        give_back.send(()).unwrap();
    }
    thread::scope(|scope| {
        scope.spawn(move || {
            for photo in from_camera {
                let _ = give_back.send(()); // after the last one the camera has gone
                photo.print();
            }
        });
        for photo in photos {
            trays.recv().unwrap();
            photo.take();
            to_printer.send(photo).unwrap();
        }
        drop(to_printer);
    });
}
