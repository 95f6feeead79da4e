"""What the columns of a count are called by people: on forms, in downloads, in what units send."""

from __future__ import annotations

from bangtin import locales, spelling
from bangtin.site import slugs
from bangtin.site.counts import Counts
from bangtin.site.site import Site


def base_of(site: Site, counts: Counts, lang: str) -> str:
    """Return what the base is called."""
    return site.say(counts.settings.base, lang)[0] or site.strings[lang]["count_base"]


def forms_of(site: Site, counts: Counts, lang: str) -> tuple[str, str]:
    """Return where the form on paper and the sheet to fill in lie, below the portal's root."""
    name = slugs.unique((site.strings[lang]["count_form"],), "form")[0]
    path = f"{site.settings.prefix(lang)}{counts.settings.table}/{name}"
    return f"{path}.pdf", f"{path}.xlsx"


def has_forms(site: Site, lang: str) -> bool:
    """Tell whether forms can be set in a language: nothing on them from right to left.

    The line for a message (``line_of``) is in the site's own language on all of them.
    """
    return not any(map(locales.is_right_to_left, (lang, site.settings.language)))


def line_of(counts: Counts) -> str:
    """Return the figures of a message, to be filled in: "…/… bluezone, … khai báo"."""
    measures = counts.measures.values()
    form = ", ".join(f"… {m.words[0] if m.words else m.title}" for m in measures)
    return form.replace("…", "…/…", 1) if counts.settings.columns.base else form


def names(site: Site, counts: Counts) -> dict[str, tuple[str, ...]]:
    """Return what each role and measure is called in forms and downloads, in every language.

    The names are folded, so that capitals and marks make no difference.
    """
    found: dict[str, list[str]] = {}
    for lang in site.languages:
        t = site.strings[lang]
        called = {"day": t["count_date"], "unit": t["count_unit"], "reported": t["count_time"],
                  "note": t["count_note"], "base": base_of(site, counts, lang)}  # fmt: skip
        called |= {k: site.say(m.title, lang)[0] for k, m in counts.measures.items()}
        for key, name in called.items():
            found.setdefault(key, []).append(spelling.fold(" ".join(name.split())))
    return {key: tuple(dict.fromkeys(known)) for key, known in found.items()}
