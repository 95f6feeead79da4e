"""Questions to a person at a terminal, each answered by an option as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from bangtin.commands import starters
from bangtin.messages import catalogue

T = TypeVar("T")


class Unusable(Exception):
    """An answer can't be taken; ``key`` is a text of the command line, with its details."""

    def __init__(self, key: str, **details: object) -> None:
        super().__init__(key)
        self.key = key
        self.details = details


class Asker:
    """Asks in one language, until nobody answers; ``missing`` are options that have to be given.

    Where no person is (a closed input, or ``asks`` false) what has a default takes it.
    """

    def __init__(self, language: str, *, asks: bool) -> None:
        self.language = language
        self.asks = asks
        self.missing: list[str] = []

    def say(self, key: str, **details: object) -> str:
        """Return a text in the language of the questions."""
        return catalogue.text(key, self.language, **details)

    def tell(self, words: str) -> None:
        """Show a person what can be answered."""
        click.echo(words)

    def answer(
        self, option: str, given: str | None, read: Callable[[str], T], default: str | None = None
    ) -> T | None:
        """Return what the option gave, what a person types or the default, as ``read`` takes it.

        A typed answer that can't be taken is asked for again; one of an option is wrong use.
        None where an answer is missing.
        """
        if given is not None:
            try:
                return read(given)
            except Unusable as error:
                why = self.say(error.key, **error.details)
                raise click.UsageError(f"{option}: {why}") from error
        known = ", ".join(starters.languages())
        question = self.say(f"ask-{option.strip('-')}", known=known)
        while self.asks:
            typed = self._typed(question, default)
            if typed is None:
                break
            try:
                return read(typed)
            except Unusable as error:
                click.echo(self.say(error.key, **error.details))
        if default is None:
            self.missing.append(option)
            return None
        return read(default)

    def _typed(self, question: str, default: str | None) -> str | None:
        try:
            typed: str = click.prompt(question, default=default or "", show_default=bool(default))
        except click.Abort as error:
            if isinstance(error.__context__, KeyboardInterrupt):
                raise
            click.echo()
            self.asks = False
            return None
        return typed
