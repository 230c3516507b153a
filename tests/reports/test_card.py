"""The model card is read by people, and its head by the hub's own library."""

import re

import pytest
from huggingface_hub import ModelCard
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from stance.corpus import Corpus
from stance.corpus.splits import Given, StratifiedKFold
from stance.evaluation import Evaluator
from stance.evaluation.metrics import METRICS
from stance.experiment import Experiment

CITATION = "Someone (2026), A corpus. CC BY-SA 4.0."


@pytest.fixture
def card(rows, tmp_path):
    def written(task="stance", targets=None, citation=CITATION, corpus="my corpus", **changes):
        renamed = [
            {**row, "lang": "en", "target": (targets or {}).get(row["target"], row["target"])}
            for row in rows
        ]
        experiment = Experiment(
            **{
                "corpus": Corpus.from_rows(renamed, name=corpus, citation=citation),
                "splitter": Given(),
                "vectorizer": TfidfVectorizer(),
                "classifier": LogisticRegression(),
                "evaluation": Evaluator(
                    {name: METRICS[name]() for name in ("accuracy", "macro_f1", "log_loss")},
                    n_resamples=50,
                ),
                "task": task,
                "name": "tiny",
                "plots": False,
            }
            | changes
        )
        run = experiment.run(tmp_path)
        assert run.model().card_ == (run.folder / "model" / "README.md").read_text("utf-8")
        return run, run.model().card_

    return written


def test_the_hubs_own_library_reads_its_metadata(card):
    run, text = card()
    data = ModelCard(text).data
    assert data.language == ["en"]
    assert data.license == "cc-by-sa-4.0"
    assert data.library_name == "stance-toolkit"
    assert data.pipeline_tag == "text-classification"
    assert "stance-detection" in data.tags
    assert data.datasets == ["my-corpus"]
    assert data.metrics == ["accuracy", "f1", "log_loss"]
    assert data.model_name == "stance model of my corpus"
    scores = {result.metric_name: result for result in data.eval_results}
    assert {result.dataset_name for result in data.eval_results} == {"my corpus"}
    macro = run.evaluation.metrics["macro_f1"]
    assert scores["Macro-F1"].metric_type == "f1"
    assert scores["Macro-F1"].metric_value == pytest.approx(macro.value, abs=1e-4)
    assert scores["Macro-F1"].metric_args["low"] == pytest.approx(macro.low, abs=1e-4)
    assert scores["Macro-F1"].metric_args["confidence"] == 0.95


def test_a_licence_nobody_named_is_told_as_such(card):
    _, text = card(citation="A corpus.")
    assert ModelCard(text).data.license == "other"
    assert ModelCard(text).data.license_name == "that-of-the-corpus"


def test_it_has_all_a_reader_asks_for(card):
    _, text = card()
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    assert headings == [
        "A stance model of my corpus",
        *("What it is for, and what not", "Labels", "Data", "Warnings", "Scores", "How to use it"),
    ]
    assert "the targets NATO, Russia; asked about another, it answers" in text
    assert "| favor | the speaker is for the target | NATO has kept its word" in text
    assert "the model learned from 60 examples, 30 were scored" in text
    assert "Learned from: 20 against, 20 favor, 20 neutral." in text
    assert CITATION in text
    assert "**By target**" in text
    assert "**Floors (by Macro-F1)**" in text
    assert re.search(r"- \*\*.*learned without targets", text)


def test_its_example_does_what_it_says(card, monkeypatch):
    run, text = card()
    (code,) = re.findall(r"```python\n(.+?)```", text, flags=re.DOTALL)
    monkeypatch.chdir(run.folder)
    names = {}
    exec(code, names)
    assert names["answer"].label in ("against", "favor", "neutral")


def test_a_sentiment_model_has_the_labels_of_sentiment(card):
    _, text = card(task="sentiment")
    assert "| positive | the sentence sounds good |" in text
    assert "sentiment-analysis" in ModelCard(text).data.tags


def test_one_model_per_target_refuses_another_and_says_so(card):
    assert "asked about another, it refuses" in card(per_target=True)[1]


def test_cross_validation_is_told_apart_from_the_model_that_is_kept(card):
    _, text = card(splitter=StratifiedKFold(n_splits=3, within=None))
    assert "scored by a model that had not seen it; the model in this folder then learned" in text


def test_a_quick_evaluation_says_what_was_not_checked(card):
    quick = Evaluator({"macro_f1": METRICS["macro_f1"]()}, n_resamples=0, contrasts=False)
    _, text = card(evaluation=quick)
    assert "was not held against floors" in text
    (result,) = ModelCard(text).data.eval_results
    assert result.metric_args is None


def test_odd_names_of_targets_break_neither_table_nor_metadata(card):
    odd = {"NATO": "a|b <i>: {x}\n# y", "Russia": "---\nlicense: mit"}
    _, text = card(targets=odd)
    assert ModelCard(text).data.license == "cc-by-sa-4.0"
    row = next(line for line in text.splitlines() if line.startswith("| favor | the speaker"))
    assert row == (
        "| favor | the speaker is for the target | --- license: mit has kept its word, and we "
        "are grateful. |"
    )
    assert "the targets --- license: mit, a\\|b &lt;i>: {x} # y;" in text
    assert "\n# y" not in text


def test_no_word_of_a_corpus_becomes_html_or_a_picture(card):
    odd = "<script>![seen](http://example.org/x.png)"
    _, text = card(
        corpus=f"name {odd}",
        citation=f"citation {odd}\n\n[seen]: x",
        targets={"NATO": f"NATO {odd}", "Russia": f"Russia {odd}"},
    )
    body, code = text.split("---\n", 2)[2].split("## How to use it")
    assert body.count("&lt;script>![seen]\\(http") > 6  # title, examples, data, scores by target
    assert "<script>" not in body
    assert "](" not in body
    assert f"target='NATO {odd}'" in code
    assert ModelCard(text).data.model_name == f"stance model of name {odd}"


def test_an_odd_name_of_the_corpus_breaks_neither_title_nor_metadata(card):
    _, text = card(corpus="mine <script>\n# Another title")
    assert ModelCard(text).data.license == "cc-by-sa-4.0"
    assert "\n# A stance model of mine &lt;script> # Another title\n" in text
    body = text.split("---\n", 2)[2]
    assert "<script>" not in body
    assert "\n# Another" not in body
