//! What is seen of tasks is what they did, however busy the machine is.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;
use workshop::{Scene, Task};

fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn a_thread_each(tasks: &[Task]) {
    thread::scope(|scope| {
        for task in tasks {
            scope.spawn(|| task.wait());
        }
    });
}

#[test]
fn waits_one_after_the_other_add_up() {
    let scene = Scene::new("wait", 8);
    scene.tasks().iter().for_each(Task::wait);
    let seen = scene.seen();
    assert_eq!((seen.peak(), seen.threads(), seen.wall()), (1, 1, milliseconds(800)));
    assert_eq!(seen.ended(), (0..8).collect::<Vec<_>>());
    seen.expect_all_ended();
}

#[test]
fn waits_on_threads_are_all_under_way_at_once() {
    for _ in 0..5 {
        let scene = Scene::new("wait", 40);
        a_thread_each(&scene.tasks());
        let seen = scene.seen();
        assert_eq!(
            (seen.peak(), seen.threads(), seen.wall()),
            (40, 40, milliseconds(100))
        );
        seen.expect_a_thread_each();
    }
}

#[test]
fn tasks_end_in_the_order_of_their_lengths() {
    let scene = Scene::with_lengths("wait", &[300, 100, 200]);
    a_thread_each(&scene.tasks());
    assert_eq!(scene.seen().ended(), [1, 2, 0]);
}

#[test]
fn a_pool_of_three_has_three_under_way() {
    let scene = Scene::new("job", 9);
    let queue = Mutex::new(scene.tasks());
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let next = || queue.lock().unwrap().pop();
                while let Some(task) = next() {
                    task.compute();
                }
            });
        }
    });
    let seen = scene.seen();
    seen.expect_all_ended();
    seen.expect_peak(3);
    assert_eq!((seen.threads(), seen.wall()), (3, milliseconds(300)));
    assert!(seen.stretches().iter().all(|stretch| stretch.computes && stretch.blocks));
}

#[test]
fn the_same_waits_go_on_tokio_and_on_smol() {
    let on_tokio = Scene::new("request", 5);
    workshop::on_tokio(async {
        let spawn = |task: Task| tokio::spawn(task.wait_async());
        let handles: Vec<_> = on_tokio.tasks().into_iter().map(spawn).collect();
        for handle in handles {
            handle.await.unwrap();
        }
    });
    let on_smol = Scene::new("request", 5);
    let executor = smol::LocalExecutor::new();
    let tasks: Vec<_> =
        on_smol.tasks().iter().map(|task| executor.spawn(task.wait_async())).collect();
    smol::block_on(executor.run(async {
        for task in tasks {
            task.await;
        }
    }));
    for seen in [on_tokio.seen(), on_smol.seen()] {
        seen.expect_all_ended();
        seen.expect_no_blocked_thread();
        assert_eq!((seen.peak(), seen.threads(), seen.wall()), (5, 1, milliseconds(100)));
    }
}

#[test]
fn what_was_never_polled_and_what_was_dropped_is_told() {
    let scene = Scene::new("request", 3);
    workshop::on_tokio(async {
        let _never = scene.task(0).wait_async();
        let dropped = tokio::spawn(scene.task(1).wait_async());
        tokio::task::yield_now().await;
        dropped.abort();
        let _ = dropped.await;
    });
    let seen = scene.seen();
    assert_eq!(
        (seen.never_polled(), seen.never_began(), seen.cancelled()),
        (vec![0], vec![0, 2], vec![1])
    );
    assert!(seen.ended().is_empty() && seen.under_way().is_empty());
}

#[test]
fn who_is_kept_from_going_on_is_late() {
    // Task 1 blocks the only thread for 300 ms; task 0 could have gone on after 100 ms.
    let scene = Scene::with_lengths("task", &[100, 300]);
    workshop::on_tokio(async {
        let waits = tokio::spawn(scene.task(0).wait_async());
        let blocks = scene.task(1);
        let blocks = tokio::spawn(async move { blocks.wait() });
        waits.await.unwrap();
        blocks.await.unwrap();
    });
    let seen = scene.seen();
    assert_eq!((seen.late_most(), seen.wall()), (milliseconds(200), milliseconds(300)));
    let drawn = seen.to_string();
    assert!(drawn.contains('▒'), "{drawn}");
}

