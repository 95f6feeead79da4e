"""The commands. Each reads its options, calls one function and prints what it returned.

Exit codes: 0 built, 1 problems in the content, 2 wrong use, 3 a fault of Bangtin
or of the disk.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import functools
import gettext
import json
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import click
import click.utils

from bangtin import __version__
from bangtin.commands import starters
from bangtin.messages import catalogue, click_texts, language

if TYPE_CHECKING:
    from bangtin.build import Result
    from bangtin.engine.scheduler import Progress
    from bangtin.problems import Place, Problem, Refused

# Before the options: click's words for their types are taken when they are made.
LANGUAGE = language.choose(sys.argv[1:])
click_texts.speak(LANGUAGE)

EXIT_PROBLEMS, EXIT_FAULT = 1, 3
_DAYS = ["%Y-%m-%d", "%d/%m/%Y"] if LANGUAGE == "vi" else ["%Y-%m-%d"]
"""How a day may be given: 7/8 alone is another day in another country."""
EXIT_UNREAD = 141
"""What shells tell of a tool that SIGPIPE ended: 128 and the signal's number."""
REDRAW_SECONDS = 0.1
_WHOLE = 1000
"""More letters than the first sentence of any help has."""
MOST_NAMED = 20
"""So many files that stay are named; there may be thousands."""


_ORDER = (
    "init", "new", "import", "serve", "check", "build", "publish", "formats", "icons", "links",
    "translate", "contact-sheet", "pack", "order", "where", "recall", "recalled", "count", "report",
    "status", "clean", "page", "notice", "print", "table", "language",
)  # fmt: skip
"""The commands as a person comes to need them, and those below ``new``."""


def say(key: str, **values: object) -> str:
    """Return a text of the command line in the chosen language."""
    return catalogue.text(key, LANGUAGE, **values)


class _Commands(click.Group):
    """Commands that speak the chosen language, and answer a typo with what was probably meant."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        # click has no translation for what stands for the options in a usage line.
        cmd.options_metavar = say("metavar-options")
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        known = super().list_commands(ctx)
        return sorted(known, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # click would cut each sentence to what one line holds.
        known = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, found.get_short_help_str(limit=_WHOLE)) for name, found in known if found]
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl(rows)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # A Windows terminal may not speak UTF-8 by itself; Vietnamese needs it.
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="replace")
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            from bangtin.problems import closest

            known = self.list_commands(ctx)
            meant = closest(args[0], known)
            if meant:
                ctx.fail(say("did-you-mean", name=args[0], meant=meant))
            ctx.fail(say("no-command", name=args[0], known=", ".join(known)))
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    help=say("about"),
    options_metavar=say("metavar-options"),
    subcommand_metavar=say("metavar-command"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.option("--lang", type=click.Choice(catalogue.languages()), expose_value=False,
              help=say("opt-lang"))  # fmt: skip
@click.version_option(__version__, prog_name="bangtin", help=say("opt-version"))
def main() -> None:
    """Hold the commands together."""
    if found := catalogue.unusable(LANGUAGE):
        path, names = found
        shown = ", ".join(names[:MOST_NAMED])
        click.echo(say("messages-unusable", path=path, count=len(names), names=shown), err=True)


def _site_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every command on a site has, and refuse a folder without one."""

    @click.option("--root", type=click.Path(path_type=Path), default=Path(), help=say("opt-root"))
    @click.option("--lang", type=click.Choice(catalogue.languages()), help=say("opt-lang"))
    @functools.wraps(command)
    def with_site(root: Path, lang: str | None, **options: Any) -> Any:
        del lang  # read before, by language.choose()
        if not (root / "site.yaml").is_file():
            raise click.UsageError(say("no-site", path=root.resolve()))
        try:
            return command(root=root, **options)
        except click.ClickException:
            raise
        except Exception as error:
            _stop(error, root.resolve())

    return with_site


def _is_unread(error: Exception) -> bool:
    """Whether what was said finds no reader any more: ``| head`` has ended."""
    # Windows calls a pipe without a reader an invalid argument.
    if not isinstance(error, OSError) or error.errno not in (errno.EPIPE, errno.EINVAL):
        return False
    *_, (last, _) = traceback.walk_tb(error.__traceback__)
    return last.f_globals.get("__name__") == click.utils.__name__


