// refused: requests 0, 1, 2, 3 and 4 were never polled
use workshop::Task;

async fn ask_all(requests: Vec<Task>) {
    let _futures: Vec<_> = requests.iter().map(Task::wait_async).collect();
}
