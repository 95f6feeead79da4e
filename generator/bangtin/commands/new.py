"""``bangtin new``: a filled, commented template at the right place. Nothing is ever overwritten."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import json
import re
from pathlib import Path

from bangtin import locales, spelling
from bangtin.commands import init, listing, starters
from bangtin.commands.asking import Asker
from bangtin.commands.init import Unusable, line, quoted
from bangtin.config import header, loading, strings
from bangtin.config.formats import Format
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Settings
from bangtin.files import defaults, writing
from bangtin.messages import catalogue
from bangtin.messages import language as language_of_messages
from bangtin.problems import Level, Problems, closest, ordered
from bangtin.site import pages
from bangtin.site.print_entries import NEEDS

CONTENT, TABLES = "content", "content/data"
DAYS_OF_A_NOTICE = datetime.timedelta(days=14)
_STRING = re.compile(r"^([\w.-]+): (.+)$", re.MULTILINE)
_CODE = re.compile(r"^code:[ \t]*[\"']?([A-Z0-9]+)", re.MULTILINE)
_ITEM = re.compile(r"([ ]*)- ")
LONGEST_CODE = 4
SECTION_OF = {"page": "guidance", "notice": "notices"}
"""The kind of section that a page lies in where nobody names one."""


def page(
    root: Path, settings: Settings, title: str, section: str, today: datetime.date, kind: str
) -> Path:
    """Write a page or a notice, a draft until somebody takes that out; return its file."""
    title = line(title)
    name = spelling.slug(title)
    if not name:
        raise Unusable("new-no-name", value=title)
    folder = section_folder(root, settings, section or SECTION_OF[kind])
    values = {
        "title": title,
        "today": today.isoformat(),
        "review": (today + init.REVIEW_AFTER).isoformat(),
        "expires": (today + DAYS_OF_A_NOTICE).isoformat(),
        "code": _free_code(root, name),
    }
    template = starters.FOLDER / "new" / f"{kind}.{_spoken(settings)}.md"
    filled = init.templates().from_string(template.read_text("utf-8")).render(values)
    return _create(root, f"{folder}/{name}.md", filled)


def _spoken(settings: Settings) -> str:
    """Return the language of comments: the site's, or English where no template speaks it."""
    lang = locales.base(settings.language)
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
    written_as, tag = tag.strip(), locales.canonical(tag.strip())
    if not tag:
        meant = locales.meant(written_as)
        key = "new-language-tag-meant" if meant else "new-language-tag"
        raise Unusable(key, value=written_as, meant=meant)
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
    raw = (root / "site.yaml").read_bytes().decode("utf-8")
    words = "".join(f'    #   {quoted(t)}: ""\n' for t in settings.said)
    entry = f"  {tag}:\n    name: {quoted(line(own))}\n    # words:\n{words}"
    changed = _put_under(raw, "languages", entry, r"  \S")
    home = root / CONTENT / tag / "index.md"
    if home.exists():
        raise Unusable("new-exists", path=f"{CONTENT}/{tag}/index.md")
    written = []
    if not has_words:
        written.append(_create(root, word_file, _words_to_fill_in()))
    original = (root / CONTENT / "index.md").read_text("utf-8-sig")
    original = original.replace("---\n", f"---\n# {note}\ndraft: true\n", 1)
    written.append(_create(root, f"{CONTENT}/{tag}/index.md", original))
    writing.write(root / "site.yaml", changed.encode("utf-8"), durable=True)
    return [root / "site.yaml", *written]


def messages(root: Path, tag: str) -> Path:
    """Write the English messages as a catalogue of another language, to be translated."""
    lang = locales.base(locales.canonical(tag.strip()))
    if not lang:
        meant = locales.meant(tag.strip())
        key = "new-language-tag-meant" if meant else "new-language-tag"
        raise Unusable(key, value=tag.strip(), meant=meant)
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


