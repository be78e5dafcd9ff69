//! What belongs to the language is as before: the `async` blocks, the spawning before the
//! awaiting. What belongs to tokio has changed: the executor is a value here, which runs its
//! tasks only while `executor.run(..)` is polled; and smol lets the panic of a task go on in
//! whoever awaits it, so it is caught there.

use smol::LocalExecutor;
use smol::future::FutureExt;
use std::panic::AssertUnwindSafe;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let spawn = |shop: Shop| executor.spawn(async move { shop.ask().await });
        let tasks: Vec<_> = shops.into_iter().map(spawn).collect();
        let mut prices = Vec::new();
        for task in tasks {
            prices.push(AssertUnwindSafe(task).catch_unwind().await.ok());
        }
        prices
    }))
}

// ----- Nothing to change below: what runs, and what is checked. -----

use std::sync::atomic;

static IS_ON_TOKIO: atomic::AtomicBool = atomic::AtomicBool::new(false);

/// A shop that can be asked for its price. It takes its time to answer.
struct Shop {
    request: workshop::Task,
    price: Option<u32>, // `None`: it is closed
}

impl Shop {
    async fn ask(&self) -> u32 {
        if tokio::runtime::Handle::try_current().is_ok() {
            IS_ON_TOKIO.store(true, atomic::Ordering::Relaxed);
        }
        self.request.wait_async().await;
        self.price.expect("this shop is closed")
    }
}

fn shops(scene: &workshop::Scene, prices: &[Option<u32>]) -> Vec<Shop> {
    let shop = |(request, &price)| Shop { request, price };
    scene.tasks().into_iter().zip(prices).map(shop).collect()
}

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::with_lengths("request", &[400, 100, 300, 200]);
        let prices = ask_all(shops(&scene, &[30, 10, 40, 20].map(Some)));
        println!("The prices: {prices:?}\n\n{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;
    use workshop::{Scene, Seen, expect, expect_no_panic};

    fn check(seen: &Seen, answer: &[Option<u32>], prices: &[Option<u32>]) {
        expect(
            !super::IS_ON_TOKIO.load(Ordering::Relaxed),
            "a shop was asked inside of a runtime of tokio's.",
            "smol runs the tasks, and the program does without tokio's runtime.",
        );
        seen.expect_all_ended();
        seen.expect_peak(prices.len());
        seen.expect(
            seen.threads() == 1,
            format!("the shops were asked on {} threads.", seen.threads()),
            "all are asked on one thread: a task that waits needs none.",
        );
        seen.expect(
            answer == prices,
            format!("you returned {answer:?}."),
            format!("{prices:?}: in the order of the shops, whichever answers first."),
        );
    }

    #[test]
    fn all_are_asked_at_once_on_one_thread_of_smols() {
        workshop::test(|| {
            for prices in [[30, 10, 40, 20].map(Some), [6, 9, 7, 8].map(Some)] {
                let scene = Scene::with_lengths("request", &[400, 100, 300, 200]);
                let answer = super::ask_all(super::shops(&scene, &prices));
                check(&scene.seen(), &answer, &prices);
            }
        });
    }

    #[test]
    fn none_stands_where_a_task_has_panicked() {
        workshop::test(|| {
            for prices in [[Some(5), None, Some(3)], [None, Some(2), None]] {
                let scene = Scene::with_lengths("request", &[200, 100, 300]);
                let shops = super::shops(&scene, &prices);
                let answer = expect_no_panic(
                    || super::ask_all(shops),
                    "a task's panic leaves `None` in its place, and `ask_all` goes on.",
                );
                check(&scene.seen(), &answer, &prices);
            }
        });
    }
}
