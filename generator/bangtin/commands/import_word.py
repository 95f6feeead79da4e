"""A Word document becomes the text of a page: mammoth reads it, Bangtin writes it as Markdown."""

from __future__ import annotations

import datetime
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from bangtin.commands.asking import Unusable
from bangtin.commands.markdown_words import Piece, begun, escaped, joined, plain, target
from bangtin.commands.word_marks import MARK, Fact, Loss, Marker, short
from bangtin.commands.word_package import Number, Package

DROPPED_ALT = re.compile(
    r"\s*(?:Description automatically generated.*|Mô tả được tạo tự động.*"
    r"|AI-generated content may be incorrect\.?)$", re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_TYPED_BULLET = re.compile(
    r"(?:[•◦‣⁃∙·▪▫■□●○◆◇❖➢►▶✓✔§¨Øü→]\s*|(?:-{1,2}|=+)>\s*|[-–—+*]\s+|-(?=[^\W\d_])|o\t)"
    r"(?=\S)"
)
_TYPED_NUMBER = re.compile(r"(\d{1,3})[.)](?:\s+(?=\S)|(?=[^\W\d_]))")
_SPOKEN_DAY = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:microsoft )?word\b|document\d*$|untitled|tài liệu\d*$|.*\.(?:docx?|tmp)$", re.IGNORECASE
)
_IN_LIST = re.compile(r"list (?:continue|paragraph)", re.IGNORECASE)
_ONLY_PICTURES = re.compile(r"(?:!\[[^\[\]]*\]\(picture-\d+\)(?:<br>| )*)+")
"""A picture right below an item shows that step."""
LONGEST_TITLE = 150
LONGEST_SUMMARY = 200
FEWEST_WORDS = 4
MOST_ABOVE = 3
"""So many paragraphs of a letterhead stand above a title."""
LOWEST = 6
"""Markdown has no lower heading."""
KEPT = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}


@dataclass
class Imported:
    """What was read: the header's values, the text with marks, pictures by their file's ending.

    A picture is named ``picture-N`` in the text; who writes the page gives it its file.
    """

    title: str = ""
    summary: str = ""
    date: datetime.date | None = None
    updated: datetime.date | None = None
    slug: str = ""
    aliases: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    general: list[Loss] = field(default_factory=list)
    pictures: list[tuple[bytes, str]] = field(default_factory=list)


def read(raw: bytes, name: str, notes_title: str) -> Imported:
    """Read a document. ``notes_title`` stands above its footnotes."""
    import mammoth

    package = Package(raw, name)
    marker = Marker(package)
    pictures = _Pictures(marker)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(package.with_parts(marker.parts)),
            convert_image=mammoth.images.img_element(pictures.take),
            style_map="r[style-name='Strong'] => strong\nr[style-name='Emphasis'] => em",
            include_default_style_map=False,
            include_embedded_style_map=False,
            ignore_empty_paragraphs=False,
        ).value
    except Unusable:
        raise
    except Exception as error:
        # mammoth takes a document as sound: a damaged one may end in any error of Python.
        raise Unusable("import-broken", file=name) from error
    page = Imported(general=marker.general, losses=marker.losses)
    blocks = _Reader(marker, notes_title).read(_tree(html))
    _fill_header(page, package, blocks)
    _level_headings(blocks)
    page.lines = _written(blocks)
    page.pictures = pictures.kept
    return page


# ── mammoth's HTML ──


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = SubElement(self._open[-1], tag, {k: v or "" for k, v in attrs})
        if tag not in ("br", "img", "input"):
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        top = self._open[-1]
        if len(top):
            top[-1].tail = (top[-1].tail or "") + data
        else:
            top.text = (top.text or "") + data


def _tree(html: str) -> Element:
    builder = _TreeBuilder()
    builder.feed(html)
    builder.close()
    return builder.root


class _Pictures:
    """Keeps the pictures of a document once each, as kinds that a page can show."""

    def __init__(self, marker: Marker) -> None:
        self._marker = marker
        self._seen: dict[bytes, int] = {}
        self.kept: list[tuple[bytes, str]] = []

    def take(self, image: Any) -> dict[str, str]:
        """Return the attributes of a picture's element."""
        try:
            with image.open() as opened:
                raw = opened.read()
        except (KeyError, OSError, ValueError):
            return self._lost("import-picture-broken", "")
        kept = _kept(raw)
        if kept is None:
            kind = (image.content_type or "").rpartition("/")[2].removeprefix("x-").upper()
            return self._lost("import-picture-kind", kind or "?")
        if kept[0] not in self._seen:
            self.kept.append(kept)
            self._seen[kept[0]] = len(self.kept)
        return {"src": f"picture-{self._seen[kept[0]]}"}

    def _lost(self, key: str, kind: str) -> dict[str, str]:
        return {"src": "", "title": self._marker.mark(Loss(key, {"kind": kind} if kind else {}))}


