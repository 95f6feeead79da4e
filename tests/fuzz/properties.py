"""What must hold for any input: no failure, no file elsewhere, nothing that acts on a page."""

from __future__ import annotations

import html.parser
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec
from bangtin.build import build
from bangtin.markdown import html as body_html
from bangtin.markdown import parsing
from bangtin.markdown.blocks import TooDeep
from bangtin.markdown.tree import Builder
from bangtin.problems import Level, Problem, Problems, as_text
from bangtin.site import pages, tables
from bangtin.stages.read import read_site
from bangtin.stages.session import Request, Session

from tests.small import HOME, SITE

A = "content/a.md"
ELEMENTS = frozenset((
    "p", "strong", "em", "code", "a", "br", "img", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
    "li", "blockquote", "pre", "hr", "div", "table", "thead", "tbody", "tr", "th", "td",
))  # fmt: skip
ATTRIBUTES = frozenset((
    "href", "src", "alt", "title", "id", "class", "style", "start", "width", "height", "loading",
))  # fmt: skip
STYLES = re.compile(r"text-align: (?:left|right|center);")
HARMLESS = re.compile(r"(?:https?:|tel:|mailto:)|(?![a-z0-9+.-]*:)", re.IGNORECASE)


@dataclass(frozen=True)
class ShownImage:
    """A picture as a page shows it."""

    src: str
    width: int
    height: int


class AnyImage(dict[str, ShownImage]):
    """Shows every picture that a body names where the author wrote it."""

    def __missing__(self, src: str) -> ShownImage:
        """Return a picture of one pixel."""
        return ShownImage(src, 1, 1)


class Elements(html.parser.HTMLParser):
    """Gathers every element of a page with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.others: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        """Note a comment."""
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        """Note a declaration."""
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        """Note a processing instruction."""
        self.others.append(data)


def page_is_read(raw: bytes) -> None:
    """Read a page by itself: it gives a page or problems, and its HTML is only Markdown's."""
    found = pages.parse(A, raw)
    kept = pages.encode(found)
    planned = pages.decode(kept)
    assert (planned.header, planned.problems) == (found.header, found.problems)
    if found.body is not None:
        assert pages.body(kept).blocks == found.body.blocks
    _problems_are_sound(found.problems, {A: raw})
    assert found.problems or (found.header is not None and found.body is not None)
    if found.body is not None:
        _body_is_harmless(body_html.render(found.body.blocks, "vi", {}, AnyImage()))


def parser_is_harmless(body: str) -> None:
    """Even without the scan before it, the parser makes no element that Markdown has not."""
    engine, findings = parsing._engine()
    try:
        blocks = Builder(findings).build(parsing.elements(engine, body))
    except TooDeep:
        parsing._engine.cache_clear()
    else:
        _body_is_harmless(body_html.render(blocks, "vi", {}, AnyImage()))


def table_is_read(raw: bytes) -> None:
    """Read a table by itself: it gives a table or problems."""
    file = "content/data/d.csv"
    problems = Problems()
    found = tables.parse(raw, file, problems)
    _problems_are_sound(tuple(problems), {file: raw})
    assert found is not None or problems.has_errors
    for row in found.rows if found else ():
        assert set(row.values) == set(found.columns if found else ())


def site_is_read(files: dict[str, bytes], layouts: Path) -> None:
    """Read a whole site; each link of a sound one leads where a page may lead."""
    with tempfile.TemporaryDirectory(dir=layouts.parent) as folder:
        root = _laid(Path(folder), files, layouts)
        before = _snapshot(Path(folder))
        with Session(Request(root, jobs=1)) as session:
            reading = read_site(session)
            content, problems = reading.site, reading.problems
            _problems_are_sound(problems, files)
        assert _snapshot(Path(folder)) == before
    if content is None or any(p.level is Level.ERROR for p in problems):
        return
    for page in content.pages:
        assert ".." not in PurePosixPath(page.url).parts
        assert not page.url.startswith("/")
        for reference in page.index.links:
            href = page.targets[reference.target].href
            assert (
                re.match(r"https?://|tel:\+?\d+$|mailto:", href)
                or page.targets[reference.target].inside
            )


def site_is_built(files: dict[str, bytes], layouts: Path) -> None:
    """Build and publish a whole site; what came of the page is harmless in a browser."""
    with tempfile.TemporaryDirectory(dir=layouts.parent) as folder:
        root = _laid(Path(folder), files, layouts)
        before = _snapshot(Path(folder))
        result = build(root, jobs=1)
        _problems_are_sound(result.problems, files)
        assert _snapshot(Path(folder)) == before
        public = root / "public"
        assert result.failed == (not public.exists())
        for path in public.rglob("*.html") if public.exists() else ():
            _page_is_harmless(path.read_text("utf-8"))


def _laid(folder: Path, files: dict[str, bytes], layouts: Path) -> Path:
    """Write a site with links to the layouts; names that the disk doesn't take are left out."""
    root = folder / "site"
    shutil.copytree(layouts, root, copy_function=os.link)
    usual = {"site.yaml": SITE.encode(), "content/index.md": HOME.encode()}
    for name, raw in (usual | files).items():
        path = root / name
        if ".." in path.relative_to(root).parts or "\0" in name:
            continue
        try:
            path.unlink(missing_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
        except (OSError, UnicodeEncodeError):
            continue
    return root


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_relative_to(folder / "site/.bangtin")
        and not path.is_relative_to(folder / "site/public")
    }


def _problems_are_sound(problems: tuple[Problem, ...], files: dict[str, bytes]) -> None:
    """Each problem has a line that the file has, and says something in both languages."""
    for problem in problems:
        assert "{" not in problem.key
        for language in ("vi", "en"):
            assert problem.message(language)
            problem.hint(language)
        raw = files.get(problem.place.file)
        if raw is not None:
            lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
            assert 0 <= problem.place.line <= lines + 1
    assert isinstance(as_text(problems, "vi", Path()), str)
    msgspec.json.encode(problems)


def _body_is_harmless(text: str) -> None:
    """A body's HTML holds only what Markdown can make; where links lead is looked at later."""
    elements = Elements(text)
    assert elements.others == []
    for tag, attributes in elements.found:
        assert tag in ELEMENTS, tag
        assert set(attributes) <= ATTRIBUTES, attributes
        assert STYLES.fullmatch(attributes.get("style") or "text-align: left;")


def _page_is_harmless(text: str) -> None:
    """A finished page has no script of an author's, no handler, and no address that acts."""
    elements = Elements(text)
    for tag, attributes in elements.found:
        assert tag not in ("iframe", "object", "embed", "base"), tag
        if tag == "script":
            assert attributes.get("type") == "application/ld+json" or attributes.get("src"), text
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src", "action"):
                assert HARMLESS.match(value or ""), value
