"""How many scored rows have a group, speaker or source that rows learned from have, too."""

from __future__ import annotations

import numpy as np

from stance.checks.subject import Subject


def told_of(subject: Subject, column: str) -> tuple[str, float]:
    """Return it in words for each border of a subject, and the largest share.

    A row without a value shares none.
    """
    values = subject.corpus[column]
    told, largest = [], 0.0
    for border in subject.borders:
        known = []
        for split in border.splits:
            learned = set(values[split.train]) - {None, ""}
            known.append(np.array([value in learned for value in values[split.test]], dtype=bool))
        n, total = len(border.crossing(known)), len(border.rows)
        largest = max(largest, n / total)
        told.append(
            f"{n:,} of {total:,} {border.scored} share their {column} with {border.learned}"
        )
    return "; ".join(told), largest
