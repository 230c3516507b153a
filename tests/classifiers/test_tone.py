import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline

from stance.classifiers import ToneAsStance
from stance.errors import ConfigError
from stance.vectorizers import LexiconPolarity

SUMS = np.array([[0, 1, 0, -0.8], [0, 1, 0, -0.05], [0, 1, 0, 0.049], [0, 1, 0, 0.05]])


@pytest.mark.parametrize(
    ("seen", "predicted"),
    [
        (["favor", "against"], ["against", "against", "neutral", "favor"]),
        (["positive"], ["negative", "negative", "neutral", "positive"]),
    ],
)
def test_a_good_tone_is_favor_a_bad_one_against(seen, predicted):
    model = ToneAsStance().fit(SUMS[: len(seen)], seen)
    assert model.predict(SUMS).tolist() == predicted


def test_it_reads_sentences_through_the_lexicon():
    frame = pd.DataFrame({"text": ["A good and brave plan.", "A cruel plan.", "A plan."]})
    model = make_pipeline(LexiconPolarity(), ToneAsStance())
    model.fit(frame, ["favor", "against", "neutral"])
    assert model.predict(frame).tolist() == ["favor", "against", "neutral"]


def test_other_labels_are_refused():
    with pytest.raises(
        ConfigError, match="got the labels joy, wanted those of stance or sentiment"
    ):
        ToneAsStance().fit(SUMS[:1], ["joy"])


def test_it_answers_only_when_fitted():
    with pytest.raises(NotFittedError):
        clone(ToneAsStance().fit(SUMS[:1], ["favor"])).predict(SUMS)
