"""`render`: a page as one HTML document that needs nothing but itself."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from stance.errors import RunError
from stance.reports.html.blocks import MatrixBlock, Page
from stance.reports.html.cells import table_view
from stance.reports.html.error_rows import error_rows
from stance.reports.html.pictures import picture

_SHADES: Final = 8


def render(page: Page) -> str:
    """Return the page as HTML; the same page gives the same text.

    Everything that is not the toolkit's own is escaped. The document's security policy allows
    its own style and script by their hashes and nothing else: no other script, no inline style,
    no request.
    """
    style, script = _own("report.css"), _own("report.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(
            page=page,
            style=Markup(style),  # noqa: S704 - the toolkit's own
            script=Markup(script),  # noqa: S704
            policy=policy,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("stance.reports.html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals |= {
        "table_view": table_view,
        "picture": _picture,
        "shades": _shades,
        "rows_of": error_rows,
        "breakable": _breakable,
    }
    return environment


def _own(name: str) -> str:
    return files("stance.reports.html").joinpath(name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    """Return a content security policy's word for an inline style or script."""
    return "sha256-" + b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _picture(svg: str, prefix: str, label: str) -> Markup:
    """Return a plot; of a file that was altered, why it is not shown."""
    try:
        return picture(svg, prefix, label)
    except RunError as error:
        return Markup('<p class="absent">{}</p>').format(str(error))


def _shades(block: MatrixBlock) -> list[list[tuple[int, int, int]]]:
    """Return each count with its per cent of the row, and its shade from 0 up."""
    totals = block.counts.sum(axis=1, keepdims=True)
    shares = block.counts / totals.clip(min=1)
    return [
        [(n, round(100 * share), round(_SHADES * share)) for n, share in zip(*row, strict=True)]
        for row in zip(block.counts.tolist(), shares.tolist(), strict=True)
    ]


def _breakable(name: str) -> Markup:
    """Return a name that a line may break in where its parts meet.

    >>> _breakable("a_b<c")
    Markup('a_<wbr>b&lt;c')
    """
    return Markup("<wbr>").join(re.split(r"(?<=[_./=,])(?=.)", name))
