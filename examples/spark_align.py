"""Aligns document pairs on Spark: columns id, source, target and others from Parquet or JSON lines; to Parquet or TSV.

    spark-submit examples/spark_align.py PAIRS OUT [tsv] [-- --min-confidence 0.8 --drop untranslated,language]

OUT/status=ok has a row a unit; OUT/status=failed, the dead letters, each record without an alignment and the reason.
source and target are texts or lists of paragraphs. Executors need muwazi on their path (or where MUWAZI says)."""
import json, os, subprocess, sys
import pandas
from pyspark.sql import SparkSession, functions

TRIES = 3  # for a record on which the program dies
BATCH = 200  # records a process: what is done anew when one dies, and what an executor holds
NAMES = ["id", "source", "target", "type", "confidence", "score", "record", "error", "status"]
SCHEMA = ", ".join(f"{name} {'double' if name in ('confidence', 'score') else 'string'}" for name in NAMES)

def answers(command, lines):
    """Each line with its answer. A program that was killed is started again behind its last whole answer."""
    tries = 0
    while lines:
        run = subprocess.run(command, input="".join(lines).encode(), capture_output=True)
        if run.returncode == 2:  # wrong options: no record is to blame
            raise RuntimeError(run.stderr.decode())
        done = run.stdout.decode(errors="replace").split("\n")[:-1]  # what follows the last line end was cut off
        yield from zip(lines, done)
        lines, tries = lines[len(done):], 1 if done else tries + 1
        if lines and tries == TRIES:
            why = f"muwazi died on it {TRIES} times, the last time with status {run.returncode}"
            key, record, lines, tries = json.loads(lines[0]).get("id"), lines[0], lines[1:], 0
            yield record, json.dumps({"id": key, "error": {"kind": "died", "message": why}})

def rows(line, answer):
    answer = json.loads(answer)
    key = answer["id"] if isinstance(answer["id"], str) else json.dumps(answer["id"])
    if "error" in answer:
        yield {"id": key, "record": line[:-1], "error": json.dumps(answer["error"]), "status": "failed"}
    for bead in answer.get("beads", []):
        if bead["source"] and bead["target"]:  # the others are sentences without a partner
            yield {name: bead.get(name) for name in NAMES} | {"id": key, "status": "ok"}

def main(pairs, out, *options):
    to, options = ("tsv", options[1:]) if options[:1] == ("tsv",) else ("parquet", options)
    command = [os.environ.get("MUWAZI", "muwazi"), "align", "--stream", "--quiet", *(o for o in options if o != "--")]

    def align(batches):
        for lines in ([line + "\n" for line in batch["line"]] for batch in batches):
            found = [row for line, answer in answers(command, lines) for row in rows(line, answer)]
            yield pandas.DataFrame(found, columns=NAMES)

    spark = SparkSession.builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", BATCH).getOrCreate()
    frame = spark.read.json(pairs) if "json" in pairs.rsplit("/")[-1] else spark.read.parquet(pairs)
    units = frame.select(functions.to_json(functions.struct("*")).alias("line")).mapInPandas(align, SCHEMA)
    if to == "tsv":  # no quoting, as corpus tools expect: no text has a line end, and tabs become spaces
        flat = [functions.translate(functions.col(name).cast("string"), "\t", " ").alias(name) for name in NAMES]
        units.select(flat).write.partitionBy("status").csv(out, sep="\t", quote="", emptyValue="")
    else:
        units.write.partitionBy("status").parquet(out)

if __name__ == "__main__":
    main(*sys.argv[1:])
