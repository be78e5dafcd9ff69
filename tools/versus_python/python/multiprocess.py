"""Worker processes, with concurrent.futures, which stands on multiprocessing.

Run it with: python3 multiprocess.py --tasks 8 --wait 0.2 --workers 4
Its twin in Rust: demos/multiprocess/src/main.rs
"""

import time
from concurrent.futures import ProcessPoolExecutor

import measure
from measure import Run


def live(order):
    """In a worker process. It shares no memory with us: all is pickled."""
    task, wait, multiplications = order
    time.sleep(wait)  # its process sleeps; the others go on
    # Then it computes, with a GIL of its own.
    result = measure.compute(task, multiplications)
    return task, result, measure.usage()


def main():
    run = Run(__doc__)
    orders = [
        (task, run.wait, run.multiplications) for task in range(run.tasks)
    ]
    run.begin()
    with ProcessPoolExecutor(run.workers) as pool:
        for task, result, used in pool.map(live, orders):
            run.done(task, result)
            run.worker_used(used)
    run.end()


if __name__ == "__main__":
    main()
