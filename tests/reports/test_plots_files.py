"""What is on disk: whole PNG and SVG files, the same bytes each time, with the texts in them."""

import logging
import struct
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from stance.evaluation import Evaluator, Interval, Predictions
from stance.evaluation.metrics.macro_f1 import MacroF1
from stance.reports.plots.drawing import draw_all
from stance.reports.plots.learning_curve import LearningCurveDisplay
from stance.reports.plots.linear_weights import LinearWeights
from stance.reports.plots.not_drawn import NotDrawn

NAMES = [
    *("confusion", "scores", "precision_recall", "reliability", "risk_coverage", "top_features")
]
FEATURES = [" na", "o ", "$5 & <b>", "🙏", "peace now", "عقد"]
WEIGHTS = LinearWeights.of(
    FEATURES, ["against", "favor", "neutral"], np.arange(18).reshape(3, 6) - 8.5
)
CURVE = LearningCurveDisplay.of(
    [(50, Interval(0.3, 0.4, 0.5)), (100, Interval(0.4, 0.5, 0.6))], metric="Macro-F1"
)


@pytest.fixture(scope="module")
def rows() -> Predictions:
    gold = np.array([0, 1, 2, 0, 1, 1] * 5)
    probabilities = np.full((30, 3), 0.2) + 0.4 * np.eye(3)[np.roll(gold, 1)]
    return Predictions(
        task="stance",
        id=np.array([str(k) for k in range(30)], dtype=object),
        target=np.array(["NATO"] * 10 + ["<Russia> & $x$"] * 20, dtype=object),
        gold=gold,
        predicted=probabilities.argmax(axis=1),
        fold=np.array(["test"] * 30, dtype=object),
        seed=np.zeros(30, dtype=np.int64),
        probabilities=probabilities,
    )


@pytest.fixture(scope="module")
def evaluation(rows):
    return Evaluator({"macro_f1": MacroF1()}, n_resamples=20).evaluate(rows)


@pytest.fixture(scope="module")
def drawn(rows, evaluation, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "plots"
    both = {"NATO": WEIGHTS, "<Russia> & $x$": WEIGHTS}
    return folder, draw_all(rows, evaluation, both, folder, {"learning_curve": CURVE})


def texts(path) -> str:
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    return "\n".join(
        "".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")
    )


def test_every_plot_is_written_as_png_and_svg(drawn):
    folder, plots = drawn
    wanted = [folder / f"{n}.{kind}" for n in [*NAMES, "learning_curve"] for kind in ("png", "svg")]
    assert list(plots.files) == wanted
    assert sorted(folder.iterdir()) == sorted(wanted)
    assert plots.not_drawn == {}


@pytest.mark.parametrize("name", [*NAMES, "learning_curve"])
def test_a_png_is_whole_and_large_enough_for_print(drawn, name):
    data = (drawn[0] / f"{name}.png").read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data.endswith(b"IEND\xaeB`\x82")
    width, height = struct.unpack(">II", data[16:24])
    assert 600 <= width <= 2000
    assert 300 <= height <= 2500


@pytest.mark.parametrize("name", NAMES)
def test_sample_sizes_stand_in_the_svg_as_text(drawn, name):
    shown = texts(drawn[0] / f"{name}.svg")
    assert "n = 30" in shown or "6 features" in shown


@pytest.mark.parametrize("name", ["confusion", "scores", "precision_recall", "top_features"])
def test_class_names_stand_in_the_svg_as_text(drawn, name):
    assert {"against", "favor", "neutral"} <= set(texts(drawn[0] / f"{name}.svg").split())


def test_support_stands_beside_the_name_of_each_class_and_target(drawn):
    shown = texts(drawn[0] / "scores.svg")
    assert "favor (n = 15)" in shown
    assert "<Russia> & $x$ (n = 20)" in shown


def test_spaces_dollars_and_foreign_signs_of_features_can_be_read(drawn):
    shown = texts(drawn[0] / "top_features.svg").splitlines()
    assert {"␣na", "o␣", "$5 & <b>", "⟨person with folded hands⟩", "peace now", "عقد"} <= set(shown)


def test_the_same_numbers_give_the_same_svg(drawn, rows, evaluation, tmp_path):
    both = {"NATO": WEIGHTS, "<Russia> & $x$": WEIGHTS}
    for path in draw_all(rows, evaluation, both, tmp_path, {"learning_curve": CURVE}).files:
        assert path.read_bytes() == (drawn[0] / path.name).read_bytes()


def test_the_largest_targets_features_come_first(drawn):
    shown = texts(drawn[0] / "top_features.svg").splitlines()
    assert shown.index("<Russia> & $x$") < shown.index("NATO")


def test_a_plot_that_a_model_does_not_allow_is_left_out_with_its_reason(rows, evaluation, tmp_path):
    plain = replace(rows, probabilities=None)
    plots = draw_all(plain, evaluation, NotDrawn("a forest is not linear"), tmp_path)
    assert {path.stem for path in plots.files} == {"confusion", "scores"}
    assert plots.not_drawn["top_features"] == "a forest is not linear"
    assert set(plots.not_drawn) == {*NAMES} - {"confusion", "scores"}


def test_an_evaluation_without_resamples_is_drawn_without_intervals(rows, tmp_path, caplog):
    bare = Evaluator({"macro_f1": MacroF1()}, n_resamples=0).evaluate(rows)
    with caplog.at_level(logging.WARNING):
        draw_all(rows, bare, NotDrawn("not asked for"), tmp_path)
    assert "no intervals" in texts(tmp_path / "scores.svg")
    assert "nan" not in texts(tmp_path / "scores.svg")
    assert caplog.records == []


def test_importing_the_reports_loads_no_matplotlib():
    code = "import stance.reports, stance.reports.plots, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_drawing_never_loads_pyplot_and_leaves_the_settings_alone():
    code = (
        "import matplotlib, sys, numpy\n"
        "before = matplotlib.rcParams.copy()\n"
        "from stance.reports.plots.confusion import ConfusionDisplay\n"
        "from stance.reports.plots.display import figure_of\n"
        "figure_of(ConfusionDisplay(('against', 'favor'), numpy.eye(2, dtype=int)))\n"
        "assert matplotlib.rcParams.copy() == before\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
