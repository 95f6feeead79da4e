"""click's own texts (usage, options, errors) in the language of the messages.

click asks gettext for each of its texts, and gettext reads nothing but compiled
catalogues (``.mo``). What click says stands in the section ``click`` of each
catalogue; ``make messages`` compiles it into ``locale/``. English has no such
section: it is what click says by itself.
"""

from __future__ import annotations

import gettext
import os
import struct
from pathlib import Path

from bangtin.messages import catalogue

DOMAIN = "click"
LOCALE = catalogue.FOLDER / "locale"

_HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"
_MAGIC = 0x950412DE
_TABLES_AT = 28


def speak(language: str) -> None:
    """Have click say its texts in ``language`` from now on, in this process and its children."""
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
    # gettext asks it before all that says which language the machine itself is set to.
    os.environ["LANGUAGE"] = language


def compiled_file(language: str) -> Path:
    """Return where gettext looks for the compiled texts of a language."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


def compiled(language: str) -> bytes:
    """Return click's texts in ``language`` as gettext reads them.

    The form is in the manual of GNU gettext, "The Format of GNU MO Files": a
    header of seven numbers, two tables with the length and place of each text,
    then the texts, in the order of the English ones and each ended by NUL.
    """
    texts = {"": _HEADER}
    for english, text in catalogue.read(language).get("click", {}).items():
        if isinstance(text, str):
            texts[english] = text
        else:
            texts[f"{english}\0{text['several']}"] = text["text"]
    pairs = sorted((english.encode(), text.encode()) for english, text in texts.items())
    size = len(pairs) * 8
    tables, data = b"", b""
    start = _TABLES_AT + 2 * size
    for column in zip(*pairs, strict=True):
        for text in column:
            tables += struct.pack("<2I", len(text), start + len(data))
            data += text + b"\0"
    head = struct.pack(
        "<7I", _MAGIC, 0, len(pairs), _TABLES_AT, _TABLES_AT + size, 0, _TABLES_AT + 2 * size
    )
    return head + tables + data


def compile_all() -> None:
    """Write the compiled texts of every language that has some."""
    for language in catalogue.languages():
        if "click" in catalogue.read(language):
            file = compiled_file(language)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(compiled(language))


if __name__ == "__main__":
    compile_all()
