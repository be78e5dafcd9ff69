//! `spawn` returns at once, with a handle for the value that is to come. All threads are
//! spawned before the first is joined, so they wait together; and the handles stand in the
//! order of the shops, so the prices do, too. What `join` returns is an error where the
//! thread panicked: it is up to you what becomes of it.

use std::thread;

fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    let threads: Vec<_> =
        shops.into_iter().map(|shop| thread::spawn(move || shop.ask())).collect();
    threads.into_iter().map(|thread| thread.join().ok()).collect()
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A shop that can be asked for its price. It takes its time to answer.
struct Shop {
    request: workshop::Task,
    price: Option<u32>, // `None`: it is closed
}

impl Shop {
    fn ask(&self) -> u32 {
        self.request.wait();
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
    use workshop::{Scene, expect_no_panic};

    #[test]
    fn all_are_asked_at_once_and_the_prices_are_in_order() {
        workshop::test(|| {
            for prices in [[30, 10, 40, 20].map(Some), [6, 9, 7, 8].map(Some)] {
                let scene = Scene::with_lengths("request", &[400, 100, 300, 200]);
                let answer = super::ask_all(super::shops(&scene, &prices));
                let seen = scene.seen();
                seen.expect_all_ended();
                seen.expect_peak(4);
                seen.expect(
                    answer == prices,
                    format!("you returned {answer:?}."),
                    format!(
                        "{prices:?}: in the order of the shops, whichever answers first."
                    ),
                );
            }
        });
    }

    #[test]
    fn none_stands_in_the_place_of_a_closed_shop() {
        workshop::test(|| {
            for prices in [[Some(5), None, Some(3)], [None, Some(2), None]] {
                let scene = Scene::with_lengths("request", &[200, 100, 300]);
                let shops = super::shops(&scene, &prices);
                let answer = expect_no_panic(
                    || super::ask_all(shops),
                    "a panic ends its own thread, and `ask_all` returns the other shops' prices.",
                );
                let seen = scene.seen();
                seen.expect_all_ended();
                seen.expect(
                    answer == prices,
                    format!("you returned {answer:?}."),
                    format!("{prices:?}: `None` in the place of a closed shop, and only there."),
                );
            }
        });
    }
}
