"""Columns that point at another table: each value is to be a row of it."""

from __future__ import annotations

from collections.abc import Mapping

from bangtin.problems import Problems, closest
from bangtin.site.tables import Table


def check(tables: Mapping[str, Table], problems: Problems) -> None:
    """Hold columns that are called like a table to the rows of that table.

    A spreadsheet takes the zeros in front of a code: the two tables then no longer agree,
    and what hangs on it would be missing from the portal without a word.
    """
    for table in tables.values():
        for column in table.columns:
            if column in tables and column != table.name:
                _check_column(table, column, tables[column], problems)


def _check_column(table: Table, column: str, pointed: Table, problems: Problems) -> None:
    first = pointed.columns[0]
    keys = {row.values[first] for row in pointed.rows}
    names = {value for row in pointed.rows for value in row.values.values()}
    stripped = {key.lstrip("0"): key for key in keys}
    told: set[str] = set()
    for row in table.rows:
        value = row.values[column]
        if not value or value in keys or value in told:
            continue
        told.add(value)
        whole = value.removesuffix(".0").removesuffix(",0")
        full = stripped.get(whole.lstrip("0"))
        if full is not None and whole.isdigit():
            # Whichever of the two lost its zeros: the longer one still has them.
            key = "key-zero-lost" if len(full) >= len(whole) else "key-zero-lost-there"
            problems.error(key, row.place, value=value, column=column, full=full,
                           file=pointed.file)  # fmt: skip
        elif value not in names:
            meant = closest(value, keys)
            problems.warning("key-unmatched-meant" if meant else "key-unmatched", row.place,
                             value=value, column=column, meant=meant,
                             file=pointed.file)  # fmt: skip
