//! Another process, another thread, two coroutines: in which process and on which thread
//! each of them runs.
//!
//! Run it with `cargo run -p book_examples --example where_am_i`.
//! Its chapter: `docs/src/where_it_runs.md`.

use std::process::{self, Command};
use std::{env, io, thread};
use tokio::runtime::Builder;

// ANCHOR: where
/// Says in which process and on which thread this runs.
fn say(who: &str) {
    println!("{who:<15} process {}, {:?}", process::id(), thread::current().id());
}

async fn coroutine(name: &str) {
    say(name);
}

fn main() -> io::Result<()> {
    if env::args().nth(1).as_deref() == Some("child") {
        say("another process");
        return Ok(());
    }
    say("main");
    Command::new(env::current_exe()?).arg("child").status()?; // this program again
    thread::scope(|scope| _ = scope.spawn(|| say("another thread")));
    Builder::new_current_thread().build()?.block_on(async {
        let one = tokio::spawn(coroutine("coroutine one"));
        let two = tokio::spawn(coroutine("coroutine two"));
        let _ = (one.await, two.await);
    });
    Ok(())
}
// ANCHOR_END: where
