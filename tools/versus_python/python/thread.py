"""A thread for each task, with threading.

Run it with: python3 thread.py --tasks 100 --wait 0.2
Its twin in Rust: demos/thread/src/main.rs
"""

import time
from threading import Thread

from measure import Run


def main():
    run = Run(__doc__)

    def live(task):
        time.sleep(run.wait)  # its thread sleeps; the others go on
        run.compute(task)  # then it computes, holding the GIL if there is one

    run.begin()
    threads = [Thread(target=live, args=(task,)) for task in range(run.tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.end()


if __name__ == "__main__":
    main()