def _kept(raw: bytes) -> tuple[bytes, str] | None:
    """Return a picture and its ending, saved anew where no browser shows its kind."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(raw)) as opened:
            if opened.format in KEPT:
                return raw, KEPT[opened.format]
            if opened.format not in ("BMP", "TIFF", "DIB", "PPM", "TGA", "PCX"):
                return None
            out = io.BytesIO()
            (opened if opened.mode in ("L", "RGB", "RGBA") else opened.convert("RGB")).save(
                out, "PNG"
            )
            return out.getvalue(), ".png"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


# ── From HTML to blocks ──


@dataclass
class Block:
    """A paragraph, an item, a heading (``level``) or a table (``rows``) with its marks."""

    kind: str
    text: str = ""
    plain: str = ""
    level: int = 0
    number: Number | None = None
    fact: Fact = field(default_factory=Fact)
    is_bold: bool = False
    rows: list[list[str]] = field(default_factory=list)
    marks: str = ""


@dataclass
class _Cell:
    text: str
    marks: str
    blocks: list[Block]


class _Reader:
    """Makes blocks of what mammoth wrote."""

    def __init__(self, marker: Marker, notes_title: str) -> None:
        self._marker = marker
        self._notes_title = notes_title

    def read(self, root: Element) -> list[Block]:
        """Return the blocks of a document, its notes at the end."""
        blocks: list[Block] = []
        notes: list[Element] = []
        for child in root:
            if child.tag == "ol":
                notes += list(child)
            else:
                blocks += self._blocks(child)
        if notes:
            self._marker.general.append(Loss("import-notes", {"count": len(notes)}))
            blocks.append(Block("heading", self._notes_title, level=1))
            for number, note in enumerate(notes, 1):
                blocks += self._note(note, number)
        return [one for one in blocks if one.text or one.rows or one.marks]

    def _note(self, note: Element, number: int) -> Iterator[Block]:
        for position, paragraph in enumerate(note):
            for block in self._blocks(paragraph):
                block.text = block.text.removesuffix("↑").rstrip()
                if not position:
                    block.text = f"<sup>{number}</sup> {block.text}"
                yield replace(block, kind="paragraph", number=None)

    def _blocks(self, element: Element) -> list[Block]:
        if element.tag == "table":
            return self._table(element)
        return _lines_of(self._paragraph(element))

    # ── Words ──

    def _paragraph(self, element: Element, *, in_table: bool = False) -> Block:
        pieces = _Pieces(self._marker, in_table=in_table)
        pieces.read(element, "", element.tag in ("strong", "em"))
        facts = pieces.facts
        fact = facts[0] if facts else Fact()
        found = pieces.found
        number = fact.number
        level = fact.heading
        is_title = fact.style.lower() in ("title", "subtitle")
        whole = "".join(p.said if p.raw else p.text for p in found)
        if number is None and not level and not is_title:
            number, found = _typed(found)
        text = joined(_trimmed(found), in_table=in_table)
        said = " ".join(plain(whole).split())
        marked = [p for p in found if p.text.strip() and p.text != "<br>"]
        is_bold = bool(marked) and all(p.mark == "**" for p in marked)
        if level:
            text = joined([replace(p, mark="") if not p.raw else p for p in _trimmed(found)])
        if level and number and number.kind != "bullet":
            text = f"{escaped(number.label)} {text}".rstrip()
            said = f"{number.label} {said}".rstrip()
        if not text:
            number = None
        kind = "heading" if level and text else "item" if number else "paragraph"
        return Block(
            kind, text, said, level, None if level else number, fact, is_bold, marks=pieces.marks
        )

    # ── Tables ──

    def _table(self, element: Element) -> list[Block]:
        rows = [row for row in element.iter("tr") if _is_own(row, element)]
        heads = sum(1 for row in rows if any(cell.tag == "th" for cell in row))
        grid, merged, marks = self._grid(rows)
        before: list[Block] = []
        width = max((len(row) for row in grid), default=0)
        while grid and width > 1 and _is_one(grid[0]) and grid[2:]:
            # One cell as wide as the table stands above it as what it is: a title.
            before += grid.pop(0)[0].blocks
            merged -= 1
            heads = max(heads - 1, 0)
        grid = [row for row in grid if any(cell.text for cell in row)]
        if not grid:
            return [*before, Block("paragraph", marks=marks)]
        if len(grid) == 1 or width == 1:
            cells = list({id(cell): cell for row in grid for cell in row}.values())
            loss = self._marker.mark(Loss("import-layout-table"))
            inner = [block for cell in cells for block in cell.blocks]
            if inner:
                inner[0].marks += loss
            return [*before, *inner]
        depth = max(heads, _depth(grid))
        texts = [[cell.text for cell in row] + [""] * (width - len(row)) for row in grid]
        if 1 < depth < len(texts):
            head = [" – ".join(dict.fromkeys(filter(None, column)))
                    for column in zip(*texts[:depth], strict=True)]  # fmt: skip
            texts = [head, *texts[depth:]]
        if merged:
            marks += self._marker.mark(Loss("import-merged", {"count": merged}))
        return [*before, Block("table", rows=texts, marks=marks)]

    def _grid(self, rows: list[Element]) -> tuple[list[list[_Cell]], int, str]:
        """Return the cells of each row, a merged one in each place that it covers."""
        merged, marks = 0, ""
        grid: list[list[_Cell]] = []
        below: dict[int, tuple[int, _Cell]] = {}
        for row in rows:
            line: list[_Cell] = []
            kept: dict[int, tuple[int, _Cell]] = {}
            for element in row:
                _fill(line, below)
                cell = self._cell(element)
                marks += cell.marks
                across, down = (_span(element, name) for name in ("colspan", "rowspan"))
                merged += across > 1 or down > 1
                for _ in range(across):
                    if down > 1:
                        kept[len(line)] = (down - 1, cell)
                    line.append(cell)
            _fill(line, below)
            below |= kept
            grid.append(line)
        return grid, merged, marks

    def _cell(self, element: Element) -> _Cell:
        texts: list[str] = []
        marks = ""
        blocks: list[Block] = []
        for child in element:
            if child.tag == "table":
                marks += self._marker.mark(Loss("import-nested-table"))
                for row in child.iter("tr"):
                    inner = [self._cell(cell) for cell in row]
                    marks += "".join(cell.marks for cell in inner)
                    texts.append("; ".join(cell.text for cell in inner if cell.text))
                    blocks += [block for cell in inner for block in cell.blocks]
                continue
            block = self._paragraph(child, in_table=True)
            marks += block.marks
            if block.text:
                label = block.number.label if block.number else ""
                if block.number and block.number.kind == "bullet":
                    label = "–"
                texts.append(f"{label} {block.text}".strip())
            blocks.append(self._paragraph(child))
        text = "<br>".join(filter(None, texts))
        for block in blocks:
            block.marks = ""
        if blocks:
            blocks[0].marks = marks
        return _Cell(text, marks, [b for b in blocks if b.text or b.marks])


def _fill(line: list[_Cell], below: dict[int, tuple[int, _Cell]]) -> None:
    """Add to a row the cells that reach down to where it goes on."""
    while len(line) in below:
        at = len(line)
        left, cell = below.pop(at)
        line.append(cell)
        if left > 1:
            below[at] = (left - 1, cell)


def _is_own(row: Element, table: Element) -> bool:
    """Whether a row is the table's own, and not one of a table in a cell."""
    inner = (one for cell in table.iter() if cell.tag in ("td", "th") for one in cell.iter("tr"))
    return all(one is not row for one in inner)


