"""``bangtin translate``: a page's sentences as a PO file for translators, and back to a page.

PO is what Poedit, OmegaT and Weblate open, so that nobody who translates sees a header or a mark
of structure (docs/decisions/0030-translations.md). Nothing is translated by machine.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import yaml

from bangtin import spelling
from bangtin.commands import new
from bangtin.commands.asking import Unusable
from bangtin.config import header as frontmatter
from bangtin.config.settings import Settings
from bangtin.files import decoding, writing
from bangtin.markdown import sentences
from bangtin.markdown.sentences import Mark, Piece
from bangtin.problems import Level, Place, Problems
from bangtin.site import pages
from bangtin.site.pages import WholePage

if TYPE_CHECKING:
    import polib

CONTENT, FOLDER = "content", "translations"
PAGE_FIELD = "X-Bangtin-Page"
OF_ITS_OWN = ("publish", "code", "aliases", "step_icons")
"""Keys that a translation doesn't take from its original, and may have for itself."""
LEFT_OUT = (*OF_ITS_OWN, "draft", "translates")
"""Keys of an original that its translation has no use for: prints are made of the original."""
_SIGNS = {"bold": "**…**", "italic": "*…*", "break": "\\"}
"""How an author writes what has no words of its own."""
_BAR = re.compile(r"(?<!\\)\|")
_LINE = re.compile(r'#.*|(?:msg(?:ctxt|id|id_plural|str)(?:\[\d+\])?[ \t]*)?"(?:[^"\\]|\\.)*"')
_SYNTAX = re.compile(r"line (\d+)")


class Sentence(msgspec.Struct, frozen=True):
    """Words of a page: what they are, and the line of the file on which they stand."""

    text: str
    kind: str
    line: int


class Exported(msgspec.Struct, frozen=True):
    """A PO file that was written: how many sentences it has, and how many are still to do."""

    path: Path
    total: int
    left: int


class ReadBack(msgspec.Struct, frozen=True):
    """What became of a PO file: the page, None where it was refused, and what is to be said.

    ``kept`` is where the page as it was lies, if it had words that it has no more.
    """

    source: Path
    path: Path | None
    left: int
    problems: Problems
    kept: Path | None = None


class _Original(msgspec.Struct, frozen=True):
    """A page to translate: its file, its header, its body in parts."""

    file: str
    whole: WholePage
    header_text: str
    parts: tuple[Piece | Mark, ...]
    body_line: int

    def sentences(self) -> Iterator[Sentence]:
        for node, kind in _nodes(_composed(self.header_text)):
            yield Sentence(_bare(node.value), kind, node.start_mark.line + 2)
        for part in self.parts:
            if isinstance(part, Piece):
                yield Sentence(_bare(part.text), part.kind, self.body_line + part.line)


def files(root: Path, settings: Settings, tag: str, page: str) -> list[str]:
    """Return the originals that are meant: one by its path or name, or all. Raises Unusable."""
    if tag not in settings.languages:
        raise Unusable("translate-no-language", value=tag, known=", ".join(settings.languages))
    languages = settings.language_folders
    found = [
        file
        for path in sorted((root / CONTENT).rglob("*.md"))
        if pages.original_of(file := path.relative_to(root).as_posix(), languages)[1] == file
    ]
    if not page:
        return found
    wanted = spelling.nfc(page.strip().replace("\\", "/")).removeprefix("./")
    wanted = wanted.removeprefix(f"{CONTENT}/").removeprefix(f"{tag}/").strip("/")
    wanted = wanted.removesuffix(".md")
    known = {file: file.removeprefix(f"{CONTENT}/").removesuffix(".md") for file in found}
    same = [file for file in found if known[file] == wanted]
    same = same or [file for file in found if Path(file).stem == wanted]
    if len(same) != 1:
        raise Unusable("new-no-page", value=page, known=", ".join(known.values()))
    return same


