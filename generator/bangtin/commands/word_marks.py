"""What stands in a Word document beside its words: noted paragraph by paragraph, and marked.

Marks are words of private characters in the document that mammoth gets: so what was noted is
found again in what it makes of the document, and what was lost gets its line on the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from bangtin.commands.word_package import (
    VAL,
    Number,
    Numbering,
    Package,
    Styles,
    W,
    is_on,
    whole_number,
)

OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(rf"{OPEN}([pl])(\d+){CLOSE}")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OLD_FONT = re.compile(r"\.Vn|VNI[- ]", re.IGNORECASE)
_TOC = re.compile(r"toc (?:\d|heading)|table of figures", re.IGNORECASE)
_DRAWN_FIELD = re.compile(r"\s*(?:EQ|MACROBUTTON|SYMBOL)\b", re.IGNORECASE)
"""A field that Word draws from its instruction; it has no result to read."""
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_TYPED = re.compile(r"[\W_]{0,2}|o|\(?\w{1,4}[.)]|\d+(?:\.\d+)+\.?")
_WRAPPERS = {f"{W}{name}" for name in ("fldSimple", "bdo", "dir", "customXml", "ruby")}
"""What stands around words, and mammoth reads nothing of."""
WORDS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
"""The parts of a package whose words come onto the page."""
SHOWN = 60
SYMBOLS = {
    0x6C: "•", 0x6E: "•", 0x6F: "☐", 0x71: "☐", 0xA7: "•", 0xA8: "☐", 0xB7: "•", 0x76: "•",
    0xD8: "•", 0xE0: "→", 0xE8: "→", 0xFC: "✓", 0xFE: "☑", 0xFD: "☒", 0x78: "☒", 0x28: "☎",
    0x2D: "-", 0x2A: "✉", 0xDF: "←", 0xF0: "⇨",
}  # fmt: skip
"""Signs of Symbol and Wingdings that office programs put at the beginning of lines."""


@dataclass
class Fact:
    """What Word says of a paragraph besides its words; ``heading`` is 1 to 9, or 0 for none."""

    style: str = ""
    heading: int = 0
    number: Number | None = None
    is_centred: bool = False
    in_table: bool = False


@dataclass
class Loss:
    """Something that the page doesn't have as the document has it; ``key`` names the text."""

    key: str
    details: Mapping[str, object] = field(default_factory=dict)


def words(element: Element) -> str:
    """Return the words below an element on one line."""
    parts = []
    for one in element.iter():
        if one.tag in (f"{W}t", f"{W}delText", f"{_MATH}t"):
            parts.append(one.text or "")
        elif one.tag in (f"{W}tab", f"{W}br", f"{W}p"):
            parts.append(" ")
    return " ".join(MARK.sub("", "".join(parts)).split())