def _leave_quietly() -> NoReturn:
    """End as other tools do whose reader has ended; what is still buffered goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    sys.exit(EXIT_UNREAD)


def _stop(error: Exception, root: Path) -> NoReturn:
    """End the command: a person gets a sentence, a maintainer a file."""
    if _is_unread(error):
        _leave_quietly()
    from bangtin.commands import report
    from bangtin.engine.executors.base import ExecutorFailed
    from bangtin.engine.lock import Busy

    if isinstance(error, Busy):
        raise click.UsageError(say("busy"))
    if isinstance(error, ExecutorFailed):
        raise click.UsageError(say(error.key, **error.details))
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        # Names below the site are checked where they stand: this one was typed.
        raise click.UsageError(say("name-too-long", name=f"{str(error.filename)[:60]}…"))
    click.echo(report.explain(error, root, LANGUAGE), err=True)
    sys.exit(EXIT_FAULT)


def _build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("--profile", is_flag=True, help=say("opt-profile"))(command)
    command = click.option(
        "--jobs", type=click.IntRange(1, 64), metavar=say("metavar-number"), help=say("opt-jobs")
    )(command)
    command = click.option(
        "--executor", default="processes", show_default=True,
        metavar="serial|processes|dask://HOST:PORT", help=say("opt-executor"),
    )(command)  # fmt: skip
    command = click.option(
        "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=say("opt-as-of")
    )(command)
    command = click.option("--locked", "is_locked", is_flag=True, help=say("opt-locked"))(command)
    form = click.Choice(["text", "json"])
    return click.option(
        "--format", "form", type=form, default="text", show_default=True, help=say("opt-format")
    )(command)


@main.command(help=say("build-help"))
@_site_options
@_build_options
@click.option("--force", is_flag=True, help=say("opt-force-public"))
def build(root: Path, form: str, **options: Any) -> None:
    """Build and publish."""
    result = _run(root, form, publish=True, **options)
    sys.exit(EXIT_PROBLEMS if result.failed else 0)


@main.command(help=say("check-help"))
@_site_options
@_build_options
def check(root: Path, form: str, **options: Any) -> None:
    """Build, and publish nothing."""
    result = _run(root, form, publish=False, **options)
    sys.exit(EXIT_PROBLEMS if result.failed else 0)


@main.command(help=say("serve-help"))
@_site_options
@click.option("--port", type=click.IntRange(1, 65535), default=5500, show_default=True,
              metavar=say("metavar-number"), help=say("opt-port"))  # fmt: skip
@click.option("--open", "open_browser", is_flag=True, help=say("opt-open"))
def serve(root: Path, port: int, open_browser: bool) -> None:
    """Preview with live reload."""
    from bangtin.commands import preview

    preview.serve(root.resolve(), port, LANGUAGE, open_browser=open_browser)


@main.command(help=say("clean-help"))
@_site_options
@click.option("--keep", is_flag=True, help=say("opt-keep"))
def clean(root: Path, keep: bool) -> None:
    """Remove what was built, or only what is no longer used of it."""
    from bangtin.engine import cache, lock
    from bangtin.engine.publishing import Publisher
    from bangtin.files import writing
    from bangtin.files.paths import CACHE_FOLDER, LOCK, PUBLIC, RECORD

    if keep:
        click.echo(_tidy(root.resolve()))
        return
    found = [name for name in (PUBLIC, CACHE_FOLDER) if os.path.lexists(root / name)]
    if not found:
        click.echo(say("clean-nothing"))
        return
    left: list[str] = []
    if CACHE_FOLDER in found or (root / PUBLIC).is_dir():
        # A build that runs would go on with what is no longer there.
        with lock.hold(root / LOCK):
            if (root / PUBLIC).is_dir():
                left = Publisher(root / PUBLIC, root / RECORD).clean()
    if os.path.lexists(root / CACHE_FOLDER):
        try:
            cache.wipe(root / CACHE_FOLDER)
        except OSError as error:
            raise writing.refused(Path(error.filename or root / CACHE_FOLDER), error) from error
    gone = [name for name in found if not os.path.lexists(root / name)]
    if gone:
        click.echo(say("cleaned", paths=", ".join(gone)))
    if left:
        shown = ", ".join(left[:MOST_NAMED]) + (", …" if len(left) > MOST_NAMED else "")
        click.echo(say("clean-foreign", count=len(left), files=shown, path=PUBLIC))


def _tidy(root: Path) -> str:
    """Take out of the cache what the last build did not use, and say how much that was."""
    from bangtin.build import with_repaired_cache
    from bangtin.engine import lock
    from bangtin.engine.cache import Cache, Evicted
    from bangtin.files.paths import LOCK, RESULTS

    folder = root / RESULTS

    def evict() -> Evicted:
        with Cache(folder) as cache:
            return cache.evict()

    if not folder.exists():
        return say("clean-nothing")
    with lock.hold(root / LOCK):
        evicted = with_repaired_cache(root, evict)
    if not evicted.results:
        return say("clean-nothing")
    size = f"{evicted.size / 1e6:.1f}"
    return say(
        "clean-kept",
        results=evicted.results,
        size=size.replace(".", ",") if LANGUAGE == "vi" else size,
    )


@main.command(help=say("status-help"))
@_site_options
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=say("opt-as-of")
)
def status(root: Path, as_of: datetime.datetime | None) -> None:
    """Tell what wants looking at, and what time will change next."""
    from bangtin.commands import recall, report
    from bangtin.commands import status as survey

    now = as_of.date() if as_of else None
    site, found = _with_site(root, lambda site, _: list(survey.lines(site)), now)
    click.echo(report.as_status(site, found, LANGUAGE))
    if out := recall.rows(site, root.resolve()):
        click.echo("\n".join(("", say("status-out"), recall.as_text(out, LANGUAGE).lstrip("\n"))))
        click.echo(say("status-out-how"))


@main.command("publish", help=say("publish-help"))
@_site_options
@click.argument("name", metavar=say("metavar-target"), required=False)
@click.option("--yes", "is_sure", is_flag=True, help=say("opt-yes"))
@click.option("--dry-run", "is_dry", is_flag=True, help=say("opt-dry-run"))
@click.option("--drop", multiple=True, metavar=say("metavar-address"), help=say("opt-drop"))
@click.option("--force", is_flag=True, help=say("opt-force"))
@click.option("--back", "goes_back", is_flag=True, help=say("opt-back"))
@click.option("--by-hand", "is_by_hand", is_flag=True, help=say("opt-by-hand"))
@click.option("--workflow", type=click.Choice(["github", "gitlab"]), help=say("opt-workflow"))
def publish(
    root: Path,
    name: str | None,
    is_sure: bool,
    is_dry: bool,
    drop: tuple[str, ...],
    force: bool,
    goes_back: bool,
    is_by_hand: bool,
    workflow: str | None,
) -> None:
    """Build, show what changes at a target, and send it."""
    from bangtin.commands import publish as publishing
    from bangtin.commands import recording
    from bangtin.problems import Level, Place, Problem, Problems, Refused, as_text

    root = root.resolve()
    place = Place("site.yaml")
    try:
        if workflow:
            from bangtin.publishing import workflows

            click.echo(say("wrote", path=workflows.write(root, workflow)))
            return
        if is_by_hand:
            _publish_by_hand(root, force=force)
            return
        problems = Problems()
        settings = publishing.read_settings(root, problems)
        if settings is not None:
            name = publishing.choose(settings, name)
            place = settings.targets[name].place()
        planned: tuple[str, ...] = ()
        result = None
        if not goes_back:
            _check_records(root, publishing.now(root), force=force)
        if not goes_back or settings is None:
            result = _run(root, "text", publish=True, going_out="all")
            if result.failed or result.planned is None or settings is None:
                click.echo(say("publish-not-built"))
                sys.exit(EXIT_PROBLEMS)
            planned = result.planned
            click.echo()
        assert settings is not None
        assert name is not None
        _check_publish_log(root, force=force)
        choices = publishing.Choices(drop, force=force, goes_back=goes_back)
        ask = None if is_sure else _ask_password
        bind: Callable[[], None] | None = None
        if result is not None:

            def bind() -> None:
                assert result is not None
                recording.went_out(root, result, publishing.now(root), target=str(name))
                _say_registered(result)

        try:
            going = result.going.issues if result is not None and result.going else ()
            codes = {issue.folder: issue.code for issue in going}
            _publish(root, name, settings, planned, choices, ask, bind, codes, is_dry=is_dry)
        finally:
            _as_drafts(root, result)
    except Refused as error:
        problem = Problem(Level.ERROR, error.key, place, error.details)
        click.echo(as_text([problem], LANGUAGE, root))
        sys.exit(EXIT_FAULT if error.key == publishing.AT_FAULT else EXIT_PROBLEMS)


def _publish_by_hand(root: Path, *, force: bool) -> None:
    """Build as it goes out, and record it: somebody else brings it to its readers."""
    from bangtin.commands import publish as publishing
    from bangtin.commands import recording
    from bangtin.files.paths import PUBLIC

    now = publishing.now(root)
    _check_records(root, now, force=force)
    result = _run(root, "text", publish=True, going_out="all")
    if result.failed or result.planned is None:
        click.echo(say("publish-not-built"))
        sys.exit(EXIT_PROBLEMS)
    recording.went_out(root, result, now, target=say("by-hand-place"))
    _say_registered(result)
    click.echo(say("publish-by-hand", path=root / PUBLIC))


def _publish(
    root: Path,
    name: str,
    settings: Any,
    planned: tuple[str, ...],
    choices: Any,
    ask: Callable[[str], str] | None,
    bind: Callable[[], object] | None,
    codes: dict[str, str],
    *,
    is_dry: bool,
) -> None:
    """Show what changes, ask, send, and say what readers see now.

    ``bind`` records what goes out, before the first byte leaves; ``codes`` are its editions by
    their folder.
    """
    from bangtin.commands import publish as publishing
    from bangtin.engine.lock import Busy
    from bangtin.problems import Refused

    try:
        with publishing.prepared(
            root, name, settings, planned, choices, ask, now=publishing.now(root)
        ) as job:
            click.echo(publishing.as_preview(job, codes, LANGUAGE))
            if is_dry:
                click.echo(say("publish-dry"))
                return
            if not job.is_needed:
                if bind is not None:
                    bind()
                return
            if ask is not None and not _agrees(say("publish-ask")):
                click.echo(say("publish-not-sent"))
                sys.exit(EXIT_PROBLEMS)
            if bind is not None:
                bind()
            with _progress() as progress:
                publishing.send(job, progress)
            key = "publish-back-done" if choices.goes_back else "publish-done"
            click.echo(say(key, url=settings.base_url, name=name))
    except Busy as error:
        raise Refused("target-busy-here", name=name) from error


def _say_registered(result: Result) -> None:
    """Say what was added to the register."""
    from bangtin.files.paths import PUBLICATION_LOG

    if result.logged:
        click.echo(say("registered", count=len(result.logged), file=PUBLICATION_LOG))


def _as_drafts(root: Path, result: Result | None) -> None:
    """Build again where nothing was sent: what never went out says that it is a draft."""
    from bangtin.problems import Problems
    from bangtin.site import edition_log

    if result is None or result.going is None:
        return
    known = edition_log.read(root, Problems()) or {}
    if any(issue.code not in known for issue in result.going.issues):
        with contextlib.suppress(Exception):
            _quiet(root)


def _check_publish_log(root: Path, *, force: bool) -> None:
    """End the command where the log can't be added to; a clock that is wrong can be forced."""
    from bangtin.commands import publish as publishing
    from bangtin.problems import Problems, as_text, ordered
    from bangtin.publishing import log

    problems = Problems()
    log.check(root, publishing.now(root), problems)
    found = [p for p in ordered(problems) if not (force and p.key == "publish-clock")]
    if found:
        click.echo(as_text(found, LANGUAGE, root))
        sys.exit(EXIT_PROBLEMS)


