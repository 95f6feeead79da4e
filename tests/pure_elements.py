"""A pytest plugin: XML elements are those written in Python, which object to a truth value.

An element without children is false. ``if row`` is therefore hardly ever what was meant, and
Python 3.12 deprecates it; before that, only the elements written in Python warn, not the usual
ones written in C. With ``-p tests.pure_elements`` every Python warns, and tests turn a warning
into an error.
"""

from __future__ import annotations

import importlib
import sys
from xml.etree import ElementTree

# The module takes its elements in Python when those in C can't be had.
sys.modules["_elementtree"] = None  # type: ignore[assignment]
importlib.reload(ElementTree)
