"""A headless Chromium, and reports to open in it."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
# The last five keep the browser from calling home.
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
HOSTILE = {
    "text": "<script>window.hacked = 1</script> & \"><img src=x onerror='window.hacked = 2'> NATO",
    "long": "NATO " + "unbroken" * 60,
    "right to left": "\N{RIGHT-TO-LEFT OVERRIDE}NATO اتحاد \N{RIGHT-TO-LEFT MARK}",
}


@pytest.fixture(scope="session")
def chromium():
    """Return a running browser, or skip the test."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("there is no chromium; `make test` as root installs Debian's")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe():
    """Return the accessibility checker's source, or skip the test."""
    if not AXE.is_file():
        pytest.skip("there is no axe-core; `make test` installs it with npm")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def open_page(chromium):
    """Return a function that opens a file as a page and keeps what the page asks for and says."""
    contexts = []

    def opened(path, *, width=1280, theme="light", script=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.requests, page.stopped, page.said = [], [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("requestfailed", lambda request: page.stopped.append(request.failure))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(path.resolve().as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def hostile():
    """Return texts that would break a page which did not escape or wrap them."""
    return list(HOSTILE.values())


def stance(*words, folder):
    done = subprocess.run(
        [sys.executable, "-m", "stance", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="session")
def reports(tmp_path_factory, rows):
    """Return a folder with ``one.html`` and ``several.html``, on a corpus with hostile texts.

    Several are two classifiers on the same examples, and a quick run without plots on others.
    """
    folder = tmp_path_factory.mktemp("reports")
    _write(folder / "corpus.csv", rows)
    common = ["train", "-q", "corpus=corpus.csv", "vectorizer=word_ngrams", "name=hostile"]
    stance(*common, "-m", "classifier=linear_svm,majority", folder=folder)
    quick = ["splitter=stratified", "evaluation=quick", "plots=false", "save_model=false"]
    stance(*common, "name=quick", *quick, folder=folder)
    first = sorted((folder / "runs" / "hostile").iterdir())[0]
    stance("report", str(first), "-o", "one.html", folder=folder)
    stance("report", "hostile", "quick", "-o", "several.html", folder=folder)
    return folder


def _write(path, rows):
    """Write the rows, and hostile ones whose label no model can guess."""
    about = {"split": "test", "sentiment": "neutral", "stance": "favor", "group": "hostile"}
    more = [
        {
            **about,
            "id": f"hostile-{number}",
            "text": text,
            "target": target,
            "speaker": "<i>x</i> & co",
        }
        for number, text in enumerate(HOSTILE.values())
        for target in ["NATO", "Russia & <i>Co</i>"][:1]
    ]
    odd = [
        {**row, "split": "test", "id": f"{row['id']}-b", "target": "Russia & <i>Co</i>"}
        for row in rows[:9]
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["speaker", *rows[0]], restval="<b>a mayor</b>")
        writer.writeheader()
        writer.writerows([*rows, *odd, *more])