def export(root: Path, tag: str, file: str) -> Exported:
    """Write the PO file of a page; what is translated already is kept. Raises Unusable."""
    import polib

    original = _read(root, file)
    path = root / po_file(tag, file)
    earlier = _earlier(root, path)
    before = _known(earlier) if earlier else {}
    guessed, is_sure = _of_page(root, tag, original)
    po = polib.POFile(wrapwidth=0)
    po.metadata = {
        "Project-Id-Version": file,
        "Language": tag.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        PAGE_FIELD: file,
    }
    po.header = earlier.header if earlier else ""
    by_key: dict[tuple[str, str], polib.POEntry] = {}
    for position, sentence in enumerate(original.sentences()):
        key = sentence.kind, sentence.text
        place = (file, str(sentence.line))
        if key in by_key:
            by_key[key].occurrences.append(place)
            continue
        entry = polib.POEntry(msgctxt=key[0], msgid=key[1], occurrences=[place])
        if key in before:
            entry.msgstr, is_fuzzy = before[key]
        else:
            entry.msgstr = guessed[position] if guessed else ""
            is_fuzzy = bool(entry.msgstr) and not is_sure
        if is_fuzzy:
            entry.flags.append("fuzzy")
        by_key[key] = entry
        po.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    writing.write(path, f"{po}\n".encode(), durable=True)
    return Exported(path, len(by_key), sum(not _is_done(e) for e in by_key.values()))


def po_file(tag: str, file: str) -> str:
    """Return where a page's PO file lies: ``translations/en/huong-dan/a.po``."""
    return f"{FOLDER}/{tag}/{file.removeprefix(f'{CONTENT}/').removesuffix('.md')}.po"


def po_files(root: Path, tag: str) -> list[Path]:
    """Return the PO files of a language, as they lie there."""
    return sorted((root / FOLDER / tag).rglob("*.po"))


def read_back(
    root: Path, settings: Settings, tag: str, source: Path, page: str, *, as_draft: bool
) -> ReadBack:
    """Make or renew the page of a PO file. Raises Unusable where no page can be told.

    A sentence without a translation refuses the page; with ``as_draft`` its own words stand
    there, and readers get the original until somebody finishes it.
    """
    name = source.relative_to(root).as_posix() if source.is_relative_to(root) else source.name
    problems = Problems()
    po = _load(source, name, problems)
    if po is None:
        return ReadBack(source, None, 0, problems)
    inside = name.removeprefix(f"{FOLDER}/{tag}/").removesuffix(".po")
    (file,) = files(root, settings, tag, page or po.metadata.get(PAGE_FIELD, "") or inside)
    spoken = po.metadata.get("Language", "").replace("_", "-").lower()
    if spoken and spoken.partition("-")[0] != tag.lower().partition("-")[0]:
        problems.error("po-language", Place(name), lang=spoken, tag=tag)
        return ReadBack(source, None, 0, problems)
    original = _read(root, file)
    said = {}
    entries = {(e.msgctxt or "", spelling.nfc(e.msgid)): e for e in po if not e.obsolete}
    left = 0
    for sentence in original.sentences():
        key = sentence.kind, sentence.text
        if key in said:
            continue
        entry = entries.get(key) or entries.get(("", sentence.text))
        words = _fitted(entry.msgstr, sentence) if entry else ""
        if entry is None or not _is_done(entry):
            left += 1
            said[key] = sentence.text
            fault = "po-new" if entry is None else "po-fuzzy" if words else "po-empty"
            place = Place(name, entry.linenum if entry else 0)
            note = problems.warning if as_draft else problems.error
            note(fault, place, text=_short(sentence.text), file=file, line=str(sentence.line))
            continue
        said[key] = words
        _hold(sentence, words, Place(name, entry.linenum), problems)
    wanted = {text for _, text in said}
    for (_, text), entry in entries.items():
        if text and text not in wanted:
            problems.warning("po-unknown", Place(name, entry.linenum), text=_short(text), file=file)
    if any(p.level is Level.ERROR for p in problems):
        return ReadBack(source, None, left, problems)
    target = f"{CONTENT}/{tag}/{file.removeprefix(f'{CONTENT}/')}"
    own = _own_keys(root, target)
    text = _compose(original, said, own, is_draft=bool(left))
    made = pages.parse(target, text.encode("utf-8"))
    problems.extend(made.problems)
    if any(p.level is Level.ERROR for p in made.problems) or made.body is None:
        return ReadBack(source, None, left, problems)
    assert original.whole.body is not None
    before, after = ([link.target for link in b.links] for b in (original.whole.body, made.body))
    if sorted(before) != sorted(after) or sentences.shape(made.body.blocks) != sentences.shape(
        original.whole.body.blocks
    ):
        problems.error("po-shape", Place(name), file=file)
        return ReadBack(source, None, left, problems)
    path = root / target
    kept = _keep_former(root, path, root / po_file(tag, file), text)
    path.parent.mkdir(parents=True, exist_ok=True)
    writing.write(path, text.encode("utf-8"), durable=True)
    return ReadBack(source, path, left, problems, kept)


