"""``bangtin new``: a filled, commented template at the right place. Nothing is ever overwritten."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import json
import re
from collections.abc import Sequence
from pathlib import Path

from bangtin import locales, spelling
from bangtin.commands import init, listing, starters
from bangtin.commands.asking import Unusable
from bangtin.commands.init import line, quoted
from bangtin.config import header, loading, strings, yamltree
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Settings
from bangtin.config.yamltree import Mapping
from bangtin.files import defaults, writing
from bangtin.messages import catalogue
from bangtin.messages import language as language_of_messages
from bangtin.problems import Problems, closest
from bangtin.site import pages

CONTENT, TABLES = "content", "content/data"
DAYS_OF_A_NOTICE = datetime.timedelta(days=14)
_STRING = re.compile(r"^([\w.-]+): (.+)$", re.MULTILINE)
_CODE = re.compile(r"^code:[ \t]*[\"']?([A-Z0-9]+)", re.MULTILINE)
_OPENING = re.compile(r"\A\s*---[ \t]*\n")
LONGEST_CODE = 4
LONGEST_NAME = 26
"""A page's file names its address: a longer one is printed small and makes a dense code."""
SECTION_OF = {"page": "guidance", "notice": "notices"}
"""The kind of section that a page lies in where nobody names one."""


def page(
    root: Path, settings: Settings, title: str, section: str, today: datetime.date, kind: str
) -> Path:
    """Write a page or a notice, a draft until somebody takes that out; return its file."""
    title = line(title)
    name = file_name(title)
    folder = section_folder(root, settings, section or SECTION_OF[kind])
    values = {
        "title": title,
        "today": today.isoformat(),
        "review": (today + init.REVIEW_AFTER).isoformat(),
        "expires": (today + DAYS_OF_A_NOTICE).isoformat(),
        "code": _free_code(root, name),
    }
    template = starters.FOLDER / "new" / f"{kind}.{spoken(settings.language)}.md"
    filled = init.templates().from_string(template.read_text("utf-8")).render(values)
    return _create(root, f"{folder}/{name}.md", filled)


def file_name(title: str) -> str:
    """Return what a page's file is called by its title, cut between two words where it is long.

    Raises Unusable for a title without letters and digits.
    """
    name = spelling.slug(title)
    if not name:
        raise Unusable("new-no-name", value=title)
    if len(name) <= LONGEST_NAME:
        return name
    return name[: LONGEST_NAME + 1].rpartition("-")[0] or name[:LONGEST_NAME]


def spoken(lang: str) -> str:
    """Return the language of comments: the site's, or English where no template speaks it."""
    return lang if lang in starters.languages() else "en"


def section_folder(root: Path, settings: Settings, section: str) -> str:
    """Return the folder of a section, by its name or its kind.

    It is one that the portal lists, or one that is there.
    """
    name = section.replace("\\", "/").strip("/ ").removeprefix(f"{CONTENT}/")
    there = {p.name for p in (root / CONTENT).iterdir() if p.is_dir() and p.name != "data"}
    of_kind = (folder for folder, found in settings.sections.items() if found.kind == name)
    known = sorted({*settings.sections, *there})
    if name not in known:
        name = next(of_kind, name)
    if name not in known:
        raise Unusable("new-no-section", value=section, known=", ".join(known))
    return f"{CONTENT}/{name}"


def _free_code(root: Path, name: str) -> str:
    """Return the first letters of a name's words, with a number where a page has that code."""
    taken: set[str] = set()
    for path in (root / CONTENT).rglob("*.md"):
        taken.update(_CODE.findall(path.read_text("utf-8", errors="replace")))
    words = name.split("-")
    letters = "".join(word[0] for word in words)[:LONGEST_CODE].upper()
    if len(letters) == 1:
        letters = name[:2].upper() if len(name) > 1 else f"{letters}1"
    numbered = (f"{letters}{n}" for n in itertools.count(2))
    return next(code for code in itertools.chain((letters,), numbered) if code not in taken)


