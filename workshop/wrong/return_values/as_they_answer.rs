// refused: you returned [Some(10), Some(20), Some(40), Some(30)]
use std::sync::mpsc;
use std::thread;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let (sender, receiver) = mpsc::channel();
    for shop in shops {
        let sender = sender.clone();
        thread::spawn(move || sender.send(Some(shop.ask())));
    }
    drop(sender);
    receiver.into_iter().collect()
}
