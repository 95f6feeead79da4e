"""Which words are Vietnamese syllables: all others have to be told how they are said."""

from __future__ import annotations

import functools
import unicodedata

from bangtin import spelling

_ONSETS = (
    "ngh", "ng", "nh", "gh", "gi", "kh", "ch", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_RIMES = frozenset(
    """
    a ai ao au ay ac ach am an ang anh ap at ă ăc ăm ăn ăng ăp ăt â âu ây âc âm ân âng âp ât
    e eo ec em en eng ep et ê êu êch êm ên ênh êp êt i iu ich im in inh ip it ia iêu iêc iêm iên
    iêng iêp iêt y yêu yêm yên yêng yêt uy uya uych uynh uyt uyu uyên uyêt uyp uê uêch uênh uơ uâ
    uân uâng uât uây uyn
    o oi oc om on ong op ot oa oai oao oay oac oach oam oan oang oanh oap oat oăc oăm oăn oăng oăt
    oe oeo oen oet oong ooc ô ôi ôc ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ui uc um un ung up ut ua uôi uôc uôm uôn uông uôp uôt ư ưi ưu ưc ưm ưn ưng ưt ưa ươi ươu ươc
    ươm ươn ương ươp ươt
    """.split()  # noqa: SIM905
)
_FRONT = ("e", "ê", "i", "y")
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_STOP_TONES = {"\u0301", "\u0323"}
_STOPS = ("c", "ch", "p", "t")


@functools.lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Tell whether a word is spelled as a Vietnamese syllable is, its tone with it.

    >>> is_syllable("nghiêng"), is_syllable("phone"), is_syllable("cat")
    (True, False, False)
    """
    spread = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in spread if c in _TONES]
    bare = spelling.nfc("".join(c for c in spread if c not in _TONES))
    if len(tones) > 1 or not bare:
        return False
    return any(
        bare.startswith(onset) and _fits(onset, bare[len(onset) :], tones) for onset in _ONSETS
    )


def _fits(onset: str, rime: str, tones: list[str]) -> bool:
    if onset == "gi" and (rime in _RIMES or not rime):
        # "gì", "giết": the i is both.
        return _has_tone(rime or "i", tones)
    if onset == "gi":
        return False
    if onset == "qu":
        return ("u" + rime in _RIMES or "o" + rime in _RIMES or rime in _RIMES) and _has_tone(
            rime, tones
        )
    if rime not in _RIMES:
        return False
    is_front = rime.startswith(_FRONT)
    if onset in ("k", "gh", "ngh") and not is_front:
        return False
    if onset in ("c", "ng") and is_front and rime[0] in ("e", "ê", "i", "y"):
        return False
    if onset == "g" and rime.startswith(("e", "ê")):
        return False
    return _has_tone(rime, tones)


def _has_tone(rime: str, tones: list[str]) -> bool:
    """Tell whether a rime has a tone that it can have: "cat" and "cờp" are no Vietnamese."""
    if not rime.endswith(_STOPS):
        return True
    return bool(tones) and tones[0] in _STOP_TONES