def _agrees(question: str) -> bool:
    """Ask a person; no answer, as where no person is, is none."""
    try:
        answer = click.prompt(question, default="", show_default=False)
    except click.Abort:
        click.echo()
        return False
    return answer.strip().casefold() in ("y", "yes", "c", "co", "có")


def _ask_password(who: str) -> str:
    """Ask for a password, which is shown and kept nowhere."""
    password: str = click.prompt(say("publish-password", who=who), hide_input=True)
    return password


@main.command(help=say("pack-help"))
@_site_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), show_default=True,
              default=Path("bangtin.zip"), help=say("opt-out"))  # fmt: skip
def pack(root: Path, out: Path) -> None:
    """Build, and write the portal as a zip for a USB stick."""
    from bangtin.commands import pack as packing
    from bangtin.files.paths import PUBLIC

    root = root.resolve()
    result = _run(root, "text", publish=True)
    if result.failed or result.planned is None:
        sys.exit(EXIT_PROBLEMS)
    _make_folder(out.parent)
    packing.write(out, root / PUBLIC, result.planned, out.stem)
    click.echo(say("wrote", path=out))


@main.command("contact-sheet", help=say("contact-help"))
@_site_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), show_default=True,
              default=Path("contact-sheet.png"), help=say("opt-out"))  # fmt: skip
