"""Where the time of a build went: its stages, and the builders in them that took most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bangtin.build import Result
from bangtin.messages.catalogue import text

if TYPE_CHECKING:
    from bangtin.engine.scheduler import Count

MOST_BUILDERS = 3
"""How many builders of a stage are shown to people."""


def as_text(result: Result, language: str) -> str:
    """Write a line a stage with its seconds and share, and below it what took most in it.

    The seconds of builders are those of all workers together: they may be more
    than the stage's own.
    """
    lines = [text("profile", language)]
    for stage, seconds in result.seconds_of.items():
        share = _share(seconds, result)
        lines.append(
            "  "
            + text(
                "profile-stage",
                language,
                stage=f"{text(f'stage-{stage}', language):<14}",
                seconds=f"{_in_words(seconds, language):>8}",
                share=f"{share:>3.0%}",
            )
        )
        lines += [
            "      "
            + text(
                "profile-builder",
                language,
                builder=builder,
                made=count.made,
                reused=count.reused,
                seconds=_in_words(count.seconds, language),
            )
            for builder, count in _by_seconds(result.counts.get(stage, {}))[:MOST_BUILDERS]
        ]
    return "\n".join(lines)


def as_data(result: Result) -> dict[str, Any]:
    """Return the same as plain data, with every builder."""
    return {
        stage: {
            "seconds": round(seconds, 3),
            "share": round(_share(seconds, result), 3),
            "builders": {
                builder: {
                    "made": count.made,
                    "reused": count.reused,
                    "seconds": round(count.seconds, 3),
                }
                for builder, count in _by_seconds(result.counts.get(stage, {}))
            },
        }
        for stage, seconds in result.seconds_of.items()
    }


def _share(seconds: float, result: Result) -> float:
    return seconds / (sum(result.seconds_of.values()) or 1.0)


def _by_seconds(counts: dict[str, Count]) -> list[tuple[str, Count]]:
    def weight(found: tuple[str, Count]) -> tuple[float, int, int, str]:
        builder, count = found
        return (-count.seconds, -count.made, -count.reused, builder)

    return sorted(counts.items(), key=weight)


def _in_words(seconds: float, language: str) -> str:
    written = f"{seconds:.2f}"
    return written.replace(".", ",") if language == "vi" else written
