"""What it takes to load a model and to answer one sentence.

    python benchmarks/load.py [ROUNDS]

Trains the default model (shipped corpus, n-grams, logistic regression per target) once. Every
round then starts three processes, one after the other: the imports alone, the imports with loading
and one answer, and `stance predict` of one line. Then, in this process: loading again, and answers
to one sentence at a time beside the bare scikit-learn pipeline inside. Medians of wall time and of
processor time, and the least wall time: where the machine does something else at the same time,
the last two say more.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import stance
from stance.model import StanceModel
from stance.model.inputs import frame_of

ROOT = Path(__file__).parent.parent
SENTENCE = "We welcome what NATO did at the border, the minister said."
IMPORTS = "import numpy, scipy.sparse, pandas, sklearn.pipeline, sklearn.linear_model, skops.io"
ANSWER = "import sys, stance; stance.load(sys.argv[1]).predict(sys.argv[2], target='NATO')"


def trained(folder: str) -> Path:
    """Return the model folder of a run of the default experiment."""
    options = ["plots=false", "evaluation=quick", "--quiet"]
    command = [sys.executable, "-m", "stance", "train", "--runs", folder, *options]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(Path(folder).glob("*/*/model"))


def seconds(command: list[str], given: str = "") -> tuple[float, float]:
    """Return the wall and processor time of a process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, input=given, text=True, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def milliseconds(call: Callable[[], object], times: int) -> list[tuple[float, float]]:
    """Return the wall and processor times of a call, the first of which are left out."""
    found = []
    for _ in range(times + 20):
        start, busy = time.perf_counter(), time.thread_time()
        call()
        found.append((1000 * (time.perf_counter() - start), 1000 * (time.thread_time() - busy)))
    return found[20:]


def show(what: str, times: list[tuple[float, float]], unit: str) -> None:
    """Print the medians and the least wall time."""
    walls, busy = zip(*times, strict=True)
    medians = f"{statistics.median(walls):8.2f} {statistics.median(busy):9.2f}"
    print(f"{what:44} {medians} {min(walls):8.2f} {unit}")


def in_process(model: StanceModel, folder: Path) -> None:
    """Print what a loaded model takes."""
    frame = frame_of(SENTENCE, "NATO", "")
    calls: dict[str, Callable[[], object]] = {
        "load again": lambda: stance.load(folder),
        "predict one sentence": lambda: model.predict(SENTENCE, target="NATO"),
        "  bare predict_proba of its one-row frame": lambda: model.estimator_.predict_proba(frame),
        "predict_frame of that frame": lambda: model.predict_frame(frame),
        "explain one sentence": lambda: model.explain(SENTENCE, "NATO"),
    }
    for what, call in calls.items():
        show(what, milliseconds(call, 40 if "load" in what else 500), "ms")


def main(rounds: int) -> None:
    """Print one line a way."""
    print(f"{'':44} {'median':>8} {'processor':>9} {'least':>8}")
    with tempfile.TemporaryDirectory() as runs:
        folder = trained(runs)
        python = [sys.executable, "-c"]
        predict = [sys.executable, "-m", "stance", "predict", str(folder), "-", "--target", "NATO"]
        commands = {
            "process: imports of numpy ... skops": ([*python, IMPORTS], ""),
            "process: stance.load and one answer": ([*python, ANSWER, str(folder), SENTENCE], ""),
            "process: stance predict of one line": (predict, SENTENCE + "\n"),
        }
        found: dict[str, list[tuple[float, float]]] = {what: [] for what in commands}
        for _ in range(rounds):
            for what, (command, given) in commands.items():
                found[what].append(seconds(command, given))
        for what, times in found.items():
            show(what, times, "s")
        in_process(stance.load(folder), folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
