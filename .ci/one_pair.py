"""Times one article pair as a whole process: median milliseconds and peak memory over 20 runs."""
import os, statistics, subprocess, sys, time

program, source, target = sys.argv[1:4]
times, peaks = [], []
for _ in range(20):
    begin = time.perf_counter()
    child = subprocess.Popen([program, "align", source, target, "-o", "-", "--quiet"], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    times.append(1000 * (time.perf_counter() - begin))
    peaks.append(usage.ru_maxrss / 1024)
    assert status == 0, status
print("one article pair, whole process: median %.0f ms, peak memory %.0f MB" % (statistics.median(times), max(peaks)))
assert statistics.median(times) < 60, "slower than 60 ms"
assert max(peaks) < 40, "more than 40 MB"
