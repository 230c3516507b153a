"""Tf-idf of word or character n-grams: scikit-learn's numbers, several times faster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.utils.sparsefuncs_fast import (
    inplace_csr_row_normalize_l1,
    inplace_csr_row_normalize_l2,
)
from sklearn.utils.validation import check_is_fitted

from stance.errors import ConfigError
from stance.vectorizers.ngram_settings import ACCENTS, check_settings
from stance.vectorizers.symbols import WORD_PATTERN, Alphabet, Characters, Reader, Words, strings
from stance.vectorizers.windows import Booleans, Integers, Packing, Windows, look_up, merge, number

# Texts are counted so many characters at a time, which bounds the memory beside the result.
_BATCH: Final = 1 << 18

_NORMS: Final[Mapping[str, Callable[[sp.csr_array], None]]] = {
    "l1": inplace_csr_row_normalize_l1,
    "l2": inplace_csr_row_normalize_l2,
}


class NgramVectorizer(TransformerMixin, BaseEstimator):
    r"""Count word or character n-grams and weight them by tf-idf.

    The matrix is that of `sklearn.feature_extraction.text.TfidfVectorizer` with the same
    settings: the same columns in the same order, the same values. It comes several times
    faster, and what is learned is a few arrays and not a dictionary of n-grams, so that a
    model is saved and loaded fast (see `stance.vectorizers.windows` for how).

    Left out on purpose: stop words, a given vocabulary, and tokenizers, preprocessors and
    analyzers that are functions, which could not be saved with the model. One thing differs:
    where a `token_pattern` lets control characters or spaces into words, n-grams of two and
    more words may stand in another order, and two of the same name stay two.

    Parameters
    ----------
    analyzer
        What an n-gram is made of: words, characters, or characters within words, each word
        with a space before and after it.
    ngram_range
        Shortest and longest n-gram; a list will do, as YAML has no tuples.
    column
        The column of the frame to read. A plain sequence of strings is read as it is.
    lowercase
        Whether upper and lower case are one.
    strip_accents
        Whether accents are taken off: None, "ascii" (drops what has no ASCII form) or "unicode".
    token_pattern
        What a word is, as a regular expression with at most one group.
    min_df, max_df
        In how many texts an n-gram must and may occur; as a float, in which share of them.
    max_features
        How many n-grams to keep at most, the most frequent ones.
    binary
        Whether an n-gram counts once a text, however often it is there.
    sublinear_tf, use_idf, smooth_idf, norm
        The weighting, as in `sklearn.feature_extraction.text.TfidfTransformer`.
    dtype
        ``numpy.float64`` or ``numpy.float32``.

    Attributes
    ----------
    alphabet_ : str
        The words or characters in sorted order, as a JSON list: one string is quick to save.
    windows_ : ndarray of shape (n_windows,)
        The sorted windows whose prefixes are the n-grams.
    columns_ : ndarray of shape (n_windows, n_lengths)
        The column of each prefix, from the shortest n-gram on; -1 for none.
    tfidf_ : TfidfTransformer
        The weights.

    Examples
    --------
    >>> vectorizer = NgramVectorizer(ngram_range=(1, 2), use_idf=False, norm=None)
    >>> vectorizer.fit_transform(["We join.", "We join, we join now."]).toarray()
    array([[1., 0., 0., 0., 1., 1.],
           [2., 1., 1., 1., 2., 2.]])
    >>> vectorizer.get_feature_names_out().tolist()
    ['join', 'join now', 'join we', 'now', 'we', 'we join']
    """

    def __init__(
        self,
        *,
        analyzer: Literal["word", "char", "char_wb"] = "word",
        ngram_range: Sequence[int] = (1, 1),
        column: str = "text",
        lowercase: bool = True,
        strip_accents: Literal["ascii", "unicode"] | None = None,
        token_pattern: str = WORD_PATTERN,
        min_df: float = 1,
        max_df: float = 1.0,
        max_features: int | None = None,
        binary: bool = False,
        sublinear_tf: bool = False,
        use_idf: bool = True,
        smooth_idf: bool = True,
        norm: Literal["l1", "l2"] | None = "l2",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        self.analyzer = analyzer
        self.ngram_range = ngram_range
        self.column = column
        self.lowercase = lowercase
        self.strip_accents = strip_accents
        self.token_pattern = token_pattern
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features
        self.binary = binary
        self.sublinear_tf = sublinear_tf
        self.use_idf = use_idf
        self.smooth_idf = smooth_idf
        self.norm = norm
        self.dtype = dtype

    def fit(self, X: Any, y: Any = None) -> NgramVectorizer:
        """Learn the n-grams of the texts and their weights."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> sp.csr_array:  # noqa: ARG002  # sklearn's
        """Learn the n-grams of the texts and their weights, and return the texts' matrix."""
        check_settings(self)
        reader = self._reader()
        readings = [reader.read(texts) for texts in self._batches(X)]
        alphabet = Alphabet.of(reader.seen())
        places = reader.places(alphabet)
        packing = Packing(len(alphabet), self.ngram_range[1])
        tables = [
            Windows.of(packing.pack(places.take(read, mode="clip")), lengths)
            for read, lengths in readings
        ]

        keys = merge(tables)
        columns, is_new = number(keys, self._is_ngram(packing.unpack(keys), alphabet), packing)
        numbered = ((table, columns[np.searchsorted(keys, table.keys)]) for table in tables)
        counts = self._count(numbered, int(is_new.sum()))
        kept = self._kept(counts)
        if not kept.all():
            counts = counts[:, kept]
            is_new[is_new] = kept
            renumbered = np.where(kept, np.cumsum(kept) - 1, -1)
            columns = np.append(renumbered, -1)[columns]  # the last place is for -1
        needed = is_new.any(axis=1)
        self.alphabet_ = alphabet.dumps()
        self.windows_ = keys[needed]
        self.columns_ = columns[needed].astype(np.int32)
        self.tfidf_ = TfidfTransformer(
            norm=self.norm,
            use_idf=self.use_idf,
            smooth_idf=self.smooth_idf,
            sublinear_tf=self.sublinear_tf,
        ).fit(counts)
        return self._weighted(counts)

    def transform(self, X: Any) -> sp.csr_array:
        """Return the tf-idf of each text's known n-grams, shape (n_texts, n_ngrams)."""
        check_is_fitted(self)
        alphabet = Alphabet.loads(self.alphabet_)
        packing = Packing(len(alphabet), self.ngram_range[1])

        def looked_up() -> Iterator[tuple[Windows, Integers]]:
            for texts in self._batches(X):
                reader = self._reader()
                read, lengths = reader.read(texts)
                # A symbol that is not in the alphabet becomes 0: no n-gram spans it.
                table = Windows.of(
                    packing.pack(reader.places(alphabet).take(read, mode="clip")), lengths
                )
                yield table, look_up(table.keys, self.windows_, self.columns_, packing)

        return self._weighted(self._count(looked_up(), self.tfidf_.n_features_in_))

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:  # noqa: ARG002  # sklearn's
        """Return the n-grams, in the order of the columns."""
        check_is_fitted(self)
        alphabet = Alphabet.loads(self.alphabet_)
        # Any window will do that has the n-gram as a prefix; the last place is for -1.
        where = np.empty(self.tfidf_.n_features_in_ + 1, dtype=np.int64)
        where[self.columns_.ravel()] = np.arange(self.columns_.size)
        rows, lengths = np.divmod(where[:-1], self.columns_.shape[1])
        symbols = Packing(len(alphabet), self.ngram_range[1]).unpack(self.windows_[rows])
        spelt = np.array(["", *alphabet.places], dtype=object)[symbols].tolist()
        between = " " if self.analyzer == "word" else ""
        ends = (lengths + self.ngram_range[0]).tolist()
        names = [between.join(window[:end]) for window, end in zip(spelt, ends, strict=True)]
        return np.array(names, dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False  # nor is it `string`: it takes the frame itself
        return tags

    def _reader(self) -> Reader:
        if self.analyzer == "word":
            return Words(self.token_pattern)
        return Characters(within_words=self.analyzer == "char_wb")

    def _batches(self, X: Any) -> Iterator[list[str]]:
        texts = strings(X, self.column)
        batch = np.cumsum([len(text) for text in texts]) // _BATCH
        bounds = [0, *(np.flatnonzero(np.diff(batch)) + 1), len(texts)]
        for start, stop in pairwise(bounds):
            chunk = texts[start:stop]
            if self.lowercase:
                chunk = [text.lower() for text in chunk]
            if self.strip_accents:
                chunk = [ACCENTS[self.strip_accents](text) for text in chunk]
            yield chunk

    def _is_ngram(self, symbols: Integers, alphabet: Alphabet) -> Booleans:
        shortest = self.ngram_range[0]
        is_ngram: Booleans = symbols[:, shortest - 1 :] != 0
        if self.analyzer == "char_wb" and shortest > len(" a ") and len(alphabet):
            # Like scikit-learn, a word too short for any n-gram is taken whole. Only a window
            # at a word's start has a space first and something after it.
            is_ngram[:, 0] |= (symbols[:, 0] == alphabet.places[" "]) & (symbols[:, 1] != 0)
        return is_ngram

    def _count(self, batches: Iterable[tuple[Windows, Integers]], n: int) -> sp.csr_array:
        parts = [table.count(columns, n) for table, columns in batches]
        counts = parts[0] if len(parts) == 1 else sp.vstack(parts, format="csr")
        if self.binary:
            counts.data.fill(1)
        counts.data = counts.data.astype(self.dtype)  # `counts.astype` copies the indices, too
        return counts

    def _weighted(self, counts: sp.csr_array) -> sp.csr_array:
        """Return the weights of counts, which they replace.

        What `tfidf_.transform` does but for its checks, a third of the time of one sentence.
        """
        if self.sublinear_tf:
            np.log(counts.data, out=counts.data)
            counts.data += 1
        if self.use_idf:
            counts.data *= self.tfidf_.idf_[counts.indices]
        if self.norm is not None:
            _NORMS[self.norm](counts)
        return counts

    def _kept(self, counts: sp.csr_array) -> Booleans:
        n_texts, n_ngrams = counts.shape
        least, most = (
            limit * n_texts if isinstance(limit, float) else limit
            for limit in (self.min_df, self.max_df)
        )
        frequency = np.bincount(counts.indices, minlength=n_ngrams)
        kept: Booleans = (frequency >= least) & (frequency <= most)
        if self.max_features is not None and kept.sum() > self.max_features:
            # Which of equally frequent n-grams stay is left to this very call, as in sklearn.
            totals = counts.sum(axis=0)[kept]
            chosen = np.flatnonzero(kept)[(-totals).argsort()[: self.max_features]]
            kept = np.isin(np.arange(n_ngrams), chosen)
        if not kept.any():
            raise ConfigError(
                f"{n_texts} texts gave {n_ngrams} different n-grams ({self.analyzer}, "
                f"ngram_range={tuple(self.ngram_range)}), of which none is left by "
                f"min_df={self.min_df} and max_df={self.max_df}; lower min_df, raise max_df, "
                "or ask for shorter n-grams"
            )
        return kept
