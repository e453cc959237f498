"""Looking queries up in a memory as one would with what is at hand: recall of the best unit, queries a second.

usage: lookup.py muwazi|rapidfuzz|fts5|postgres MEMORY.tsv QUERIES.tsv TRUTH.tsv COUNT

Each engine gives at most 100 candidates, which are scored by word distance (rapidfuzz); the best one counts if it is
one of those that the truth names. Queries whose best unit is below 70 % count for the time alone. COUNT queries, evenly
spread, the same for every engine; processor time, that of the database's process too. muwazi is the whole program, from
its start to the last line of JSON, and scores by itself. PGHOST and the like name the PostgreSQL server.
"""

import json
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from figures import figure, timed

PROGRAM = "target/release/muwazi"
CANDIDATES = 100
LEAST = 0.7

DROPPED = re.compile("[\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u061c\u00ad]")
FOLDED = str.maketrans("أإآٱىیےةک،؛؟٪٫٬", "ااااييي" + "هك" + ",;?%.,")
FOLDED |= {base + i: str(i) for base in (0x660, 0x6F0) for i in range(10)}
WORD = re.compile(r"\w+|[^\w\s]")


def words(text):
    """The words that are compared: spelling variants folded, punctuation too."""
    text = unicodedata.normalize("NFKC", text)
    return WORD.findall(DROPPED.sub("", text).translate(FOLDED).casefold())


class Coder:
    """Each word as one character, so that rapidfuzz compares words."""

    def __init__(self):
        self.numbers = {}

    def __call__(self, listed):
        return "".join(chr(self.number(word)) for word in listed)

    def number(self, word):
        code = 0x100 + self.numbers.setdefault(word, len(self.numbers))
        return code if code < 0xD800 else code + 0x800


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file]


class Memory:
    """Units and their words, and the scoring of candidates."""

    def __init__(self, path):
        self.units = [(row[0], row[1]) for row in rows(path)]
        self.coder = Coder()
        self.coded = {name: self.coder(words(text)) for name, text in self.units}

    def best(self, text, names):
        """Name and score of the most alike unit among `names`."""
        query = self.coder(words(text))
        candidates = {name: self.coded[name] for name in names}
        found = process.extractOne(
            query, candidates, scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST
        )
        return (found[2], found[1]) if found else None


def rapidfuzz(memory):
    """Every unit is compared with every query."""
    return lambda text: memory.best(text, memory.coded)


def fts5(memory):
    """SQLite's full-text index over the folded words, BM25."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE units USING fts5(name UNINDEXED, text)")
    base.executemany("INSERT INTO units VALUES (?, ?)", ((n, " ".join(words(t))) for n, t in memory.units))

    def look_up(text):
        listed = [f'"{word}"' for word in dict.fromkeys(words(text)) if word.isalnum()]
        if not listed:
            return None
        found = base.execute(
            f"SELECT name FROM units WHERE units MATCH ? ORDER BY rank LIMIT {CANDIDATES}", (" OR ".join(listed),)
        )
        return memory.best(text, [name for (name,) in found])

    return look_up


def postgres(memory, threshold):
    """PostgreSQL's trigrams over the folded words, a GIN index."""
    import psycopg

    base = psycopg.connect("", autocommit=True)
    base.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    if not base.execute("SELECT to_regclass('units')").fetchone()[0]:
        base.execute("CREATE TABLE units (name text, words text)")
        with base.cursor().copy("COPY units FROM STDIN") as copy:
            for name, text in memory.units:
                copy.write_row((name, " ".join(words(text))))
        base.execute("CREATE INDEX ON units USING gin (words gin_trgm_ops)")
        base.execute("ANALYZE units")
    base.execute(f"SET pg_trgm.similarity_threshold = {threshold}")
    worker = base.info.backend_pid

    def seconds_of_worker():
        with open(f"/proc/{worker}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) / 1e9

    def look_up(text):
        folded = " ".join(words(text))
        found = base.execute(
            "SELECT name FROM units WHERE words %% %s ORDER BY similarity(words, %s) DESC LIMIT %s",
            (folded, folded, CANDIDATES),
        )
        return memory.best(text, [name for (name,) in found])

    return look_up, seconds_of_worker


def muwazi(path, queries):
    """The best base score of each query, and the seconds of processor time."""
    with tempfile.TemporaryDirectory() as folder:
        base = ["--memory", f"{folder}/memory.db"]
        pairs, asked = f"{folder}/memory.tsv", f"{folder}/queries.txt"
        with open(pairs, "w", encoding="utf-8") as out:
            out.writelines(f"{row[1]}\t{row[2]}\n" for row in rows(path))
        with open(asked, "w", encoding="utf-8") as out:
            out.writelines(f"{row[-1]}\n" for row in queries)
        take = ["memory", "import", pairs, "--source-lang", "ar", "--target-lang", "en"]
        subprocess.run([PROGRAM, *take, *base], check=True, capture_output=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        look_up = [PROGRAM, "lookup", "--file", asked, "--json", "--best", "5", *base]
        found = subprocess.run(look_up, check=True, capture_output=True, text=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    answers = [json.loads(line)["matches"] for line in found.splitlines()]
    scores = [max((match["base_score"] for match in answer), default=0) for answer in answers]
    return scores, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(tool, look_up, queries, truth, size, elsewhere=lambda: 0.0):
    before = elsewhere()
    found, seconds = timed(lambda: [look_up(row[-1]) for row in queries])
    seconds += elsewhere() - before
    write_down(tool, found, seconds, queries, truth, size)


def write_down(tool, found, seconds, queries, truth, size):
    wanted = right = 0
    for row, best in zip(queries, found):
        _, _, score, names, *_ = truth[row[0]]
        if float(score) >= 100 * LEAST:
            wanted += 1
            right += best is not None and (best[0] in names.split(",") or abs(100 * best[1] - float(score)) < 0.01)
    figure(size, tool, "queries_per_second", len(queries) / seconds)
    figure(size, tool, "recall", right / wanted)


def main():
    engine, path, queries, truth, count = sys.argv[1:]
    queries = rows(queries)
    truth = {row[0]: row for row in rows(truth)}
    step = max(1, len(queries) // int(count))
    queries = queries[::step]
    size = len(rows(path))
    if engine == "muwazi":
        scores, seconds = muwazi(path, queries)
        found = [(None, score / 100) for score in scores]
        return write_down("muwazi", found, seconds, queries, truth, size)
    memory = Memory(path)
    if engine == "rapidfuzz":
        measure("rapidfuzz, all units", rapidfuzz(memory), queries, truth, size)
    elif engine == "fts5":
        look_up, seconds = timed(lambda: fts5(memory))
        figure(size, "SQLite FTS5", "build_seconds", seconds)
        measure("SQLite FTS5", look_up, queries, truth, size)
    else:
        for threshold in (0.5, 0.3):
            look_up, elsewhere = postgres(memory, threshold)
            measure(f"pg_trgm {threshold}", look_up, queries, truth, size, elsewhere)


if __name__ == "__main__":
    main()
