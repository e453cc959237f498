"""Processor time of two builds of the program on the same commands, in turn: the least of some rounds.

usage: before_after.py BEFORE AFTER RESULTS.csv [ROUNDS]

For a busy machine: the least of several processor times is what disturbs least. `profile.sh` counts instructions, which is
exact and slow. Texts come from ../shared/eval.
"""

import gzip
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

DATA = pathlib.Path("../shared/eval")


def seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def commands(work, maker):
    """Name of each part → its command, without the program."""
    with gzip.open(DATA / "tm/tm-real.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][:100_000]
    memory, queries = work / "memory.tsv", work / "queries.txt"
    memory.write_text("".join(f"{row[1]}\t{row[2]}\n" for row in rows), encoding="utf-8")
    base = ["--memory", work / "memory.db"]
    languages = ["--source-lang", "ar", "--target-lang", "en"]
    subprocess.run([maker, "memory", "import", memory, *languages, *base], check=True, capture_output=True)
    lines = (DATA / "tm/queries.tsv").read_text(encoding="utf-8").splitlines()
    queries.write_text("\n".join(line.split("\t")[-1] for line in lines) + "\n", encoding="utf-8")
    subprocess.run([maker, "convert", memory, work / "in.tmx", *languages], check=True, capture_output=True)
    texts = b"".join(path.read_bytes() + b"\n" for path in sorted(DATA.glob("align/dev/ntrex-raw-same/*.ar")))
    (work / "text.ar").write_bytes(texts * 60)
    news = DATA / "align/dev/ntrex-hard"
    long = DATA / "align/dev/long-bible-noisy"
    align = ["align", "--presegmented", "--threads", "1", "--to", "ladder", "--quiet", "--force"]
    return {
        "align articles": [*align, news, "-o", f"{work}/news/"],
        "align a book": [*align, long, "-o", f"{work}/book/"],
        "look-up": ["lookup", "--file", queries, "--json", *base],
        "segment": ["segment", work / "text.ar"],
        "TMX in and out": ["convert", work / "in.tmx", work / "out.tmx", "--force"],
    }


def main():
    before, after, results, *rounds = sys.argv[1:]
    programs = {"before": os.path.abspath(before), "after": os.path.abspath(after)}
    with tempfile.TemporaryDirectory() as folder:
        parts = commands(pathlib.Path(folder), programs["after"])
        with open(results, "w", encoding="utf-8") as out:
            for part, command in parts.items():
                least = dict.fromkeys(programs, float("inf"))
                for _ in range(int(rounds[0]) if rounds else 5):
                    for when, program in programs.items():
                        least[when] = min(least[when], seconds([program, *command]))
                for when, value in least.items():
                    out.write(f"{part},{when},seconds,{value:.3f}\n")
                    out.flush()
                print(part, least, flush=True)


if __name__ == "__main__":
    main()
