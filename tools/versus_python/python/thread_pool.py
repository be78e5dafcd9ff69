"""A few threads that take the tasks from a queue, with concurrent.futures.

Run it with: python3 thread_pool.py --tasks 8 --wait 0.2 --workers 4
Its twin in Rust: demos/thread_pool/src/main.rs
"""

import time
from concurrent.futures import ThreadPoolExecutor

from measure import Run


def main():
    run = Run(__doc__)

    def live(task):
        time.sleep(run.wait)  # it waits, and keeps its thread
        run.compute(task)  # then it computes, holding the GIL if there is one

    run.begin()
    with ThreadPoolExecutor(run.workers) as pool:
        for _ in pool.map(live, range(run.tasks)):
            pass  # an exception in a task would come out here
    run.end()


if __name__ == "__main__":
    main()
