"""Pictures of every print, for the contact sheet."""

from __future__ import annotations

from bangtin.channels import led, press, share
from bangtin.engine.scheduler import Scheduler
from bangtin.site.site import Site
from bangtin.typesetting.contact_sheet import Shot


def pictures(site: Site, scheduler: Scheduler) -> list[Shot]:
    """Return a picture of each page of each print, board and share picture that can be made."""
    found = [*press.pictures(site), *led.pictures(site), *share.pictures(site)]
    labels, jobs = zip(*found, strict=True) if found else ((), ())
    outcomes = scheduler.run(jobs)
    return [
        Shot(scheduler.cache.get(outcome.key), label)
        for label, outcome in zip(labels, outcomes, strict=True)
        if outcome.entry is not None
    ]