def _own_keys(root: Path, file: str) -> list[tuple[yaml.Node, yaml.Node]]:
    """Return what a translation that is there says for itself: its own prints, code, aliases."""
    if not (root / file).is_file():
        return []
    text = decoding.decode((root / file).read_bytes(), file, Problems())
    parts = frontmatter.split(text, file, Problems()) if text else None
    try:
        header = yaml.compose(parts[0], Loader=yaml.CSafeLoader) if parts else None
    except yaml.YAMLError:
        return []
    pairs = header.value if isinstance(header, yaml.MappingNode) else ()
    return [pair for pair in pairs if pair[0].value in OF_ITS_OWN]


def _keep_former(root: Path, path: Path, po: Path, text: str) -> Path | None:
    """Keep a page as it was where a line of it is not in its new text; tell where it lies then."""
    if not path.is_file():
        return None
    raw = path.read_bytes()
    before = spelling.nfc(raw.decode("utf-8-sig", "replace")).splitlines()
    said = {line.strip() for line in before if not line.startswith(("translates:", "draft:"))}
    if said <= {line.strip() for line in text.splitlines()}:
        return None
    kept = writing.free_name(po.with_suffix(".before.md"))
    kept.parent.mkdir(parents=True, exist_ok=True)
    writing.write(kept, raw, durable=True)
    return kept.relative_to(root)


def mark(root: Path, tag: str, file: str) -> Path | None:
    """Note in a translation that somebody found it in step with its original; None without one."""
    path = root / CONTENT / tag / file.removeprefix(f"{CONTENT}/")
    if not path.is_file():
        return None
    wording = _read(root, file).whole.wording
    raw = new.as_written(root, path.relative_to(root).as_posix())
    own = pages.parse(path.relative_to(root).as_posix(), raw.encode("utf-8")).header
    if own is None:
        raise Unusable("new-page-unsound", path=path.relative_to(root).as_posix())
    end = "\r\n" if "\r\n" in raw else "\n"
    line = f'translates: "{wording}"{end}'
    if own.translates is not None:
        changed = re.sub(r"(?m)^translates:[^\n]*\n", lambda _: line, raw, count=1)
    else:
        first, second, rest = re.split(r"(?m)^(---[ \t]*\r?\n)", raw, maxsplit=1)
        changed = first + second + re.sub(r"(?m)^(---[ \t]*\r?$)", line + r"\1", rest, count=1)
    read = pages.parse(path.relative_to(root).as_posix(), changed.encode("utf-8")).header
    if read is None or read.translates != wording:
        raise Unusable("new-page-unsound", path=path.relative_to(root).as_posix())
    if changed != raw:
        writing.write(path, changed.encode("utf-8"), durable=True)
    return path


# ── Pages ──