def _is_one(row: list[_Cell]) -> bool:
    """Whether one cell reaches over a whole row."""
    return len({id(cell) for cell in row}) == 1


def _span(element: Element, name: str) -> int:
    value = element.get(name, "1")
    return min(int(value), 60) if value.isdigit() and int(value) else 1


def _depth(grid: list[list[_Cell]]) -> int:
    """Return how many rows are the head.

    It has a second one where a cell of the first row is parted below, and others reach down.
    """
    first = grid[0]
    has_parts = any(a is b for a, b in itertools.pairwise(first))
    if not has_parts or not first:
        return 1
    depth = 1
    while (
        depth < len(grid)
        and grid[depth]
        and any(at < len(first) and cell is first[at] for at, cell in enumerate(grid[depth]))
    ):
        depth += 1
    return depth


class _Pieces:
    """The words of a paragraph in pieces of one look, and what is marked among them."""

    def __init__(self, marker: Marker, *, in_table: bool) -> None:
        self._marker = marker
        self._in_table = in_table
        self.found: list[Piece] = []
        self.facts: list[Fact] = []
        self.marks = ""

    def read(self, element: Element, mark: str, has_link: bool) -> None:  # noqa: FBT001
        self._words(element.text, mark)
        for child in element:
            self._child(child, mark, has_link)
            self._words(child.tail, mark)

    def _words(self, text: str | None, mark: str) -> None:
        last = 0
        for found in MARK.finditer(text or ""):
            self._add((text or "")[last : found.start()], mark)
            last = found.end()
            if found[1] == "p":
                self.facts.append(self._marker.facts[int(found[2])])
            else:
                self.marks += found.group()
        self._add((text or "")[last:], mark)

    def _add(self, text: str, mark: str) -> None:
        if text:
            self.found.append(Piece("\t".join(plain(part) for part in text.split("\t")), mark))

    def _child(self, child: Element, mark: str, has_link: bool) -> None:  # noqa: FBT001
        match child.tag:
            case "strong":
                self.read(child, "**", has_link)
            case "em":
                self.read(child, mark or "*", has_link)
            case "br":
                self.found.append(Piece("<br>", raw=True, said=" "))
            case "a" if child.get("href") and not has_link:
                self._link(child, mark)
            case "img":
                self._picture(child)
            case "input":
                self.found.append(Piece("☑ " if "checked" in child.attrib else "☐ "))
            case "sup" | "sub":
                self._small(child, mark)
            case _:
                self.read(child, mark, has_link)

    def _inner(self, child: Element) -> _Pieces:
        inner = _Pieces(self._marker, in_table=self._in_table)
        inner.read(child, "", has_link=True)
        self.facts += inner.facts
        self.marks += inner.marks
        return inner

    def _link(self, child: Element, mark: str) -> None:
        href = child.get("href", "")
        inner = self._inner(child)
        if re.match(r"#(?:foot|end)note-ref-", href):
            return
        words = joined([replace(p, mark="") for p in inner.found], in_table=self._in_table)
        if not words:
            return
        if href.startswith("#"):
            self.marks += self._marker.mark(Loss("import-link-inside", {"text": short(words)}))
            self.found += inner.found
        elif not re.match(r"(?:https?|mailto|tel):", href, re.IGNORECASE):
            details = {"text": short(words), "target": short(href)}
            self.marks += self._marker.mark(Loss("import-link-file", details))
            self.found += inner.found
        else:
            said = "".join(p.said if p.raw else p.text for p in inner.found)
            self.found.append(Piece(f"[{words}]({target(href)})", mark, raw=True, said=said))

    def _picture(self, child: Element) -> None:
        if not child.get("src"):
            self.marks += child.get("title", "")
            return
        alt = " ".join(plain(DROPPED_ALT.sub("", child.get("alt", ""))).split())
        words = escaped(alt, in_table=self._in_table)
        self.found.append(Piece(f"![{words}]({child.get('src')})", raw=True))

    def _small(self, child: Element, mark: str) -> None:
        inner = self._inner(child)
        note = next((a.get("href", "") for a in child.iter("a")), "")
        said = "".join(p.text for p in inner.found)
        if re.match(r"#(?:foot|end)note-\d", note):
            said = "".join(filter(str.isdigit, "".join(child.itertext()))) or said
            self.found.append(Piece(f"<sup>{said}</sup>", raw=True))
        elif re.fullmatch(r"[0-9+\-]+", said):
            shown = f"<{child.tag}>{said}</{child.tag}>"
            self.found.append(Piece(shown, raw=True, said=said))
        else:
            if said.strip():
                self.marks += self._marker.mark(Loss("import-raised", {"text": short(said)}))
            self.found += [replace(p, mark=mark) for p in inner.found]


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """Return pieces with blanks for tabs, and without breaks at both ends."""
    found = [replace(p, text=re.sub(r"[ \t]+", " ", p.text)) for p in pieces]
    while found and (found[-1].text == "<br>" or not found[-1].text.strip()):
        found.pop()
    while found and (found[0].text == "<br>" or not found[0].text.strip()):
        found.pop(0)
    return found


