# Taking Turns: what to type. `just` alone lists everything here.
# A flag after a recipe goes to the program: just demo-thread --tasks 100 --wait 50ms

set positional-arguments

# What is installed for building the book, and where.
mdbook_version := "0.5.4"
mdbook := "target/tools/bin/mdbook"

# What the bundle brings along: this program itself.
just_version := "1.59.0"

# What runs the exercises, and where it is installed.
rustlings_version := "6.5.0"
rustlings := "target/tools/bin/rustlings"

# List the recipes.
[private]
default:
    @just --justfile "{{ justfile() }}" --list --unsorted

# One task after the other.
[group('demos: one idea each')]
[no-exit-message]
demo-sequential *flags:
    @cargo run --release -p demo_sequential -- "$@"

# A thread for each task.
[group('demos: one idea each')]
[no-exit-message]
demo-thread *flags:
    @cargo run --release -p demo_thread -- "$@"

# A few threads that take the tasks from a queue.
[group('demos: one idea each')]
[no-exit-message]
demo-thread-pool *flags:
    @cargo run --release -p demo_thread_pool -- "$@"

# Async tasks on one thread, on tokio.
[group('demos: one idea each')]
[no-exit-message]
demo-async-tokio *flags:
    @cargo run --release -p demo_async_tokio -- "$@"

# Async tasks on several threads, on tokio.
[group('demos: one idea each')]
[no-exit-message]
demo-async-tokio-multi *flags:
    @cargo run --release -p demo_async_tokio_multi -- "$@"

# Async tasks on one thread, on smol.
[group('demos: one idea each')]
[no-exit-message]
demo-async-smol *flags:
    @cargo run --release -p demo_async_smol -- "$@"

# Async tasks on async-std, a runtime that ended.
[group('demos: one idea each')]
[no-exit-message]
demo-async-std *flags:
    @cargo run --release -p demo_async_std -- "$@"

# An event loop by hand: an executor and a reactor, on one thread.
[group('demos: one idea each')]
[no-exit-message]
demo-event-loop *flags:
    @cargo run --release -p demo_event_loop -- "$@"

# Worker processes that get their tasks as messages.
[group('demos: one idea each')]
[no-exit-message]
demo-multiprocess *flags:
    @cargo run --release -p demo_multiprocess -- "$@"

# CPU-bound work: a parallel iterator over a pool of threads, with rayon.
[group('demos: one idea each')]
[no-exit-message]
demo-rayon *flags:
    @cargo run --release -p demo_rayon -- "$@"

# A merge sort that splits in two again and again, with rayon: idle threads steal halves.
[group('demos: one idea each')]
[no-exit-message]
demo-rayon-join *flags:
    @cargo run --release -p demo_rayon_join -- "$@"

# The blocking mistake, and two that are like it, each beside a heartbeat.
[group('demos: one idea each')]
[no-exit-message]
demo-blocking-mistake *flags:
    @cargo run --release -p demo_blocking_mistake -- "$@"

# Who decides when to switch: threads, and async tasks with and without a yield, on one core.
[group('demos: one idea each')]
[no-exit-message]
demo-turns *flags:
    @cargo run --release -p demo_turns -- "$@"

# Many tasks, one value: updates that are lost, and what it costs not to lose them.
[group('demos: one idea each')]
[no-exit-message]
demo-sharing *flags:
    @cargo run --release -p demo_sharing -- "$@"

# Ending early without losing anything: a time limit, the first of two, an abort, and three ways to stop in peace.
[group('demos: one idea each')]
[no-exit-message]
demo-stopping *flags:
    @cargo run --release -p demo_stopping -- "$@"

# Files, written and read by one thread, by many, and by async tasks.
[group('demos: one idea each')]
[no-exit-message]
demo-files *flags:
    @cargo run --release -p demo_files -- "$@"

# Pages over HTTP, with a blocking client and a few threads.
[group('demos: one idea each')]
[no-exit-message]
demo-http-thread *flags:
    @cargo run --release -p demo_http_thread -- "$@"

# Pages over HTTP, with an async client, all at once.
[group('demos: one idea each')]
[no-exit-message]
demo-http-async *flags:
    @cargo run --release -p demo_http_async -- "$@"

# A blocking HTTP client in async tasks, and an async one without its runtime.
[group('demos: one idea each')]
[no-exit-message]
demo-http-mistake *flags:
    @cargo run --release -p demo_http_mistake -- "$@"

# A pipeline: photos are downloaded with async and blurred with rayon; beside two wrong ways.
[group('demos: one idea each')]
[no-exit-message]
demo-pipeline *flags:
    @cargo run --release -p demo_pipeline -- "$@"

# Run the demos side by side on one workload.
[group('side by side')]
[no-exit-message]
compare *flags:
    @cargo run --release -p compare -- "$@"

# Where tasks live: as processes, as threads and as coroutines, with the real ids.
[group('side by side')]
[no-exit-message]
where-it-runs *flags:
    @cargo run --release -p where_it_runs -- "$@"

# Concurrency that slows down: 10,000 tiny tasks, one after the other, as threads, async tasks, rayon jobs and in processes.
[group('side by side')]
[no-exit-message]
slower *flags:
    @cargo run --release -p compare -- --only sequential,thread,async-tokio-multi,rayon,multiprocess --tasks 10000 --wait 0 --compute 20us "$@"

