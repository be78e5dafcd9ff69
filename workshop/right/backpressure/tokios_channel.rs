use std::thread;
use tokio::sync::mpsc;

fn print_all(photos: Vec<Photo>, room: usize) {
    let (sender, mut receiver) = mpsc::channel::<Photo>(room);
    let camera = thread::spawn(move || {
        for photo in photos {
            photo.take();
            sender.blocking_send(photo).ok().expect("the printer is there");
        }
    });
    while let Some(photo) = receiver.blocking_recv() {
        photo.print();
    }
    camera.join().unwrap();
}
