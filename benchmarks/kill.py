"""Kill ``stance predict`` at random moments and see that it ends as one whole run does.

    python benchmarks/kill.py [KILLS] [ROWS] [JOBS] [FORMAT]

A prediction is killed (SIGKILL, with all its processes) again and again, after a time that is
drawn between nothing and that of a whole run, and resumed each time; at last it is let go on to
the end. Each time, the output must have the bytes of a run that nobody disturbed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from predict import STANCE, write

from stance.model_reference import model_folder


def main(kills: int, n: int, jobs: str, form: str) -> None:
    """Print for each kill how far it came, and at last whether the bytes are the same."""
    model = str(model_folder("default", Path("runs")))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows, whole, output = (folder / f"{of}.{form}" for of in ("in", "whole", "out"))
        write(rows, n)
        words = [*STANCE, "predict", model, str(rows), "-q", "-j", jobs, "-o"]
        start = time.perf_counter()
        subprocess.run([*words, str(whole)], check=True)
        seconds = time.perf_counter() - start
        print(f"{n:,} rows of {form} in {seconds:.1f} s")
        done = 0
        while done < kills:
            after = random.uniform(0, seconds)
            # A group of its own, so that no process is left behind.
            going = subprocess.Popen([*words, str(output), "--resume"], start_new_session=True)
            try:
                going.wait(after)
            except subprocess.TimeoutExpired:
                os.killpg(going.pid, signal.SIGKILL)
                going.wait()
                done += 1
                journal = folder / f"out.{form}.partial" / "journal.jsonl"
                places = journal.read_text().count("\n") - 1 if journal.exists() else 0
                print(f"kill {done} after {after:.1f} s: {max(places, 0)} places to go on from")
                continue
            check(output, whole)
            output.unlink()
        subprocess.run([*words, str(output), "--resume"], check=True)
        check(output, whole)
        print(f"{kills} kills: the same {whole.stat().st_size:,} bytes")


def check(output: Path, whole: Path) -> None:
    """Stop where two files differ."""
    if output.read_bytes() != whole.read_bytes():
        raise SystemExit(f"{output} and {whole} differ")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else 20,
        int(given[1]) if len(given) > 1 else 200_000,
        given[2] if len(given) > 2 else "1",
        given[3] if len(given) > 3 else "csv",
    )
