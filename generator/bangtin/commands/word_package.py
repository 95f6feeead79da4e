"""A Word document as it lies on disk: opened with care, and what its styles and numbers say.

mammoth reads words, links, pictures and tables. It drops how a list is numbered, nesting by
style, hidden words and changes that nobody accepted, without a word about it; so Bangtin looks
itself.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from bangtin.commands.asking import Unusable

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
W = f"{{{MAIN}}}"
VAL = f"{W}val"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MOST_BYTES = 300_000_000
"""Of all parts unpacked; a document of photos has a tenth of that."""
MOST_TEXT = 60_000_000
"""Of one part of XML."""
MOST_STYLES = 20
"""A chain of styles that each stand on another is never longer, unless it runs in a ring."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFF = ("0", "false", "off", "none")


class Package:
    """The parts of a ``.docx``. Raises Unusable, with what to do, for what can't be read."""

    def __init__(self, raw: bytes, name: str) -> None:
        self._name = name
        _refuse_others(raw, name)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
            infos = {info.filename: info for info in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise Unusable("import-broken", file=name) from error
        self.names = frozenset(infos)
        if "word/document.xml" not in infos:
            key = "import-other-office" if "[Content_Types].xml" in infos else "import-not-word"
            raise Unusable(key, file=name)
        if any(info.flag_bits & 1 for info in infos.values()):
            raise Unusable("import-locked", file=name)
        if sum(info.file_size for info in infos.values()) > MOST_BYTES:
            raise Unusable("import-large", file=name)
        if any(n.endswith(".xml") and i.file_size > MOST_TEXT for n, i in infos.items()):
            raise Unusable("import-large", file=name)

    def read(self, part: str) -> bytes:
        """Return a part's bytes; a damaged one makes the whole document unusable."""
        try:
            return self._zip.read(part)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError,
                ValueError, RuntimeError, zlib.error) as error:  # fmt: skip
            raise Unusable("import-broken", file=self._name) from error

    def xml(self, part: str) -> Element | None:
        """Return a part as XML; None where it is not there."""
        if part not in self.names:
            return None
        raw = self.read(part)
        # Word writes no document type; one could hold entities that grow without end.
        if b"<!DOCTYPE" in raw[:2_000] or b"<!ENTITY" in raw:
            raise Unusable("import-broken", file=self._name)
        try:
            root = ElementTree.fromstring(raw)  # noqa: S314 - no entities, see above
        except (ElementTree.ParseError, ValueError) as error:
            raise Unusable("import-broken", file=self._name) from error
        if root.tag.startswith(f"{{{STRICT}}}"):
            raise Unusable("import-strict", file=self._name)
        return root

    def relations(self, part: str) -> dict[str, tuple[str, bool]]:
        """Return what a part's relations lead to, and whether that lies elsewhere."""
        folder, _, name = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{name}.rels")
        if root is None:
            return {}
        return {
            one.get("Id", ""): (one.get("Target", ""), one.get("TargetMode") == "External")
            for one in root
        }

    def with_parts(self, parts: Mapping[str, Element]) -> bytes:
        """Return the whole file with other parts in it, by their names."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            for name in sorted(self.names):
                if name in parts:
                    packed.writestr(
                        name, ElementTree.tostring(parts[name], "utf-8", xml_declaration=True)
                    )
                elif not name.endswith("/"):
                    packed.writestr(name, self.read(name))
        return out.getvalue()


def _refuse_others(raw: bytes, name: str) -> None:
    """Name files that are called documents and are something else."""
    if name.startswith("~$"):
        raise Unusable("import-lock-file", file=name)
    if not raw.strip(b"\0 \r\n\t"):
        raise Unusable("import-empty", file=name)
    if raw.startswith(_OLE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in raw
        raise Unusable("import-locked" if is_locked else "import-old-word", file=name)
    if raw.lstrip()[:5] == b"{\\rtf":
        raise Unusable("import-old-word", file=name)
    if raw[:5] == b"%PDF-":
        raise Unusable("import-pdf", file=name)
    if not raw.startswith(b"PK"):
        raise Unusable("import-not-word", file=name)


def is_on(properties: Element | None, tag: str) -> bool | None:
    """Return whether a property is switched on; None where nothing is said of it."""
    found = None if properties is None else properties.find(f"{W}{tag}")
    return None if found is None else found.get(VAL, "1") not in _OFF


# ── Styles ──


@dataclass
class Style:
    """A style by its name; ``based_on`` is another one's id."""

    name: str
    based_on: str
    paragraph: Element | None
    run: Element | None


