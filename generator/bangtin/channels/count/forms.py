"""Blank forms for those who report: on paper, a line a day, and as a sheet whose cells are checked.

Both name the columns as people know them. ``bangtin count`` reads the sheet back by these names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bangtin import locales
from bangtin.channels.count.inputs import Column, Month, Paper
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.site import count_heads
from bangtin.site.count_words import CountWords
from bangtin.site.counts import Counts
from bangtin.site.site import Site

LAYOUT = "layouts/press/count-form.typ"


def plan(site: Site, counts: Counts, channel: str) -> Iterator[Artifact]:
    """Plan both forms in each language that they can be set in."""
    for lang in site.languages:
        if not count_heads.has_forms(site, counts, lang):
            continue
        paper, sheet = count_heads.forms_of(site, counts, lang)
        place = counts.settings.place()
        file = site.layout_files(LAYOUT)
        data = json.dumps(_data(site, counts, lang), ensure_ascii=False, sort_keys=True)
        yield Artifact(paper, channel, Task.of(make_form, Paper(data, file), place, paper))
        yield Artifact(
            sheet, channel, Task.of(make_sheet, _month(site, counts, lang), place, sheet)
        )


@builder
def make_form(inputs: Paper, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Set the form on paper as PDF/UA."""
    from bangtin.typesetting import compiler

    return compiler.plain("count-form", json.loads(inputs.data), root, inputs.layouts)


@builder
def make_sheet(inputs: Month, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Write the sheet to fill in."""
    from bangtin.channels.count import form_sheets

    return form_sheets.xlsx(inputs)


def columns(site: Site, counts: Counts, lang: str) -> tuple[Column, ...]:
    """Return what is asked of a unit each day, in the words of a language."""
    named, t = counts.settings.columns, site.strings[lang]
    found = [Column(t["count_date"], "day")]
    base = None
    if named.base:
        base = len(found)
        name = count_heads.base_of(site, counts, lang)
        found.append(Column(name[:1].upper() + name[1:], "count"))
    found += [
        Column(site.say(measure.title, lang)[0], "count", base)
        for measure in counts.measures.values()
    ]
    if named.reported:
        found.append(Column(t["count_time"], "hour"))
    if named.note:
        found.append(Column(t["count_note"], "note"))
    return tuple(found)


def _rules(counts: Counts, t: dict[str, str]) -> list[str]:
    kind = t["count_form_daily"] if counts.is_daily else t["count_form_total"]
    return [kind, t["count_form_numbers"], t["count_form_blank"]]


def _due(site: Site, counts: Counts, lang: str) -> str:
    if counts.settings.due is None:
        return ""
    words = CountWords(counts, site.strings[lang], lang, str)
    hour = words.hour(counts.due(site.now), site.now)
    return site.strings[lang]["count_form_due"].format(hour=hour)


def _data(site: Site, counts: Counts, lang: str) -> dict[str, Any]:
    t = site.strings[lang]
    return {
        "lang": locales.base(lang),
        "title": site.say(counts.settings.title, lang)[0],
        "issuer": site.say(site.settings.issuer.short, lang)[0],
        "due": _due(site, counts, lang),
        "rules": _rules(counts, t),
        "columns": [{"title": c.title, "kind": c.kind} for c in columns(site, counts, lang)],
        "line": f"{t['count_unit']} … {t['count_date'].lower()} …: " + count_heads.line_of(counts),
        "labels": {
            "form": t["count_form"],
            "unit": t["count_unit"],
            "when": t["count_form_when"],
            "lines": t["count_form_lines"],
            "send": t["count_form_send"],
            "colon": t["colon"],
        },
    }


def _month(site: Site, counts: Counts, lang: str) -> Month:
    t = site.strings[lang]
    month = t["count_form_month"].format(month=site.now.month, year=site.now.year)
    title = site.say(counts.settings.title, lang)[0]
    return Month(
        site.now.year,
        site.now.month,
        f"{t['count_form']}: {title}, {month}",
        site.say(site.settings.issuer.short, lang)[0],
        (*filter(None, [_due(site, counts, lang)]), t["count_form_fill"], *_rules(counts, t)),
        columns(site, counts, lang),
        tuple(unit.name for unit in counts.units),
        {
            "form": t["count_form"],
            "unit": t["count_unit"],
            "units": t["count_form_units"],
            "wrong": t["count_form_wrong"],
            "ask_count": t["count_form_ask_count"],
            "ask_part": t["count_form_ask_part"],
            "ask_hour": t["count_form_ask_hour"],
            "ask_unit": t["count_form_ask_unit"],
        },
        site.settings.day_order,
    )
