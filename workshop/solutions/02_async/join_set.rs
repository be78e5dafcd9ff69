//! `join_next` waits for whichever task ends next, and tells two kinds of trouble apart: a
//! `JoinError`, where the task panicked, and what the task itself has returned. The loop
//! ends only when the set is empty; a set that is dropped before would cancel what is left.

use tokio::task::JoinSet;

async fn ask_all(shops: Vec<Shop>) -> Vec<Result<u32, String>> {
    let mut tasks = JoinSet::new();
    for shop in shops {
        tasks.spawn(async move { shop.ask().await });
    }
    let mut answers = Vec::new();
    while let Some(joined) = tasks.join_next().await {
        answers.push(joined.unwrap_or_else(|panic| Err(panic.to_string())));
    }
    answers
}

// ----- Nothing to change below: what runs, and what is checked. -----

/// A shop that can be asked for its price. It takes its time to answer.
struct Shop {
    request: workshop::Task,
    answer: &'static str,
}

impl Shop {
    async fn ask(&self) -> Result<u32, String> {
        self.request.wait_async().await;
        assert!(!self.answer.is_empty(), "this shop gives no answer at all");
        self.answer.parse().map_err(|_| self.answer.to_owned())
    }
}

fn shops(scene: &workshop::Scene, answers: &[&'static str]) -> Vec<Shop> {
    let shop = |(request, &answer)| Shop { request, answer };
    scene.tasks().into_iter().zip(answers).map(shop).collect()
}

fn main() {
    workshop::run(|| {
        let scene = workshop::Scene::with_lengths("request", &[300, 100, 400, 200]);
        let shops = shops(&scene, &["30", "sold out", "40", "20"]);
        let answers = workshop::on_tokio(ask_all(shops));
        println!("The answers: {answers:?}\n\n{}", scene.seen());
    });
}

#[cfg(test)]
mod tests {
    use workshop::{Scene, Seen, expect_no_panic, on_tokio};

    const ANY_WORDS: &str = "any words";

    fn check(seen: &Seen, answers: &[Result<u32, String>], wanted: &[Result<u32, &str>]) {
        let is_wanted = |pair: (&Result<u32, String>, &Result<u32, &str>)| match pair {
            (Ok(price), Ok(wanted)) => price == wanted,
            (Err(words), Err(wanted)) => *wanted == ANY_WORDS || words == wanted,
            _ => false,
        };
        seen.expect(
            answers.len() == wanted.len() && answers.iter().zip(wanted).all(is_wanted),
            format!("you returned {answers:?}."),
            format!(
                "{wanted:?}: an answer for each shop, in the order in which they came."
            ),
        );
    }

    #[test]
    fn all_are_asked_at_once_and_answers_are_taken_as_they_come() {
        workshop::test(|| {
            let scene = Scene::with_lengths("request", &[300, 100, 400, 200]);
            let shops = super::shops(&scene, &["10", "40", "20", "30"]);
            let answers = on_tokio(super::ask_all(shops));
            let seen = scene.seen();
            seen.expect_all_ended();
            seen.expect_peak(4);
            check(&seen, &answers, &[Ok(40), Ok(30), Ok(10), Ok(20)]);
        });
    }

    #[test]
    fn an_error_is_an_answer_and_the_others_come_all_the_same() {
        workshop::test(|| {
            let scene = Scene::with_lengths("request", &[300, 100, 200]);
            let shops = super::shops(&scene, &["7", "sold out", "closed on Mondays"]);
            let answers = on_tokio(super::ask_all(shops));
            let seen = scene.seen();
            seen.expect_all_ended();
            check(&seen, &answers, &[Err("sold out"), Err("closed on Mondays"), Ok(7)]);
        });
    }

    #[test]
    fn a_panic_is_its_own_tasks_and_leaves_an_error() {
        workshop::test(|| {
            let scene = Scene::with_lengths("request", &[400, 200, 300, 100]);
            let shops = super::shops(&scene, &["4", "", "sold out", "1"]);
            let answers = expect_no_panic(
                || on_tokio(super::ask_all(shops)),
                "the panic of a task becomes an `Err` in the list, and `ask_all` goes on.",
            );
            let seen = scene.seen();
            seen.expect_all_ended();
            check(&seen, &answers, &[Ok(1), Err(ANY_WORDS), Err("sold out"), Ok(4)]);
        });
    }
}
