"""What a whole `stance train semeval2016_svm_ngrams` costs beside a bare scikit-learn script.

    python benchmarks/train.py [ROUNDS]

Every round runs the bare script and the experiment, with and without plots, and with and without
the contrasts (floors and target test, which fit more models), one after the other as whole
processes, so that all see the same machine. Ratios are of the minima and of the medians. It also
times `stance --help` and `stance train --cfg job`.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("STANCE_DATA", ROOT.parent / "shared" / "data"))
STANCE = [sys.executable, "-m", "stance"]


def seconds(command: list[str], folder: str) -> float:
    """Return the wall time of a process."""
    environment = {**os.environ, "STANCE_DATA": str(DATA.resolve()), "STANCE_CACHE": folder}
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def main(rounds: int) -> None:
    """Print minima, medians and ratios."""
    bare = ROOT / "benchmarks" / "bare_semeval2016.py"
    experiment = [*STANCE, "train", str(ROOT / "experiments" / "semeval2016_svm_ngrams.yaml")]
    commands = {
        "bare script": [sys.executable, str(bare), str(DATA / "semeval2016_task6")],
        "stance train": experiment,
        "  plots=false": [*experiment, "plots=false"],
        "  no contrasts": [*experiment, "evaluation.contrasts=false"],
        "  neither": [*experiment, "evaluation.contrasts=false", "plots=false"],
        "stance train --cfg job": [*experiment, "--cfg", "job"],
        "stance --help": [*STANCE, "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for name, command in commands.items():
                times[name].append(seconds(command, folder))
    base = times["bare script"]
    print(f"{'':26}{'min s':>8}{'median s':>10}{'ratio of minima':>17}{'of medians':>12}")
    for name, values in times.items():
        low, middle = min(values), statistics.median(values)
        print(
            f"{name:26}{low:8.2f}{middle:10.2f}{low / min(base):17.2f}"
            f"{middle / statistics.median(base):12.2f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