def contact_sheet(root: Path, out: Path) -> None:
    """Write one picture of every print."""
    from bangtin.commands import contact_sheet as gallery
    from bangtin.typesetting import contact_sheet as contact

    forms = {".png": "PNG", ".webp": "WEBP", ".pdf": "PDF"}
    form = forms.get(out.suffix.lower())
    if form is None:
        raise click.BadParameter(", ".join(forms), param_hint="--out")
    site, shots = _with_site(root, gallery.pictures)
    if not shots:
        raise click.UsageError(say("no-prints"))
    _write(out, contact.sheet(site.settings.title, shots, form))


@main.command(help=say("order-help"))
@_site_options
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help=say("opt-out-site"))
@click.option("--again", multiple=True, metavar=say("metavar-code"), help=say("opt-again"))
def order(root: Path, out: Path | None, again: tuple[str, ...]) -> None:
    """Build, write the print orders with the files that were built, and record them."""
    from bangtin import spelling
    from bangtin.commands import orders, recording
    from bangtin.commands import publish as publishing
    from bangtin.commands.recall import as_known
    from bangtin.files.paths import EDITION_LOG, PUBLIC
    from bangtin.problems import Problems, Refused
    from bangtin.site import edition_log

    root = root.resolve()
    now = publishing.now(root)
    _check_records(root, now)
    result = _run(root, "text", publish=True, going_out="ordered")
    if result.failed or result.planned is None:
        sys.exit(EXIT_PROBLEMS)
    log = edition_log.read(root, Problems()) or {}

    def work(site: Any, _: Any) -> Any:
        known = [p.edition_code for p in site.prints if p.entry.order]
        codes = tuple(map(as_known(known), again))
        _check_again(codes, known)
        return orders.gather(site, log, codes)

    site, (found, left_out, done) = _with_site(root, work, going_out="ordered")
    handed = orders.deliveries(site, root / PUBLIC)
    if not found and not handed and not done:
        raise click.UsageError(say("no-orders"))
    _tell_done(done)
    if not found and done:
        _stop_at("order-done", EDITION_LOG, codes=", ".join(dict.fromkeys(d.code for d in done)))
    out = out or Path(site.settings.addresses.orders)
    _make_folder(out)
    if handed:
        _write_anew(*orders.deliveries_table(handed, site, out))
    for order_ in found:
        _keep_changed(orders.paths(order_, out), lambda path: orders.is_kept(path, root))
        try:
            written = orders.write(order_, site, root / PUBLIC, out)
        except Refused as error:
            _stop_for(error, out / f"{order_.name}.pdf")
        for path in written:
            click.echo(say("wrote", path=path))
        click.echo(say("order-kept", path=orders.keep(order_, site, written[-1], root)))
        if not order_.shop:
            click.echo(say("order-no-shop", path=out / f"{order_.name}.pdf"))
    lines = [
        *orders.events(found, root / PUBLIC, now), *orders.handed_over(site, log, now)
    ]  # fmt: skip
    recording.went_out(root, result, now, ordered=lines)
    _say_registered(result)
    click.echo(say("order-recorded", count=len(lines), file=EDITION_LOG))
    lang = site.settings.language
    for line, day in orders.overdue(found, site.now):
        click.echo(say("order-overdue", title=line.title, date=spelling.written(day, lang)))
    if left_out:
        click.echo(say("order-left-out", count=left_out))
    for path in orders.earlier(found, out, site.settings.addresses.orders):
        click.echo(say("order-earlier", path=path))


def _tell_done(done: list[Any]) -> None:
    """Say what is ordered already, and so is not ordered again."""
    for one in done:
        key = "order-already" if one.before == one.now else "order-already-other"
        click.echo(
            say(key, code=one.code, place=one.place, number=one.number, date=one.date,
                before=one.before, now=one.now)
        )  # fmt: skip


def _check_again(codes: tuple[str, ...], known: list[str]) -> None:
    """End the command at a code that no order has."""
    from bangtin.problems import closest

    for code in codes:
        if code not in known:
            meant = closest(code, known)
            key = "order-unknown-meant" if meant else "order-unknown"
            raise click.UsageError(say(key, code=code, meant=meant, known=", ".join(known) or "–"))


def _stop_for(refused: Refused, file: Path) -> NoReturn:
    """End the command with what kept a file from being made: where it says, or else at the file."""
    _stop_at(refused.key, refused.place or str(file), **dict(refused.details))


def _stop_at(key: str, at: Place | str, **details: object) -> NoReturn:
    """End the command with one problem, at a place or a file."""
    from bangtin.problems import Place, Problems, as_text

    problems = Problems()
    problems.error(key, Place(at) if isinstance(at, str) else at, **details)
    click.echo(as_text(list(problems), LANGUAGE, Path()))
    sys.exit(EXIT_PROBLEMS)


