"""Async tasks on one thread, with asyncio.

Run it with: python3 async_asyncio.py --tasks 1000 --wait 0.2
Its twins in Rust: demos/async_tokio/src/main.rs, demos/async_smol/src/main.rs;
without a record of their tasks: tools/bare/src/bin/bare_tokio.rs, bare_smol.rs
"""

import asyncio

from measure import Run


async def run_all(run):
    async def live(task):
        await asyncio.sleep(run.wait)  # it waits, and the thread is free
        run.compute(task)  # then it computes, and the thread is taken

    # create_task makes a task start by itself; a coroutine alone would not.
    tasks = [asyncio.create_task(live(task)) for task in range(run.tasks)]
    for task in tasks:
        await task


def main():
    run = Run(__doc__)
    run.begin()
    asyncio.run(run_all(run))
    run.end()


if __name__ == "__main__":
    main()
