"""Trained models: predict with them, keep them in a folder, load them without trusting it.

A model folder, format 1
------------------------

``model.json``, UTF-8, two spaces a level, ends with a line break:

=================  ===============================================================================
format_version     1, a number. A reader refuses a later one; an earlier one it reads for ever.
task               ``stance`` or ``sentiment``
labels             the task's labels, in the order of probabilities and margins
targets            those of the training rows, sorted
thresholds         ``{"probability": P}``: abstain below P; ``{}`` never
details            where it comes from: ``corpus`` (name, fingerprint, n, languages, citation),
                   ``n_train``, ``n_by_label``, ``calibration`` (method, n_dev), ``seed``,
                   ``headline``, ``n_test``, ``confidence``, ``metrics`` (by name: low, value,
                   high; null for none). Any may be missing, and others may be there; no answer
                   depends on them.
versions           of Python and of the packages that answers depend on
canaries           ``values`` says what is ``expected`` in each of ``rows``, eight or more, beside
                   text, target and speaker: ``probabilities``, ``margins`` or ``labels``
files              ``size`` and ``sha256`` of each file below
sha256             of all bytes of ``model.json`` before this line, which is its last but one
=================  ===============================================================================

``model.skops``: the fitted estimator as skops (protocol 2 and later) writes it: a zip of
``schema.json``, a tree of nodes that name types, and arrays in NumPy's format; deflated.

``README.md``: the model card, if there is one.

What a reader does
------------------

1. ``model.json`` has to be the one that was written (``sha256``), and so has each of its files;
   none may be a link out of the folder. So cut, altered and swapped files are found. An attacker
   can write new hashes: the rest holds against those, too.
2. ``model.skops`` may unpack to 64 MiB, or to 50 times its size if that is more, and may name the
   types of `stance.model.trust`, a list that is part of the toolkit, never of the file. Nothing
   is built before that is known, and nothing is ever unpickled. What is built is built of the
   bytes that were looked at, and asks its parts in turn, whatever ``n_jobs`` it was saved with.
3. What was built is looked through for numbers that compiled code would follow out of bounds
   (`stance.model.soundness`).
4. The canaries have to be answered as before, to six decimals. If they are not, the error names
   the versions that differ. If they are, but scikit-learn is another, a `ModelWarning` says so.

What is left to an attacker: a model that answers wrongly, as its maker wants, or slowly.
"""

from __future__ import annotations

from stance.model.explain import Explanation
from stance.model.prediction import NEAR_TIE, Prediction, Scores
from stance.model.skops_file import untrusted_types
from stance.model.stance_model import StanceModel

__all__ = [
    "NEAR_TIE",
    "Explanation",
    "Prediction",
    "Scores",
    "StanceModel",
    "untrusted_types",
]