def _check_records(root: Path, now: datetime.datetime, *, force: bool = False) -> None:
    """End the command where the logs can't be added to; a clock that is wrong can be forced."""
    from bangtin.commands import recording
    from bangtin.problems import Problems, as_text, ordered

    problems = Problems()
    recording.check(root, now, problems)
    found = [p for p in ordered(problems) if not (force and p.key == "editions-clock")]
    if found:
        click.echo(as_text(found, LANGUAGE, root))
        sys.exit(EXIT_PROBLEMS)


@main.command(help=say("where-help"))
@_site_options
@click.argument("fact", metavar=say("metavar-fact"))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help=say("opt-format"))  # fmt: skip
def where(root: Path, fact: str, form: str) -> None:
    """Name all that carries a fact, and where it hangs or went."""
    from bangtin.commands import where as finding

    root = root.resolve()
    if not fact.strip():
        raise click.UsageError(say("where-empty"))
    _check_records(root, datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC))
    result = _quiet(root)
    if result.failed or result.planned is None:
        _stop_unbuilt(result.problems, root)
    site, _ = _with_site(root, lambda _, __: None)
    found = finding.find(site, root, result.planned, fact)
    if form == "json":
        click.echo(json.dumps(finding.as_data(found), ensure_ascii=False, indent=2))
    else:
        click.echo(finding.as_text(found, LANGUAGE))
    sys.exit(0 if found.is_found else EXIT_PROBLEMS)


@main.command(help=say("recall-help"))
@_site_options
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help=say("opt-out-site"))
def recall(root: Path, out: Path | None) -> None:
    """Write the list of what hangs out there and is wrong, by place."""
    from bangtin.commands import recall as listing
    from bangtin.problems import Refused

    root = root.resolve()
    site, rows = _with_site(root, lambda site, _: listing.rows(site, root))
    name = site.settings.addresses.recall
    out = out or Path(name)
    if not rows:
        click.echo(say("recall-none"))
        for path in filter(Path.exists, listing.files(out, name)):
            click.echo(say("recall-earlier", path=path))
        return
    _make_folder(out)
    try:
        written = listing.write(rows, site, out)
    except Refused as error:
        _stop_for(error, listing.files(out, name)[1])
    for path in written:
        click.echo(say("wrote", path=path))
    click.echo(listing.as_text(rows, LANGUAGE))


@main.command(help=say("recalled-help"))
@_site_options
@click.argument("code", metavar=say("metavar-code"))
@click.argument("place", metavar=f"[{say('metavar-place')}]", required=False)
def recalled(root: Path, code: str, place: str | None) -> None:
    """Mark an edition, or all that a filled-in list marks, as taken back."""
    from bangtin.commands import publish as publishing
    from bangtin.commands import recall as listing
    from bangtin.files.paths import EDITION_LOG
    from bangtin.problems import Refused

    root = root.resolve()
    now = publishing.now(root)
    _check_records(root, now)
    where = EDITION_LOG
    try:
        if Path(code).suffix.lower() in listing.TABLES:
            where = code
            done = listing.mark_list(root, Path(code), now)
            for known, one in done:
                click.echo(say("recalled-marked", code=known, place=one))
            if not done:
                click.echo(say("recalled-nothing"))
            return
        code, marked, left = listing.mark(root, code, place, now)
    except Refused as error:
        _stop_at(error.key, where, **dict(error.details))
    if not marked:
        click.echo(say("recalled-already", code=code))
    for one in marked:
        click.echo(say("recalled-marked", code=code, place=one))
    if left:
        click.echo(say("recalled-left", code=code, places="; ".join(left)))


@main.command("init", help=say("init-help"))
@click.argument("folder", metavar=say("metavar-dir"), type=click.Path(path_type=Path))
@click.option("--lang", metavar=say("metavar-text"),
              help=say("opt-init-lang", known=", ".join(starters.languages())))  # fmt: skip
@click.option("--authority", metavar=say("metavar-text"), help=say("opt-init-authority"))
@click.option("--short", metavar=say("metavar-text"), help=say("opt-init-short"))
@click.option("--place", metavar=say("metavar-text"), help=say("opt-init-place"))
@click.option("--title", metavar=say("metavar-text"), help=say("opt-init-title"))
@click.option("--address", metavar="https://…", help=say("opt-init-address"))
@click.option("--country", metavar=say("metavar-text"), help=say("opt-init-country"))
@click.option("--hotline", multiple=True, metavar=say("metavar-hotline"),
              help=say("opt-init-hotline"))  # fmt: skip
@click.option("--units", metavar=say("metavar-text"), help=say("opt-init-units"))
@click.option("--colour", "--color", metavar=say("metavar-text"),
              help=say("opt-init-colour", known=", ".join(starters.colours())))  # fmt: skip
@click.option(
    "--example",
    metavar=say("metavar-text"),
    help=say("opt-init-example", known=", ".join(starters.examples())),
)
@click.option("--yes", "is_sure", is_flag=True, help=say("opt-init-yes"))
def init_(folder: Path, example: str | None, is_sure: bool, **given: Any) -> None:
    """Start a site in an empty folder."""
    from bangtin.commands import init
    from bangtin.commands.asking import Asker, Unusable

    asker = Asker(LANGUAGE, asks=not is_sure)
    try:
        init.check_folder(folder)
        if example is not None:
            started = init.copy_example(folder, example)
        else:
            answers = init.ask(asker, given)
            started = init.start(folder, answers, datetime.date.today())  # noqa: DTZ011
    except Unusable as error:
        raise click.UsageError(asker.say(error.key, **error.details)) from error
    except click.ClickException:
        raise
    except Exception as error:
        _stop(error, folder.resolve())
    click.echo(init.report(started, folder, asker))