def _mark_of(text: str) -> tuple[Number, int] | None:
    """Return what somebody typed for a list's mark at the beginning of words, and its length."""
    if found := _TYPED_BULLET.match(text):
        return Number("bullet", 1 if text[0] == "+" else 0), found.end()
    if found := _TYPED_NUMBER.match(text):
        return Number("number", 0, int(found[1]), found.group().strip()), found.end()
    return None


def _lines_of(block: Block) -> list[Block]:
    """Return a block for each line of a list that was typed into one paragraph."""
    first, *others = block.text.split("<br>")
    marks = [_mark_of(text.strip()) for text in others]
    if not others or block.number is None or block.fact.number is not None or not all(marks):
        return [block]
    found = [replace(block, text=first.strip())]
    for text, mark in zip(others, marks, strict=True):
        assert mark is not None
        found.append(replace(block, text=text.strip()[mark[1] :], number=mark[0], marks=""))
    return found


def _typed(pieces: list[Piece]) -> tuple[Number | None, list[Piece]]:
    """Return what somebody typed for a list's mark, and the words without it."""
    if not pieces or pieces[0].raw:
        return None, pieces
    # A picture or a link behind the mark is what the item begins with.
    whole = "".join("x" if p.raw else p.text for p in pieces)
    head = len(whole) - len(whole.lstrip())
    text = whole[head:]
    mark = _mark_of(text)
    if mark is None or (mark[0].kind == "number" and pieces[0].mark):
        return None, pieces
    number, length = mark
    rest = head + length
    kept = []
    for piece in pieces:
        cut = 0 if piece.raw else min(rest, len(piece.text))
        rest -= cut
        kept.append(replace(piece, text=piece.text[cut:]))
    return number, [p for p in kept if p.text]


