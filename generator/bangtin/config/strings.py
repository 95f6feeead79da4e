"""``layouts/strings/LANG.yaml``: the UI strings that layouts add to what authors write."""

from __future__ import annotations

import collections.abc
import re
from collections.abc import Callable, Iterable

from bangtin import locales
from bangtin.config.yamltree import Mapping, Scalar
from bangtin.problems import Place, Problems, closest

NAMES = {"vi": "Tiếng Việt", "en": "English", "fr": "Français"}
"""What speakers of the shipped languages call them."""
LEFT_TO_RIGHT, END = "\u2066", "\u2069"
"""Unicode's marks around a text from left to right that stands in one from right to left."""
OTHER = "other"
"""CLDR's form for all numbers that have no form of their own."""
MOST_NAMED = 5
"""So many missing strings are named; a file that somebody has just begun lacks hundreds."""


def name_of(tag: str) -> str:
    """Return what speakers of a language call it; empty where CLDR doesn't know."""
    return NAMES.get(tag) or locales.name(tag)


REQUIRED = (
    "also_spelled",
    "archive",
    "archive_empty",
    "archive_intro",
    "audience",
    "bundles",
    "call",
    "check_address",
    "code_alt",
    "colon",
    "contact_address",
    "contact_phone",
    "copies",
    "correction_again",
    "correction_said_again",
    "correction_said_source",
    "correction_said_wrong",
    "correction_source",
    "correction_true",
    "correction_why",
    "correction_wrong",
    "count_all_reported",
    "count_alt_bars",
    "count_alt_range",
    "count_alt_reached",
    "count_alt_trend",
    "count_as_of",
    "count_base",
    "count_by_day",
    "count_by_unit",
    "count_date",
    "count_day",
    "count_example",
    "count_example_note",
    "count_fewer",
    "count_files",
    "count_form",
    "count_form_ask_count",
    "count_form_ask_hour",
    "count_form_ask_part",
    "count_form_ask_unit",
    "count_form_blank",
    "count_form_daily",
    "count_form_due",
    "count_form_fill",
    "count_form_lines",
    "count_form_month",
    "count_form_numbers",
    "count_form_paper",
    "count_form_send",
    "count_form_sheet",
    "count_form_total",
    "count_form_units",
    "count_form_when",
    "count_form_wrong",
    "count_forms",
    "count_gaps",
    "count_goal",
    "count_goal_by",
    "count_goal_line",
    "count_hollow",
    "count_kind",
    "count_late",
    "count_late_at",
    "count_missing",
    "count_newest",
    "count_nobody",
    "count_none",
    "count_not_reached",
    "count_note",
    "count_on_time",
    "count_over",
    "count_part_reported",
    "count_print",
    "count_print_share",
    "count_reached",
    "count_reports",
    "count_revised",
    "count_see",
    "count_sentence",
    "count_sentence_goal",
    "count_sentence_number",
    "count_state",
    "count_state_late",
    "count_state_missing",
    "count_state_on-time",
    "count_state_untimed",
    "count_sum",
    "count_table",
    "count_time",
    "count_unit",
    "count_unit_key",
    "count_untimed",
    "count_yes",
    "document_by",
    "document_file",
    "document_issued",
    "document_number",
    "documents",
    "download",
    "draft",
    "edition",
    "embed",
    "embed_bare",
    "embed_bare_how",
    "embed_copied",
    "embed_copy",
    "embed_frame",
    "embed_frame_how",
    "embed_frame_own",
    "embed_frame_who",
    "embed_heading",
    "embed_intro",
    "embed_link",
    "embed_of",
    "embed_picture",
    "embed_picture_how",
    "embed_source",
    "embed_styled",
    "embed_styled_how",
    "empty_frame",
    "empty_frame_how",
    "expired",
    "fallback",
    "file_current",
    "file_current_text",
    "file_date",
    "file_edition",
    "filter",
    "filter_kind",
    "filter_place",
    "go_on",
    "goal",
    "hang_banner",
    "hang_broadcast",
    "hang_card",
    "hang_correction",
    "hang_fold",
    "hang_hoarding",
    "hang_leaflet",
    "hang_led",
    "hang_pillar",
    "hang_poster",
    "hang_share",
    "hang_sms",
    "hang_sticker",
    "hang_until",
    "hang_venue",
    "home",
    "hotline",
    "hotlines",
    "is_current",
    "is_current_text",
    "issued_by",
    "kind_banner",
    "kind_broadcast",
    "kind_card",
    "kind_correction",
    "kind_fold",
    "kind_hoarding",
    "kind_leaflet",
    "kind_led",
    "kind_pillar",
    "kind_poster",
    "kind_share",
    "kind_sms",
    "kind_sticker",
    "kind_venue",
    "language",
    "leads_to",
    "leads_to_intro",
    "led_colour",
    "led_colour_blue",
    "led_colour_green",
    "led_colour_red",
    "led_colour_white",
    "led_colour_yellow",
    "led_comma",
    "led_distance",
    "led_distance_text",
    "led_dwell",
    "led_file_bmp1",
    "led_file_bmp24",
    "led_file_gif",
    "led_file_png",
    "led_file_strip",
    "led_file_txt",
    "led_files",
    "led_mode",
    "led_mode_paged",
    "led_mode_scroll",
    "led_mode_still",
    "led_note",
    "led_moves",
    "led_number",
    "led_order",
    "led_order_runs",
    "led_owner_note",
    "led_package",
    "led_page",
    "led_places",
    "led_round",
    "led_seconds",
    "led_sheet",
    "led_size",
    "led_size_text",
    "led_speed",
    "led_speed_text",
    "led_text",
    "menu",
    "more_guidance",
    "news",
    "not_found",
    "not_found_text",
    "notice_until",
    "offline",
    "offline_saved",
    "offline_text",
    "order_bleed",
    "order_colour",
    "order_contact",
    "order_copies",
    "order_date",
    "order_deadline",
    "order_deadline_lines",
    "order_edition",
    "order_file",
    "order_files",
    "order_hang_until",
    "order_material",
    "order_note_1",
    "order_note_2",
    "order_note_3",
    "order_note_4",
    "order_note_5",
    "order_notes",
    "order_number",
    "order_pages",
    "order_places",
    "order_quantity",
    "order_scale",
    "order_scale_said",
    "order_sheet",
    "order_shop",
    "order_size",
    "order_title",
    "order_total",
    "order_until",
    "owner",
    "pack_copies",
    "pack_edition",
    "pack_hang",
    "pack_no_end",
    "pack_own_places",
    "pack_phone",
    "pack_read_first",
    "pack_sheet",
    "pack_step_1",
    "pack_step_2",
    "pack_step_3",
    "pack_step_4",
    "pack_until",
    "pack_what",
    "pack_where",
    "pack_zip",
    "packs",
    "packs_intro",
    "picture_of",
    "press_edition",
    "press_short",
    "print_code_leads",
    "print_date",
    "print_edition",
    "print_from",
    "print_material",
    "print_pages",
    "print_size",
    "prints",
    "prints_intro",
    "prints_of_page",
    "published",
    "questions",
    "questions_intro",
    "recall_changed",
    "recall_copies",
    "recall_day",
    "recall_done",
    "recall_download",
    "recall_edition",
    "recall_gone",
    "recall_how",
    "recall_instead",
    "recall_intro",
    "recall_nothing",
    "recall_over",
    "recall_place",
    "recall_since",
    "recall_title",
    "recall_what",
    "recall_who",
    "recall_why",
    "report_change",
    "report_closing",
    "report_compare_none",
    "report_dated",
    "report_dear",
    "report_done",
    "report_fewer",
    "report_intro",
    "report_more",
    "report_motto",
    "report_nation",
    "report_needed",
    "report_no_measure",
    "report_number",
    "report_order",
    "report_recipients",
    "report_results",
    "report_same",
    "report_state",
    "report_state_head",
    "report_table",
    "report_title",
    "report_unit",
    "report_units",
    "run_at",
    "run_code",
    "run_day",
    "run_done",
    "run_intro",
    "run_item",
    "run_left_out",
    "run_length",
    "run_longest",
    "run_none",
    "run_number",
    "run_sheet",
    "scale_note",
    "screen_edition",
    "screen_short",
    "script_breath",
    "script_by_hand",
    "script_closing",
    "script_copy",
    "script_how",
    "script_length",
    "script_marks",
    "script_opening",
    "script_part",
    "script_plain",
    "script_rate",
    "script_recording",
    "script_speed",
    "script_stop",
    "script_text",
    "script_written",
    "search",
    "search_broken",
    "search_first",
    "search_found",
    "search_intro",
    "search_label",
    "search_none",
    "search_wait",
    "search_without",
    "section_audience",
    "section_corrections",
    "section_documents",
    "section_guidance",
    "section_news",
    "section_notices",
    "section_other",
    "section_questions",
    "share_caption",
    "share_how",
    "share_picture",
    "share_size",
    "site_map",
    "skip_to_content",
    "slug_line",
    "sms_counted",
    "sms_forced",
    "sms_marked",
    "sms_plain",
    "sms_which",
    "steps",
    "tiles_alt",
    "tiles_bar",
    "tiles_column",
    "tiles_edition",
    "tiles_how_1",
    "tiles_how_2",
    "tiles_how_3",
    "tiles_how_4",
    "tiles_how_alt",
    "tiles_how_cut",
    "tiles_how_glue",
    "tiles_ink",
    "tiles_intro",
    "tiles_row",
    "tiles_short",
    "tiles_tile_alt",
    "todo",
    "topics",
    "translation_behind",
    "unit_code",
    "units",
    "updated",
    "urgent",
    "venues",
    "visit_date",
    "visitor",
    "weekday_1",
    "weekday_2",
    "weekday_3",
    "weekday_4",
    "weekday_5",
    "weekday_6",
    "weekday_7",
    "withdrawn",
)
"""Every word that a layout or a channel asks for; a test holds this against their sources."""


PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    "also_spelled": ("name",),
    "code_alt": ("action", "address"),
    "correction_said_again": ("fact",),
    "correction_said_source": ("source",),
    "correction_said_wrong": ("claim",),
    "embed_of": ("title",),
    "embed_source": ("issuer", "date"),
    "count_all_reported": ("total",),
    "count_alt_bars": ("title", "date", "values"),
    "count_alt_range": ("highest", "lowest"),
    "count_alt_reached": ("count", "total"),
    "count_alt_trend": ("title", "first", "from", "last", "until"),
    "count_as_of": ("date",),
    "count_day": ("date",),
    "count_fewer": ("count", "total"),
    "count_form_ask_part": ("base",),
    "count_form_due": ("hour",),
    "count_form_month": ("month", "year"),
    "count_gaps": ("count",),
    "count_goal": ("goal",),
    "count_goal_by": ("date", "goal"),
    "count_goal_line": ("goal",),
    "count_late": ("hour",),
    "count_late_at": ("time",),
    "count_on_time": ("hour",),
    "count_over": ("goal",),
    "count_part_reported": ("count", "total"),
    "count_newest": ("date",),
    "count_print": ("title", "value", "date"),
    "count_print_share": ("title", "share", "people", "date"),
    "count_sentence": ("title", "done", "base", "people", "share"),
    "count_sentence_goal": ("title", "done", "share"),
    "count_sentence_number": ("title", "done"),
    "count_sum": ("count",),
    "expired": ("date",),
    "hang_until": ("date",),
    "hotline": ("name",),
    "order_hang_until": ("date",),
    "order_scale_said": ("scale",),
    "recall_changed": ("before", "now"),
    "recall_gone": ("before",),
    "recall_over": ("date",),
    "withdrawn": ("codes",),
    "report_closing": ("issuer",),
    "report_dated": (
        "place",
        "day",
        "month",
        "year",
    ),
    "report_fewer": (
        "date",
        "change",
        "count",
    ),
    "report_intro": (
        "issuer",
        "subject",
        "date",
    ),
    "report_more": (
        "date",
        "change",
        "count",
    ),
    "report_needed": ("count",),
    "report_no_measure": ("title",),
    "report_number": ("sign",),
    "report_same": (
        "date",
        "count",
    ),
    "report_state": (
        "heading",
        "count",
        "names",
    ),
    "leads_to_intro": ("area",),
    "led_distance_text": ("day", "night"),
    "led_seconds": ("number",),
    "led_size_text": ("size", "width", "height", "pitch"),
    "led_speed_text": ("speed", "step", "delay"),
    "notice_until": ("date",),
    "offline_saved": ("date",),
    "picture_of": ("format", "page", "title"),
    "scale_note": ("scale",),
    "script_rate": ("rate",),
    "search_found": ("count",),
    "search_first": ("count", "shown"),
    "slug_line": ("title", "code", "size", "scale", "bleed"),
    "sms_counted": ("parts", "units", "room"),
    "tiles_alt": ("title", "rows", "columns"),
    "tiles_how_3": ("overlap",),
    "tiles_ink": ("share",),
    "tiles_intro": ("pages", "paper", "rows", "columns"),
    "tiles_tile_alt": ("title", "row", "column"),
}
"""What is filled into a string; a test holds this against the shipped files."""

