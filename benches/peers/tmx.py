"""Reading a TMX into pairs of Arabic and English text, as a user of each library would.

usage: tmx.py muwazi|lxml|toolkit|expat FILE.tmx    one library a process, so that its memory is its own

muwazi is the whole program, which reads the units with all they hold and writes them as TSV too.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile

from figures import figure, timed

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def lxml(path):
    from lxml import etree

    count = 0
    for _, unit in etree.iterparse(path, tag="tu", huge_tree=True):
        sides = {}
        for variant in unit.iterfind("tuv"):
            segment = variant.find("seg")
            if segment is not None:
                sides[variant.get(LANGUAGE)] = "".join(segment.itertext())
        count += "ar" in sides and "en" in sides
        unit.clear()
        while unit.getprevious() is not None:
            del unit.getparent()[0]
    return count


def toolkit(path):
    from translate.storage.tmx import tmxfile

    with open(path, "rb") as file:
        memory = tmxfile(file, "ar", "en")
    return sum(bool(unit.source and unit.target) for unit in memory.unit_iter())


def expat(path):
    from xml.parsers.expat import ParserCreate

    parser = ParserCreate()
    parser.buffer_text = True
    state = {"count": 0, "language": None, "text": None, "sides": {}}

    def start(name, attributes):
        if name == "tu":
            state["sides"] = {}
        elif name == "tuv":
            state["language"] = attributes.get("xml:lang")
        elif name == "seg":
            state["text"] = []

    def characters(text):
        if state["text"] is not None:
            state["text"].append(text)

    def end(name):
        if name == "seg":
            state["sides"][state["language"]] = "".join(state["text"])
            state["text"] = None
        elif name == "tu":
            state["count"] += "ar" in state["sides"] and "en" in state["sides"]

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    with open(path, "rb") as file:
        parser.ParseFile(file)
    return state["count"]


def muwazi(path):
    with tempfile.TemporaryDirectory() as folder:
        command = ["target/release/muwazi", "convert", path, f"{folder}/units.tsv"]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(re.search(r"\d+", told.stdout + told.stderr)[0])


NAMES = {"muwazi": "muwazi", "lxml": "lxml iterparse", "toolkit": "Translate Toolkit", "expat": "Python expat"}


def main():
    which, path = sys.argv[1:]
    count, seconds = timed(lambda: globals()[which](path))
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds += children.ru_utime + children.ru_stime
    megabytes = os.path.getsize(path) / 1e6
    figure("read", NAMES[which], "mb_per_second", megabytes / seconds)
    used = children if which == "muwazi" else resource.getrusage(resource.RUSAGE_SELF)
    figure("read", NAMES[which], "peak_mb", used.ru_maxrss / 1024)
    figure("read", NAMES[which], "units", count)


if __name__ == "__main__":
    main()
