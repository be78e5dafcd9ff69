use workshop::Task;

fn breakfast(kettle: Task, toaster: Task) {
    std::thread::scope(|scope| {
        for appliance in [&kettle, &toaster] {
            scope.spawn(|| appliance.wait());
        }
    });
}