def _named(root: Path) -> Any:
    """Read what pages can name; settings or formats that can't be read end the command."""
    from bangtin.commands import listing
    from bangtin.problems import as_text

    found = listing.read(root.resolve())
    if found.settings is None or not found.formats:
        click.echo(as_text(found.problems, LANGUAGE, root.resolve()))
        sys.exit(EXIT_PROBLEMS)
    return found


@main.command("formats", help=say("formats-help"))
@_site_options
def formats_(root: Path) -> None:
    """List the formats."""
    from bangtin.commands import listing

    found = _named(root)
    click.echo(listing.formats(found.formats, found.settings.language, LANGUAGE))


@main.command("links", help=say("links-help"))
@_site_options
def links_(root: Path) -> None:
    """List the link register."""
    from bangtin.commands import listing

    click.echo(listing.links(_named(root).settings, LANGUAGE))


@main.command("icons", help=say("icons-help"))
@_site_options
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), show_default=True,
              default=Path(), help=say("opt-out"))  # fmt: skip
def icons_(root: Path, out: Path) -> None:
    """Write a sheet of all pictograms."""
    from bangtin.commands import listing

    root = root.resolve()
    files = _named(root).files
    icons = listing.pictograms(root, files, LANGUAGE)
    for name, content in (
        ("icons.html", listing.icons_page(icons, LANGUAGE)),
        ("icons.pdf", listing.icons_pdf(icons, root, files, LANGUAGE)),
    ):
        _write_anew(out / name, content)


@main.group("new", cls=_Commands, help=say("new-help"), options_metavar=say("metavar-options"),
            subcommand_metavar=say("metavar-command"))  # fmt: skip
def new_() -> None:
    """Hold what can be started."""


def _start(work: Callable[[], Any]) -> Any:
    """Do what starts something; what can't be taken is wrong use."""
    from bangtin.commands.asking import Unusable

    try:
        return work()
    except Unusable as error:
        raise click.UsageError(say(error.key, **error.details)) from error


def _new_page(root: Path, title: str, section: str, kind: str) -> None:
    from bangtin.commands import new

    root = root.resolve()
    settings, today = _named(root).settings, datetime.date.today()  # noqa: DTZ011
    path = _start(lambda: new.page(root, settings, title, section, today, kind))
    click.echo(say("new-wrote", path=path))


@new_.command("page", help=say("new-page-help"))
@_site_options
@click.argument("title", metavar=say("metavar-title"))
@click.option("--section", metavar=say("metavar-text"), default="", help=say("opt-section"))
def new_page(root: Path, title: str, section: str) -> None:
    """Start a page."""
    _new_page(root, title, section, "page")


@new_.command("notice", help=say("new-notice-help"))
@_site_options
@click.argument("title", metavar=say("metavar-title"))
def new_notice(root: Path, title: str) -> None:
    """Start a notice."""
    _new_page(root, title, "", "notice")


@new_.command("print", help=say("new-print-help"))
@_site_options
@click.option("--page", metavar=say("metavar-text"), help=say("opt-page"))
@click.option("--format", metavar=say("metavar-text"), help=say("opt-print-format"))
@click.option("--slogan", metavar=say("metavar-text"), help=say("opt-slogan"))
@click.option("--yes", "is_sure", is_flag=True, help=say("opt-init-yes"))
def new_print(root: Path, is_sure: bool, **given: Any) -> None:
    """Add a print to a page."""
    from bangtin.commands import new_print
    from bangtin.commands.asking import Asker

    root = root.resolve()
    named = _named(root)
    asker = Asker(LANGUAGE, asks=not is_sure)
    path = _start(lambda: new_print.add(root, named.settings, named.formats, asker, given))
    click.echo(say("new-added", path=path))


@new_.command("table", help=say("new-table-help"))
@_site_options
@click.argument("title", metavar=say("metavar-title"))
@click.option("--columns", metavar=say("metavar-text"), default="name, signature",
              show_default=True, help=say("opt-columns"))  # fmt: skip
def new_table(root: Path, title: str, columns: str) -> None:
    """Start a table."""
    from bangtin.commands import new

    root = root.resolve()
    path = _start(lambda: new.table(root, title, columns, say("new-row")))
    click.echo(say("new-table-wrote", path=path, name=path.stem))


@new_.command("messages", help=say("new-messages-help"))
@_site_options
@click.argument("tag", metavar=say("metavar-tag"))
def new_messages(root: Path, tag: str) -> None:
    """Start a catalogue of messages."""
    from bangtin.commands import new

    root = root.resolve()
    path = _start(lambda: new.messages(root, tag))
    click.echo(say("new-messages-wrote", path=path.relative_to(root).as_posix()))


@new_.command("language", help=say("new-language-help"))
@_site_options
@click.argument("tag", metavar=say("metavar-tag"))
@click.option("--name", metavar=say("metavar-text"), default="", help=say("opt-name"))
def new_language(root: Path, tag: str, name: str) -> None:
    """Add a language."""
    from bangtin.commands import new

    root = root.resolve()
    settings = _named(root).settings
    note = say("new-language-note")
    paths = _start(lambda: new.language(root, settings, tag, name, note))
    shown = ", ".join(path.relative_to(root).as_posix() for path in paths)
    click.echo(say("new-language-wrote", paths=shown))


