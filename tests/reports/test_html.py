"""The HTML report as a value: what is escaped, marked, drawn and left out."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from stance.errors import RunError
from stance.evaluation import Interval
from stance.evaluation.errors import Error
from stance.reports.html.blocks import (
    ErrorList,
    Facts,
    Folded,
    Group,
    MatrixBlock,
    Page,
    Pairs,
    Plots,
    Section,
    Sentences,
    Source,
    TableBlock,
)
from stance.reports.html.cells import table_view
from stance.reports.html.error_rows import error_rows
from stance.reports.html.highlight import parts_of_characters, segments
from stance.reports.html.page import render
from stance.reports.html.pictures import picture
from stance.reports.tables import Table

NAN = float("nan")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 36">{}</svg>'


def page_of(*blocks):
    section = Section("s", "Scores", "What it shows.", blocks)
    return Page(
        "A run", "Of a day.", (), [Group("set-1", "Stance", "On examples.", [section])], "1"
    )


def error(text="We welcome NATO.", **changes):
    about = {
        "id": "1",
        "target": "NATO",
        "gold": "against",
        "predicted": "favor",
        "fold": "test",
        "confidence": 0.8,
        "n_wrong": 1,
        "n_scored": 1,
        "seed": 0,
        "facets": {},
    }
    return Error(text=text, **{**about, **changes})


def marked(of, *others):
    return [(s.text, s.level) for s in segments(of, parts_of_characters([of, *others])) if s.level]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_any_text_is_shown_as_it_is_wherever_it_stands(text):
    html = render(
        page_of(
            TableBlock(Table(text, ("name", text), [(text, text)]), {text: "#set-1"}),
            MatrixBlock(text, [text], np.ones((1, 1), dtype=int)),
            ErrorList([error(text, target=text, facets={"speaker": text})], 1),
            Folded(text, [Source(text), Sentences([text]), Pairs([(text, text)])]),
            Facts([(text, text, text)]),
        )
    )
    assert html.count(str(escape(text))) >= 15
    for tag in ("script", "img", "style", "iframe"):
        assert len(re.findall(f"<{tag}", html)) == (tag in ("script", "style"))


def test_the_same_page_gives_the_same_text_and_names_nothing_elsewhere():
    page = page_of(TableBlock(Table("T", ("a", "b"), [("x", Interval(0.1, 0.2, 0.3))])))
    html = render(page)
    assert html == render(page)
    assert "http" not in html.replace("http-equiv", "")
    assert "style=" not in html
    assert "onclick" not in html


def test_intervals_of_a_column_are_drawn_on_one_scale_with_a_mark_at_zero():
    rows = [
        ("a", Interval(-0.1, 0.0, 0.1)),
        ("b", Interval(0.1, 0.2, 0.3)),
        ("c", Interval(NAN, 0.3, NAN)),
    ]
    view = table_view(TableBlock(Table("T", ("name", "gain"), rows)))
    first, second, third = (row[1][1] for row in view.rows)
    assert first.glyph.low < first.glyph.value < first.glyph.high == second.glyph.low
    assert first.glyph.value == pytest.approx(first.glyph.zero)
    assert third.glyph.low is None
    assert third.glyph.value == second.glyph.high
    assert (first.text, first.ends) == ("0.000", "[−0.100, 0.100]")
    assert (third.text, third.ends) == ("0.300", "")


def test_a_score_that_is_not_defined_is_a_dash_without_a_picture():
    view = table_view(TableBlock(Table("T", ("name", "F1"), [("a", Interval(NAN, NAN, NAN))])))
    ((_, (_, cell)),) = view.rows
    assert (cell.text, cell.glyph) == ("-", None)


@pytest.mark.parametrize(
    ("cells", "css"),
    [
        ([1249, 3], "n"),
        (["7 of 14", "-"], "n"),
        (["26% of 19", "1,204 (35%)"], "n"),
        (["<0.001", "-0.02"], "n"),
        (["a", "1"], ""),
        (["a sentence that is too long to stand in a narrow column"], "w"),
        ([Interval(0.1, 0.2, 0.3), "-"], "i"),
    ],
)
def test_a_column_is_shown_as_what_its_cells_are(cells, css):
    table = Table("T", ("name", "value"), [("x", cell) for cell in cells])
    assert table_view(TableBlock(table)).columns[1].css == css


def test_words_that_pushed_a_decision_are_marked_by_how_much():
    pushes = (("word__welcome", 0.9), ("word__we", -0.4), ("word__moscow", 2.0))
    assert marked(error(pushes=pushes)) == [("We", -2), ("welcome", 3)]


def test_a_word_is_found_whole_and_across_a_single_letter():
    of = error("It is not a friend; it is notable.", pushes=(("word__not friend", 1.0),))
    assert marked(of) == [("not a friend", 3)]


def test_characters_are_told_from_words_by_the_ngrams_that_are_no_words():
    pushes = (("char__wel", 1.0), ("char__o nato", -1.0), ("word__we", 1.0))
    assert marked(error("So we welcome it.", pushes=pushes)) == [("we", 3), ("wel", 3)]


def test_ngrams_of_one_target_are_found_without_its_name():
    assert marked(error(pushes=(("NATO:word__welcome", 1.0),))) == [("welcome", 3)]


@given(st.text(max_size=30), st.lists(st.tuples(st.text(max_size=5), st.floats(-1, 1)), max_size=4))
def test_the_pieces_of_a_text_are_the_text(text, pushes):
    of = error(text, pushes=tuple((f"word__{ngram}", by) for ngram, by in pushes))
    assert "".join(s.text for s in segments(of, parts_of_characters([of]))) == text


def test_what_all_errors_have_in_common_is_not_repeated():
    facets = [
        {"genre": "social", "source": "x", "group": "g"},
        {"genre": "", "source": "x", "group": "h"},
    ]
    first, second = error_rows(ErrorList([error(facets=of) for of in facets], 2))
    assert (first.about, second.about) == ("1 · genre: social", "1")


def test_a_model_without_confidence_has_none_shown():
    (row,) = error_rows(ErrorList([error(confidence=NAN)], 1))
    assert row.confidence == "-"


def test_of_a_picture_shapes_and_text_are_taken_and_nothing_else():
    hostile = """
      <script>alert(1)</script><style>* {fill: red}</style><foreignObject><p/></foreignObject>
      <image href="https://example.org/x.png"/><a href="https://example.org"><text>link</text></a>
      <g onclick="alert(1)" id="own"><path d="M 0 0" style="fill: #0072b2; background: url(x)"/></g>
      <use href="https://example.org#x"/><text style="font-size: 8px">a &lt; b</text>
    """
    markup = str(picture(SVG.format(hostile), "p-", "A <plot>"))
    for word in ("alert", "style", "example.org", "onclick", "foreignObject", "image", "link"):
        assert word not in markup
    assert '<path d="M 0 0" fill="#0072b2"/>' in markup
    assert '<text font-size="8px">a &lt; b</text>' in markup
    assert 'width="96" role="img" aria-label="A &lt;plot&gt;"' in markup


def test_two_pictures_of_one_page_share_no_id():
    one = '<defs><path id="m1" d="M 0 0"/></defs><use href="#m1"/><path clip-path="url(#m1)"/>'
    html = render(page_of(Plots({"A": SVG.format(one), "B": SVG.format(one)})))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    used = re.findall(r'<use href="#([^"]+)"', html) + re.findall(r"url\(#([^)]+)\)", html)
    assert len(used) == 4
    assert set(used) <= set(ids)


def test_coordinates_are_cut_to_what_can_be_seen():
    markup = picture(SVG.format('<path d="M 1.23456\n2.5"/>'), "p-", "A")
    assert 'd="M 1.2 2.5"' in markup


@pytest.mark.parametrize("svg", ["no picture", "<svg/>", "<svg viewBox='a b c d'/>"])
def test_a_file_that_is_no_picture_is_refused_in_a_sentence(svg):
    with pytest.raises(RunError, match="The plot 'A' is no SVG as it was drawn"):
        picture(svg, "p-", "A")


def test_what_matplotlib_draws_stays_well_formed():
    from io import StringIO

    from matplotlib.figure import Figure

    from stance.reports.plots.confusion import ConfusionDisplay  # noqa: F401

    file, figure = StringIO(), Figure()
    figure.subplots().plot([0, 1], [1, 0], label="a & b")
    figure.axes[0].legend()
    figure.savefig(file, format="svg")
    root = ET.fromstring(str(picture(file.getvalue(), "p-", "Lines")))
    assert len(list(root.iter("path"))) > 3