def printed(
    root: Path, settings: Settings, formats: dict[str, AnyFormat], asker: Asker,
    given: dict[str, str | None],
) -> Path:  # fmt: skip
    """Add an entry to a page's ``publish``; ask for what its format can't do without."""
    file = asker.answer("--page", given["page"], lambda t: _page_meant(root, t))
    if given["format"] is None and asker.asks:
        rows = [
            listing.row(n, formats[n], asker.language)
            for n in listing.own_names(formats, settings.language)
            if isinstance(formats[n], Format)
        ]
        asker.tell("\n".join(listing.table(rows)))
    lang = settings.language
    name = asker.answer("--format", given["format"], lambda t: _format_meant(formats, t, lang))
    if file is None or name is None:
        raise Unusable("init-missing", options=", ".join(asker.missing))
    raw = (root / file).read_bytes().decode("utf-8")
    read = pages.parse(file, raw.encode("utf-8")).header
    if read is None:
        raise Unusable("new-page-unsound", path=file)
    format_ = formats[name]
    needs = NEEDS.get(format_.layout, ()) if isinstance(format_, Format) else ()
    entry = [f"  - format: {name}"]
    taken = {e.id for e in read.publish if e.id} | {e.format for e in read.publish}
    if any(e.format == name for e in read.publish):
        names = (f"{Path(file).stem}-{name.replace('.', '-')}-{n}" for n in itertools.count(2))
        entry.append(f"    id: {next(one for one in names if one not in taken)}")
    if "slogan" in needs:
        slogan = asker.answer("--slogan", given["slogan"], line, read.title)
        entry.append(f"    slogan: {quoted(slogan or read.title)}")
    if "qr" in needs:
        # Its code leads to the page that it is printed from.
        purpose = asker.say("new-print-scan")
        entry += [f"    qr: {PAGE_WORD[_spoken(settings)]}", f"    qr_text: {quoted(purpose)}"]
    entry += [f"    # {note}" for note in asker.say("new-print-notes").split("\n")]
    changed = _put_into_header(raw, file, "".join(f"{row}\n" for row in entry))
    problems = Problems()
    problems.extend(pages.parse(file, changed.encode("utf-8")).problems)
    if any(p.level is Level.ERROR for p in ordered(problems)):
        raise Unusable("new-page-unsound", path=file)
    writing.write(root / file, changed.encode("utf-8"), durable=True)
    return root / file


PAGE_WORD = {"vi": "trang", "en": "page", "fr": "page"}


def _page_meant(root: Path, text: str) -> str:
    """Return the file of a page that is named by its path, its name or a part of them."""
    found = sorted(p.relative_to(root).as_posix() for p in (root / CONTENT).rglob("*.md"))
    wanted = text.strip().strip("/").replace("\\", "/")
    stems = {file: file.removeprefix(f"{CONTENT}/").removesuffix(".md") for file in found}
    for same in (
        [f for f in found if wanted in (f, stems[f], f.removeprefix(f"{CONTENT}/"))],
        [f for f in found if Path(f).stem in (wanted, spelling.slug(wanted))],
    ):
        if len(same) == 1:
            return same[0]
    raise Unusable("new-no-page", value=text.strip(), known=", ".join(stems.values()))


def _format_meant(formats: dict[str, AnyFormat], text: str, lang: str) -> str:
    wanted = text.strip()
    by_name = {formats[n].name.casefold(): n for n in listing.own_names(formats, lang)}
    found = wanted if wanted in formats else by_name.get(wanted.casefold(), "")
    if not found:
        meant = closest(wanted, list(formats)) or ", ".join(listing.own_names(formats, lang))
        raise Unusable("new-no-format", value=wanted, meant=meant)
    return found


def _put_into_header(raw: str, file: str, entry: str) -> str:
    """Return a page with an entry at the end of its ``publish``."""
    problems = Problems()
    parted = header.split(raw.replace("\r\n", "\n"), file, problems)
    if parted is None:
        raise Unusable("new-page-unsound", path=file)
    lines = raw.replace("\r\n", "\n").split("\n")
    last = parted[2] - 2  # the line that closes the header, counted from 0
    head = "\n".join(lines[:last]) + "\n"
    rest = "\n".join(lines[last:])
    found = _put_under(head, "publish", entry, r"\s*(- |$)|\s+\S") + rest
    return found.replace("\n", "\r\n") if "\r\n" in raw else found


def _put_under(text: str, key: str, entry: str, within: str) -> str:
    """Return YAML with an entry at the end of the block below a key of its top level."""
    ends = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    own = [n for n, row in enumerate(lines) if re.match(rf"{key}[ \t]*:", row)]
    if not own:
        lines.append(f"{key}:")
        start = end = len(lines)
    else:
        start = own[0] + 1
        value = lines[own[0]].partition(":")[2].split(" #")[0].strip()
        if value in ("[]", "{}"):
            lines[own[0]] = f"{key}:"
        elif value:
            raise Unusable("new-by-hand", name=key)
        end = start
        for n in range(start, len(lines)):
            if lines[n].strip() and not re.match(within, lines[n]):
                break
            end = n + 1 if lines[n].strip() else end
    rows = entry.removesuffix("\n").split("\n")
    if found := next((m for row in lines[start:end] if (m := _ITEM.match(row))), None):
        # As far in as the entries that are there.
        shift = len(found[1]) - 2
        rows = [" " * shift + row if shift > 0 else row[-shift:] for row in rows]
    lines[end:end] = rows
    return ends.join(lines) + ends


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
