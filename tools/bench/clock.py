"""How time is taken, and how a row is printed."""

import statistics
import time

RUNS = 7
ADDITIONS = 10_000_000


def cpu_seconds(work, repeats=1):
    """Median seconds of CPU time that `work()` takes, all threads together."""
    work()  # loads and traces what it needs
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        for _ in range(repeats):
            work()
        seconds.append((time.process_time() - start) / repeats)
    return statistics.median(seconds)


def loop_seconds():
    """Seconds of CPU time that so many `ADDITIONS` take in plain Python."""
    start, total = time.process_time(), 0
    for number in range(ADDITIONS):
        total += number
    return time.process_time() - start


def print_row(text):
    """Print what was measured just now, and the loop beside it."""
    print(f"{text} | {loop_seconds():.2f}")