# ── The header ──


def _fill_header(page: Imported, package: Package, blocks: list[Block]) -> None:
    """Take title, summary and date from where the document says them; note where from."""
    core = _core(package)
    page.title = _title(page, core, blocks)
    subtitle = next((b for b in blocks if b.fact.style.lower() == "subtitle" and b.plain), None)
    opening = next((b for b in blocks if _is_opening(b) and b is not subtitle), None)
    summary = core.get("subject") or (subtitle.plain if subtitle else "")
    if not summary and opening is not None:
        summary = sentence(opening.plain)
        if summary == opening.plain and opening.text == summary:
            # The page shows its summary above the text: it would be said twice.
            _taken_out([opening])
        page.general.append(Loss("import-summary-guessed", {"text": short(summary)}))
    page.summary = summary if summary != page.title else ""
    if not page.summary:
        page.general.append(Loss("import-summary-none"))
    for block in blocks:
        said = " ".join([block.plain, *(cell for row in block.rows for cell in row)])
        if found := _SPOKEN_DAY.search(said):
            page.date = _day(*(int(part) for part in reversed(found.groups())))
            if page.date:
                page.general.append(Loss("import-date-text", {"text": found.group()}))
                return
    if found := re.match(r"(\d{4})-(\d\d)-(\d\d)", core.get("modified") or core.get("created", "")):
        page.date = _day(*(int(part) for part in found.groups()))
        if page.date:
            page.general.append(Loss("import-date-saved", {"text": page.date.isoformat()}))


def _is_opening(block: Block) -> bool:
    """Whether a paragraph may open the text: no letterhead, day, heading or line of capitals."""
    return (
        block.kind == "paragraph"
        and len(block.plain.split()) >= FEWEST_WORDS
        and not (block.is_bold or block.fact.is_centred or block.fact.in_table)
        and not _SPOKEN_DAY.search(block.plain)
        and not block.plain.isupper()
    )


def _title(page: Imported, core: dict[str, str], blocks: list[Block]) -> str:
    """Return the document's title, and take it out of the text where it stands there."""
    titled = [b for b in blocks if b.fact.style.lower() == "title" and b.plain]
    if titled:
        return _taken_out(titled)
    named = core.get("title", "")
    if _NO_TITLE.match(named) or len(named) > LONGEST_TITLE:
        named = ""
    heads = [b for b in blocks if b.kind == "heading" and b.plain]
    highest = min((b.level for b in heads), default=0)
    tops = [b for b in heads if b.level == highest]
    if tops and (len(tops) == 1 or tops[0].plain == named):
        at = blocks.index(tops[0])
        if at == 0 or (at <= MOST_ABOVE and named in ("", tops[0].plain)):
            return _taken_out(tops[:1])
    if named:
        page.general.append(Loss("import-title-properties", {"text": named}))
        return _line(named)
    bold = [b for b in blocks[:12] if b.kind == "paragraph" and b.is_bold and b.fact.is_centred
            and not b.fact.in_table and len(b.plain) <= LONGEST_TITLE]  # fmt: skip
    if bold:
        found = [bold[0]]
        for one in bold[1:]:
            if blocks.index(one) == blocks.index(found[-1]) + 1:
                found.append(one)
        return _taken_out(found)
    return ""