COUNTED = (
    "count_all_reported",
    "count_alt_reached",
    "count_fewer",
    "count_gaps",
    "count_part_reported",
    "count_sum",
    "report_fewer",
    "report_more",
    "report_needed",
    "report_same",
    "report_state",
)
"""Strings that may have a form for each of CLDR's plurals, by their number of things counted."""
SINGULAR = ("zero", "one", "two")
"""Forms that may leave their number out, since it is known: "un día"."""

RENAMED = {
    "commune_code": "unit_code",
    "communes": "units",
    "contact_dia_chi": "contact_address",
    "contact_dien_thoai": "contact_phone",
    "sections_doi-tuong": "section_audience",
    "sections_huong-dan": "section_guidance",
    "sections_other": "section_other",
    "sections_thong-bao": "section_notices",
    "sections_tin-dung": "section_corrections",
    "sections_tin-tuc": "section_news",
    "sections_van-ban": "section_documents",
}
"""What strings were called once, for files that sites have of their own."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def read(
    node: Mapping | None,
    file: str,
    problems: Problems,
    english: Callable[[], dict[str, str]] = dict,
    lang: str = "en",
) -> dict[str, str] | None:
    """Return one language's strings, or None when one is no text or can't be filled in.

    ``english`` returns what stands for those that the file lacks or leaves empty; how many they
    are is said once. One of COUNTED may have forms (``one: …``), each of which
    comes back as ``NAME.FORM``; ``counted`` chooses among them.
    """
    if node is None:
        return None
    found: dict[str, str] = {}
    sound = True
    for name, value in node.items.items():
        if english is not dict and isinstance(value, Scalar) and not value.text.strip():
            continue
        if name in RENAMED:
            sound = False
            problems.error("string-renamed", node.key_places[name], key=name, meant=RENAMED[name])
        elif isinstance(value, Mapping) and name in COUNTED:
            forms = _forms(name, value, lang, problems)
            sound = sound and forms is not None
            found |= forms or {}
        elif isinstance(value, Scalar) and value.text:
            found[name] = value.text
            if name in REQUIRED:
                sound = _has_its_placeholders(name, value, problems) and sound
        else:
            sound = False
            problems.error("not-a-scalar", value.place, key=name, value="")
    instead = english() if sound else {}
    if locales.is_right_to_left(lang):
        instead = {name: f"{LEFT_TO_RIGHT}{text}{END}" for name, text in instead.items()}
    missing = [name for name in instead if name not in found]
    if missing:
        shown = ", ".join(missing[:MOST_NAMED]) + (", …" if len(missing) > MOST_NAMED else "")
        problems.warning("strings-missing", Place(file, 1), count=len(missing), names=shown)
    return instead | found if sound else None


def counted(t: dict[str, str], name: str, count: int, lang: str) -> str:
    """Return a string with the form that a number of things takes in a language."""
    if f"{name}.{OTHER}" not in t:
        return t[name]
    start = f"{name}."
    forms = {key.removeprefix(start): text for key, text in t.items() if key.startswith(start)}
    return locales.chosen(forms, count, lang)


def labelled(t: collections.abc.Mapping[str, str], label: str, text: str) -> str:
    """Return a text behind its label, with the colon of the language between them.

    >>> labelled({"colon": ":"}, "Poster A3", "Wash your hands")
    'Poster A3: Wash your hands'
    """
    return f"{label}{t['colon']} {text}"


def sheet_labels(t: dict[str, str], start: str) -> dict[str, str]:
    """Return the strings whose names begin so, by the rest of their names, for a sheet's layout.

    ``colon`` is what stands behind a label, with the space that French has before it.
    """
    found = {name.removeprefix(start): text for name, text in t.items() if name.startswith(start)}
    return found | {"colon": t["colon"]}


def _forms(name: str, node: Mapping, lang: str, problems: Problems) -> dict[str, str] | None:
    """Return the plural forms of a string, the last one under its plain name too."""
    known = locales.plural_forms(lang)
    found: dict[str, str] = {}
    sound = True
    for form, value in node.items.items():
        if form not in known:
            place = node.key_places[form]
            problems.error("plural-unknown", place, key=name, name=form, known=", ".join(known))
            sound = False
        elif not isinstance(value, Scalar) or not value.text:
            problems.error("not-a-scalar", value.place, key=f"{name}.{form}", value="")
            sound = False
        else:
            found[f"{name}.{form}"] = value.text
            optional = ("count", "total") if form in SINGULAR else ()
            sound = _has_its_placeholders(name, value, problems, optional) and sound
    if OTHER not in node.items:
        problems.error("missing-key", node.place, key=f"{name}.{OTHER}")
        sound = False
    return found | {name: found[f"{name}.{OTHER}"]} if sound else None


def _has_its_placeholders(
    name: str, value: Scalar, problems: Problems, optional: tuple[str, ...] = ()
) -> bool:
    """Note placeholders that nothing fills in, those that are missing, and braces left over.

    Layouts and scripts put a value in for exactly ``{name}``, each in its own
    way: no other form of Python's or Typst's would hold for all of them.
    """
    known = PLACEHOLDERS.get(name, ())
    found = _PLACEHOLDER.findall(value.text)
    unknown = [text for text in dict.fromkeys(found) if text not in known]
    for text in unknown:
        meant = closest(text, known) or (known[0] if len(known) == 1 else "")
        key = "placeholder-unknown-meant" if meant else "placeholder-unknown"
        problems.error(key, value.place, key=name, name=text, meant=meant,
                       known=_shown(known) or "–")  # fmt: skip
    rest = _PLACEHOLDER.sub("", value.text)
    is_left = "{" in rest or "}" in rest
    if is_left:
        problems.error("placeholder-brace", value.place, key=name)
    missing = [text for text in known if text not in (*found, *optional)]
    # One that is misspelt is one mistake, not two.
    if missing and not unknown and not is_left:
        problems.error("placeholder-missing", value.place, key=name, names=_shown(missing))
    return not (unknown or is_left or missing)


def _shown(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
