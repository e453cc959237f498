#!/usr/bin/env bash
# Fuzzes: `fuzz/run.sh SECONDS TARGET...` (all targets if none is named), one after the other, from the seeds and what
# earlier runs found. Needs cargo-fuzz (`cargo install cargo-fuzz`) and a C++ compiler; a stable Rust does. The program
# holds no unsafe code, so panics, overflows, hangs and hunger are looked for, not memory faults.
# Each run adds a line to fuzz/corpus/log.tsv: target, seconds, executions, edges covered, files of the corpus, exit code.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:?seconds a target}
shift
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || mapfile -t targets < <(basename -s .rs fuzz_targets/*.rs)
# Without a name for it the program would be built anew after each commit.
export RUSTC_BOOTSTRAP=1 MUWAZI_COMMIT=fuzz
failed=0
for target in "${targets[@]}"; do
  corpus=corpus/$target
  mkdir -p "$corpus" "artifacts/$target"
  cargo fuzz build --dev -s none "$target"
  begin=$SECONDS
  code=0
  "target/$(rustc -vV | sed -n 's/^host: //p')/debug/$target" "$corpus" "seeds/$target" -dict=words.dict \
    -artifact_prefix="artifacts/$target/" -max_total_time="$seconds" -max_len=8192 -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 2>"corpus/$target.log" || code=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: //p' "corpus/$target.log" | tail -n 1)
  edges=$(grep -o 'cov: [0-9]*' "corpus/$target.log" | tail -n 1 | cut -d' ' -f2)
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$target" "$((SECONDS - begin))" "${runs:-?}" "${edges:-?}" \
    "$(find "$corpus" -type f | wc -l)" "$code" | tee -a corpus/log.tsv
  [ "$code" = 0 ] || failed=1
done
exit "$failed"