#[test]
fn time_limits_of_tokios_fit_to_its_clock() {
    let scene = Scene::on_tokio_clock("answer", &[100, 5_000]);
    workshop::on_tokio(async {
        for task in scene.tasks() {
            let _ = tokio::time::timeout(milliseconds(1_000), task.wait_async()).await;
        }
    });
    let seen = scene.seen();
    assert_eq!(
        (seen.ended(), seen.cancelled(), seen.wall()),
        (vec![0], vec![1], milliseconds(1_100))
    );
}

#[test]
fn lanes_are_named_as_the_tasks_are() {
    let scene = Scene::new("request", 2);
    scene.tasks().iter().for_each(Task::wait);
    let drawn = scene.seen().to_string();
    let lanes: Vec<&str> = drawn.lines().filter(|line| line.contains('─')).collect();
    assert!(
        lanes[0].starts_with("request 0 ─") && lanes[1].starts_with("request 1  "),
        "{drawn}"
    );
    assert!(drawn.starts_with("2 requests, never more than 1 under way\n"), "{drawn}");
    assert!(drawn.lines().all(|line| line.chars().count() <= 100), "{drawn}");
    let many = Scene::new("request", 40);
    a_thread_each(&many.tasks());
    let drawn = many.seen().to_string();
    assert!(drawn.contains("requests 0-2") && drawn.contains("request 39"), "{drawn}");
}

/// A thread for each share of the tasks; what was seen, where the check refuses it.
fn kept_busy(lengths: &[u64], shares: &[&[usize]]) -> Option<String> {
    let scene = Scene::with_lengths("job", lengths);
    thread::scope(|scope| {
        for share in shares {
            scope.spawn(|| share.iter().for_each(|number| scene.task(*number).wait()));
        }
    });
    let seen = scene.seen();
    let check = || seen.expect_kept_busy(shares.len());
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(check)).err()?;
    Some(seen.to_string())
}

#[test]
fn workers_with_nothing_to_do_are_found_while_there_is_something_left() {
    let lengths = [400, 100, 100, 100, 100];
    assert_eq!(kept_busy(&lengths, &[&[0], &[1, 2, 3, 4]]), None);
    assert_eq!(
        kept_busy(&lengths, &[&[4, 2, 0], &[3, 1]]),
        None,
        "the longest may come last"
    );
    assert!(kept_busy(&lengths, &[&[0, 1, 2], &[3, 4]]).is_some());
    assert_eq!(kept_busy(&[100, 100], &[&[0, 1]]), None);
    assert_eq!(kept_busy(&[100], &[&[0], &[]]), None, "fewer jobs than workers");
}

#[test]
fn what_began_while_a_task_was_under_way_is_counted() {
    let scene = Scene::with_lengths("wait", &[100, 300, 50, 50]);
    let tasks = scene.tasks();
    tasks[0].wait();
    thread::scope(|scope| {
        scope.spawn(|| tasks[1].wait());
        scope.spawn(|| {
            tasks[2].wait();
            tasks[3].wait();
        });
    });
    tasks[0].wait();
    let seen = scene.seen();
    assert_eq!(
        (seen.begun_during(0), seen.begun_during(3), seen.begun_during(4)),
        (0, 0, 0)
    );
    // Which of the two threads came first is not known.
    assert!((1..=2).contains(&seen.begun_during(1)), "{seen}");
}

#[test]
fn a_task_that_does_two_things_at_once_is_one() {
    let scene = Scene::with_lengths("wait", &[100, 200]);
    let tasks = scene.tasks();
    thread::scope(|scope| {
        for task in [&tasks[0], &tasks[0], &tasks[1]] {
            scope.spawn(|| task.wait());
        }
    });
    assert_eq!(scene.seen().peak(), 2);
}
