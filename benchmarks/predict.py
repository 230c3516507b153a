"""Time ``stance predict`` on a million sentences against the bare pipeline in memory.

    python benchmarks/predict.py [ROWS] [ROUNDS] [FORMAT]

The sentences are those of the shipped corpus, over and over, each with a number of its own; the
model is the default one. The bare pipeline is timed on rows that are in memory already: nothing
but ``predict_proba``, in batches of 8,192 rows, or on all rows at once where that is faster on the
first 50,000 (a million at once do not fit into memory). ``stance predict`` is timed from the shell:
starting Python, loading the model, reading and writing the file.

Every round runs all of them, one after the other, so that a busy machine slows all alike; what
counts is the ratio within a round, in seconds on the clock and, less disturbed by others, in
seconds of CPU (of two jobs, all of them together). One process answers in two threads, so on two
cores it takes less time than its CPU. The last lines compare the peak memory for a tenth of the
rows and for all of them: of the largest process, and of all together (their proportional share of
what they have in common, looked at twice a second; on Linux).
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from stance.corpus.nato_russia import load_nato_russia
from stance.model_reference import model_folder

STANCE = [sys.executable, "-m", "stance"]
BATCH = 8192
FIRST = 50_000

# Run in a process of its own, so that what it holds in memory is nobody else's.
BARE = f"""
import csv, json, sys, time
import pandas as pd
from pathlib import Path
from stance.model import StanceModel
pipeline = StanceModel.load(sys.argv[1]).estimator_
path = Path(sys.argv[2])
with path.open(newline="", encoding="utf-8") as file:
    rows = csv.reader(file)
    next(rows)
    columns = [(row[1], row[2], "") for row in rows]
frame = pd.DataFrame(columns, columns=["text", "target", "speaker"], dtype=object)
del columns
def seconds(frame, size):
    start = time.perf_counter(), time.process_time()
    for at in range(0, len(frame), size):
        pipeline.predict_proba(frame.iloc[at : at + size])
    return time.perf_counter() - start[0], time.process_time() - start[1]
first = frame.iloc[:{FIRST}]
size = min(({BATCH}, len(first)), key=lambda size: seconds(first, size))
print(json.dumps([size, *seconds(frame, len(frame) if size == len(first) else size)]))
"""


def sentences(n: int) -> Iterator[tuple[int, str, str]]:
    """Yield a number, a text and a target n times."""
    corpus = load_nato_russia()
    texts, targets = list(corpus["text"]), list(corpus["target"])
    for number in range(n):
        at = number % len(texts)
        yield number, f"{texts[at]} ({number})", targets[at]


def write(path: Path, n: int) -> None:
    """Write a file of n sentences in the format its name says."""
    if path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        numbers, texts, targets = zip(*sentences(n), strict=True)
        pq.write_table(pa.table({"id": numbers, "text": texts, "target": targets}), path)
        return
    with path.open("w", newline="", encoding="utf-8") as file:
        if path.suffix == ".jsonl":
            for row in sentences(n):
                line = dict(zip(("id", "text", "target"), row, strict=True))
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        else:
            writer = csv.writer(file)
            writer.writerow(("id", "text", "target"))
            writer.writerows(sentences(n))


def predict(model: Path, path: Path, jobs: int) -> tuple[float, float, float, float]:
    """Return seconds on the clock and of CPU, MB of one process and of all, of a prediction."""
    output = path.with_name(f"out{path.suffix}")
    command = [*STANCE, "predict", str(model), str(path), "-o", str(output), "-q", "-j", str(jobs)]
    start = time.perf_counter()
    going = subprocess.Popen(command)
    together = Together(going.pid)
    together.start()
    _, status, usage = os.wait4(going.pid, 0)
    seconds = time.perf_counter() - start
    together.has_ended.set()
    together.join()
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3, together.megabytes


class Together(threading.Thread):
    """Looks at how much memory a process and its children take together.

    Attributes
    ----------
    megabytes
        The most that was seen.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.megabytes = 0.0
        self.has_ended = threading.Event()
        self._pid = pid

    def run(self) -> None:
        """Look twice a second."""
        while not self.has_ended.wait(0.5):
            self.megabytes = max(self.megabytes, sum(map(_megabytes, _family(self._pid))))


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in path.read_text().split():
                yield from _family(int(child))


def _megabytes(pid: int) -> float:
    """Return the proportional share of memory of a process; 0 where it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1e3
    return 0.0


def bare(model: Path, path: Path) -> tuple[int, float, float]:
    """Return the rows of a batch, and the seconds predict_proba takes, on the clock and of CPU."""
    command = [sys.executable, "-c", BARE, str(model), str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    size, seconds, cpu = json.loads(done.stdout)
    return size, seconds, cpu


def main(n: int, rounds: int, form: str) -> None:
    """Print seconds, ratios and memory."""
    model = model_folder("default", Path("runs"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, rows, table = folder / f"few.{form}", folder / f"in.{form}", folder / "bare.csv"
        write(few, n // 10)
        write(rows, n)
        write(table, n)
        print(f"{n:,} rows of {form}, {rows.stat().st_size / 1e6:,.0f} MB, {rounds} rounds")
        ratios: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
        megabytes: dict[int, tuple[float, float]] = {}
        for number in range(rounds):
            size, base, base_cpu = bare(model, table)
            print(f"round {number + 1}: predict_proba of {size:,} rows at a time: {base:.1f} s")
            for jobs, of in ratios.items():
                seconds, cpu, *memory = predict(model, rows, jobs)
                megabytes[jobs] = (memory[0], memory[1])
                of.append((seconds / base, cpu / base_cpu))
                print(
                    f"  stance predict -j {jobs}: {seconds:.1f} s, {seconds / base:.3f} times "
                    f"(CPU {cpu / base_cpu:.3f} times)"
                )
        for jobs, of in ratios.items():
            clock, cpus = zip(*of, strict=True)
            print(
                f"-j {jobs}: {statistics.median(clock):.3f} times in the median, {min(clock):.3f} "
                f"at least (CPU {statistics.median(cpus):.3f}, {min(cpus):.3f})"
            )
        for jobs, (largest, all_) in megabytes.items():
            of_few = predict(model, few, jobs)[2:]
            print(
                f"-j {jobs}: {of_few[0]:.0f} MB for {n // 10:,} rows, {largest:.0f} MB for {n:,} "
                f"(all processes together {of_few[1]:.0f} and {all_:.0f} MB)"
            )


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else 1_000_000,
        int(given[1]) if len(given) > 1 else 3,
        given[2] if len(given) > 2 else "csv",
    )
