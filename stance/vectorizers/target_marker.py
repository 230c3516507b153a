"""Text in which the target is marked, and what stands left and right of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from stance.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd


class TargetMarker(TransformerMixin, BaseEstimator):
    """Replace the mentions of each row's target by a marker and split the text around them.

    A sentence about two targets reads differently for each of them, and what a model learns
    of one target's surroundings serves for another. The split into a left and a right context
    is that of Vo and Zhang (2015, "Target-dependent Twitter sentiment classification with
    rich automatic features", IJCAI).

    A mention is the target's name or one of its aliases, as whole words, in any case; of two
    names that match at the same place the longer one counts. A row without a mention keeps
    its text, and its left and right are empty.

    Parameters
    ----------
    aliases
        Other names of a target: ``{"NATO": ["the alliance", "the bloc"]}``. Targets are
        found in any case; those that never come up do no harm.
    marker
        What a mention becomes. One word that no text contains: the plain word "target"
        would be mixed up with the targets of air raids and of budgets.
    window
        How many words to keep on each side, next to the first and the last mention;
        None keeps all.

    Attributes
    ----------
    coverage_ : dict of str to float
        For each target of the training rows, the share of its rows in which it is mentioned.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"text": ["We trust the alliance, not Moscow."], "target": ["NATO"]})
    >>> marked = TargetMarker(aliases={"NATO": ["the alliance"]}).fit_transform(frame)
    >>> marked[["text", "left", "right"]].iloc[0].tolist()
    ['We trust TARGETNAME, not Moscow.', 'We trust', ', not Moscow.']
    """

    def __init__(
        self,
        aliases: Mapping[str, Sequence[str]] | None = None,
        *,
        marker: str = "TARGETNAME",
        window: int | None = None,
    ) -> None:
        self.aliases = aliases
        self.marker = marker
        self.window = window

    def fit(self, X: pd.DataFrame, y: Any = None) -> TargetMarker:  # noqa: ARG002  # sklearn's
        """Learn how often each target is mentioned.

        Raises
        ------
        ConfigError
            If aliases or window are not what they should be, or no row mentions its target:
            there would be nothing to mark, and no word left or right of it.
        """
        self._check_settings()
        mentions = self._mentions(X)
        found: dict[str, list[bool]] = {}
        for text, target in zip(X["text"], X["target"], strict=True):
            found.setdefault(target, []).append(mentions[target].search(text) is not None)
        self.coverage_ = {target: sum(hits) / len(hits) for target, hits in sorted(found.items())}
        if not any(self.coverage_.values()):
            raise ConfigError(
                f"no text mentions its target ({', '.join(map(repr, self.coverage_))}), so there "
                "is nothing to mark; add the words used for it to the marker's aliases, or "
                "choose another vectorizer"
            )
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with marked text and two more columns, left and right."""
        mentions = self._mentions(X)
        marked = np.array(
            [
                self._mark(text, mentions[target])
                for text, target in zip(X["text"], X["target"], strict=True)
            ],
            dtype=object,
        ).reshape(-1, 3)
        return X.assign(text=marked[:, 0], left=marked[:, 1], right=marked[:, 2])

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Return the columns the next step may read."""
        columns = ("text", "target", "speaker") if input_features is None else input_features
        return np.array([*columns, "left", "right"], dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags

    def _check_settings(self) -> None:
        for target, names in (self.aliases or {}).items():
            if isinstance(names, str) or not all(isinstance(name, str) for name in names):
                raise ConfigError(
                    f"the aliases of {target!r} are {names!r}, wanted a list of words in "
                    f"quotes; write aliases: {{{target}: ['one name', 'another name']}}"
                )
        if self.window is not None and self.window < 1:
            raise ConfigError(
                f"window is {self.window}, wanted 1 word or more; null keeps all words"
            )

    def _mentions(self, X: pd.DataFrame) -> dict[str, re.Pattern[str]]:
        aliases = {target.casefold(): names for target, names in (self.aliases or {}).items()}
        return {
            target: _any_of([target, *aliases.get(target.casefold(), ())])
            for target in set(X["target"])
        }

    def _mark(self, text: str, mention: re.Pattern[str]) -> tuple[str, str, str]:
        pieces = mention.split(text)
        if len(pieces) == 1:
            return text, "", ""
        window = self.window or len(text)
        left, right = pieces[0].split()[-window:], pieces[-1].split()[:window]
        return self.marker.join(pieces), " ".join(left), " ".join(right)


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for any of the names as whole words, the longest first."""
    words = [name.split() for name in sorted(names, key=len, reverse=True) if name.strip()]
    if not words:
        return re.compile(r"(?!)")  # The target "" is never mentioned.
    spelt = "|".join(r"\s+".join(map(re.escape, name)) for name in words)
    # Not \b: a name may begin or end with a sign, as "#NATO" and "U.S." do.
    return re.compile(rf"(?<!\w)(?:{spelt})(?!\w)", re.IGNORECASE)
