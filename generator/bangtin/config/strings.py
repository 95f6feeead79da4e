"""``layouts/strings/LANG.yaml``: the UI strings that layouts add to what authors write."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bangtin.config.yamltree import Mapping, Scalar
from bangtin.problems import Place, Problems, closest

NAMES = {"vi": "Tiếng Việt", "en": "English"}
"""What speakers of the languages that a site can be written in call them."""

REQUIRED = (
    "also_spelled",
    "archive",
    "archive_empty",
    "archive_intro",
    "audience",
    "audiences",
    "bundles",
    "call",
    "check_address",
    "code_alt",
    "commune_code",
    "communes",
    "contact_dia_chi",
    "contact_dien_thoai",
    "copies",
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
    "count_gaps",
    "count_goal",
    "count_goal_by",
    "count_goal_line",
    "count_hollow",
    "count_kind",
    "count_late",
    "count_late_at",
    "count_missing",
    "count_nobody",
    "count_none",
    "count_not_reached",
    "count_on_time",
    "count_over",
    "count_part_reported",
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
    "edition",
    "empty_frame",
    "empty_frame_how",
    "expired",
    "fallback",
    "filter",
    "filter_kind",
    "filter_place",
    "go_on",
    "goal",
    "home",
    "hotline",
    "hotlines",
    "is_current",
    "is_current_text",
    "issued_by",
    "kind_banner",
    "kind_broadcast",
    "kind_card",
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
    "order_sheet",
    "order_shop",
    "order_size",
    "order_title",
    "order_total",
    "owner",
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
    "scale_note",
    "screen_edition",
    "screen_short",
    "search",
    "search_found",
    "search_intro",
    "search_label",
    "search_none",
    "search_without",
    "sections_doi-tuong",
    "sections_huong-dan",
    "sections_other",
    "sections_thong-bao",
    "sections_tin-tuc",
    "sections_van-ban",
    "site_map",
    "skip_to_content",
    "slug_line",
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
    "updated",
    "urgent",
    "venues",
    "visit_date",
    "visitor",
)
"""Every word that a layout or a channel asks for; a test holds this against their sources."""


PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    "also_spelled": ("name",),
    "code_alt": ("action", "address"),
    "count_all_reported": ("total",),
    "count_alt_bars": ("title", "date", "values"),
    "count_alt_range": ("highest", "lowest"),
    "count_alt_reached": ("count", "total"),
    "count_alt_trend": ("title", "first", "from", "last", "until"),
    "count_as_of": ("date",),
    "count_day": ("date",),
    "count_fewer": ("count", "total"),
    "count_gaps": ("count",),
    "count_goal": ("goal",),
    "count_goal_by": ("date", "goal"),
    "count_goal_line": ("goal",),
    "count_late": ("hour",),
    "count_late_at": ("time",),
    "count_on_time": ("hour",),
    "count_over": ("goal",),
    "count_part_reported": ("count", "total"),
    "count_sentence": ("title", "done", "base", "people", "share"),
    "count_sentence_goal": ("title", "done", "share"),
    "count_sentence_number": ("title", "done"),
    "count_sum": ("count",),
    "expired": ("date",),
    "hotline": ("name",),
    "notice_until": ("date",),
    "offline_saved": ("date",),
    "picture_of": ("format", "page", "title"),
    "scale_note": ("scale",),
    "search_found": ("count",),
    "slug_line": ("title", "code", "size", "scale", "bleed"),
    "tiles_alt": ("title", "rows", "columns"),
    "tiles_how_3": ("overlap",),
    "tiles_ink": ("share",),
    "tiles_intro": ("pages", "paper", "rows", "columns"),
    "tiles_tile_alt": ("title", "row", "column"),
}
"""What is filled into a string; a test holds this against the shipped files."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def read(node: Mapping | None, file: str, problems: Problems) -> dict[str, str] | None:
    """Return one language's strings, or None when one is missing, no text or can't be filled in."""
    if node is None:
        return None
    found = {}
    sound = True
    for name, value in node.items.items():
        if isinstance(value, Scalar) and value.text:
            found[name] = value.text
            if name in REQUIRED:
                sound = _has_its_placeholders(name, value, problems) and sound
        else:
            sound = False
            problems.error("not-a-scalar", value.place, key=name, value="")
    missing = [name for name in REQUIRED if name not in node.items]
    if missing:
        problems.error("strings-missing", Place(file, 1), names=", ".join(missing))
    return found if sound and not missing else None


def _has_its_placeholders(name: str, value: Scalar, problems: Problems) -> bool:
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
    missing = [text for text in known if text not in found]
    # One that is misspelt is one mistake, not two.
    if missing and not unknown and not is_left:
        problems.error("placeholder-missing", value.place, key=name, names=_shown(missing))
    return not (unknown or is_left or missing)


def _shown(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