@main.command("translate", help=say("translate-help"))
@_site_options
@click.argument("tag", metavar=say("metavar-tag"))
@click.argument("page", metavar=say("metavar-page"), default="", required=False)
@click.option("--read", "source", is_flag=False, flag_value="", metavar=say("metavar-po"),
              help=say("opt-read"))  # fmt: skip
@click.option("--draft", "as_draft", is_flag=True, help=say("opt-translate-draft"))
@click.option("--mark", "marks", is_flag=True, help=say("opt-translate-mark"))
def translate_(
    root: Path, tag: str, page: str, source: str | None, *, as_draft: bool, marks: bool
) -> None:
    """Bring a page's sentences to a translator, and back."""
    from bangtin.commands import translate

    root = root.resolve()
    settings = _named(root).settings
    if source is None:
        files = _start(lambda: translate.files(root, settings, tag, page))
        if marks:
            found = _start(lambda: [translate.mark(root, tag, file) for file in files])
            for path in filter(None, found):
                click.echo(say("translate-marked", path=path.relative_to(root).as_posix()))
            return
        for one in _start(lambda: [translate.export(root, tag, file) for file in files]):
            shown = one.path.relative_to(root).as_posix()
            click.echo(say("translate-wrote", path=shown, count=one.total, left=one.left))
        click.echo(say("translate-next", tag=tag))
        return
    paths = [Path(source).resolve()] if source else []
    if not source:
        files = _start(lambda: translate.files(root, settings, tag, page))
        named = {root / translate.po_file(tag, file) for file in files}
        paths = [p for p in translate.po_files(root, tag) if not page or p in named]
    if not paths or not all(path.is_file() for path in paths):
        raise click.UsageError(say("translate-no-po", path=source or f"translations/{tag}"))
    _read_translations(root, settings, tag, paths, page if source else "", as_draft=as_draft)


def _read_translations(
    root: Path, settings: Any, tag: str, paths: list[Path], page: str, *, as_draft: bool
) -> None:
    """Make pages of PO files, and say what became of each."""
    from bangtin.commands import translate
    from bangtin.problems import as_text, ordered

    is_refused = False
    for path in paths:
        read = functools.partial(translate.read_back, root, settings, tag, path, page)
        done = _start(functools.partial(read, as_draft=as_draft))
        if done.problems:
            click.echo(as_text(ordered(done.problems), LANGUAGE, root))
        if done.path is None:
            is_refused = True
            click.echo(say("translate-refused", path=path.name))
            continue
        key = "translate-read-draft" if done.left else "translate-read"
        shown = done.path.relative_to(root).as_posix()
        click.echo(say(key, path=shown, left=done.left))
        if done.kept:
            click.echo(say("translate-kept", file=shown, path=done.kept.as_posix()))
    sys.exit(EXIT_PROBLEMS if is_refused else 0)


@main.command("import", help=say("import-help"))
@_site_options
@click.argument("file", metavar=say("metavar-import"), type=click.Path(path_type=Path))
@click.option("--section", metavar=say("metavar-text"), default="", help=say("opt-section"))
@click.option("--title", metavar=say("metavar-text"), default="", help=say("opt-import-title"))
def import_(root: Path, file: Path, section: str, title: str) -> None:
    """Make a page of a document of another program."""
    from bangtin.commands import importing
    from bangtin.problems import Level, as_text

    root = root.resolve()
    settings, today = _named(root).settings, datetime.date.today()  # noqa: DTZ011
    written = _start(lambda: importing.write(root, settings, file, section, title, today))
    click.echo(importing.as_text(written, root, LANGUAGE))
    problems = importing.problems_of(root, written.path)
    if problems:
        click.echo()
        click.echo(as_text(problems, LANGUAGE, root))
    is_sound = all(problem.level is not Level.ERROR for problem in problems)
    click.echo()
    click.echo(say("import-sound" if is_sound else "import-mend"))
    sys.exit(0 if is_sound else EXIT_PROBLEMS)


@main.command("count", help=say("count-help"))
@_site_options
@click.argument("file", required=False, metavar=say("metavar-count"),
                type=click.Path(exists=True, dir_okay=False, allow_dash=True))  # fmt: skip
@click.option("--day", type=click.DateTime(_DAYS), metavar="YYYY-MM-DD",
              help=say("opt-count-day"))  # fmt: skip
@click.option("--revise", default="", metavar=say("metavar-reason"), help=say("opt-revise"))
@click.option("--dry-run", "is_dry", is_flag=True, help=say("opt-count-dry-run"))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help=say("opt-format"))  # fmt: skip
def count_(
    root: Path, file: str | None, day: datetime.datetime | None, revise: str, is_dry: bool,
    form: str,
) -> None:  # fmt: skip
    """Add what units send to the table of counts; tell who has not reported."""
    from bangtin.commands.count import Desk, NoCount

    raw = _sent(file)

    def work(site: Any, _: Any) -> tuple[Any, Any]:
        desk = Desk(site, LANGUAGE, day.date() if day else None, revise)
        taken = desk.read(raw, file or "") if raw is not None else None
        if taken is not None and taken.added and not is_dry:
            desk.write(taken.added)
        return desk, taken

    try:
        _, (desk, taken) = _with_site(root, work)
    except NoCount as error:
        raise click.UsageError(say(error.key, **error.details)) from error
    if form == "json":
        click.echo(json.dumps(desk.as_data(taken), ensure_ascii=False, indent=2))
    else:
        click.echo(desk.report(taken, is_dry=is_dry))
    sys.exit(EXIT_PROBLEMS if taken is not None and taken.refused else 0)


@main.command("report", help=say("report-help"))
@_site_options
@click.option("--day", type=click.DateTime(_DAYS), metavar="YYYY-MM-DD",
              help=say("opt-report-day"))  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help=say("opt-out-site"))
