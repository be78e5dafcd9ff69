use std::thread;

fn print_all(photos: Vec<Photo>, room: usize) {
    let (sender, receiver) = smol::channel::bounded(room);
    let printer = thread::spawn(move || {
        while let Ok(photo) = receiver.recv_blocking() {
            let photo: Photo = photo;
            photo.print();
        }
    });
    for photo in photos {
        photo.take();
        sender.send_blocking(photo).unwrap();
    }
    sender.close();
    printer.join().unwrap();
}
