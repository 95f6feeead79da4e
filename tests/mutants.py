"""Whether the tests notice: changes one operator, constant or condition at a time, and runs them.

``make mutants`` takes a sample of 150 places in what reads, checks, plans, caches and
publishes, and says which changes no test noticed. Each of those is one of EQUIVALENT, or lacks a
test.
Kept tools (mutmut, cosmic-ray) run the whole suite for each place, or need hours for their map of
it; here each module names the files of tests that are meant to hold it.

    python -m tests.mutants --places 20 --seed 3 --only checks
"""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "generator" / "bangtin"
Place = tuple[str, int, int, str]
"""A module, the number of a node in it, the node's line, and what is done to it."""
LIMIT_S = 450
"""A change that makes a loop endless is noticed: by whoever waits."""

HELD_BY: dict[str, tuple[str, ...]] = {
    "checks/links.py": ("test_links.py", "test_embedding.py"),
    "checks/prints.py": ("test_print_checks.py", "test_bad_layouts.py", "test_formats.py"),
    "config/hosts.py": ("test_links.py", "test_corpus.py"),
    "config/yamltree.py": ("test_yamltree.py", "test_corpus.py"),
    "engine/cache.py": ("test_cache.py", "test_damage.py"),
    "engine/publishing.py": (
        "test_publish.py",
        "test_damage.py",
        "test_writing.py",
        "test_nothing_changed.py",
    ),
    "engine/scheduler.py": ("test_scheduler.py", "test_batches.py"),
    "engine/task.py": ("test_incremental.py", "test_scheduler.py", "test_build.py"),
    "files/digests.py": ("test_inventory.py", "test_rights.py", "test_nothing_changed.py"),
    "files/inventory.py": ("test_inventory.py", "test_rights.py", "test_corpus.py"),
    "files/records.py": ("test_damage.py", "test_publish.py"),
    "markdown/addresses.py": ("test_markdown.py", "test_corpus.py"),
    "markdown/destinations.py": ("test_markdown.py", "test_corpus.py"),
    "qr/reading.py": ("test_print_checks.py", "test_bad_layouts.py"),
    "qr/regions.py": ("test_print_checks.py", "test_bad_layouts.py"),
    "site/icons.py": ("test_icons.py", "test_corpus.py"),
    "site/slugs.py": ("test_corpus.py", "test_venues.py", "test_lifecycle.py"),
    "stages/plan.py": ("test_incremental.py", "test_nothing_changed.py"),
    "stages/read.py": ("test_incremental.py", "test_nothing_changed.py"),
    "stages/state.py": ("test_incremental.py", "test_nothing_changed.py", "test_damage.py"),
}
"""The files of tests that hold each module, the quickest first."""

EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "engine/publishing.py",
        'if _LINE.fullmatch(line) and ".." not in PurePosixPath(path).parts:',
        "And became Or",
    ): "_recovered looks again at what lies outside",
    ("engine/publishing.py", "WRITERS = 2", "2 became 3"): "only how many write at a time",
    (
        "markdown/destinations.py",
        'return not text[position : len(text) if end < 0 else end].strip(" \\t")',
        "Lt became LtE",
    ): "a definition never ends at its beginning",
    (
        "qr/reading.py",
        'if zoom * module < FINE_PX * 0.8 or float(code.extra.get("UEC", 0)) < 1:',
        "Lt became LtE",
    ): "slower: the code is read again, larger",
    (
        "qr/reading.py",
        "if all(abs(a - b) <= EDGE_PX * pt for a, b in zip(seen, bounds, strict=True)):",
        "LtE became Lt",
    ): "a shape exactly as far off as may be is measured by its corners, as exactly",
    (
        "qr/reading.py",
        "min(abs(a[0] - b[0]), abs(a[1] - b[1])) > EDGE_PX",
        "Gt became GtE",
    ): "of a code so little turned, the corners read and the box hold alike",
    ("qr/reading.py", "unit = 4", "4 became 5"): "only how many pixels a module has",
    (
        "qr/reading.py",
        "white = [light(1, 3), light(modules - 6, 3), light(3, modules - 6)]",
        "3 became 4",
    ): "both modules are of the same white ring",
    (
        "stages/plan.py",
        (
            "has_passing_problems = "
            "bool(request.outgoing) or (bool(logged) and len(problems) > before)"
        ),
        "Or became And",
    ): "slower: a build that goes out leaves a state that no other build takes",
}
"""Changes that no test can notice: a module, the line, what is done to it, and why."""

SWAPS: dict[type[ast.AST], Any] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Add, ast.Div: ast.Mult,
}  # fmt: skip


def changes(tree: ast.Module) -> Iterator[tuple[int, int, str]]:
    """Yield where a module can be changed: the number of a node, its line, and what is done."""
    annotations = {
        id(inner)
        for node in ast.walk(tree)
        for field in ("annotation", "returns")
        if isinstance(part := getattr(node, field, None), ast.AST)
        for inner in ast.walk(part)
    }
    nodes = zip(ast.walk(tree), list(ast.walk(copy.deepcopy(tree))), strict=True)
    for number, (node, scratch) in enumerate(nodes):
        if id(node) not in annotations and (said := _change(scratch)):
            yield number, getattr(node, "lineno", 0), said


