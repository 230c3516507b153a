"""Every plot is rendered and its texts are measured: all inside the figure, none on another."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from stance.evaluation import Evaluator, Interval, Predictions
from stance.evaluation.abstention import Abstention, Abstentions, with_abstained
from stance.evaluation.calibration import Calibration
from stance.evaluation.metrics.macro_f1 import MacroF1
from stance.reports.plots.confusion import ConfusionDisplay
from stance.reports.plots.display import Display, figure_of
from stance.reports.plots.learning_curve import LearningCurveDisplay
from stance.reports.plots.linear_weights import LinearWeights
from stance.reports.plots.precision_recall import PrecisionRecallDisplay
from stance.reports.plots.reliability import ReliabilityDisplay
from stance.reports.plots.risk_coverage import RiskCoverageDisplay
from stance.reports.plots.scores import ScoresDisplay
from stance.reports.plots.top_features import TopFeaturesDisplay

STRANGE = [
    "$\\alpha$ costs $5",
    '<script>alert("1")</script> & co',
    "🙏🇪🇺 peace 😀",
    "a target whose name goes on " * 12,
    "حلف شمال الأطلسي",
    "ברית",
    "中文目标",
    "tab\tnew\nline\x00",
    "  spaces  ",
    "W" * 60,
    "",
]


def predictions(targets: list[str], *, n: int, n_classes: int = 3, scale: float = 1.0):
    """Return predictions that are mostly right, for targets of unequal size."""
    rng = np.random.default_rng(0)
    gold = rng.integers(n_classes, size=n)
    probabilities = rng.dirichlet([scale] * 3, size=n)
    probabilities[np.arange(n), gold] += 0.4
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    order = np.minimum(rng.exponential(len(targets) / 2, size=n), len(targets) - 1).astype(int)
    return Predictions(
        task="stance",
        id=np.array([str(k) for k in range(n)], dtype=object),
        target=np.array(targets, dtype=object)[order],
        gold=gold,
        predicted=probabilities.argmax(axis=1),
        fold=np.array(["test"] * n, dtype=object),
        seed=np.zeros(n, dtype=np.int64),
        probabilities=probabilities,
    )


def evaluation(rows: Predictions):
    return Evaluator({"macro_f1": MacroF1()}, n_resamples=20, max_targets=100).evaluate(rows)


def weights(names: list[str], classes: list[str], seed: int = 0) -> LinearWeights:
    rows = 1 if len(classes) == 2 else len(classes)
    coefficients = np.random.default_rng(seed).laplace(size=(rows, len(names)))
    return LinearWeights.of(names, classes, coefficients)


def visible_texts(figure: Figure) -> list[Text]:
    """Return the texts that are drawn; an axis also keeps ticks beyond its limits."""
    beyond = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not (axes.axison and low <= tick.get_loc() <= high):
                    beyond |= {tick.label1, tick.label2}
            if not axes.axison:
                beyond |= {axis.label, axis.offsetText}
    return [
        text
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text() and text not in beyond
    ]


def check_layout(display: Display) -> None:
    figure = figure_of(display)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts = visible_texts(figure)
    assert texts
    boxes = np.array([text.get_window_extent(canvas.get_renderer()).extents for text in texts])
    width, height = figure.bbox.size
    for text, (left, bottom, right, top) in zip(texts, boxes, strict=True):
        inside = left >= 0 and bottom >= 0 and right <= width and top <= height
        assert inside, f"{text.get_text()!r} is cut off"
    lower, upper = boxes[:, None, :2], boxes[:, None, 2:]
    slack = 1.5  # pixels: a box is a little larger than its ink
    apart = (np.swapaxes(upper, 0, 1) - slack <= lower) | (
        upper - slack <= np.swapaxes(lower, 0, 1)
    )
    overlapping = np.argwhere(np.triu(~apart.any(axis=2), 1))
    pairs = [(texts[a].get_text(), texts[b].get_text()) for a, b in overlapping]
    assert pairs == []


TARGETS = {
    "one target": ["NATO"],
    "two targets": ["NATO", "Russia"],
    "no targets": [""],
    "thirty targets": [f"Target number {k}" for k in range(30)],
    "forty targets": [f"Target number {k}" for k in range(40)],
    "strange targets": STRANGE,
}


@pytest.mark.parametrize("targets", TARGETS.values(), ids=TARGETS.keys())
def test_scores_lie_inside_the_figure_and_apart(targets):
    check_layout(ScoresDisplay.of(evaluation(predictions(targets, n=800))))


@pytest.mark.parametrize("n", [12, 1_200_000])
@pytest.mark.parametrize("n_classes", [1, 3])
def test_the_matrix_and_curves_lie_inside_the_figure_and_apart(n, n_classes):
    rows = predictions(["NATO"], n=min(n, 3000), n_classes=n_classes)
    counts = evaluation(rows).confusion * (n // len(rows))
    check_layout(ConfusionDisplay(rows.labels, counts))
    check_layout(PrecisionRecallDisplay.of(rows))
    check_layout(ReliabilityDisplay.of(rows))
    check_layout(RiskCoverageDisplay.of(rows))


def test_scores_that_are_not_defined_are_written_out():
    check_layout(ScoresDisplay.of(evaluation(predictions(["NATO"], n=20, n_classes=1))))


@pytest.mark.parametrize("scale", [0.01, 100.0], ids=["all confident", "none confident"])
def test_reliability_of_extreme_models_lies_inside_the_figure(scale):
    rows = predictions(["NATO"], n=300, scale=scale)
    check_layout(ReliabilityDisplay.of(rows))
    evaluator = Evaluator({"macro_f1": MacroF1()}, n_resamples=20)
    calibration = Calibration.of(rows, evaluator, method="isotonic", before=rows)
    check_layout(ReliabilityDisplay.of(rows, calibration, rows))


@pytest.mark.parametrize("wanted", [0.01, 0.7, 0.99])
@pytest.mark.parametrize("scale", [0.01, 100.0], ids=["all confident", "none confident"])
def test_risk_and_coverage_of_extreme_models_lie_inside_the_figure_and_apart(scale, wanted):
    rows = predictions(["NATO"], n=300, scale=scale)
    evaluator = Evaluator({"macro_f1": MacroF1()}, n_resamples=20)
    abstention = Abstention(wanted)
    right = rows.predicted == rows.gold
    threshold = abstention.threshold(rows.probabilities.max(axis=1), right)
    marked = with_abstained(rows, threshold)
    abstentions = Abstentions.of(marked, abstention, [threshold], evaluator)
    check_layout(RiskCoverageDisplay.of(marked, Calibration.of(rows, evaluator), abstentions))


@pytest.mark.parametrize(
    "sizes",
    [[40], [40, 41], range(100, 2100, 100), [2**k for k in range(3, 21)], [10, 11, 12, 1_000_000]],
    ids=str,
)
def test_learning_curves_lie_inside_the_figure_and_apart(sizes):
    points = [(n, Interval(0.3, 0.4 + 0.01 * k, 0.9)) for k, n in enumerate(sizes)]
    check_layout(LearningCurveDisplay.of(points, metric="Macro-F1"))


@pytest.mark.parametrize("classes", [["against", "favor"], ["against", "favor", "neutral"]])
@pytest.mark.parametrize("targets", [["all targets"], ["NATO", "Russia"], STRANGE], ids=len)
def test_features_with_any_name_lie_inside_the_figure_and_apart(classes, targets):
    names = [*STRANGE, *(f"word {k}" for k in range(20))]
    by_target = {target: weights(names, classes, seed) for seed, target in enumerate(targets)}
    check_layout(TopFeaturesDisplay.of(by_target))


def test_features_of_a_union_keep_room_for_the_name_of_their_part():
    names = [f"{part}__{name}" for part in ("word", "char" * 20) for name in STRANGE]
    check_layout(TopFeaturesDisplay.of({"NATO": weights(names, ["against", "favor"])}))


def test_a_target_that_lacks_a_class_leaves_its_panel_empty():
    names = [f"word {k}" for k in range(20)]
    both = {
        "NATO": weights(names, ["against", "favor"]),
        "Russia": weights(names, ["against", "favor", "neutral"]),
    }
    display = TopFeaturesDisplay.of(both)
    assert display.classes == ("against", "favor", "neutral")
    check_layout(display)


def test_weights_that_are_all_zero_leave_the_panels_empty():
    display = TopFeaturesDisplay.of(
        {"NATO": LinearWeights.of(["a", "b"], ["against", "favor"], [[0.0, 0.0]])}
    )
    assert display.targets["NATO"].strongest["favor"].names == ()
    check_layout(display)
