"""Near-duplicates: pairs of texts that share most of their characters, found without all pairs.

`near_duplicates` compares up to `EXACT_UP_TO` texts exactly; of more, MinHash signatures tell
which pairs are worth comparing, in memory that grows with the texts and not with their pairs.
"""

from stance.corpus.near_duplicates.search import (
    EXACT_UP_TO,
    Pairs,
    check_settings,
    near_duplicates,
    normalized,
)

__all__ = ["EXACT_UP_TO", "Pairs", "check_settings", "near_duplicates", "normalized"]