def _taken_out(blocks: list[Block]) -> str:
    """Take blocks' words out for the header, and return them. What they lost is still told."""
    found = _line(" ".join(one.plain for one in blocks))
    for one in blocks:
        one.kind, one.text, one.plain, one.number = "paragraph", "", "", None
    return found


def _line(text: str) -> str:
    return " ".join(plain(text).split())


def sentence(text: str) -> str:
    """Return the first sentence of a text, cut between words where it is long."""
    found = re.match(r"(.{20,}?[.!?…])(?:\s|$)", text)
    first = found[1] if found else text
    if len(first) <= LONGEST_SUMMARY:
        return first
    return f"{first[:LONGEST_SUMMARY].rsplit(' ', 1)[0]}…"


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _core(package: Package) -> dict[str, str]:
    root = package.xml("docProps/core.xml")
    return {one.tag.rpartition("}")[2]: _line(one.text or "")
            for one in (() if root is None else root)}  # fmt: skip


def _level_headings(blocks: list[Block]) -> None:
    """Make the highest heading ``##``, and skip no level below it."""
    above: list[int] = []
    for block in blocks:
        if block.kind == "heading":
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            block.level = min(len(above) + 1, LOWEST)


# ── Markdown ──


@dataclass
class _Open:
    depth: int
    indent: int
    kind: str
    value: int
    sign: str


def _written(blocks: list[Block]) -> list[str]:
    """Return the lines of a page; marks stand at the end of the line that they belong to."""
    out: list[str] = []
    opened: list[_Open] = []
    held = ""
    last = ""
    for block in blocks:
        if not block.text and not block.rows:
            held += block.marks
            continue
        marks, held = held + block.marks, ""
        tight = False
        if block.kind == "item" and block.number is not None and block.number.kind != "label":
            tight, line = _item(block, opened, last)
            lines = [line]
        elif block.kind == "table":
            opened.clear()
            head, *rows = (f"| {' | '.join(cell or ' ' for cell in row)} |" for row in block.rows)
            lines = [head, f"|{'---|' * len(block.rows[0])}", *rows]
        elif block.kind == "heading":
            opened.clear()
            lines = [f"{'#' * block.level} {block.text.replace('<br>', ' ')}"]
        else:
            lines = [_paragraph(block, opened)]
        if out and not tight:
            out.append("")
        lines[0] += marks
        out += lines
        is_label = block.number is not None and block.number.kind == "label"
        last = "label" if is_label else block.kind
    if held:
        out += ["", held] if out else [held]
    return out


def _item(block: Block, opened: list[_Open], last: str) -> tuple[bool, str]:
    """Return whether an item stands right below the line above, and its line."""
    number = block.number
    assert number is not None
    depth = number.depth
    if depth and number.kind == "bullet" and not opened:
        depth = 0
    while opened and opened[-1].depth > depth:
        opened.pop()
    above = opened[-1] if opened and opened[-1].depth == depth else None
    if above:
        opened.pop()
    indent = opened[-1].indent if opened else 0
    sign = ")" if number.label.endswith(")") else "."
    is_next = (
        above is not None
        and above.kind == number.kind
        and (number.kind == "bullet" or (number.value == above.value + 1 and above.sign == sign))
    )
    if above and above.kind == number.kind == "number" and not is_next:
        # Markdown would count on; another sign behind the number begins a list of its own.
        sign = ")" if above.sign == "." else "."
    mark = "-" if number.kind == "bullet" else f"{number.value}{sign}"
    is_tight = last == "item" and (is_next or (above is None and bool(opened)))
    opened.append(_Open(depth, indent + len(mark) + 1, number.kind, number.value, sign))
    return is_tight, f"{' ' * indent}{mark} {begun(block.text)}"


def _paragraph(block: Block, opened: list[_Open]) -> str:
    """Return a paragraph; it belongs to the item above where Word shows it so."""
    if block.number is not None:
        while opened and opened[-1].depth >= block.number.depth:
            opened.pop()
        words = f"{escaped(block.number.label)} {block.text}"
    else:
        words = block.text
        if not _IN_LIST.match(block.fact.style) and not _ONLY_PICTURES.fullmatch(words):
            opened.clear()
    indent = opened[-1].indent if opened else 0
    return " " * indent + begun(words)
