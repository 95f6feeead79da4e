"""Records what goes out: the register, and what each edition says on its finished files."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

from bangtin.build import Result
from bangtin.files.paths import PUBLIC
from bangtin.problems import Problems
from bangtin.site import edition_log, facts, publication_log
from bangtin.site.edition_log import Line
from bangtin.site.editions import Issue

READ = (".pdf", ".txt")
"""Endings of the files that an edition's words are read from."""


def check(root: Path, now: datetime.datetime, problems: Problems) -> None:
    """Note what is wrong with the logs: nothing goes out that could not be recorded."""
    publication_log.read(root, problems)
    if edition_log.read(root, problems) is not None:
        edition_log.check_clock(root, now, problems)


def went_out(
    root: Path,
    result: Result,
    now: datetime.datetime,
    *,
    target: str = "",
    ordered: Iterable[Line] = (),
) -> list[str]:
    """Record what a build that goes out binds from now on; returns the codes that are new.

    Called before the first byte leaves: whatever may have been seen is bound, even if the line
    breaks. The words of an edition are read from its finished files. On the disk when it
    returns. Raises DiskFailed.
    """
    assert result.going is not None
    known = edition_log.read(root, Problems()) or {}
    search = facts.Search(result.going.facts)
    files = files_by_folder(result.planned or ())
    lines: list[Line] = []
    for issue in result.going.issues:
        if issue.is_new:
            own = (path for path in files.get(issue.folder, ()) if path not in issue.repeating)
            texts = list(texts_of_files(root / PUBLIC, own))
            lines.append(_issued(issue, texts, search, now))
        before = known[issue.code].targets if issue.code in known else []
        if target and target not in before:
            lines.append(Line(now, "published", issue.code, target))
    lines += ordered
    # First what the editions are: a code without it could be changed without a word.
    edition_log.add(root, lines)
    if result.logged or not (root / publication_log.FILE).exists():
        publication_log.write(root, result.log)
    return [line.edition for line in lines if line.event == "issued"]


def _issued(
    issue: Issue, texts: Sequence[str], search: facts.Search, now: datetime.datetime
) -> Line:
    whole = facts.plain("\n".join((*texts, *issue.words)))
    found = search.carried(whole) | dict(issue.link)
    if issue.says_until:
        found[facts.UNTIL] = issue.says_until
    return Line(
        now,
        "issued",
        issue.code,
        folder=issue.folder,
        content=issue.content,
        until=issue.until,
        facts=found,
        text="\n".join(_united((*texts, *issue.words))),
    )


def files_by_folder(planned: Iterable[str]) -> dict[str, list[str]]:
    """Return the finished files that editions' words stand in, by the folder of each edition."""
    found: dict[str, list[str]] = {}
    for path in sorted(planned):
        if path.endswith(READ):
            prints, _, rest = path.partition("/")
            found.setdefault(f"{prints}/{rest.partition('/')[0]}/", []).append(path)
    return found


def texts_of_files(public: Path, paths: Iterable[str]) -> Iterable[str]:
    """Yield the text of each file."""
    for path in paths:
        yield text_of(path, (public / path).read_bytes())


def text_of(path: str, data: bytes) -> str:
    """Return the text of a PDF or a text file."""
    if not path.endswith(".pdf"):
        return data.decode("utf-8-sig", "replace")
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def _united(texts: Sequence[str]) -> Iterable[str]:
    """Yield the lines of texts: the first whole, of the others what it doesn't say."""
    said: set[str] = set()
    for number, text in enumerate(texts):
        for line in text.splitlines():
            plain = " ".join(line.split())
            if plain and (number == 0 or plain not in said):
                yield plain
            said.add(plain)
