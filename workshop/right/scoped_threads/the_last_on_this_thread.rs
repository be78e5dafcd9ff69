use workshop::Task;

fn ask_all(requests: &[Task]) {
    let [others @ .., last] = requests else { return };
    std::thread::scope(|scope| {
        for request in others {
            scope.spawn(|| request.wait());
        }
        last.wait(); // this thread has nothing else to do
    });
}