def table(root: Path, title: str, columns: str, first: str) -> Path:
    """Write a table with a line to write over; its first column names a row."""
    title = line(title)
    name = spelling.slug(title)
    if not name:
        raise Unusable("new-no-name", value=title)
    heads = [line(part) for part in re.split(r"[,;]", columns) if part.strip()]
    keys = [spelling.slug(head).replace("-", "_") for head in heads]
    if not keys or "" in keys or len(set(keys)) < len(keys):
        raise Unusable("new-columns", value=columns)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([keys, [first, *("–" for _ in keys[1:])]])
    return _create(root, f"{TABLES}/{name}.csv", out.getvalue())


def language(root: Path, settings: Settings, tag: str, name: str, note: str) -> list[Path]:
    """Add a further language: its entry in ``site.yaml``, a home page to translate, its words.

    The home page is a draft, with ``note`` as a comment, until somebody takes that out. Of a
    language that the site names already only the words are written, where there are none.
    """
    tag = _tag_meant(tag)
    word_file = loading.strings_file(locales.without_country(tag))
    chain = map(loading.strings_file, locales.in_chain(tag))
    has_words = any(defaults.locate(root, file).is_file() for file in chain)
    if tag == settings.language or tag in settings.languages:
        if has_words:
            raise Unusable("new-language-there", value=tag)
        return [_create(root, word_file, _words_to_fill_in())]
    own = name or strings.name_of(tag)
    if not own:
        raise Unusable("new-language-name", value=tag)
    raw = as_written(root, "site.yaml")
    words = "".join(f'    #   {quoted(t)}: ""\n' for t in settings.said)
    entry = f"  {tag}:\n    name: {quoted(line(own))}\n    # words:\n{words}"
    changed = _put_under(raw, "languages", entry)
    if not _is_added(raw, changed, "languages", tag):
        raise Unusable("new-by-hand", name="languages")
    home = root / CONTENT / tag / "index.md"
    if home.exists():
        raise Unusable("new-exists", path=f"{CONTENT}/{tag}/index.md")
    written = []
    if not has_words:
        written.append(_create(root, word_file, _words_to_fill_in()))
    original = as_written(root, f"{CONTENT}/index.md").removeprefix("\ufeff").replace("\r\n", "\n")
    original = _OPENING.sub(lambda _: f"---\n# {note}\ndraft: true\n", original, count=1)
    written.append(_create(root, f"{CONTENT}/{tag}/index.md", original))
    writing.write(root / "site.yaml", changed.encode("utf-8"), durable=True)
    return [root / "site.yaml", *written]


def _tag_meant(text: str) -> str:
    """Return a language's tag in its own spelling. Raises Unusable for what is none."""
    written = text.strip()
    if tag := locales.canonical(written):
        return tag
    meant = locales.meant(written)
    key = "new-language-tag-meant" if meant else "new-language-tag"
    raise Unusable(key, value=written, meant=meant)


def messages(root: Path, tag: str) -> Path:
    """Write the English messages as a catalogue of another language, to be translated."""
    lang = locales.base(_tag_meant(tag))
    if lang in catalogue.shipped():
        raise Unusable("new-messages-there", value=lang)
    text = json.dumps(catalogue.read(catalogue.ENGLISH), ensure_ascii=False, indent=2)
    return _create(root, f"{language_of_messages.FOLDER}/{lang}.json", f"{text}\n")


def _words_to_fill_in() -> str:
    """Return the English strings as a file to translate: each empty, its English words beside it.

    An empty one counts as missing: a build says how many there are, and shows English.
    """
    english = (defaults.folder() / loading.strings_file("en")).read_text("utf-8")
    return _STRING.sub(r'\1: ""  # \2', english)


# ── Prints ──


PAGE_WORD = {"vi": "trang", "en": "page", "fr": "page"}


def page_meant(root: Path, text: str) -> str:
    """Return the file of a page that is named by its path, its name or a part of them."""
    found = sorted(p.relative_to(root).as_posix() for p in (root / CONTENT).rglob("*.md"))
    wanted = text.strip().strip("/").replace("\\", "/")
    stems = {file: file.removeprefix(f"{CONTENT}/").removesuffix(".md") for file in found}
    for same in (
        [f for f in found if wanted in (f, stems[f], f.removeprefix(f"{CONTENT}/"))],
        [f for f in found if Path(f).stem in (wanted, spelling.slug(wanted), _cut(wanted))],
    ):
        if len(same) == 1:
            return same[0]
    raise Unusable("new-no-page", value=text.strip(), known=", ".join(stems.values()))


