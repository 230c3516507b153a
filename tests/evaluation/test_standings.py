"""`Standings`: the order of systems, their letters, and scores on parts of the examples."""

import numpy as np
import pytest

from stance.errors import ConfigError
from stance.evaluation.metrics import METRICS
from stance.evaluation.significance import approximate_randomization, holm
from stance.evaluation.standings import MOST_SLICES, Standings

N = 300
GOLD = np.arange(N) % 3


@pytest.fixture
def systems(make_predictions):
    """Return a good, a middling and a bad system, and facets of their examples."""

    def system(share, **columns):
        rng = np.random.default_rng(round(100 * share))
        predicted = np.where(rng.random(N) < share, GOLD, rng.integers(3, size=N))
        rows = make_predictions(GOLD, predicted, target=["NATO", "Russia"] * (N // 2), **columns)
        phenomena = np.empty(N, dtype=object)
        phenomena[:] = [[], ["irony"], ["irony", "quote"]] * (N // 3)
        rows.facets["phenomena"] = phenomena
        rows.facets["genre"] = np.array(["news", None, "speech"] * (N // 3), dtype=object)
        rows.facets["speaker"] = np.array([f"speaker {i}" for i in range(N)], dtype=object)
        rows.facets["source"] = np.array(["one"] * N, dtype=object)
        return rows

    return {"bad": system(0.2), "good": system(0.9), "middling": system(0.6)}


def standings(systems, *metrics, **options):
    chosen = {name: METRICS[name]() for name in metrics or ("macro_f1", "accuracy")}
    options = {"headline": next(iter(chosen)), "n_resamples": 400, **options}
    return Standings.of(systems, chosen, **options)


def test_systems_stand_best_first_with_letters_and_what_they_are_better_than(systems):
    found = standings(systems)
    assert list(found.predictions) == ["good", "middling", "bad"]
    assert found.letters == {"good": "a", "middling": "b", "bad": "c"}
    assert found.beaten == {"good": ("middling", "bad"), "middling": ("bad",), "bad": ()}


def test_less_is_better_where_the_metric_says_so(make_predictions):
    gold = np.array([0, 1, 2] * 30)
    sure, unsure = np.eye(3)[gold] * 0.7 + 0.1, np.full((90, 3), 1 / 3)
    systems = {
        "unsure": make_predictions(gold, gold, probabilities=unsure),
        "sure": make_predictions(gold, gold, probabilities=sure),
    }
    found = standings(systems, "brier")
    assert list(found.predictions) == ["sure", "unsure"]
    assert found.beaten["sure"] == ("unsure",)


def test_systems_that_cannot_be_told_apart_beat_nobody(systems):
    found = standings({"one": systems["good"], "two": systems["good"]})
    assert found.beaten == {"one": (), "two": ()}
    assert found.pairs[0].p_value == 1


def test_the_randomization_test_gives_its_own_p_values_with_holms_correction(systems):
    found = standings(systems, test="randomization")
    alone = approximate_randomization(
        systems["good"], systems["middling"], METRICS["macro_f1"](), n_permutations=400
    )
    assert found.pairs[0].p_value == alone.p_value
    p_values = [pair.p_value for pair in found.pairs]
    assert [pair.p_holm for pair in found.pairs] == holm(p_values).tolist()


def test_examples_of_a_cluster_are_drawn_together(systems):
    assert standings(systems, cluster="target").comparison.n_units == 2
    found = standings(systems, cluster="speaker", test="randomization")
    assert found.comparison.n_units == N
    assert found.pairs[0].p_holm < 0.05
    with pytest.raises(ConfigError, match="300 examples would be drawn together: they have one"):
        standings(systems, cluster="source")


def test_there_are_as_many_resamples_as_holms_correction_needs(systems):
    assert standings(systems, n_resamples=None).n_resamples == 10_000
    many = {f"{name} {copy}": rows for name, rows in systems.items() for copy in range(12)}
    found = standings(many, "accuracy", n_resamples=None)
    assert found.n_resamples == 12_600  # 36 * 35 / 2 pairs over 0.05
    assert len(found.beaten["good 0"]) == 24


def test_the_detectable_difference_is_the_median_and_the_largest_over_pairs(systems):
    found = standings(systems)
    detectable = sorted(pair.detectable for pair in found.pairs)
    assert found.detectable == (detectable[1], detectable[2])
    assert np.isnan(standings({"good": systems["good"]}).detectable).all()


def test_a_list_counts_a_row_under_each_of_its_values(systems):
    slices = standings(systems).by("phenomena")
    assert {value: of.n for value, of in slices.items()} == {
        "(none)": 100, "irony": 200, "quote": 100,
    }  # fmt: skip
    assert slices["irony"].scores["good"].low < slices["irony"].scores["good"].value


def test_scores_by_target_and_genre_are_those_of_the_rows_alone(systems):
    found = standings(systems, "accuracy")
    good = systems["good"]
    for what, value, rows in (
        ("target", "NATO", good.target == "NATO"),
        ("genre", "news", good.facets["genre"] == "news"),
        ("genre", "(none)", good.facets["genre"] == None),  # noqa: E711 - of each element
    ):
        right = (good.gold == good.predicted)[rows].mean()
        assert found.by(what)[value].scores["good"].value == pytest.approx(right)
    assert (
        found.by_target()["NATO"].scores["good"].value
        == found.by("target")["NATO"].scores["good"].value
    )


def test_by_class_is_the_f1_of_each_label(systems):
    from sklearn.metrics import f1_score

    slices = standings(systems).by("class")
    expected = f1_score(GOLD, systems["bad"].predicted, average=None)
    assert [of.scores["bad"].value for of in slices.values()] == pytest.approx(expected.tolist())
    assert {label: of.n for label, of in slices.items()} == dict.fromkeys(
        ("against", "favor", "neutral"), 100
    )


def test_of_very_many_values_the_most_frequent_are_kept(systems):
    assert len(standings(systems, n_resamples=2).by("speaker")) == MOST_SLICES


def test_a_part_drawn_as_one_unit_has_no_interval(systems):
    score = standings(systems, cluster="target").by("target")["NATO"].scores["good"]
    assert np.isnan([score.low, score.high]).all()


def test_an_unknown_facet_names_what_there_is(systems):
    with pytest.raises(ConfigError, match=r"no genr to .* they hold target, .*'genre'"):
        standings(systems).by("genr")


def test_few_clusters_are_tested_by_randomization_unless_told(systems):
    assert standings(systems, cluster="target").test == "randomization"
    assert standings(systems, cluster="target", test="bootstrap").test == "bootstrap"
    assert standings(systems).test == "bootstrap"
