#!/bin/bash
#SBATCH --array=0-99
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
#SBATCH --requeue
# Aligns a file of pairs on Slurm, each task of the array its part of the lines:
#
#     sbatch examples/slurm_align.sh pairs.jsonl out/ --min-confidence 0.8
#
# A part appears under its name when it has an answer to every record. A task that was stopped begins anew, one
# whose part is there already ends at once: to repair a run, submit it again.
set -euo pipefail
pairs=$1 out=$2
shift 2
part=$(printf '%s/%05d.jsonl' "$out" "$SLURM_ARRAY_TASK_ID")
[ ! -e "$part" ] || exit 0
mkdir -p "$out"
unfinished=$part.$SLURM_JOB_ID
trap 'rm -f "$unfinished"' EXIT

# Part K of N by bytes, without a line cut in two and without reading the others.
records() { split --number="l/$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN + 1))/$SLURM_ARRAY_TASK_COUNT" "$pairs"; }

# 1 says that some records failed; they have their answers.
records | muwazi align --stream "$@" > "$unfinished" || [ "$?" -eq 1 ]
given=$(records | grep -c '[^[:space:]]' || true)
answered=$(wc -l < "$unfinished")
if [ "$given" -ne "$answered" ]; then
  echo "$part: $answered answers to $given records" >&2
  exit 1
fi
mv "$unfinished" "$part"