def changed(tree: ast.Module, number: int) -> ast.Module:
    """Return a module with the node of that number changed, and nothing else."""
    copied = copy.deepcopy(tree)
    _change(list(ast.walk(copied))[number])
    return copied


def _change(node: ast.AST) -> str:
    """Change a node in place; returns what was done, or nothing where it stays."""
    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in SWAPS:
            node.ops[0] = SWAPS[type(op)]()
            return f"{type(op).__name__} became {type(node.ops[0]).__name__}"
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in SWAPS:
            node.op = SWAPS[type(op)]()
            return f"{type(op).__name__} became {type(node.op).__name__}"
        case ast.UnaryOp(op=ast.Not()):
            node.op = ast.UAdd()
            node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
            return "Not fell out"
        case ast.Constant(value=bool(value)):
            node.value = not value
            return f"{value} became {not value}"
        case ast.Constant(value=int(value)):
            node.value = value + 1
            return f"{value} became {value + 1}"
        case ast.If(test=test) if not isinstance(test, ast.Name) or test.id != "TYPE_CHECKING":
            node.test = ast.UnaryOp(ast.Not(), test)
            return "the condition was turned round"
    return ""


@functools.cache
def lines(module: str) -> list[str]:
    """Return the lines of a module as they are written."""
    return (PACKAGE / module).read_text("utf-8").splitlines()


def drawn(places: list[Place], count: int, seed: int) -> list[Place]:
    """Return some of the places, at random but for the seed.

    What a place is drawn by is its line's text, not its number: an edit elsewhere in the module
    leaves the sample as it was, so that what its tests once noticed stays in it.
    """
    lots: list[tuple[bytes, Place]] = []
    same: Counter[str] = Counter()
    for place in places:
        module, _, line, said = place
        name = f"{seed} {module} {lines(module)[line - 1].strip()} {said}"
        same[name] += 1
        lots.append((hashlib.sha256(f"{name} {same[name]}".encode()).digest(), place))
    return [place for _, place in sorted(lots)[:count]]


def failure(modules: dict[str, ast.Module], folder: Path, workers: str = "0") -> str:
    """Return what the tests that hold some modules say with them changed; nothing if they pass."""
    package = folder / "bangtin"
    # Tests of rights read as another user, who needs the product's own files.
    folder.parent.chmod(0o755)
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for module, tree in modules.items():
        (package / module).write_text(ast.unparse(ast.fix_missing_locations(tree)), "utf-8")
    names = dict.fromkeys(name for module in modules for name in HELD_BY[module])
    for name in ("layouts", "assets"):
        # A package outside of its project finds the product's own files beside it.
        (folder.parent / name).symlink_to(PROJECT / name)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-n", workers, "-p", "no:cacheprovider",
             f"--basetemp={folder}/tmp", *(f"tests/{name}" for name in names)],
            cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(folder)}, timeout=LIMIT_S,
            capture_output=True, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"no end within {LIMIT_S} s"
    said = done.stdout + done.stderr
    return said.decode("utf-8", "replace") or "?" if done.returncode else ""


def main() -> int:
    """Change a sample of places; returns 1 where more went unnoticed than one in fifteen.

    Those that are equivalent are among them, and told with the reason.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=150)
    parser.add_argument("--seed", type=int, default=20210720)
    parser.add_argument("--only", default="", help="modules whose path has this in it")
    chosen = parser.parse_args()
    trees = {
        module: ast.parse((PACKAGE / module).read_text("utf-8"))
        for module in HELD_BY
        if chosen.only in module
    }
    places = [(module, *change) for module, tree in trees.items() for change in changes(tree)]
    sample = drawn(places, chosen.places, chosen.seed)
    counts = dict.fromkeys(("noticed", "UNNOTICED", "equivalent"), 0)
    unchanged = {module: trees[module] for module, *_ in sorted(sample)}
    with tempfile.TemporaryDirectory() as folder:
        if said := failure(unchanged, Path(folder) / "generator", workers="auto"):
            print(said[-4000:])
            print("the tests fail without a change, so they would tell nothing")
            return 2

    def is_noticed(place: Place) -> bool:
        module, number, *_ = place
        one = {module: changed(trees[module], number)}
        with tempfile.TemporaryDirectory() as folder:
            return bool(failure(one, Path(folder) / "generator"))

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for (module, _, line, said), seen in zip(
            sample, threads.map(is_noticed, sample), strict=True
        ):
            why = EQUIVALENT.get((module, lines(module)[line - 1].strip(), said), "")
            verdict = "noticed" if seen else "equivalent" if why else "UNNOTICED"
            counts[verdict] += 1
            shown = f" ({why})" if verdict == "equivalent" else ""
            print(f"{verdict:10} {module}:{line} {said}{shown}", flush=True)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    print(f"of {len(sample)} changes: {told}; there are {len(places)} places")
    return int((len(sample) - counts["noticed"]) * 15 > len(sample))


if __name__ == "__main__":
    sys.exit(main())
