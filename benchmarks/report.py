"""What `stance report` of twenty runs on the shipped corpus costs, as whole processes.

    python benchmarks/report.py [ROUNDS [RUNS]]

RUNS is a folder of runs; without it twenty are made in a temporary one, which takes minutes.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STANCE = [sys.executable, "-m", "stance"]
SWEEP = [
    "vectorizer=word_ngrams,char_ngrams,word_char_ngrams,target_marked,target_copies",
    "classifier=logistic_regression,linear_svm,ridge,complement_nb",
]


def costs(command: list[str], folder: str) -> tuple[float, float]:
    """Return the wall and the processor time of a process, in seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rounds: int, runs: Path | None) -> None:
    """Print time, size and memory."""
    with tempfile.TemporaryDirectory() as folder:
        if runs is None:
            runs = Path(folder) / "runs"
            subprocess.run([*STANCE, "train", "-q", "-m", *SWEEP], cwd=folder, check=True)
        n = sum(1 for _ in runs.glob("*/*/run.json"))
        command = [*STANCE, "report", str(runs), "-o", "report.html"]
        found = [costs(command, folder) for _ in range(rounds)]
        size = (Path(folder) / "report.html").stat().st_size
    wall, processor = zip(*found, strict=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{n} runs, {size / 1e6:.2f} MB, {rounds} rounds")
    for name, values in (("wall", wall), ("processor", processor)):
        print(f"{name:10} min {min(values):5.2f} s   median {statistics.median(values):5.2f} s")
    print(f"peak memory of any process started: {peak:.0f} MB")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 5,
        Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None,
    )
