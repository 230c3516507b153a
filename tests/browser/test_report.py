"""`stance report` as its readers meet it: in a real browser, offline."""

import json

import pytest

pytestmark = pytest.mark.xdist_group("browser")  # one browser, and one set of reports
WIDTHS, THEMES, PAGES = (390, 1280), ("light", "dark"), ("one.html", "several.html")
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach((folded) => folded.open = true)")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_a_report_asks_for_nothing_fits_the_screen_and_meets_wcag_aa(
    reports, open_page, axe, name, width, theme
):
    page = open_page(reports / name, width=width, theme=theme)
    if name == "one.html":  # whose sections several.html has folded
        unfold(page)
    page.evaluate(axe)
    # Of all rules, this one alone depends on the theme.
    rules = AA if theme == "light" else ["color-contrast"]
    how = {"runOnly": rules, "resultTypes": ["violations"], "elementRef": False}
    found = page.evaluate(f"axe.run(document, {json.dumps(how)})")
    assert [(v["id"], v["nodes"][0]["html"], v["help"]) for v in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.requests == [(reports / name).resolve().as_uri()]
    assert page.said == []


def test_what_a_corpus_says_is_shown_and_never_run(reports, open_page, hostile):
    page = open_page(reports / "one.html")
    errors = page.locator("table.errors")
    assert all(errors.get_by_text(text, exact=True).count() for text in hostile)
    assert page.locator("td", has_text="Russia & <i>Co</i>").count()
    assert page.locator("main script, main img, main i:not(td > i), main b b").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_security_policy_stops_a_script_and_a_request_that_got_in(reports, open_page):
    page = open_page(reports / "one.html")
    page.evaluate("""
        for (const source of ["window.hacked = 1", ""]) {
          const script = document.createElement("script");
          if (source) script.textContent = source; else script.src = "https://example.org/x.js";
          document.body.append(script);
        }
        const image = new Image();
        image.src = "https://example.org/x.png";
        document.body.append(image);
    """)
    page.wait_for_timeout(100)
    assert page.evaluate("window.hacked") is None
    assert (len(page.requests), page.stopped) == (3, ["csp", "csp"])
    assert sum("Content Security Policy" in message for message in page.said) == 3


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_every_link_leads_somewhere(reports, open_page, name):
    page = open_page(reports / name)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(ids) == len(set(ids))
    links = page.evaluate("[...document.querySelectorAll('a')].map((a) => a.hash.slice(1))")
    assert links
    assert set(links) <= set(ids)


def column(table, number):
    return [
        row.locator("td, th").nth(number).inner_text() for row in table.locator("tbody tr").all()
    ]


def test_a_table_is_sorted_by_keyboard_both_ways_and_back(reports, open_page):
    page = open_page(reports / "one.html")
    table = page.locator("table", has=page.get_by_role("button", name="failure rate"))
    as_made = column(table, 0)
    rates = [float(text.split()[0]) for text in column(table, 5)]
    button = page.get_by_role("button", name="failure rate")
    heading = table.locator("th", has=button)
    button.focus()
    for order, expected in (
        ("descending", sorted(rates, reverse=True)),
        ("ascending", sorted(rates)),
        ("none", rates),
    ):
        page.keyboard.press("Enter")
        assert heading.get_attribute("aria-sort") == order
        assert [float(text.split()[0]) for text in column(table, 5)] == expected
    assert column(table, 0) == as_made


def test_errors_are_filtered_by_keyboard(reports, open_page):
    page = open_page(reports / "one.html")
    errors = page.locator("table.errors tbody tr:visible")
    n = errors.count()
    page.get_by_label("Find").last.focus()
    page.keyboard.type("unbroken")
    assert errors.count() == 1
    for _ in "unbroken":
        page.keyboard.press("Backspace")
    assert errors.count() == n
    page.keyboard.press("Tab")  # to the targets
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.value")
    assert 0 < errors.count() <= n
    assert {row.locator("td").nth(1).inner_text() for row in errors.all()} == {chosen}
    assert page.locator(".filters output").last.inner_text() == f"{errors.count()} of {n} shown"


def test_the_leaderboard_leads_to_a_run_and_unfolds_it(reports, open_page):
    page = open_page(reports / "several.html")
    link = page.locator("table a").first
    link.focus()
    page.keyboard.press("Enter")
    run = page.locator("details.run", has_text=link.inner_text()).first
    assert run.evaluate("(folded) => folded.open")
    assert run.get_by_role("heading", name="How to reproduce").is_visible()


def test_the_first_tab_skips_to_the_report(reports, open_page):
    page = open_page(reports / "one.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_theme_can_be_turned_by_keyboard(reports, open_page):
    page = open_page(reports / "one.html", theme="light")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.get_by_role("button", name="Dark theme").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(background) != light
    page.get_by_role("button", name="Light theme").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(background) == light


@pytest.mark.parametrize("width", WIDTHS)
def test_without_javascript_everything_is_there_and_nothing_pretends_to_work(
    reports, open_page, width
):
    page = open_page(reports / "several.html", width=width, script=False)
    assert page.locator("main button, .filters").count() == 0
    assert page.locator("#theme").is_hidden()
    table = page.locator("table").first
    assert table.locator("tbody tr").count() == 2
    assert table.is_visible()
    summary = page.locator("details.run summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="How to reproduce").first.is_visible()
    assert page.requests == [(reports / "several.html").resolve().as_uri()]


def test_a_wide_table_scrolls_in_a_box_of_its_own(reports, open_page):
    page = open_page(reports / "one.html", width=390)
    unfold(page)
    boxes = page.evaluate(
        "[...document.querySelectorAll('.box')].map((box) => [box.scrollWidth, box.clientWidth])"
    )
    assert any(wide > room for wide, room in boxes)
    assert all(room <= 390 for _, room in boxes)


def test_printing_unfolds_what_is_folded_and_folds_it_again(reports, open_page):
    page = open_page(reports / "several.html")
    folded = page.locator("details:not([open])")
    n = folded.count()
    assert n
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folded.count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.count() == n


def test_runs_on_other_examples_have_a_leaderboard_of_their_own(reports, open_page):
    page = open_page(reports / "several.html")
    assert page.get_by_text("were scored on 2 different sets of examples").is_visible()
    headings = [heading.inner_text() for heading in page.locator("h2").all()]
    assert headings == ["Stance on corpus", "Stance on corpus"]


def test_what_a_run_lacks_is_told(reports, open_page):
    page = open_page(reports / "several.html")
    absent = " ".join(page.locator(".absent").all_inner_texts())
    for sentence in (
        "was not held against floors: evaluation=quick",
        "kept no errors: plots=false",
        "has no plots: plots=false",
    ):
        assert sentence in absent
