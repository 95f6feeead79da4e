"""``bangtin import``: a document of another program becomes a page, with a list of what it lost."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bangtin import spelling
from bangtin.commands import import_markdown, import_word, new
from bangtin.commands.asking import Unusable
from bangtin.commands.import_word import Imported
from bangtin.commands.init import line, quoted
from bangtin.commands.word_marks import MARK, Loss
from bangtin.config.settings import Settings
from bangtin.files import inventory, writing
from bangtin.messages import catalogue
from bangtin.problems import Problem, ordered
from bangtin.stages.read import read_site
from bangtin.stages.session import Request, Session

WORD = (".docx", ".docm", ".dotx", ".doc", ".rtf", ".odt")
_DRAFT = "draft: true"
_DRAFT_LINE = re.compile(rf"^{_DRAFT}(?=\r?$)", re.MULTILINE)


@dataclass(frozen=True)
class Told:
    """Something that the document has and the page has not; ``line`` 0 is no single place."""

    line: int
    loss: Loss


@dataclass(frozen=True)
class Written:
    """A page that was written, its pictures, and what its reader should know."""

    path: Path
    pictures: tuple[Path, ...]
    told: tuple[Told, ...]


def write(
    root: Path, settings: Settings, source: Path, section: str, title: str, today: datetime.date
) -> Written:
    """Write a page of ``source`` and its pictures beside it; nothing is overwritten."""
    imported = _read(source, settings)
    if title:
        imported.title = line(title)
    elif not imported.title:
        imported.title = line(source.stem.replace("_", " ").replace("-", " "))
        imported.general.append(Loss("import-title-name", {"text": imported.title}))
    called = (imported.slug, imported.title, source.stem)
    name = next((new.file_name(one) for one in called if spelling.slug(one)), "")
    if not name:
        raise Unusable("new-no-name", value=imported.title)
    folder = new.section_folder(root, settings, section or new.SECTION_OF["page"])
    path = root / folder / f"{name}.md"
    files = {
        f"picture-{n}": root / folder / f"{name}-{n}{ending}"
        for n, (_, ending) in enumerate(imported.pictures, 1)
    }
    for one in (path, *files.values()):
        if one.exists():
            raise Unusable("import-exists", path=one.relative_to(root).as_posix())
    own = "/".join(spelling.slug(part) for part in (*Path(folder).parts[1:], name))
    imported.aliases = tuple(a for a in imported.aliases if a.strip("/") != own)
    head = _header(imported, today, _comment(settings))
    body = "\n".join(imported.lines)
    for mark in sorted(files, key=len, reverse=True):
        body = body.replace(f"]({mark})", f"]({files[mark].name})")
    lines = f"{head}\n{body}\n".split("\n")
    told = [Told(0, loss) for loss in imported.general]
    for number, text in enumerate(lines, 1):
        told += [Told(number, imported.losses[int(m[2])]) for m in MARK.finditer(text)]
    clean = "\n".join(MARK.sub("", text).rstrip() for text in lines).rstrip("\n") + "\n"
    for (raw, _), file in zip(imported.pictures, files.values(), strict=True):
        _create(file, raw)
    _create(path, clean.encode("utf-8"))
    return Written(path, tuple(files.values()), tuple(told))


def _read(source: Path, settings: Settings) -> Imported:
    try:
        raw = source.read_bytes()
    except OSError as error:
        raise Unusable("import-unreadable", file=source.name, why=error.strerror) from error
    if source.suffix.lower() in WORD:
        return import_word.read(raw, source.name, _said("import-notes-title", settings))
    if source.suffix.lower() in import_markdown.SUFFIXES:
        return import_markdown.read(raw, source)
    raise Unusable("import-kind", file=source.name)


def _said(key: str, settings: Settings) -> str:
    """Return words for the page itself: in the site's language, where they are there in it."""
    spoken = settings.language if settings.language in catalogue.languages() else "en"
    return catalogue.text(key, spoken)


def _comment(settings: Settings) -> str:
    return _said("import-draft-note", settings)


def _header(page: Imported, today: datetime.date, note: str) -> str:
    """Return a page's header; it is a draft until a person has looked at it."""
    rows = ["---", f"title: {quoted(page.title)}"]
    rows.append(f"summary: {quoted(page.summary)}" if page.summary else "summary:")
    rows.append(f"date: {page.date or today}")
    if page.updated and page.updated >= (page.date or today):
        rows.append(f"updated: {page.updated}")
    if page.aliases:
        rows += ["aliases:", *(f"  - {quoted(alias)}" for alias in page.aliases)]
    rows += [f"# {note}", _DRAFT, "---", ""]
    return "\n".join(rows)


def _create(path: Path, raw: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writing.create(path, raw)
    except FileExistsError as error:
        raise Unusable("import-exists", path=path.name) from error
    except OSError as error:
        raise writing.refused(path, error) from error


def problems_of(root: Path, path: Path, text: str | None = None) -> list[Problem]:
    """Return what a build will say of one page once it is no draft, with ``text`` for its own.

    A build passes over drafts, so a copy of the site is read in which it is none.
    """
    file = path.relative_to(root).as_posix()
    with tempfile.TemporaryDirectory() as name:
        copied = Path(name).resolve() / "site"
        copied.mkdir()
        for one in inventory.FILES:
            if (root / one).is_file():
                shutil.copyfile(root / one, copied / one)
        for one in inventory.FOLDERS:
            if (root / one).is_dir():
                shutil.copytree(root / one, copied / one, symlinks=True)
        text = path.read_bytes().decode("utf-8") if text is None else text
        text = _DRAFT_LINE.sub("draft: false", text, count=1)
        (copied / file).write_bytes(text.encode("utf-8"))
        with Session(Request(copied)) as session:
            found = ordered(read_site(session).problems)
    return [one for one in found if one.place.file == file]


def as_text(written: Written, root: Path, language: str) -> str:
    """Return what was written and what was lost, line by line of the page."""
    file = written.path.relative_to(root).as_posix()
    rows = [catalogue.text("import-wrote", language, path=file)]
    rows += [
        catalogue.text("import-wrote-picture", language, path=one.relative_to(root).as_posix())
        for one in written.pictures
    ]
    if written.told:
        rows += ["", catalogue.text("import-look", language)]
        for one in written.told:
            place = f"{file}:{one.line}: " if one.line else ""
            rows.append(f"  {place}{catalogue.text(one.loss.key, language, **one.loss.details)}")
    return "\n".join(rows)
