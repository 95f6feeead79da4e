"""Names of pictograms: each has one neutral English name, its file's, and others besides."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from importlib import resources
from pathlib import Path, PurePosixPath

import msgspec

from bangtin.files import defaults
from bangtin.site.pages import Page

FOLDER = "assets/icons/"


class IconName(msgspec.Struct, frozen=True):
    """The other names of a pictogram, and what it shows, in Vietnamese and English."""

    also: tuple[str, ...]
    vi: str
    en: str


@functools.cache
def shipped() -> dict[str, IconName]:
    """Return the pictograms that Bangtin brings, by the name of their file."""
    data = resources.files("bangtin.site").joinpath("icon_names.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, IconName])


def files_by_name(root: Path, files: Iterable[str]) -> dict[str, str]:
    """Return for every name that a page may write the stem of the file that it draws.

    The site's own file of that very name comes first, then the site's own under
    another name of the same pictogram, then what Bangtin brings.
    """
    paths = (PurePosixPath(file) for file in files if file.startswith(FOLDER))
    stems = {path.stem: path.as_posix() for path in paths if path.suffix == ".svg"}
    found = {stem: stem for stem in stems}
    for name, names in shipped().items():
        group = (name, *names.also)
        there = [stem for stem in group if stem in stems]
        own = [stem for stem in there if defaults.has_own(root, stems[stem])]
        for wanted in group if there else ():
            found[wanted] = wanted if wanted in own else (own or there)[0]
    return found


def resolve(page: Page, files: dict[str, str]) -> Page:
    """Return the page with each name of a pictogram made its file's; unknown ones stay."""
    header, replace = page.header, msgspec.structs.replace

    def of(name: str) -> str:
        return files.get(name, name)

    publish = tuple(
        replace(
            entry,
            emblem=of(entry.emblem) if entry.emblem else entry.emblem,
            steps=tuple(replace(step, icon=of(step.icon)) for step in entry.steps),
        )
        for entry in header.publish
    )
    return replace(
        page,
        header=replace(
            header,
            icon=of(header.icon) if header.icon else header.icon,
            step_icons=tuple(of(name) for name in header.step_icons),
            publish=publish,
        ),
    )
