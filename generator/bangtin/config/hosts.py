"""Hosts that no page and no printed code may lead to, whoever vouched for them.

A number is no name that anybody can check, letters of another script look like
those of a known name, punycode shows nobody where it leads, and whoever runs a
shortener can lead everyone elsewhere after the leaflet was printed.
"""

from __future__ import annotations

import re
import unicodedata

SHORTENERS = frozenset((
    # worldwide
    "adf.ly", "bit.do", "bit.ly", "bitly.com", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "j.mp",
    "lnkd.in", "ouo.io", "ow.ly", "rb.gy", "rebrand.ly", "s.id", "short.io", "shorturl.at", "t.co",
    "t.ly", "tiny.cc", "tinyurl.com", "v.gd",
    # in Viet Nam
    "bom.so", "by.com.vn", "link1s.com", "rutgon.me", "shorten.asia",
    # builders of codes, whose codes lead through their own address
    "l.ead.me", "me-qr.com", "q-r.to", "qrco.de",
))  # fmt: skip
"""Services whose addresses lead where their owner wants today."""

_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
"""A last label that makes a browser take a host for an IPv4 address (WHATWG URL, 3.5)."""
_NAME = re.compile(r"(?:http://)?(?:[^\W_](?:[^\W_]|-)*\.)+[^\W\d_]{2,}")
_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
"""What stands on the letters of Vietnamese; a cedilla or a dotless i doesn't."""


def fault(host: str) -> str:
    """Return the key of what is wrong with a lower-case host; empty when nothing is."""
    labels = host.rstrip(".").split(".")
    if ":" in host or _NUMBER.fullmatch(labels[-1]):
        return "host-is-number"
    if any(label.startswith("xn--") for label in labels):
        return "host-punycode"
    if not _is_vietnamese(host):
        return "host-letters"
    if any(".".join(labels[start:]) in SHORTENERS for start in range(len(labels))):
        return "host-shortener"
    return ""


def has_twins(written: str) -> bool:
    """Whether an address as written has signs of which browsers make others: U+212A is no "K"."""
    return not written.isascii() and (
        unicodedata.normalize("NFKC", written) != unicodedata.normalize("NFC", written)
        or any(c in "\u212a\u212b\u2126" for c in written)
    )


def is_name(entry: str) -> bool:
    """Whether an entry of ``allowed_hosts`` is a host's bare name (``http://`` may precede it)."""
    return entry == entry.lower() and _NAME.fullmatch(entry) is not None


def _is_vietnamese(host: str) -> bool:
    """Whether a host has only ASCII and the letters of Vietnamese."""
    spread = unicodedata.normalize("NFD", host).replace("đ", "d")
    return all(c.isascii() or c in _MARKS for c in spread)
