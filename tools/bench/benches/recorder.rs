//! What recording one span costs, here and with others. A sample is [`SPANS`] spans, so a time in microseconds
//! divided by that number is the time for one. `just bench` runs this in several rounds, in alternating order.

use divan::{Bencher, black_box};
use fastrace::collector::{Config, Reporter, SpanRecord};
use fastrace::prelude::{LocalSpan, Span, SpanContext};
use std::io;
use std::time::{Duration, Instant};
use timing::Task;
use timing::recorder::Recorder;
use timing::workload::{Computation, Work, Workload};
use tracing_subscriber::layer::SubscriberExt;

/// The spans of one sample; `bench` divides by it.
const SPANS: usize = 1_000;

/// How many spans are kept before their memory is used anew: as many as in a large run, more than fit into a core's cache.
const KEPT: usize = 100_000;

fn main() {
    divan::main();
}

/// Tasks without end: those of a recorder with [`KEPT`] of them, over and over.
fn tasks(work: Work) -> impl Iterator<Item = Task> {
    let workload = Workload { tasks: KEPT, wait: Duration::ZERO, compute: Duration::ZERO, cores: 1 };
    let recorder: &'static Recorder = Box::leak(Box::new(Recorder::new(workload, work, None)));
    recorder.start();
    std::iter::repeat_with(|| recorder.tasks()).flatten()
}

/// The least work that there is: recording it cannot hide behind it.
const ONE_MULTIPLICATION: Work = Work { multiplications: 1, a_step: 1 };

/// The two marks of a waiting span, each with its moment, thread and core. Tasks are made beforehand, and dropped afterwards.
#[divan::bench]
fn two_marks(bencher: Bencher) {
    let mut tasks = tasks(Work::default());
    let made = || tasks.by_ref().take(SPANS).collect::<Vec<Task>>();
    bencher.with_inputs(made).bench_local_refs(|tasks| {
        for task in tasks {
            task.begin();
            task.compute();
        }
    });
}

/// A whole task, from its making to its end.
#[divan::bench]
fn waiting_task(bencher: Bencher) {
    let mut tasks = tasks(Work::default());
    bencher.bench_local(|| {
        for mut task in tasks.by_ref().take(SPANS) {
            task.begin();
            task.compute();
        }
    });
}

#[divan::bench]
fn computing_span(bencher: Bencher) {
    let mut tasks = tasks(ONE_MULTIPLICATION);
    bencher.bench_local(|| {
        for mut task in tasks.by_ref().take(SPANS) {
            task.begin();
            task.compute();
        }
    });
}

/// What a computing task does besides recording: its work, and checking the result. `bench` subtracts it.
#[divan::bench]
fn work_alone(bencher: Bencher) {
    let expected = ONE_MULTIPLICATION.expected();
    bencher.bench_local(|| {
        for task in 0..SPANS {
            let mut computation = Computation::new(black_box(task), ONE_MULTIPLICATION);
            while computation.step() {}
            black_box(computation.result() == expected.of(task));
        }
    });
}

/// What a computing span cannot do without: the thread's CPU clock at its begin and at its end. Each is a system call.
#[cfg(unix)]
#[divan::bench]
fn two_cpu_clock_reads(bencher: Bencher) {
    use nix::time::{ClockId, clock_gettime};
    bencher.bench_local(|| {
        for _ in 0..2 * SPANS {
            black_box(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).ok());
        }
    });
}

#[divan::bench]
fn two_instants(bencher: Bencher) {
    let mut spans: Vec<Instant> = vec![Instant::now(); 2 * KEPT]; // filled, so that its memory is there
    bencher.bench_local(|| {
        if spans.len() >= 2 * KEPT {
            spans.clear();
        }
        for _ in 0..SPANS {
            spans.push(Instant::now());
            spans.push(Instant::now());
        }
    });
}

/// Takes what fastrace reports, and does nothing with it.
struct Nowhere;

impl Reporter for Nowhere {
    fn report(&mut self, _: Vec<SpanRecord>) {}
}

#[divan::bench]
fn fastrace_span(bencher: Bencher) {
    fastrace::set_reporter(Nowhere, Config::default());
    bencher.bench_local(|| {
        let parent = Span::root("parent", SpanContext::random());
        let _parent = parent.set_local_parent();
        for _ in 0..SPANS {
            let _span = LocalSpan::enter_with_local_parent("span");
        }
    });
}

#[divan::bench]
fn puffin_scope(bencher: Bencher) {
    puffin::set_scopes_on(true);
    bencher.bench_local(|| {
        puffin::GlobalProfiler::lock().new_frame();
        puffin::profile_scope!("parent");
        for _ in 0..SPANS {
            puffin::profile_scope!("span");
        }
    });
}

#[divan::bench]
fn tracing_chrome_span(bencher: Bencher) {
    let (layer, _flush) = tracing_chrome::ChromeLayerBuilder::new().writer(io::sink()).build();
    let _subscriber = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    bencher.bench_local(|| {
        for _ in 0..SPANS {
            let _span = tracing::info_span!("span").entered();
        }
    });
}
