//! Is it waiting, or working? Two clocks tell: the time that passed, and the time for
//! which this thread had a core. Where they agree, it worked; where not, it waited.
//!
//! Run it with `cargo run --release -p book_examples --example waiting_or_working`, on Linux.
//! Its chapter: `docs/src/waiting.md`.

use std::hint::black_box;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};
use std::{fs, thread};

// ANCHOR: clocks
/// Does some work, and prints the time that passed and the CPU time that it took.
fn watch(name: &str, work: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let (begin, cpu_before) = (Instant::now(), cpu_time()?);
    work()?;
    let (passed, on_cpu) = (begin.elapsed(), cpu_time()? - cpu_before);
    println!("{name:<9} {passed:>9.1?} passed, {on_cpu:>9.1?} of it on a core");
    Ok(())
}

/// For how long this thread has had a core so far: Linux counts that, in nanoseconds.
fn cpu_time() -> io::Result<Duration> {
    let counts = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = counts.split(' ').next().and_then(|first| first.parse().ok());
    nanoseconds.map(Duration::from_nanos).ok_or(io::ErrorKind::InvalidData.into())
}
// ANCHOR_END: clocks

// ANCHOR: four
fn main() -> io::Result<()> {
    watch("a sleep", || {
        thread::sleep(Duration::from_millis(300));
        Ok(())
    })?;

    let mut answer = ask_a_slow_server()?;
    watch("a socket", || answer.read_exact(&mut [0]))?;

    watch("numbers", || {
        black_box((0..black_box(300_000_000_u64)).fold(0, |sum, n| sum ^ (n * n)));
        Ok(())
    })?;

    // Each place says which comes next, and that is far away, so no cache helps.
    let next = places_in_no_order(1 << 24);
    watch("memory", || {
        black_box((0..1_000_000).fold(0, |place, _| next[place]));
        Ok(())
    })
}
// ANCHOR_END: four

/// A connection on which an answer of one byte comes after a while.
fn ask_a_slow_server() -> io::Result<TcpStream> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let connection = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        server.write_all(b"!")
    });
    Ok(connection)
}

/// Each place holds the number of the next one: the sequence of a simple random generator
/// (Numerical Recipes' multiplier and increment, with `places` a power of two).
fn places_in_no_order(places: usize) -> Vec<usize> {
    (0..places).map(|place| (place * 1_664_525 + 1_013_904_223) % places).collect()
}
