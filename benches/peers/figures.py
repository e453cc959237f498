"""What the peers' scripts share: where their figures go, and how time is taken."""

import os
import time


def figure(case, tool, measure, value):
    """Appends one measured value to the file that MUWAZI_FIGURES names, and prints it."""
    value = f"{value:.4g}" if isinstance(value, float) else str(value)
    print(f"{case}\t{tool}\t{measure}\t{value}", flush=True)
    path = os.environ.get("MUWAZI_FIGURES")
    if path:
        with open(path, "a", encoding="utf-8") as out:
            out.write(f"{case},{tool},{measure},{value}\n")


def timed(work):
    """What `work` returns, and the seconds of processor time it took."""
    begin = time.process_time()
    result = work()
    return result, time.process_time() - begin
