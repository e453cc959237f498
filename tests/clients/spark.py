"""Runs examples/spark_align.py on a local cluster of two workers and kills what can be killed in the middle.

    spark.py MUWAZI FOLDER [executor|child]

Then the result must be what one muwazi makes of the same pairs: no unit lost, none doubled, failures in the dead letters.
Where children are killed, one record also kills every muwazi that reads it: it must become a dead letter, alone.
"""
import json, os, pathlib, signal, subprocess, sys, time

import pandas

muwazi, folder, victim = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
root = pathlib.Path(__file__).resolve().parents[2]
FILES, RECORDS = 8, 40
ARABIC = ["وصل الرئيس {} إلى القاهرة أمس.", "وقال إن بلاده ستزيد المساعدات بنسبة {}٪.", "هل يكفي ذلك؟"]
ENGLISH = ["President {} arrived in Cairo yesterday.", "He said that his country would raise aid by {}%.", "Is that enough?"]


def pair(number):
    """A pair that no other is equal to; every ninth is one that must fail."""
    side = lambda lines: [line.format(number + i) for i, line in enumerate(lines * 8)]
    return {"id": f"doc-{number}", "source": side(ARABIC) if number % 9 else [], "target": side(ENGLISH)}


def descendants(process):
    """Processes below this one, with what they were called with."""
    found, parents = {}, {}
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            found[int(entry.name)] = (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue  # it ended meanwhile
    def below(one):
        while one in parents:
            one = parents[one]
            if one == process:
                return True
        return False
    return {one: called for one, called in found.items() if below(one)}


pairs = [pair(number) for number in range(FILES * RECORDS)]
source = folder / ("pairs.parquet" if victim == "executor" else "pairs.json")
source.mkdir()
for at in range(FILES):
    part = pairs[at * RECORDS : (at + 1) * RECORDS]
    if victim == "executor":
        pandas.DataFrame(part).to_parquet(source / f"{at}.parquet")
    else:
        (source / f"{at}.json").write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in part))

# What it must come to.
lines = "".join(json.dumps(p) + "\n" for p in pairs)
alone = subprocess.run([muwazi, "align", "--stream", "-q"], input=lines.encode(), capture_output=True)
expected, failing = [], []
for answer in map(json.loads, alone.stdout.decode().splitlines()):
    failing += [answer["id"]] if "error" in answer else []
    expected += [(answer["id"], b["source"], b["target"]) for b in answer.get("beads", []) if b["source"] and b["target"]]
assert len(failing) == len(pairs) // 9 + 1 and len(expected) > 10 * len(pairs), (len(failing), len(expected))

program = muwazi
if victim == "child":
    program = folder / "dying"
    program.write_text(f"""#!{sys.executable}
import os, signal, subprocess, sys
lines = sys.stdin.buffer.readlines()
at = next((i for i, line in enumerate(lines) if b'"poison"' in line), None)
code = subprocess.run([{muwazi!r}, *sys.argv[1:]], input=b"".join(lines[:at])).returncode
if at is not None:
    os.kill(os.getpid(), signal.SIGKILL)
sys.exit(code if code >= 0 else 128 - code)
""")
    program.chmod(0o755)
    with open(source / "3.json", "a") as file:
        file.write(json.dumps(pair(1) | {"id": "poison"}) + "\n" + json.dumps(pair(2) | {"id": "behind"}) + "\n")
    expected += [("behind", *rest) for key, *rest in expected if key == "doc-2"]
    failing += ["poison"]

# A task for each file.
settings = {"spark.ui.enabled": "false", "spark.executor.memory": "512m", "spark.sql.files.openCostInBytes": str(128 << 20)}
options = [word for item in settings.items() for word in ("--conf", "=".join(item))]
environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable, "MUWAZI": str(program)}
out = folder / "out"
submit = pathlib.Path(sys.executable).parent / "spark-submit"
job = [submit, "--master", "local-cluster[2,1,512]", *options]
job += [root / "examples/spark_align.py", source, out] + (["tsv"] if victim == "child" else [])
log = open(folder / "log", "wb")
run = subprocess.Popen(list(map(str, job)), env=environment, cwd=folder, stdout=log, stderr=log)
killed = False
while run.poll() is None:
    below = {} if killed else descendants(run.pid)
    children = [one for one, called in below.items() if muwazi in called]
    executors = [one for one, called in below.items() if "CoarseGrainedExecutorBackend" in called and "java" in called.split("\0")[0]]
    # Once something is done and something is under way.
    written = any(out.glob("_temporary/*/task*")) or any(out.glob("_temporary/*/_temporary/*"))
    if children and written and len(executors) == 2:
        victims = children[:1] if victim == "child" else executors[:1]
        try:
            for one in victims:
                os.kill(one, signal.SIGKILL)
            killed = True
        except ProcessLookupError:
            pass  # it was done by then
    time.sleep(0.05)
log.close()
said = (folder / "log").read_text(errors="replace")
assert run.returncode == 0, said[-4000:]
assert killed, "nothing was killed"
assert victim == "child" or "Lost executor" in said, said[-4000:]

if victim == "executor":
    units = pandas.read_parquet(out / "status=ok")
    dead = pandas.read_parquet(out / "status=failed")
else:
    read = lambda status: pandas.concat(
        pandas.read_csv(f, sep="\t", header=None, quoting=3, keep_default_na=False)
        for f in (out / f"status={status}").glob("*.csv")
    ).set_axis(["id", "source", "target", "type", "confidence", "score", "record", "error"], axis=1)
    units, dead = read("ok"), read("failed")
found = list(zip(units["id"], units["source"], units["target"]))
assert sorted(found) == sorted(expected), (len(found), len(expected), set(expected) ^ set(found))
assert sorted(dead["id"]) == sorted(failing), sorted(dead["id"])
for key, error in zip(dead["id"], dead["error"]):
    assert ("died on it 3 times" if key == "poison" else "no text") in error, (key, error)
print(f"{victim} killed; {len(found)} units and {len(dead)} dead letters, as without Spark")
