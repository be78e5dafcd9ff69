"""What the programs in this folder share: flags, clocks, and what they print.

A program prints one line, a JSON object: the wall time from run.begin() to
run.end(), the CPU time in between, the most memory that its processes have
had, and how many tasks ended.
"""

import argparse
import json
import os
import time

import matrices


class Run:
    """What the tasks of a program are to do, and how it went."""

    def __init__(self, about):
        parser = argparse.ArgumentParser(description=about.splitlines()[0])
        parser.add_argument("--tasks", type=int, default=10)
        parser.add_argument("--wait", type=float, default=0.2)  # seconds
        parser.add_argument("--multiplications", type=int, default=0)
        parser.add_argument("--workers", type=int, default=4)
        flags = parser.parse_args()
        self.tasks = flags.tasks
        self.wait = flags.wait
        self.multiplications = flags.multiplications
        self.workers = flags.workers
        self.results = [None] * flags.tasks
        self.used_by_workers = {}

    def begin(self):
        self.began_ns = time.perf_counter_ns()
        self.cpu_began_ns = time.process_time_ns()

    def compute(self, task):
        """Does the CPU work of a task, with which it ends."""
        self.done(task, compute(task, self.multiplications))

    def done(self, task, result):
        self.results[task] = result

    def worker_used(self, used):
        """Notes what a worker has used so far; its last word counts."""
        self.used_by_workers[used["pid"]] = used

    def end(self):
        wall_ns = time.perf_counter_ns() - self.began_ns
        own = usage()
        own["cpu_ns"] -= self.cpu_began_ns
        processes = [own, *self.used_by_workers.values()]
        peaks = [used["memory_peak_bytes"] for used in processes]
        line = {
            "wall_ns": wall_ns,
            "cpu_ns": sum(used["cpu_ns"] for used in processes),
            "memory_peak_bytes": None if None in peaks else sum(peaks),
            "tasks_ok": sum(result is not None for result in self.results),
        }
        if self.multiplications > 0:
            line["results"] = self.results
        print(json.dumps(line))


def compute(task, multiplications):
    """The result of a task; 0 where there is nothing to compute."""
    if multiplications == 0:
        return 0
    return matrices.compute(task, multiplications)


def usage():
    """What this process has used so far: CPU time, and its memory peak."""
    return {
        "pid": os.getpid(),
        "cpu_ns": time.process_time_ns(),
        "memory_peak_bytes": memory_peak_bytes(),
    }


def memory_peak_bytes():
    """VmHWM, as the demos read it (man 5 proc_pid_status), where it is."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None
