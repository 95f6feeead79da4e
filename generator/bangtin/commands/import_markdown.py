"""A page of Hugo, Jekyll, Eleventy, MkDocs or Docusaurus becomes a page here.

Their Markdown stays as it is where it means the same. What their templates put in (shortcodes,
Liquid, components) is nothing that a page here can hold: it is taken out, and named.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from bangtin import spelling
from bangtin.commands.asking import Unusable
from bangtin.commands.import_word import FEWEST_WORDS, Imported, sentence
from bangtin.commands.markdown_words import escaped, plain
from bangtin.commands.word_marks import CLOSE, MARK, OPEN, Loss, short

SUFFIXES = (".md", ".markdown", ".mkd", ".mdx")
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
PICTURE_FOLDERS = ("static", "assets", "public", "docs", "source", "src", "content", "")
"""Where generators keep what a page calls by a path from the root."""
PROJECT_FILES = (
    ".git", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "_config.yml", "mkdocs.yml",
    "mkdocs.yaml", "package.json",
)  # fmt: skip
"""By which the folder of a generator's site is known."""
LEVELS_UP = 6
LONGEST_HEADER = 100_000
WARNINGS = ("warning", "danger", "caution", "attention", "error", "important", "failure", "bug")
_FENCES = (
    (re.compile(r"---(?:ya?ml)?[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL), "yaml"),
    (re.compile(r"(?:\+{3}|---toml)[ \t]*\n(.*?\n)?(?:\+{3}|---)\s*?(?:\n|$)", re.DOTALL), "toml"),
    (re.compile(r"(?:---json|;;;)[ \t]*\n(.*?\n)(?:---|;;;)[ \t]*(?:\n|$)", re.DOTALL), "json"),
    (re.compile(r"(\{\n.*?\n\})[ \t]*(?:\n|$)", re.DOTALL), "json"),
)  # fmt: skip
_UNCLOSED = re.compile(r"(?:---|\+{3})[ \t]*\n(?:[ \t]*(?:#.*)?\n)*[\w\"'-]+[ \t]*[:=]")
_HIDDEN = re.compile(
    r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{\{-?\s*/\*.*?\*/\s*-?\}\}|\{#-?.*?-?#\}",
    re.DOTALL,
)
"""Comments of templates, which no reader of the old page has seen."""
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[-_]+")
_ALIAS = re.compile(r"/?[a-z0-9-]+(?:/[a-z0-9-]+)*(?:/|\.html?)?")
_QUOTED = r"""["'“”]([^"'“”]*)["'“”]"""
_TEMPLATE = re.compile(
    r"(?<!\\)(?:\{\{[<%]?(.{0,2000}?)[>%]?\}\}|\{%-?(.{0,2000}?)-?%\})", re.DOTALL
)
_LED = re.compile(rf"\s*(?:rel)?ref\s+{_QUOTED}|\s*(?:link|post_url)\s+(\S+)"
                  rf"|\s*{_QUOTED}\s*\|\s*(?:relative_url|absolute_url|url)\b")  # fmt: skip
_FIGURE = re.compile(r"\s*(?:figure|img|image)\s+(?=.*\bsrc\s*=)", re.DOTALL)
_ATTRIBUTES = re.compile(
    r"[ \t]*(?<!\\)\{:?[ \t]*(?:[#.][\w-]+|[\w-]+=\"[^\"\n]*\")[^{}\n]*\}[ \t]*$", re.MULTILINE
)
_COMPONENT = re.compile(r"</?[A-Z][\w.]*(?:\s[^<>]*)?/?>")
_MODULE = re.compile(r"(?:import\s.+\sfrom\s+|import\s+|export\s+(?:const|default|function)\s).+")
_ADMONITION = re.compile(rf"(?:!!!|\?\?\?\+?)[ \t]+([\w-]+)(?:[ \t]+{_QUOTED})?[ \t]*$")
_CONTAINER = re.compile(r":::+[ \t]*([a-z]+)?(?:\[([^\]\n]*)\]|[ \t]+(.*))?[ \t]*$")
_IMAGE = re.compile(
    r"(!\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]\()[ \t]*<?([^\s()<>]+)>?"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*\)"
)
_IMG = re.compile(r"<img\s[^<>]*>", re.IGNORECASE)
_CODE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")


def read(raw: bytes, source: Path) -> Imported:
    """Read a page of another generator."""
    text = _decoded(raw, source.name)
    page = Imported()
    values, body = _parted(text, source.name)
    _fill_header(page, values, source)
    body = _Body(page, source).read(body)
    page.lines = _tidy(_without_title(page, body).split("\n"))
    if not page.summary:
        page.summary = _opening(page.lines)
        key = "import-summary-guessed" if page.summary else "import-summary-none"
        page.general.append(Loss(key, {"text": short(page.summary)} if page.summary else {}))
    return page


def _decoded(raw: bytes, name: str) -> str:
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = raw.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable("import-not-utf8", file=name) from error
    if "\0" in text:
        raise Unusable("import-not-text", file=name)
    if not text.strip():
        raise Unusable("import-empty", file=name)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(OPEN, "").replace(CLOSE, "")
    return spelling.nfc(text).lstrip("\n")


# ── The header ──


def _parted(text: str, name: str) -> tuple[dict[str, Any], str]:
    """Return the header's values under names in small letters, and the body."""
    for fence, form in _FENCES:
        found = fence.match(text)
        if found is None:
            continue
        written = found[1] or ""
        values = _values(written, form, name)
        if not isinstance(values, Mapping):
            if values is None:
                return {}, text[found.end() :]
            break
        return {str(key).lower(): value for key, value in values.items()}, text[found.end() :]
    if re.match(r"---(?:js|javascript)\b", text):
        raise Unusable("import-header", file=name, why="JavaScript")
    if _UNCLOSED.match(text):
        raise Unusable("import-header-open", file=name)
    return {}, text


def _values(written: str, form: str, name: str) -> Any:
    if len(written) > LONGEST_HEADER:
        raise Unusable("import-header", file=name, why=f"> {LONGEST_HEADER}")
    try:
        if form == "toml":
            return tomllib.loads(written)
        if form == "json":
            return json.loads(written if written.lstrip().startswith("{") else f"{{{written}}}")
        # Every value as it is written: a date or "no" is nothing else here.
        return yaml.BaseLoader(written).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = getattr(error, "lineno", 0) or (mark.line + 1 if mark else 0)
        shown = re.search(r"line (\d+)", str(error))
        number = line or (int(shown[1]) if shown else 0)
        raise Unusable("import-header", file=name, why=f"{form.upper()}, {number + 1}") from error


def _fill_header(page: Imported, values: dict[str, Any], source: Path) -> None:
    used: set[str] = set()

    def first(*names: str) -> str:
        for name in names:
            value = values.get(name)
            if value not in (None, "") and not isinstance(value, list | dict):
                used.add(name)
                return " ".join(plain(str(value)).split())
        return ""

    def many(*names: str) -> list[str]:
        found: list[str] = []
        for name in names:
            value = values.get(name)
            if value:
                used.add(name)
                rows = value if isinstance(value, list) else [value]
                found += [str(one).strip() for one in rows if not isinstance(one, list | dict)]
        return found

    page.title = first("title")
    page.summary = first("description", "summary", "excerpt")
    stem = source.stem
    dated = _DATED_NAME.match(stem)
    told = first("date", "pubdate", "publishdate") or (dated[1] if dated else "")
    page.date = _day(page, told)
    if not told:
        page.general.append(Loss("import-date-none"))
    page.updated = _day(page, first("lastmod", "last_modified_at", "updated", "modified"))
    first("draft")  # every imported page is one
    first("published")
    slug = first("slug")
    if dated:
        stem = stem[dated.end() :]
    if stem.lower() in ("index", "_index", "readme"):
        stem = _DATED_NAME.sub("", source.resolve().parent.name)
    page.slug = spelling.slug(slug.strip("/").rpartition("/")[2] or stem)
    old = many("aliases", "alias", "redirect_from", "redirects") + many("url", "permalink")
    if slug.startswith("/"):
        old.append(slug)
    page.aliases = _aliases(page, old)
    left = [key for key, value in values.items() if key not in used and value not in (None, "")]
    if left:
        page.general.append(Loss("import-keys", {"names": ", ".join(left)}))


def _day(page: Imported, text: str) -> datetime.date | None:
    if not text:
        return None
    found = _DAY.match(text)
    try:
        if found:
            return datetime.date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    page.general.append(Loss("import-date-odd", {"text": short(text)}))
    return None


def _aliases(page: Imported, old: list[str]) -> tuple[str, ...]:
    found = []
    for written in old:
        path = unquote(urlsplit(written).path) if "://" in written else unquote(written)
        path = path.removesuffix("index.html")
        if _ALIAS.fullmatch(path):
            found.append(path if path.startswith("/") else f"/{path}")
        elif path != "/":
            page.general.append(Loss("import-alias", {"text": short(written)}))
    return tuple(dict.fromkeys(found))


# ── The body ──


class _Body:
    """Turns a body into one of this house, and marks what was taken out of it."""

    def __init__(self, page: Imported, source: Path) -> None:
        self._page = page
        self._source = source
        self._kept: dict[Path, int] = {}

    def read(self, body: str) -> str:
        """Return the body; lines of code stay as they are."""
        parts = re.split(r"(^ {0,3}(?:```+|~~~+)[^\n]*\n.*?(?:^ {0,3}(?:```+|~~~+)[ \t]*$|\Z))",
                         body, flags=re.MULTILINE | re.DOTALL)  # fmt: skip
        return "".join(
            part if number % 2 else self._words(part) for number, part in enumerate(parts)
        )

    def _lost(self, key: str, text: str) -> str:
        self._page.losses.append(Loss(key, {"text": short(" ".join(text.split()))}))
        return f"{OPEN}l{len(self._page.losses) - 1}{CLOSE}"

    def _words(self, text: str) -> str:
        text = _HIDDEN.sub("", text)
        text = _TEMPLATE.sub(self._template, text)
        text = _ATTRIBUTES.sub(lambda m: self._lost("import-attributes", m.group()), text)
        text = _IMG.sub(self._img, text)
        text = _IMAGE.sub(self._image, text)
        if self._source.suffix.lower() == ".mdx" or "docusaurus" in str(self._source):
            text = self._components(text)
        return "\n".join(self._lines(text.split("\n")))

    def _template(self, found: re.Match[str]) -> str:
        inner = found[1] if found[1] is not None else found[2] or ""
        if led := _LED.match(inner):
            return next(part for part in led.groups() if part is not None)
        if re.fullmatch(r"\s*site\.(?:baseurl|url)\s*", inner):
            return ""
        if _FIGURE.match(inner):
            picture = self._picture(inner)
            if picture:
                return picture
        return self._lost("import-shortcode", found.group())

    def _img(self, found: re.Match[str]) -> str:
        return self._picture(found.group()) or found.group()

    @staticmethod
    def _picture(text: str) -> str:
        """Return a picture of attributes that name it; empty where none does."""
        values = dict(re.findall(r"""([\w-]+)\s*=\s*["']([^"']*)["']""", text))
        if not values.get("src"):
            return ""
        alt = values.get("alt") or values.get("caption") or values.get("title") or ""
        return f"![{escaped(' '.join(plain(alt).split()))}]({values['src'].replace(' ', '%20')})"

    def _image(self, found: re.Match[str]) -> str:
        """Take a picture along that lies on this computer; others are told by the check."""
        file = self._file(found[2])
        if file is None:
            return f"{found[1]}{found[2]})"
        if file not in self._kept:
            try:
                raw = file.read_bytes()
            except OSError:
                return f"{found[1]}{found[2]})"
            ending = file.suffix.lower().replace(".jpeg", ".jpg")
            self._page.pictures.append((raw, ending))
            self._kept[file] = len(self._page.pictures)
        return f"{found[1]}picture-{self._kept[file]})"

    def _file(self, target: str) -> Path | None:
        if re.match(r"[a-zA-Z][\w+.-]*:|//", target):
            return None
        path = unquote(target.partition("?")[0].partition("#")[0])
        if not path.lower().endswith(PICTURES):
            return None
        return next((one for one in self._places(path) if one.is_file()), None)

    def _places(self, path: str) -> Iterator[Path]:
        """Yield where a picture may lie that a page calls by a path.

        That is the page's own folder, the site that it is of, and the folders where generators
        keep pictures. Nowhere else: what lies on somebody's computer is not the page's to publish.
        """
        here = self._source.resolve().parent
        around = [here, *here.parents][:LEVELS_UP]
        tops = [one for one in around if any((one / name).exists() for name in PROJECT_FILES)]
        own = tops[0] if tops else here
        if (found := (here / path).resolve()).is_relative_to(own):
            yield found
        for above in around:
            for folder in PICTURE_FOLDERS:
                if folder or above.is_relative_to(own):
                    yield above / folder / path.lstrip("./")

    def _components(self, text: str) -> str:
        rows = []
        for row in text.split("\n"):
            if _MODULE.fullmatch(row):
                rows.append(self._lost("import-component", row))
            else:
                rows.append(
                    _COMPONENT.sub(lambda m: self._lost("import-component", m.group()), row)
                )
        return "\n".join(rows)

    def _lines(self, rows: list[str]) -> list[str]:
        out: list[str] = []
        closes = 0
        for row in rows:
            if found := _ADMONITION.fullmatch(row):
                out.append(_note(found[1], found[2] or ""))
            elif (found := _CONTAINER.fullmatch(row)) and (found[1] or closes):
                if found[1]:
                    closes += 1
                    out += ["", _note(found[1], found[2] or found[3] or "")]
                else:
                    closes -= 1
                    out.append("")
            elif re.fullmatch(r"\[TOC\]|\[\[_TOC_\]\]", row.strip(), re.IGNORECASE):
                out.append(self._lost("import-contents-mark", row))
            else:
                out.append(f"    {row}" if closes and row.strip() else row)
        return out


def _note(kind: str, title: str) -> str:
    """Return the first line of a note of this house."""
    name = "canh-bao" if kind.lower() in WARNINGS else "luu-y"
    shown = " ".join(title.replace('"', "”").split()) or kind.capitalize()
    return f'!!! {name} "{shown}"'


def _without_title(page: Imported, body: str) -> str:
    """Take the title out of a body's first line; further headings of its rank go one down."""
    rows = re.sub(r"^([^\n#>|`\-*+\s][^\n]*)\n=+[ \t]*$", r"# \1", body, flags=re.MULTILINE).split(
        "\n"
    )
    in_code = _Fences()
    heads = [
        (n, m) for n, row in enumerate(rows) if not in_code(row) and (m := _HEADING.match(row))
    ]
    tops = [(n, m) for n, m in heads if len(m[1]) == 1]
    first = next((n for n, row in enumerate(rows) if MARK.sub("", row).strip()), 0)
    if tops and tops[0][0] == first:
        said = " ".join(plain(re.sub(r"[*_`]", "", tops[0][1][2])).split())
        if not page.title or spelling.fold(said) == spelling.fold(page.title):
            page.title = page.title or said
            rows[first] = "".join(re.findall(f"{OPEN}l\\d+{CLOSE}", rows[first]))
            tops = tops[1:]
            heads = [head for head in heads if head[0] != first]
    if tops:
        page.general.append(Loss("import-headings-down"))
        for number, found in heads:
            if len(found[1]) < 6:  # noqa: PLR2004 - Markdown has no lower one
                rows[number] = f"#{rows[number]}"
    return "\n".join(rows)


def _tidy(rows: list[str]) -> list[str]:
    """Return lines without doubled blank ones; marks that stood alone go to the next words."""
    out: list[str] = []
    held = ""
    is_code = _Fences()
    for row in rows:
        if is_code(row):
            out.append(row)
            continue
        words = MARK.sub("", row).rstrip()
        if not words.strip():
            held += "".join(found.group() for found in MARK.finditer(row))
            if out and out[-1].strip():
                out.append("")
            continue
        out.append(row + held)
        held = ""
    while out and not out[-1].strip():
        out.pop()
    if held:
        out = [*out[:-1], out[-1] + held] if out else [held]
    return out


def _opening(rows: list[str]) -> str:
    """Return the first sentence of a text; empty where it begins with none."""
    is_code = _Fences()
    for row in rows:
        words = MARK.sub("", re.sub(r"<!--.*?-->", "", row))
        if is_code(row) or not re.match(r"[*_\[]{0,3}[^\W\d_]", words):
            continue
        words = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", words)
        words = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", words)
        words = " ".join(plain(re.sub(r"[*`\\]|<[^>]*>", "", words)).split())
        if len(words.split()) >= FEWEST_WORDS:
            return sentence(words)
    return ""


class _Fences:
    """Tells of each line in turn whether it is code."""

    def __init__(self) -> None:
        self._sign = ""

    def __call__(self, row: str) -> bool:
        found = _CODE.match(row)
        if self._sign:
            if found and found[1].startswith(self._sign):
                self._sign = ""
            return True
        if found:
            self._sign = found[1]
        return bool(found)