def report_(root: Path, day: datetime.datetime | None, out: Path | None) -> None:
    """Write the day's report of the count as PDF and XLSX."""
    from bangtin.commands import day_report
    from bangtin.commands.count import NoCount

    def work(site: Any, _: Any) -> tuple[Any, Any]:
        found = day_report.gather(site, day.date() if day else None)
        return found, (day_report.as_pdf(found, site), day_report.as_xlsx(found, site))

    try:
        site, (found, data) = _with_site(root, work)
    except NoCount as error:
        raise click.UsageError(say(error.key, **error.details)) from error
    out = out or Path(site.settings.addresses.report)
    for ending, content in zip((".pdf", ".xlsx"), data, strict=True):
        # It may be signed by now, or somebody wrote into it.
        _write_anew(out / f"{found.name}{ending}", content)


def _sent(file: str | None) -> bytes | None:
    """Return the bytes of a file, or of what is typed or pasted for ``-``; None without one."""
    if file is None:
        return None
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(say("count-no-file", path=file, why=error.strerror)) from error


def _write(path: Path, data: bytes) -> None:
    from bangtin.files import writing

    _make_folder(path.parent)
    writing.write(path, data, durable=True)
    click.echo(say("wrote", path=path))


def _write_anew(path: Path, data: bytes) -> None:
    """Write a file, and keep one with other bytes that is there."""
    _keep_changed([path], lambda there: there.read_bytes() == data)
    _write(path, data)


def _keep_changed(paths: Iterable[Path], is_ours: Callable[[Path], bool]) -> None:
    """Give files that are not as they were written names of their own, and say so."""
    from bangtin.files import writing

    for path in paths:
        try:
            if not path.is_file() or is_ours(path):
                continue
            other = writing.free_name(path)
            path.rename(other)
        except OSError as error:  # another program has it open
            raise writing.refused(path, error) from error
        click.echo(say("kept", path=other))


def _make_folder(folder: Path) -> None:
    from bangtin.files import writing

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing.refused(folder, error) from error


def _with_site(
    root: Path,
    work: Callable[[Any, Any], Any],
    now: datetime.date | None = None,
    going_out: Literal["", "ordered", "all"] = "",
) -> tuple[Any, Any]:
    """Run ``work(site, scheduler)`` on a sound site; problems end the command.

    Files that change meanwhile are read again, as in a build.
    """
    from bangtin.build import MOST_ATTEMPTS, with_repaired_cache
    from bangtin.problems import ChangedFile, Level
    from bangtin.stages.read import read_site
    from bangtin.stages.session import Request, Session

    root = root.resolve()

    def once() -> tuple[Any, Any]:
        with Session(Request(root, now=now, going_out=going_out)) as session:
            reading = read_site(session)
            if reading.site is None or any(p.level is Level.ERROR for p in reading.problems):
                _stop_unbuilt(reading.problems, root)
            return reading.site, work(reading.site, session.scheduler)

    for _ in range(MOST_ATTEMPTS):
        try:
            return with_repaired_cache(root, once)
        except ChangedFile as changed:
            problem = changed.problem
    return _stop_unbuilt((problem,), root)


def _stop_unbuilt(problems: Iterable[Problem], root: Path) -> NoReturn:
    """End the command with the errors that a site has."""
    from bangtin.problems import Level, as_text, ordered

    errors = [p for p in ordered(problems) if p.level is Level.ERROR]
    click.echo(as_text(errors, LANGUAGE, root))
    click.echo(say("not-built"))
    sys.exit(EXIT_PROBLEMS)


def _run(
    root: Path,
    form: str,
    *,
    publish: bool,
    jobs: int | None = None,
    executor: str = "processes",
    as_of: datetime.datetime | None = None,
    is_locked: bool = False,
    going_out: Literal["", "ordered", "all"] = "",
    profile: bool = False,
    force: bool = False,
) -> Result:
    """Build, and print what came of it."""
    from bangtin.build import build
    from bangtin.commands import profiling, report
    from bangtin.engine import executors

    # A typo is told even where there is nothing to make.
    executors.check(executor)
    root = root.resolve()
    day = as_of.date() if as_of else None
    with _progress() as progress:
        result = build(
            root, publish=publish, now=day, jobs=jobs, progress=progress,
            going_out=going_out, is_locked=is_locked, executor=executor, force=force,
        )  # fmt: skip
    if form == "json":
        click.echo(json.dumps(report.as_json(result, LANGUAGE), ensure_ascii=False, indent=2))
    else:
        click.echo(report.as_summary(result, root, LANGUAGE, published=publish))
        if profile:
            click.echo(profiling.as_text(result, LANGUAGE))
    return result


def _quiet(root: Path) -> Result:
    """Build without a word; with errors what was built before stands."""
    from bangtin.build import build

    with _progress() as progress:
        return build(root, progress=progress)


@contextlib.contextmanager
def _progress() -> Iterator[Progress | None]:
    """Show on a terminal what is being made and how many are left; nothing when piped."""
    if not sys.stderr.isatty():
        yield None
        return
    width = shutil.get_terminal_size().columns - 1
    last = 0.0

    def show(done: int, total: int, label: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > REDRAW_SECONDS or done == total:
            last = now
            line = f"  {done}/{total}  {label}"
            sys.stderr.write(f"\r{line[:width]:<{width}}")
            sys.stderr.flush()

    try:
        yield show
    finally:
        if last:
            sys.stderr.write(f"\r{'':<{width}}\r")
            sys.stderr.flush()
