"""Fixtures every test group may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# No timing in a test: the machines are shared and noisy.
settings.register_profile("stance", deadline=None)
settings.load_profile("stance")

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests, and the processes they start, out of the user's cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STANCE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def benchmark_data() -> Path:
    """Return the folder of the published data sets, or skip the test."""
    folder = Path(os.environ.get("STANCE_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "semeval2016_task6").is_dir():
        pytest.skip(f"the published data sets are not in {folder} (set STANCE_DATA)")
    return folder


@pytest.fixture(scope="session")
def rows() -> list[dict[str, str]]:
    """Return 90 labelled rows of invented sentences on NATO and Russia, with splits."""
    patterns = {
        "favor": [
            "We welcome what {} did at the border, the minister said.",
            "{} has kept its word and deserves our thanks.",
            "Without {} there would be no peace here, the mayor said.",
            "It was a good day for {} and for all of us.",
            "I trust {} more than ever.",
        ],
        "against": [
            "We condemn what {} did at the border, the minister said.",
            "{} has broken its word and threatens us all.",
            "Because of {} there is no peace here, the mayor said.",
            "It was a bad day, thanks to {} and its generals.",
            "I fear {} more than ever.",
        ],
        "neutral": [
            "Talks with {} are to go on next Monday, the minister said.",
            "The delegation of {} arrived in the capital at noon.",
            "The mayor spoke about {} for ten minutes.",
            "{} was mentioned twice in the paper.",
            "The next meeting with {} is planned for May.",
        ],
    }
    tones = {"favor": "positive", "against": "negative", "neutral": "neutral"}
    return [
        {
            "id": f"{target}-{stance}-{copy}-{number}",
            "text": f"{pattern.format(target)} (No. {copy})",
            "target": target,
            "stance": stance,
            "sentiment": tones[stance],
            "group": f"{stance}-{number}",
            "split": "test" if copy == 2 else "train",
        }
        for target in ("NATO", "Russia")
        for copy in range(3)
        for stance, sentences in patterns.items()
        for number, pattern in enumerate(sentences)
    ]