def _cut(title: str) -> str:
    """Return what a page of this title is called; empty where it has no letters."""
    return file_name(title) if spelling.slug(title) else ""


def format_meant(formats: dict[str, AnyFormat], text: str, lang: str) -> str:
    """Return a format's name, of its name or of what people call it."""
    wanted = text.strip()
    by_name = {formats[n].name.casefold(): n for n in listing.own_names(formats, lang)}
    found = wanted if wanted in formats else by_name.get(wanted.casefold(), "")
    if not found:
        meant = closest(wanted, list(formats)) or ", ".join(listing.own_names(formats, lang))
        raise Unusable("new-no-format", value=wanted, meant=meant)
    return found


def as_written(root: Path, file: str) -> str:
    """Return a file of the site with its own line ends. Raises Unusable for one in no UTF-8."""
    try:
        return (root / file).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unusable("new-page-unsound", path=file) from error


def put_into_header(raw: str, file: str, entry: str) -> str:
    """Return a page with an entry at the end of its ``publish``.

    Raises Unusable where the header is unsound, or would be.
    """
    problems = Problems()
    parted = header.split(raw.replace("\r\n", "\n"), file, problems)
    if parted is None:
        raise Unusable("new-page-unsound", path=file)
    lines = raw.replace("\r\n", "\n").split("\n")
    last = parted[2] - 2  # the line that closes the header, counted from 0
    head = "\n".join(lines[:last]) + "\n"
    rest = "\n".join(lines[last:])
    found = _put_under(head, "publish", entry) + rest
    found = found.replace("\n", "\r\n") if "\r\n" in raw else found
    if pages.parse(file, found.encode("utf-8")).header is None:
        raise Unusable("new-page-unsound", path=file)
    return found


def _put_under(text: str, key: str, entry: str) -> str:
    """Return YAML with an entry at the end of the block below a key of its top level.

    The entry is written as for a block that is indented by two spaces; it goes as far in as the
    entries that are there.
    """
    ends = "\r\n" if "\r\n" in text else "\n"
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = text.removeprefix(mark).replace("\r\n", "\n").removesuffix("\n").split("\n")
    own = [n for n, row in enumerate(lines) if re.match(rf"{key}[ \t]*:", row)]
    if not own:
        lines.append(f"{key}:")
        start = end = len(lines)
    else:
        start = own[0] + 1
        value = lines[own[0]].partition(":")[2].split(" #")[0].strip()
        if value in ("[]", "{}", "~", "null"):
            lines[own[0]] = f"{key}:"
        elif value:
            raise Unusable("new-by-hand", name=key)
        end = _end_of_block(lines, start)
    rows = entry.removesuffix("\n").split("\n")
    first = next((r for r in lines[start:end] if r.strip() and r.lstrip()[0] != "#"), None)
    if first is not None:
        shift = len(first) - len(first.lstrip()) - 2
        rows = [" " * shift + row if shift > 0 else row[-shift:] for row in rows]
    lines[end:end] = rows
    return mark + ends.join(lines) + ends


def _end_of_block(lines: Sequence[str], start: int) -> int:
    """Return the line behind the last one of a block; comments at the margin may part it."""
    end = start
    for number, row in enumerate(lines[start:], start=start):
        if row.strip() and re.match(r"[ \t]|- |-$", row):
            end = number + 1
        elif row.strip() and not row.startswith("#"):
            break
    return end


def _is_added(before: str, after: str, key: str, name: str) -> bool:
    """Whether YAML got just one entry more below a key, and all else reads as it did."""
    was, found = (yamltree.parse(text, "", Problems()) for text in (before, after))
    if not isinstance(was, Mapping) or not isinstance(found, Mapping):
        return False
    block, old = found.items.get(key), was.items.get(key)
    if not isinstance(block, Mapping) or not isinstance(block.items.get(name), Mapping):
        return False
    kept = list(old.items) if isinstance(old, Mapping) else []
    return list(block.items) == [*kept, name] and set(found.items) == {*was.items, key}


def _create(root: Path, file: str, text: str) -> Path:
    path = root / file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writing.create(path, text.encode("utf-8"))
    except FileExistsError as error:
        raise Unusable("new-exists", path=file) from error
    except OSError as error:
        raise writing.refused(path, error) from error
    return path
