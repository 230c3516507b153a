"""Plots inside a page: of an SVG file, shapes and text alone, in colours that follow the theme."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup, escape

from stance.errors import RunError

_ELEMENTS: Final = frozenset(
    {"svg", "g", "defs", "clipPath", "path", "rect", "circle", "line", "use", "text", "tspan"}
)
_PLACES: Final = frozenset(
    {"d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "transform"}
)
# Of a style, which a strict content security policy forbids, as attributes, which it allows.
_STYLES: Final = frozenset(
    {
        *("fill", "fill-opacity", "fill-rule", "font-size", "font-weight", "opacity", "stroke"),
        *("stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin"),
        *("stroke-opacity", "stroke-width", "text-anchor"),
    }
)
_REFERENCE: Final = re.compile(r"(?:url\()?#([\w.-]+)\)?")
_VALUE: Final = re.compile(r"[\w\s#.,%()+-]*")
_LONG: Final = re.compile(r"(\.\d)\d+")
_STRAIGHT: Final = re.compile(r"[ML\d\s.e-]*z?")


def picture(svg: str, prefix: str, label: str) -> Markup:
    """Return an SVG document as an element of a page.

    Parameters
    ----------
    svg
        The document. Scripts, styles, links, images and whatever else is no shape is left out.
    prefix
        What makes its ids unique on the page.
    label
        What it shows, in words.

    Raises
    ------
    RunError
        Where it is no SVG document.
    """
    try:
        # Entities are not expanded without limit by the expat that Python brings, nor fetched.
        root = ET.fromstring(svg)  # noqa: S314
        width, height = (float(n) for n in root.get("viewBox", "").split()[2:])
    except (ET.ParseError, ValueError) as error:
        raise RunError(
            f"The plot {label!r} is no SVG as it was drawn ({error}); restore it or train again."
        ) from None
    prefix = f"p{hashlib.sha256(prefix.encode()).hexdigest()[:8]}-"  # it is repeated a lot
    inner = Markup("").join(part for child in root for part in _markup(child, prefix))
    head = Markup('<svg viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}">').format(
        f"{width:g}", f"{height:g}", round(width * 4 / 3), label
    )
    return head + inner + Markup("</svg>")


def _markup(element: ET.Element, prefix: str) -> Iterator[Markup]:
    tag = str(element.tag).rpartition("}")[2]
    if tag not in _ELEMENTS:
        return
    written = Markup("").join(
        Markup(' {}="{}"').format(*one) for one in _attributes(element, prefix)
    )
    inner = Markup("").join(part for child in element for part in _markup(child, prefix))
    if tag in ("text", "tspan") and element.text:
        inner = escape(element.text) + inner
    if tag == "g" and not (written and inner):
        yield inner  # what groups nothing, or says nothing of it, is not needed
    elif inner:
        yield Markup("<{}{}>{}</{}>").format(tag, written, inner, tag)
    else:
        yield Markup("<{}{}/>").format(tag, written)


def _attributes(element: ET.Element, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes that are kept, an inline style as attributes of its own."""
    for name, value in element.items():
        key = name.rpartition("}")[2]
        reference = _REFERENCE.fullmatch(value)
        if key == "transform" and value.startswith("rotate(-0 "):
            continue
        if key in _PLACES:
            yield key, _short(value)
        elif key == "clip-path" and reference:
            yield key, f"url(#{prefix}{reference[1]})"
        elif key == "href" and reference:
            yield key, f"#{prefix}{reference[1]}"
        elif key == "id" and str(element.tag).endswith(("}clipPath", "}path")):
            yield key, prefix + re.sub(r"[^\w.-]", "", value)
        elif key == "style":
            yield from _styles(value)


def _short(places: str) -> str:
    r"""Return coordinates to a tenth of a point, which is less than can be seen.

    >>> _short("M 1.23456 2.5\nL 3.789 4\n"), _short("M 1 2 C 1.25 2 3 4 5 6 L 7 8")
    ('M 1.2 2.5 3.7 4', 'M 1 2 C 1.2 2 3 4 5 6 L 7 8')
    """
    short = _LONG.sub(r"\1", " ".join(places.split()))
    # What follows a move, or a line, is a line.
    return short.replace(" L ", " ") if _STRAIGHT.fullmatch(short) else short


def _styles(style: str) -> Iterator[tuple[str, str]]:
    for declaration in style.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in _STYLES and _VALUE.fullmatch(value) and "(" not in value:
            yield name, value
