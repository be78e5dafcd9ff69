//! Threads return values, in order.
//!
//! `ask_all` asks one shop after the other for its price. Ask all of them at once, on threads
//! of their own, and return the prices in the order of the shops, whichever answers first.
//! `join` hands over what the thread's closure returned. It tells as well whether the thread
//! panicked: `ask` does so where a shop is closed. Then `None` stands in the place of that
//! shop, and the prices of the others are there all the same.
//!
//! Read first: docs/src/thread.md. This takes about 10 minutes.

// TODO: ask all shops at once.
fn ask_all(shops: Vec<Shop>) -> Vec<Option<u32>> {
    shops.iter().map(|shop| Some(shop.ask())).collect()
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
