"""Numbers and codes in a text that is written from right to left: each keeps its own order.

Unicode's rules lay "1900 9095" out as "9095 1900" there, and "15/CT" as "CT/15". A browser is told
to keep such a run together (``bdi``), as HTML's own chapter on directions asks for.
"""

from __future__ import annotations

import re

_RUN = re.compile(
    r"(?<![\w&#])[+(]?[0-9A-Za-z](?:[0-9A-Za-z()./:@_+\-]|[ \u00a0](?=[0-9(+]))*[0-9A-Za-z)%]"
)
"""Digits and Latin letters with what stands between them in a number, a code or an address."""


def isolated(text: str) -> str:
    """Return escaped text with each number of several parts, code and address kept in its order.

    >>> isolated("اتصل 1900 9095")
    'اتصل <bdi dir="ltr">1900 9095</bdi>'
    >>> isolated("صفحة 12 و OMS"), isolated("القرار 15/CT")
    ('صفحة 12 و OMS', 'القرار <bdi dir="ltr">15/CT</bdi>')
    """
    return _RUN.sub(_kept, text)


def _kept(found: re.Match[str]) -> str:
    run = found.group()
    # One word or one number is in order by itself.
    return run if run.isalpha() or run.isdigit() else f'<bdi dir="ltr">{run}</bdi>'
