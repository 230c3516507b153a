"""Fixtures every test group may use."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def benchmark_data() -> Path:
    """Return the folder of the published data sets, or skip the test."""
    folder = Path(os.environ.get("STANCE_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "semeval2016_task6").is_dir():
        pytest.skip(f"the published data sets are not in {folder} (set STANCE_DATA)")
    return folder
