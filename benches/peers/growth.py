"""How the time and memory of an alignment grow with the document, and what a second thread brings.

usage: growth.py MADE LINES…     MADE is the program that benches/made.rs builds

The whole program: start, reading, aligning, writing. Processor time but for the threads, where the clock on the wall
counts; medians of three.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

from figures import figure

PROGRAM = "target/release/muwazi"
ARTICLES, SENTENCES = 1000, 30


def aligned(folder, out, threads):
    """Seconds of processor time and of the wall's clock, and the most memory in MB."""
    command = [PROGRAM, "align", "--presegmented", "--threads", str(threads), "--to", "ladder", "--quiet", "--force"]
    begin = time.perf_counter()
    child = subprocess.Popen([*command, folder, "-o", f"{out}/"])
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return used.ru_utime + used.ru_stime, time.perf_counter() - begin, used.ru_maxrss / 1024


def median(values):
    return sorted(values)[len(values) // 2]


def main():
    made, *sizes = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        for size in sizes:
            subprocess.run([made, "pair", size, f"{work}/{size}"], check=True)
            rounds = [aligned(f"{work}/{size}", f"{work}/out", 1) for _ in range(3)]
            figure(size, "muwazi", "seconds", median([processor for processor, _, _ in rounds]))
            figure(size, "muwazi", "peak_mb", median([memory for _, _, memory in rounds]))
        if os.cpu_count() > 1:
            subprocess.run([made, "pairs", str(ARTICLES), str(SENTENCES), f"{work}/articles"], check=True)
            rounds = [[aligned(f"{work}/articles", f"{work}/out", n)[1] for n in (1, 2)] for _ in range(3)]
            for threads in (1, 2):
                figure(ARTICLES, f"{threads} threads", "seconds", median([r[threads - 1] for r in rounds]))


if __name__ == "__main__":
    main()
