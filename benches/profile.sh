#!/usr/bin/env bash
# Instructions that each part of the program needs, counted by callgrind: repeatable on a busy machine.
#
#   benches/profile.sh MUWAZI [MUWAZI_BEFORE]     e.g. benches/profile.sh target/release/muwazi
#
# Whole commands on made-up input, two sizes each: the difference is the work itself, without start-up. With a second
# binary, built from an older commit, both are counted. The worst functions go to target/bench/profile-*.txt.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/target/bench/profile
results=$root/benches/results/profile.csv
mkdir -p "$work" "$(dirname "$results")"
command -v valgrind >/dev/null || { echo "valgrind is missing: apt-get install valgrind" >&2; exit 1; }

python3 - "$work" <<'PYTHON'
import random, sys
work = sys.argv[1]
r = random.Random(5)
pairs = [line.rstrip("\n").split("\t") for line in """المجلس\tcouncil
التقرير\treport
النهر\triver
الحدود\tborder
السوق\tmarket
المدرسة\tschool
المحرك\tengine
الوزير\tminister
القرية\tvillage
المحكمة\tcourt
الموسم\tseason
السعر\tprice
الفريق\tteam
الشركة\tcompany
الشتاء\twinter
الحكومة\tgovernment
الرئيس\tpresident
المدينة\tcity
الكتاب\tbook
البحر\tsea""".split("\n")]
names = [("با", "ba"), ("سو", "su"), ("مي", "mi"), ("را", "ra"), ("دو", "du"), ("لي", "li"), ("نا", "na"), ("كو", "ku")]

def sentence():
    picked = [r.choice(pairs) for _ in range(r.randint(5, 14))]
    name = [r.choice(names) for _ in range(3)]
    figure = r.randint(2, 9000)
    arabic = "وقال " + " ".join(p[0] for p in picked) + " " + "".join(n[0] for n in name) + f" بنسبة {figure}."
    english = "The " + " ".join(p[1] for p in picked) + " " + "".join(n[1] for n in name).title() + f" by {figure}."
    return arabic, english

for size in (100, 500):
    made = [sentence() for _ in range(size)]
    arabic, english = [], []
    for a, e in made:
        fate = r.random()
        if fate > 0.05:
            arabic.append(a)
        if fate < 0.95:
            english.append(e)
    open(f"{work}/{size}.ar", "w", encoding="utf-8").write("\n".join(arabic) + "\n")
    open(f"{work}/{size}.en", "w", encoding="utf-8").write("\n".join(english) + "\n")
for size in (500, 2500):
    made = [sentence() for _ in range(size)]
    text = "\n".join(" ".join(a for a, _ in made[i:i + 5]) for i in range(0, size, 5))
    open(f"{work}/text-{size}.ar", "w", encoding="utf-8").write(text + "\n")
    with open(f"{work}/{size}.tmx", "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0"?>\n<tmx version="1.4"><header creationtool="made" creationtoolversion="1" segtype="sentence" '
                  'o-tmf="made" adminlang="en" srclang="ar" datatype="plaintext"/><body>\n')
        for i, (a, e) in enumerate(made):
            out.write(f'<tu tuid="{i}" creationdate="20260101T000000Z"><prop type="origin">made</prop><tuv xml:lang="ar"><seg>{a}</seg></tuv>'
                      f'<tuv xml:lang="en"><seg>{e}</seg></tuv></tu>\n')
        out.write("</body></tmx>\n")
made = [sentence()[0] for _ in range(10000)]
open(f"{work}/memory.tsv", "w", encoding="utf-8").write("".join(f"{a}\tx{i}\n" for i, a in enumerate(made)))
for size in (50, 250):
    out = []
    for a in r.sample(made, size):
        words = a.split()
        for _ in range(r.randint(0, 4)):
            words[r.randrange(len(words))] = r.choice(pairs)[0]
        out.append(" ".join(words))
    open(f"{work}/queries-{size}", "w", encoding="utf-8").write("\n".join(out) + "\n")
PYTHON

counted() { # NAME COMMAND…: instructions
  local out=$work/$1.callgrind
  shift
  valgrind --tool=callgrind --callgrind-out-file="$out" "$@" >/dev/null 2>"$out.log"
  sed -n 's/^summary: //p; s/^totals: //p' "$out" | tail -n 1
}
record() { # PART WHEN SMALL LARGE
  printf '%s,%s,instructions,%s\n' "$1" "$2" "$(($4 - $3))" | tee -a "$results"
}
: > "$results"
when=after
for program in "$@"; do
  small=$(counted align-1 "$program" align --presegmented "$work/100.ar" "$work/100.en" --to ladder -o "$work/a.align" --force -q --threads 1)
  large=$(counted "align-$when" "$program" align --presegmented "$work/500.ar" "$work/500.en" --to ladder -o "$work/a.align" --force -q --threads 1)
  record align "$when" "$small" "$large"
  rm -f "$work"/memory.db*
  "$program" memory import "$work/memory.tsv" --source-lang ar --target-lang en --memory "$work/memory.db" >/dev/null 2>&1
  small=$(counted lookup-1 "$program" lookup --file "$work/queries-50" --json --memory "$work/memory.db")
  large=$(counted "lookup-$when" "$program" lookup --file "$work/queries-250" --json --memory "$work/memory.db")
  record look-up "$when" "$small" "$large"
  small=$(counted segment-1 "$program" segment "$work/text-500.ar")
  large=$(counted "segment-$when" "$program" segment "$work/text-2500.ar")
  record segment "$when" "$small" "$large"
  small=$(counted tmx-1 "$program" convert "$work/500.tmx" "$work/out.tmx" --force)
  large=$(counted "tmx-$when" "$program" convert "$work/2500.tmx" "$work/out.tmx" --force)
  record "TMX in and out" "$when" "$small" "$large"
  for part in align lookup segment tmx; do
    callgrind_annotate "$work/$part-$when.callgrind" > "$work/$part-$when.txt" 2>/dev/null || true
  done
  when=before
done
