"""The pieces of a chart: numbers as text, the same on every machine, and elements around them.

Widths are shares of the page's and heights are in ``em``: a chart fills a phone and a sheet of
paper alike, and its letters are as large as those around it. Colours are those of the stylesheet
(``layouts``' classes begin with ``chart-``).
"""

from __future__ import annotations

from fractions import Fraction
from xml.sax.saxutils import escape, quoteattr


def percent(value: Fraction) -> str:
    """Return a length as a share of the width: ``45.3%``."""
    return f"{float(value * 100):.2f}".rstrip("0").rstrip(".") + "%"


def em(value: float) -> str:
    """Return a length in the height of letters."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "em"


def element(tag: str, **attributes: str) -> str:
    """Return an empty element; underscores in names stand for hyphens, one at the end for none."""
    return f"<{tag}{_attributes(attributes)}/>"


def text(words: str, **attributes: str) -> str:
    """Return a text element."""
    return f"<text{_attributes(attributes)}>{escape(words)}</text>"


def chart(height: float, alt: str, parts: list[str]) -> str:
    """Return a chart with the words that stand for it where it isn't seen."""
    size = f'width="100%" height="{em(height)}"'
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" {size} '
        f"aria-label={quoteattr(alt)}>{''.join(parts)}</svg>"
    )


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(
        f" {name.strip('_').replace('_', '-')}={quoteattr(value)}"
        for name, value in attributes.items()
    )
