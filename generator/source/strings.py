"""``layouts/strings/LANG.yaml``: the words that layouts add to what authors write."""

from __future__ import annotations

from generator.problems import Place, Problems
from generator.source.yamltree import Mapping, Scalar

REQUIRED = (
    "also_spelled",
    "audiences",
    "bundles",
    "call",
    "check_address",
    "code_alt",
    "commune_code",
    "communes",
    "contact",
    "copies",
    "documents",
    "download",
    "edition",
    "empty_frame",
    "empty_frame_how",
    "expired",
    "go_on",
    "goal",
    "home",
    "hotline",
    "hotlines",
    "is_current",
    "is_current_text",
    "issued_by",
    "leads_to",
    "leads_to_intro",
    "menu",
    "more_guidance",
    "news",
    "no_phone",
    "not_found",
    "not_found_text",
    "order_bleed",
    "order_edition",
    "order_file",
    "order_material",
    "order_note_1",
    "order_note_2",
    "order_note_3",
    "order_note_4",
    "order_notes",
    "order_pages",
    "order_places",
    "order_quantity",
    "order_scale",
    "order_sheet",
    "order_shop",
    "order_size",
    "order_title",
    "order_to_fill",
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
    "review_by",
    "scale_note",
    "screen_edition",
    "screen_short",
    "sections_doi-tuong",
    "sections_huong-dan",
    "sections_other",
    "sections_tin-tuc",
    "sections_van-ban",
    "site_map",
    "skip_to_content",
    "slug_line",
    "steps",
    "tiles_column",
    "tiles_edition",
    "tiles_how_1",
    "tiles_how_2",
    "tiles_how_3",
    "tiles_how_4",
    "tiles_intro",
    "tiles_row",
    "tiles_short",
    "todo",
    "updated",
    "visit_date",
    "visitor",
)
"""Every word that a layout or a channel asks for; a test holds this against their sources."""


def read(node: Mapping | None, file: str, problems: Problems) -> dict[str, str] | None:
    """Return one language's strings, or None when one is missing or is no text."""
    if node is None:
        return None
    found = {}
    sound = True
    for name, value in node.items.items():
        if isinstance(value, Scalar) and value.text:
            found[name] = value.text
        else:
            sound = False
            problems.error("not-a-scalar", value.place, key=name, value="")
    missing = [name for name in REQUIRED if name not in node.items]
    if missing:
        problems.error("strings-missing", Place(file, 1), names=", ".join(missing))
    return found if sound and not missing else None