class Styles:
    """The styles of a document, each with what it stands on."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self.default = ""
        for one in () if root is None else root.iter(f"{W}style"):
            name, based_on = one.find(f"{W}name"), one.find(f"{W}basedOn")
            self._styles[one.get(f"{W}styleId", "")] = Style(
                "" if name is None else name.get(VAL, ""),
                "" if based_on is None else based_on.get(VAL, ""),
                one.find(f"{W}pPr"),
                one.find(f"{W}rPr"),
            )
            if one.get(f"{W}type") == "paragraph" and one.get(f"{W}default") in ("1", "true"):
                self.default = one.get(f"{W}styleId", "")

    def chain(self, style: str) -> list[Style]:
        """Return a style and those that it stands on, the nearest first."""
        found: list[Style] = []
        while style in self._styles and len(found) < MOST_STYLES:
            found.append(self._styles[style])
            style = found[-1].based_on
        return found

    def is_hidden(self, style: str) -> bool:
        """Whether words of a style are not shown."""
        said = (is_on(one.run, "vanish") for one in self.chain(style))
        return next((value for value in said if value is not None), False)


# ── Numbers ──


@dataclass
class Level:
    """How one level of a list is counted and written: ``%1.%2.`` has the counters above too."""

    start: int = 1
    form: str = "decimal"
    text: str = "%1."
    is_legal: bool = False
    style: str = ""
    restarts: bool = True


@dataclass
class Number:
    """What stands before a paragraph: a bullet, a plain number or any other words.

    ``kind`` is ``bullet``, ``number`` (``value`` with a point or a bracket) or ``label``.
    """

    kind: str
    depth: int
    value: int = 0
    label: str = ""


@dataclass
class _List:
    levels: dict[int, Level] = field(default_factory=dict)
    link: str = ""


_NUMBERED_STYLE = re.compile(r"list(?: (?:bullet|number|continue))? ([2-5])$", re.IGNORECASE)


class Numbering:
    """Counts as Word does, one paragraph after the other."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._of_num: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        for one in root.iter(f"{W}abstractNum"):
            link = one.find(f"{W}numStyleLink")
            found = _List(link="" if link is None else link.get(VAL, ""))
            for level in one.findall(f"{W}lvl"):
                found.levels[whole_number(level.get(f"{W}ilvl"))] = _level(level)
            self._lists[one.get(f"{W}abstractNumId", "")] = found
        for num in root.findall(f"{W}num"):
            name = num.get(f"{W}numId", "")
            abstract = num.find(f"{W}abstractNumId")
            self._of_num[name] = "" if abstract is None else abstract.get(VAL, "")
            for override in num.findall(f"{W}lvlOverride"):
                begin = override.find(f"{W}startOverride")
                if begin is not None:
                    at = whole_number(override.get(f"{W}ilvl"))
                    self._overrides.setdefault(name, {})[at] = whole_number(begin.get(VAL), 1)

    def of(self, properties: Element | None, style: str) -> Number | None:
        """Return what stands before the next paragraph; None where nothing does."""
        num, depth, is_styled = self._asked(properties, style)
        key = self._list_of(num)
        if not key:
            return None
        levels = self._lists[key].levels
        if is_styled:
            depth = next((d for d, level in levels.items() if level.style == style), depth)
        level = levels.get(depth)
        if level is None or (level.form == "none" and not level.text.strip()):
            return None
        nested = max(depth, self._nested(style))
        if level.form == "bullet":
            return Number("bullet", nested)
        value = self._count(key, num, depth, levels)
        label = self._label(key, depth, levels)
        if not label:
            return None
        is_plain = level.form == "decimal" and label in (f"{value}.", f"{value})") and value > 0
        return Number("number" if is_plain else "label", nested, value, label)

    def _nested(self, style: str) -> int:
        names = (one.name for one in self._styles.chain(style))
        return next((int(m[1]) - 1 for n in names if (m := _NUMBERED_STYLE.match(n))), 0)

    def _asked(self, properties: Element | None, style: str) -> tuple[str, int, bool]:
        """Return the list that a paragraph belongs to, its level, and whether a style says so."""
        num, depth = "", -1
        asked = [properties, *(one.paragraph for one in self._styles.chain(style))]
        is_styled = False
        for number, one in enumerate(asked):
            found = None if one is None else one.find(f"{W}numPr")
            if found is None:
                continue
            name, at = found.find(f"{W}numId"), found.find(f"{W}ilvl")
            if depth < 0 and at is not None:
                depth = whole_number(at.get(VAL))
            if not num and name is not None:
                num = name.get(VAL, "")
                is_styled = number > 0
        return num, max(depth, 0), is_styled

    def _list_of(self, num: str) -> str:
        seen: set[str] = set()
        while num and num not in seen:
            seen.add(num)
            key = self._of_num.get(num, "")
            found = self._lists.get(key)
            if found is None:
                return ""
            if not found.link:
                return key
            num = next((self._asked(one.paragraph, "")[0]
                        for one in self._styles.chain(found.link)), "")  # fmt: skip
        return ""

    def _count(self, key: str, num: str, depth: int, levels: dict[int, Level]) -> int:
        counters = self._counters.setdefault(key, {})
        if num not in self._begun:
            self._begun.add(num)
            for at, begin in self._overrides.get(num, {}).items():
                counters[at] = begin - 1
        for above in range(depth):
            counters.setdefault(above, levels[above].start if above in levels else 1)
        counters[depth] = counters.get(depth, levels[depth].start - 1) + 1
        for below in [d for d in counters if d > depth]:
            if below not in levels or levels[below].restarts:
                del counters[below]
        return counters[depth]

    def _label(self, key: str, depth: int, levels: dict[int, Level]) -> str:
        counters = self._counters[key]
        is_legal = levels[depth].is_legal

        def counter(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            form = levels[at].form if at in levels else "decimal"
            return written(counters.get(at, 1), "decimal" if is_legal else form)

        # A sign of a symbol font is no letter of a number.
        text = re.sub(r"[\ue000-\uf8ff]", "", levels[depth].text)
        return re.sub(r"%([1-9])", counter, text).strip()


def whole_number(text: str | None, other: int = 0) -> int:
    """Return a whole number as Word writes it; another where it is none."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else other


def _level(element: Element) -> Level:
    def value(tag: str, other: str) -> str:
        found = element.find(f"{W}{tag}")
        return other if found is None else found.get(VAL, other)

    return Level(
        whole_number(value("start", "1"), 1),
        value("numFmt", "decimal"),
        value("lvlText", ""),
        element.find(f"{W}isLgl") is not None,
        value("pStyle", ""),
        value("lvlRestart", "1") != "0",
    )


_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def written(value: int, form: str) -> str:
    """Return a counter as a form of Word writes it; forms of other scripts become digits.

    >>> written(4, "upperRoman"), written(28, "lowerLetter"), written(3, "decimalZero")
    ('IV', 'bb', '03')
    """
    if form in ("none", "bullet"):
        return ""
    if form in ("upperRoman", "lowerRoman") and 0 < value < 4000:  # noqa: PLR2004
        text = ""
        for worth, letters in _ROMAN:
            text += letters * (value // worth)
            value %= worth
        return text.upper() if form == "upperRoman" else text
    if form in ("upperLetter", "lowerLetter") and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return f"{value:02}" if form == "decimalZero" else str(value)