def _read(root: Path, file: str) -> _Original:
    """Read a page that a build would take. Raises Unusable."""
    raw = (root / file).read_bytes()
    whole = pages.parse(file, raw)
    text = decoding.decode(raw, file, Problems())
    parts = frontmatter.split(text, file, Problems()) if text else None
    if whole.header is None or whole.body is None or parts is None:
        raise Unusable("new-page-unsound", path=file)
    header_text, body, body_line = parts
    return _Original(file, whole, header_text, sentences.part(body, whole.body.blocks), body_line)


def _composed(text: str) -> yaml.MappingNode:
    """Return the header of a sound page as nodes, with its values as they are written."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert isinstance(node, yaml.MappingNode)
    return node


def _nodes(header: yaml.MappingNode) -> Iterator[tuple[yaml.ScalarNode, str]]:
    """Yield the values of a header that are words, and what each is."""
    for key, value in header.value:
        if key.value in pages.READ_ALOUD and isinstance(value, yaml.ScalarNode) and value.value:
            yield value, key.value
        elif key.value == "document" and isinstance(value, yaml.MappingNode):
            for inner, words in value.value:
                if inner.value == "by" and isinstance(words, yaml.ScalarNode):
                    yield words, "owner"


def _compose(
    original: _Original,
    said: dict[tuple[str, str], str],
    own: list[tuple[yaml.Node, yaml.Node]],
    *,
    is_draft: bool,
) -> str:
    """Return the text of a translation; ``own`` are the keys that it has for itself."""
    node = _composed(original.header_text)
    node.value = [pair for pair in node.value if pair[0].value not in LEFT_OUT]
    for words, kind in _nodes(node):
        words.value = said[kind, _bare(words.value)]
        words.tag = "tag:yaml.org,2002:str"
        words.style = None
    node.value += own
    marks = [("translates", original.whole.wording)] + [("draft", "true")] * is_draft
    for key, value in marks:
        tag = "bool" if key == "draft" else "str"
        node.value.append(
            (
                yaml.ScalarNode("tag:yaml.org,2002:str", key),
                yaml.ScalarNode(
                    f"tag:yaml.org,2002:{tag}", value, style='"' if tag == "str" else None
                ),
            )
        )
    header = yaml.serialize(node, Dumper=yaml.CSafeDumper, allow_unicode=True, width=10**6)
    body = sentences.join(original.parts, lambda p: said[p.kind, _bare(p.text)])
    assert original.whole.body is not None
    folder = posixpath.dirname(original.file)
    for target in {image.target for image in original.whole.body.images}:
        if not target.startswith("/"):
            # A translation lies in another folder than the pictures of its original.
            whole = "/" + posixpath.normpath(posixpath.join(folder, target))
            body = re.sub(rf"(\]\(<?|\]:[ \t]*<?){re.escape(target)}", rf"\g<1>{whole}", body)
    return f"---\n{header}---\n{body}"


def _of_page(root: Path, tag: str, original: _Original) -> tuple[list[str], bool]:
    """Return the sentences of a translation that is there, one for each of the original's.

    They can be told only where both have the same structure; the second value says whether it is
    of the original's present state.
    """
    file = f"{CONTENT}/{tag}/{original.file.removeprefix(f'{CONTENT}/')}"
    if not (root / file).is_file():
        return [], False
    try:
        there = _read(root, file)
    except Unusable:
        return [], False
    own, other = list(there.sentences()), list(original.sentences())
    if there.whole.header is None or [s.kind for s in own] != [s.kind for s in other]:
        return [], False
    is_sure = there.whole.header.translates == original.whole.wording
    return ["" if a.text == b.text and not is_sure else a.text
            for a, b in zip(own, other, strict=True)], is_sure  # fmt: skip


# ── PO files ──


def _load(source: Path, name: str, problems: Problems) -> polib.POFile | None:
    """Read a PO file as editors leave it: with a BOM, or line ends of Windows."""
    import polib

    try:
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.error("po-encoding", Place(name))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "msgid" not in text:
        problems.error("po-none", Place(name))
        return None
    for number, line in enumerate(text.split("\n"), start=1):
        # The library takes curly quotation marks for straight ones, and drops what is cut off.
        if line.strip() and not _LINE.fullmatch(line.strip()):
            problems.error("po-syntax", Place(name, number))
            return None
    try:
        # A text that has a line feed is never taken for the name of a file.
        po = polib.pofile(f"\n{text}\n", wrapwidth=0)
    except (OSError, ValueError, IndexError, KeyError) as error:
        found = _SYNTAX.search(str(error))
        problems.error("po-syntax", Place(name, max(int(found[1]) - 1, 1) if found else 0))
        return None
    return None if _is_doubled(po, name, problems) else po


def _is_doubled(po: polib.POFile, name: str, problems: Problems) -> bool:
    """Note sentences that stand twice, each with words of its own: nobody knows which are meant."""
    before = len(problems)
    first: dict[tuple[str, str], polib.POEntry] = {}
    for entry in po:
        if entry.obsolete or not entry.msgid:
            continue
        other = first.setdefault((entry.msgctxt or "", spelling.nfc(entry.msgid)), entry)
        if _bare(other.msgstr) != _bare(entry.msgstr):
            place = Place(name, entry.linenum)
            problems.error("po-doubled", place, text=_short(entry.msgid), first=other.linenum)
    return len(problems) > before


def _earlier(root: Path, path: Path) -> polib.POFile | None:
    """Return the PO file that is written anew; None where there is none. Raises Unusable."""
    if not path.is_file():
        return None
    name = path.relative_to(root).as_posix()
    po = _load(path, name, Problems())
    if po is None:
        raise Unusable("translate-unreadable", path=name)
    return po


def _known(po: polib.POFile) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return the translations of a PO file, and whether each needs work, by kind and sentence."""
    return {
        (e.msgctxt or "", spelling.nfc(e.msgid)): (spelling.nfc(e.msgstr), e.fuzzy)
        for e in po
        if e.msgstr
    }


