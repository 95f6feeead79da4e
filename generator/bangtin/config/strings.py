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
    "document_by",
    "document_file",
    "document_issued",
    "document_number",
    "documents",
    "download",
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
    "share_caption",
    "share_how",
    "share_picture",
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
)
"""Every word that a layout or a channel asks for; a test holds this against their sources."""


PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    "also_spelled": ("name",),
    "code_alt": ("action", "address"),
    "embed_of": ("title",),
    "embed_source": ("issuer", "date"),
    "expired": ("date",),
    "hotline": ("name",),
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
    "slug_line": ("title", "code", "size", "scale", "bleed"),
    "sms_counted": ("parts", "units", "room"),
    "sms_forced": ("signs",),
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