# Show the lines in which two demos differ: just diff thread async-tokio
[group('side by side')]
[no-exit-message]
diff one other:
    @docs/tools/diff-demos "$@"

# Fetch pages in three ways, side by side: one by one, with 16 threads, with async.
[group('side by side')]
[no-exit-message]
compare-http *flags:
    @cargo run --release -p compare -- --http --tasks 40 --wait 100ms "$@"

# A small web site on this machine, for programs that fetch: just site --latency 100ms
[group('side by side')]
[no-exit-message]
site *flags:
    @cargo run --release -p site -- "$@"

# What one task costs in each model: to create, to switch to, and to keep. In less than a minute.
[group('decide')]
[no-exit-message]
cost *flags:
    @cargo run --release -p cost -- "$@"

# How far each model goes: more and more tasks until a limit, the budget or memory stops it; and a plan for ten million connections.
[group('decide')]
[no-exit-message]
scale *flags:
    @cargo run --release -p scale -- "$@"

# The exercises, with hints and progress: open workshop/exercises in an editor beside it. The first time this installs rustlings into target/.
[group('the workshop')]
[no-exit-message]
workshop: _rustlings _exercises
    @cd workshop && "../{{ rustlings }}"

# Build, run and check one exercise: just exercise overlap_waits
[group('the workshop')]
[no-exit-message]
exercise name: _rustlings _exercises
    @cd workshop && "../{{ rustlings }}" run "$1"

# Check that the exercises accept right answers and nothing else. Takes minutes; --only NAME takes seconds.
[group('the workshop')]
[no-exit-message]
check-workshop *flags: _rustlings
    @cargo run --quiet --locked --manifest-path workshop/Cargo.toml -p checker -- "$@"

# What all exercises need, so that the first is checked as fast as the others. rustlings would not show how far it is.
_exercises:
    @cd workshop && cargo build --locked --lib && cargo clippy --locked --lib --profile test

# Not optimised, it is built in half the time. With debug assertions it would take itself for one that is being developed.
_rustlings:
    @test "$({{ rustlings }} --version 2>/dev/null)" = "rustlings {{ rustlings_version }}" || \
        CARGO_PROFILE_DEV_DEBUG=false CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false \
        cargo install rustlings --version {{ rustlings_version }} --locked --debug --root target/tools

# Measure which model suits some work, and name the simplest that is fast: just choose --wait 80ms --compute 2ms --tasks 5000
[group('decide')]
[no-exit-message]
choose *flags:
    @cargo run --release -p choose -- "$@"

# Is that advice any good? A grid of workloads, each run in full by every model that could be the best: up to half an hour.
[group('decide')]
[no-exit-message]
choose-audit *flags:
    @cargo run --release -p choose --bin choose_audit -- "$@"

# The same work as plain Python and as the demos, side by side: waiting tasks, and tasks that compute.
[group('decide')]
[no-exit-message]
versus-python *flags:
    @cargo run --release -p versus_python -- "$@"

# Run all tests.
[group('work on it')]
[no-exit-message]
test *flags:
    cargo test "$@"

# Check the format, the lints and the tests.
[group('work on it')]
[no-exit-message]
check:
    cargo fmt --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo test

# Check the dependencies: known flaws, licences, duplicates, sources. The first time this installs cargo-deny into target/.
[group('work on it')]
[no-exit-message]
audit:
    @.ci/audit

# What recording and drawing cost, and how fast the demos are. Writes the tables in docs/src/speed.md; takes minutes.
[group('work on it')]
[no-exit-message]
bench *flags:
    @cargo run --release -p bench -- "$@"

# Pages over HTTP, beside Python's requests and aiohttp, which this sets up in target/python.
[group('work on it')]
[no-exit-message]
bench-python *flags:
    @cargo run --release -p bench -- --only http --python "$@"

# How long a fresh clone takes to build. Minutes, too.
[group('work on it')]
[no-exit-message]
bench-build *flags:
    @cargo run --release -p bench -- --only builds "$@"

# Record everything that the book shows of programs anew, on this machine. Takes many minutes; --only thread,turns takes seconds.
[group('the book')]
[no-exit-message]
figures *flags:
    @cargo run --release -p figures -- record "$@"

# Check the book: links, chapters, code and numbers, and whether what it claims of each figure holds in a fresh run.
[group('the book')]
[no-exit-message]
check-book *flags:
    @docs/tools/check-book
    @cargo run --release -p figures -- check "$@"

# Build the book and open it. The first time this installs mdBook into target/, which takes a minute or two.
[group('the book')]
book *flags='--open': _mdbook
    {{ mdbook }} build docs "$@"

# Make one archive for a room without internet, with all crates and the built book: target/bundle/taking-turns-VERSION.tar.gz
[group('the book')]
[no-exit-message]
bundle: _mdbook
    @docs/tools/bundle {{ mdbook }} {{ just_version }} {{ rustlings_version }}

# Not optimised, it is installed in a third of the time, and builds this book in seconds all the same.
_mdbook:
    @test "$({{ mdbook }} --version 2>/dev/null)" = "mdbook v{{ mdbook_version }}" || \
        CARGO_PROFILE_DEV_DEBUG=false \
        cargo install mdbook --version {{ mdbook_version }} --locked --debug --no-default-features --features search --root target/tools