def short(text: str) -> str:
    """Return the first words of a text, to tell which one is meant."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rsplit(' ', 1)[0]} …"


class Marker:
    """Walks through a document and its footnotes, notes what is lost there, and marks it.

    ``parts`` is what mammoth is to read: the parts of the package that have words, by their names.
    """

    def __init__(self, package: Package) -> None:
        self.parts: dict[str, Element] = {}
        self.facts: list[Fact] = []
        self.losses: list[Loss] = []
        self.general: list[Loss] = []
        self.styles = Styles(package.xml("word/styles.xml"))
        self._numbering = Numbering(package.xml("word/numbering.xml"), self.styles)
        self._comments = _comments(package.xml("word/comments.xml"))
        self._relations: dict[str, tuple[str, bool]] = {}
        self._parents: dict[Element, Element] = {}
        for name in WORDS:
            root = package.xml(name)
            if root is not None:
                self.parts[name] = root
                self._relations = package.relations(name)
                self._walk(root)
        self._look_beside(package)

    def _walk(self, root: Element) -> None:
        self._prepare(root)
        self._parents = {child: parent for parent in root.iter() for child in parent}
        in_tables = {p for table in root.iter(f"{W}tbl") for p in table.iter(f"{W}p")}
        for paragraph in list(root.iter(f"{W}p")):
            if self._is_contents(paragraph):
                self._take_out(paragraph)
                self._note_once("import-contents")
                continue
            self._look(paragraph, is_in_table=paragraph in in_tables)
        self._look_at_rows(root)

    def mark(self, loss: Loss) -> str:
        """Note a loss, and return the mark that stands for it."""
        self.losses.append(loss)
        return f"{OPEN}l{len(self.losses) - 1}{CLOSE}"

    def _note_once(self, key: str, **details: object) -> None:
        if all(loss.key != key or loss.details != details for loss in self.general):
            self.general.append(Loss(key, details))

    # ── Before the paragraphs ──

    def _prepare(self, root: Element) -> None:
        """Leave one of two versions of a thing, and take private characters out of the words."""
        for one in root.iter(f"{W}t"):
            one.text = _PRIVATE.sub(lambda m: _symbol(ord(m.group())) or "", one.text or "")
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag == f"{_COMPATIBLE}AlternateContent":
                    self._choose(parent, child)
        for parent in list(root.iter()):
            _unwrap(parent)
        for properties in root.iter(f"{W}rPr"):
            _raise(properties)
        for one in list(root.iter(f"{W}sdt")):
            gallery = one.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            content = one.find(f"{W}sdtContent")
            if content is None:
                continue
            if gallery is not None and gallery.get(VAL) == "Table of Contents":
                content.clear()
                self._note_once("import-contents")
            elif one.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
                self._note_once("import-placeholder", text=short(words(content)))
                for text in content.iter(f"{W}t"):
                    text.text = ""
        for _ in root.iter(f"{W}altChunk"):
            self._note_once("import-chunk")

    def _choose(self, parent: Element, both: Element) -> None:
        """Keep what older programs are offered: that is what mammoth reads."""
        old, new = both.find(f"{_COMPATIBLE}Fallback"), both.find(f"{_COMPATIBLE}Choice")
        is_read = old is not None and any(
            one.tag in (f"{W}txbxContent", f"{_VML}imagedata", f"{W}t") for one in old.iter()
        )
        for gone in both.findall(f"{_COMPATIBLE}Choice"):
            both.remove(gone)
        if is_read or new is None:
            return
        if any(one.tag == f"{_PICTURE}pic" for one in new.iter()):
            parent[list(parent).index(both)] = next(iter(new), new)
            return
        loss = Loss("import-drawing", {"text": short(words(new))})
        parent[list(parent).index(both)] = _text(self.mark(loss))

    # ── Paragraphs ──

    def _is_contents(self, paragraph: Element) -> bool:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        chain = [] if style is None else self.styles.chain(style.get(VAL, ""))
        return any(_TOC.match(one.name) for one in chain)

    def _take_out(self, element: Element) -> None:
        self._parents[element].remove(element)

    def _look(self, paragraph: Element, *, is_in_table: bool) -> None:
        properties = paragraph.find(f"{W}pPr")
        name = None if properties is None else properties.find(f"{W}pStyle")
        style = self.styles.default if name is None else name.get(VAL, "")
        chain = self.styles.chain(style)
        side = None if properties is None else properties.find(f"{W}jc")
        fact = Fact(
            chain[0].name if chain else "",
            self._heading(properties, style),
            self._numbering.of(properties, style),
            side is not None and side.get(VAL) == "center",
            is_in_table,
        )
        losses = self._own_losses(paragraph, style)
        self.facts.append(fact)
        mark = f"{OPEN}p{len(self.facts) - 1}{CLOSE}" + "".join(self.mark(one) for one in losses)
        paragraph.insert(0 if properties is None else 1, _run(mark))

    def _heading(self, properties: Element | None, style: str) -> int:
        for one in self.styles.chain(style):
            if found := re.fullmatch(r"heading ([1-9])", one.name, re.IGNORECASE):
                return int(found[1])
        asked = [properties, *(one.paragraph for one in self.styles.chain(style))]
        for said in asked:
            level = None if said is None else said.find(f"{W}outlineLvl")
            if level is not None:
                value = level.get(VAL, "9")
                return int(value) + 1 if value in "012345678" else 0
        return 0

    def _own_losses(self, paragraph: Element, style: str) -> list[Loss]:
        """Return what a paragraph loses, and take out what must not be shown."""
        losses: list[Loss] = []
        inner = [one for one in _own(paragraph) if one is not paragraph]
        put_in = [words(one) for one in inner if one.tag in (f"{W}ins", f"{W}moveTo")]
        left_out = [words(one) for one in inner if one.tag in (f"{W}del", f"{W}moveFrom")]
        added, gone = " ".join(filter(None, put_in)), " ".join(filter(None, left_out))
        if added and gone:
            losses.append(Loss("import-changed", {"added": short(added), "gone": short(gone)}))
        elif added:
            losses.append(Loss("import-inserted", {"text": short(added)}))
        elif gone:
            losses.append(Loss("import-deleted", {"text": short(gone)}))
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            losses.append(Loss("import-joined", {"text": short(words(paragraph))}))
        in_runs = [one for one in inner if one.tag == f"{W}t" or (
            one.tag == f"{W}tab" and self._parents[one].tag == f"{W}r")]  # fmt: skip
        has_columns = _has_inner_tab(in_runs)
        for one in inner:
            losses += self._of_element(one)
        losses += self._of_runs([one for one in inner if one.tag == f"{W}r"], style)
        if has_columns:
            losses.append(Loss("import-tabs", {"text": short(words(paragraph))}))
        return losses

    def _of_element(self, one: Element) -> list[Loss]:
        match one.tag:
            case t if t == f"{W}txbxContent":
                return [Loss("import-text-box", {"text": short(words(one))})]
            case t if t == f"{_MATH}oMath":
                return [Loss("import-equation", {"text": short(words(one))})]
            case t if t == f"{W}commentReference":
                who, text = self._comments.get(one.get(f"{W}id", ""), ("", ""))
                return [Loss("import-comment", {"who": who or "?", "text": short(text)})]
            case t if t == f"{W}drawing":
                return self._of_drawing(one)
            case t if t == f"{W}object":
                one.clear()
                return [Loss("import-object")]
            case t if t == f"{W}pict":
                kinds = {f"{_VML}imagedata", f"{W}txbxContent"}
                is_rule = any(key.endswith("}hr") for inner in one.iter() for key in inner.attrib)
                if is_rule or any(inner.tag in kinds for inner in one.iter()):
                    return []
                shown = next((e.get("string") for e in one.iter(f"{_VML}textpath")), "") or ""
                return [Loss("import-drawing", {"text": short(shown)})]
            case t if t == f"{W}sym":
                return self._of_symbol(one)
        is_drawn = one.tag == f"{W}instrText" and _DRAWN_FIELD.match(one.text or "")
        return [Loss("import-field", {"text": short(one.text or "")})] if is_drawn else []

    def _of_drawing(self, one: Element) -> list[Loss]:
        if next(one.iter(f"{_PICTURE}pic"), None) is None:
            return [Loss("import-drawing", {"text": short(words(one))})]
        losses = []
        for blip in list(one.iter(f"{_DRAWING}blip")):
            linked = blip.get(f"{_RELATION}link", "")
            if not blip.get(f"{_RELATION}embed"):
                target = self._relations.get(linked, ("", True))[0]
                one.clear()
                return [Loss("import-picture-linked", {"file": target.rsplit("/", 1)[-1] or "?"})]
        cuts = [value for cut in one.iter(f"{_DRAWING}srcRect") for value in cut.attrib.values()]
        if any(re.fullmatch(r"-?0*[1-9]\d*", value) for value in cuts):
            losses.append(Loss("import-cropped"))
        for placed in one.iter(f"{_DRAWING}xfrm"):
            flips = (placed.get("flipH"), placed.get("flipV"))
            if placed.get("rot", "0") != "0" or "1" in flips:
                return [*losses, Loss("import-turned")]
        return losses

    def _of_symbol(self, one: Element) -> list[Loss]:
        code, font = one.get(f"{W}char", ""), one.get(f"{W}font", "")
        sign = _symbol(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else ""
        one.clear()
        one.tag = f"{W}t"
        one.set(_SPACE, "preserve")
        one.text = sign
        return [] if sign else [Loss("import-symbol", {"font": font or "?", "code": code})]

    def _of_runs(self, runs: list[Element], style: str) -> list[Loss]:
        hidden, struck, fonts = [], [], set()
        is_hidden = self.styles.is_hidden(style)
        for run in runs:
            properties, said = run.find(f"{W}rPr"), words(run)
            named = None if properties is None else properties.find(f"{W}rStyle")
            own = is_on(properties, "vanish")
            if own is None and named is not None:
                own = self.styles.is_hidden(named.get(VAL, "")) or None
            if is_hidden if own is None else own:
                hidden.append(said)
                _empty(run)
            elif is_on(properties, "strike") or is_on(properties, "dstrike"):
                struck.append(said)
                _empty(run)
            elif said:
                fonts |= self._fonts(properties, style)
        losses = []
        if text := " ".join(filter(None, hidden)):
            losses.append(Loss("import-hidden", {"text": short(text)}))
        if text := " ".join(filter(None, struck)):
            losses.append(Loss("import-struck", {"text": short(text)}))
        losses += [Loss("import-old-font", {"font": font}) for font in sorted(fonts)]
        return losses

    def _fonts(self, properties: Element | None, style: str) -> set[str]:
        """Return the old Vietnamese font that words are set in, if they are."""
        for one in (properties, *(link.run for link in self.styles.chain(style))):
            fonts = None if one is None else one.find(f"{W}rFonts")
            name = None if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")
            if name:
                return {name} if _OLD_FONT.match(name) else set()
        return set()

    # ── Beside the paragraphs ──

    def _look_at_rows(self, root: Element) -> None:
        for row in list(root.iter(f"{W}tr")):
            properties = row.find(f"{W}trPr")
            if is_on(properties, "hidden"):
                self._note_once("import-hidden", text=short(words(row)))
                self._take_out(row)
                continue
            for tag, key in (("ins", "import-inserted"), ("del", "import-deleted")):
                if properties is not None and properties.find(f"{W}{tag}") is not None:
                    self._note_once(key, text=short(words(row)))

    def _look_beside(self, package: Package) -> None:
        for part in sorted(package.names):
            if re.fullmatch(r"word/(?:header|footer)\d*\.xml", part):
                root = package.xml(part)
                # A watermark such as "Draft" lies in there, too.
                drawn = () if root is None else root.iter(f"{_VML}textpath")
                text = " ".join([one.get("string", "") for one in drawn])
                text = f"{'' if root is None else words(root)} {text}".strip()
                if re.search(r"[^\W\d_]{2}", re.sub(r"\b(?:page|trang|of)\b", "", text.lower())):
                    self._note_once("import-running", text=short(text))
        if any(part.endswith("vbaProject.bin") for part in package.names):
            self._note_once("import-macros")


def _unwrap(parent: Element) -> None:
    """Put what is in fields, changes of direction and the like where they stand: mammoth drops it.

    What is written above words as their reading follows them in brackets.
    """
    for child in list(parent):
        if child.tag not in _WRAPPERS:
            continue
        _unwrap(child)
        inner = [one for one in child if not one.tag.endswith("Pr")]
        if child.tag == f"{W}ruby":
            base, above = (child.find(f"{W}{name}") for name in ("rubyBase", "rt"))
            said = "" if above is None else words(above)
            inner = [] if base is None else list(base)
            inner += [_run(f" ({said})")] if said else []
        at = list(parent).index(child)
        parent[at : at + 1] = inner


def _raise(properties: Element) -> None:
    """Write letters that are raised or lowered by points as superscript or subscript."""
    position = properties.find(f"{W}position")
    steps = 0 if position is None else whole_number(position.get(VAL))
    if steps and properties.find(f"{W}vertAlign") is None:
        value = "superscript" if steps > 0 else "subscript"
        properties.append(Element(f"{W}vertAlign", {VAL: value}))


def _own(paragraph: Element) -> list[Element]:
    """Return the elements of a paragraph, without those of paragraphs in a box within it."""
    found = [paragraph]
    for child in paragraph:
        if child.tag != f"{W}p":
            found += _own(child)
    return found


def _has_inner_tab(inner: list[Element]) -> bool:
    """Whether a tab stands between words, where it made columns."""
    text = "".join(
        "\t" if one.tag == f"{W}tab" else one.text or ""
        for one in inner
        if one.tag in (f"{W}tab", f"{W}t")
    )
    first, tab, _ = text.strip().partition("\t")
    # Behind a bullet or a number that was typed it is only the gap.
    return bool(tab) and not (_TYPED.fullmatch(first.strip()) and text.strip().count("\t") == 1)


def _empty(run: Element) -> None:
    for child in list(run):
        if child.tag not in (f"{W}rPr", f"{W}fldChar", f"{W}instrText"):
            run.remove(child)


def _symbol(code: int) -> str:
    return SYMBOLS.get(code & 0xFF if code >= 0xF000 else code, "")  # noqa: PLR2004


def _text(content: str) -> Element:
    element = Element(f"{W}t", {_SPACE: "preserve"})
    element.text = content
    return element


def _run(content: str) -> Element:
    run = Element(f"{W}r")
    text = SubElement(run, f"{W}t", {_SPACE: "preserve"})
    text.text = content
    return run


def _comments(root: Element | None) -> dict[str, tuple[str, str]]:
    found = () if root is None else root.iter(f"{W}comment")
    return {one.get(f"{W}id", ""): (one.get(f"{W}author", ""), words(one)) for one in found}