def _is_done(entry: polib.POEntry) -> bool:
    return bool(entry.msgstr.strip()) and not entry.fuzzy


def _hold(sentence: Sentence, words: str, place: Place, problems: Problems) -> None:
    """Hold a translation to its sentence: links, bold, codes and numbers are in both."""
    from bangtin.markdown import parsing

    if sentence.kind in pages.READ_ALOUD:
        return
    if sentence.kind == "note" and '"' in words and '"' not in sentence.text:
        problems.error("po-mark", place, text=_short(words))
        return
    own = Problems()
    first = parsing.parse(sentence.text, "", 1, Problems())
    second = parsing.parse(words, "", 1, own)
    if second is None:
        for problem in own:
            at = Place(place.file, place.line)
            problems.error(problem.key, at, **dict(problem.args))
        return
    if first is None:
        return
    if sentences.shape(first.blocks) != sentences.shape(second.blocks):
        problems.error("po-mark", place, text=_short(words))
        return
    before, after = sentences.kept(first.blocks), sentences.kept(second.blocks)
    for kind, what in before - after:
        problems.error("po-lost", place, text=_SIGNS.get(kind, what))
    for kind, what in after - before:
        problems.error("po-added", place, text=_SIGNS.get(kind, what))


def _fitted(text: str, sentence: Sentence) -> str:
    """Return a translation as it can stand in its sentence's place: on as many lines."""
    words = _bare(text)
    if "\n" not in sentence.text:
        words = " ".join(line.strip() for line in words.splitlines() if line.strip())
    return _BAR.sub(r"\\|", words) if sentence.kind == "cell" else words


def _bare(text: str) -> str:
    """Return words as a PO file has them."""
    return spelling.nfc(text).strip()


def _short(text: str) -> str:
    most = 60
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
