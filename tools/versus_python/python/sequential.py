"""One task after the other: the next begins when the last has ended.

Run it with: python3 sequential.py --tasks 4 --wait 0.2
Its twin in Rust: demos/sequential/src/main.rs
"""

import time

from measure import Run


def main():
    run = Run(__doc__)
    run.begin()
    for task in range(run.tasks):
        time.sleep(run.wait)  # it waits, and so does everything else
        run.compute(task)  # then it computes
    run.end()


if __name__ == "__main__":
    main()
