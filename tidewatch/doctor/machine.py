"""This machine: Python, the port, the folder, the pages, the calendar."""

from __future__ import annotations

import fcntl
import json
import shutil
import sys
from contextlib import closing
from datetime import date, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from detectors.calendar.known import certain_years
from tidewatch.doctor.finding import Asked, Check, Finding, bad, good
from tidewatch.server.supervisor import answers

OLDEST = (3, 11)
ROOM_BYTES = 2_000_000_000  # a demonstration of some months takes a fifth of it
WEB = Path(__file__).parents[2] / "web" / "dist" / "index.html"


def python(asked: Asked) -> Finding:
    """New enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST:
        return bad("python", f"Python {version} is too old", "install Python 3.11 or newer")
    return good("python", f"Python {version}")


def port(asked: Asked) -> Finding:
    """Free for the API, or it answers there already."""
    given = asked.settings.api
    taken = answers(given.port)
    if taken and ours(given.port):
        return good("port", f"Tidewatch answers on port {given.port}")
    if taken:
        return bad("port", f"port {given.port} is taken", "choose another with --port or api.port, or end what has it")
    return good("port", f"port {given.port} is free")


def folder(asked: Asked) -> Finding:
    """The embedded parts' folder: not in use, or by the Tidewatch that answers; with room."""
    data = asked.data
    there = next(place for place in (data.absolute(), *data.absolute().parents) if place.exists())
    free = shutil.disk_usage(there).free
    if free < ROOM_BYTES:
        return bad("folder", f"{data} has {free / 1e9:.1f} GB left", "make room, or choose another --data")
    if locked(data / "tidewatch.lock"):
        if ours(asked.settings.api.port):
            return good("folder", f"{data} is at work and has {free / 1e9:.0f} GB left")
        return bad("folder", f"{data} is in use by another process", "end it, or choose another --data")
    return good("folder", f"{data} is not in use and has {free / 1e9:.0f} GB left")


def ours(port: int) -> bool:
    """Whether a Tidewatch answers on a port of this machine."""
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as asking:
            asking.request("GET", "/v1/health")
            return json.loads(asking.getresponse().read(1_000)) == {"status": "ok"}
    except (OSError, ValueError, HTTPException):
        return False


def locked(lock: Path) -> bool:
    """Whether a process holds it."""
    if not lock.exists():
        return False
    with lock.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def web(asked: Asked) -> Finding:
    """Built."""
    if not WEB.is_file():
        return bad("web", "the pages are not built", "run `make web`")
    return good("web", f"the pages are built ({date.fromtimestamp(WEB.stat().st_mtime)})")


def calendar(asked: Asked) -> Finding:
    """The holidays of the year are known; in December the next year's too: they are announced in November."""
    today, kind = date.today(), asked.settings.engine.calendar
    needed = {today.year, (today + timedelta(days=31)).year}
    unknown = sorted(needed - certain_years(kind))
    if unknown:
        years = " and ".join(map(str, unknown))
        return bad(
            "calendar",
            f"the holidays of {years} are not known: weekends stand in for them",
            "fill in detectors/calendar/later_years.yaml",
        )
    return good("calendar", f"the {kind} holidays of {' and '.join(map(str, sorted(needed)))} are known")


MACHINE: tuple[tuple[str, Check], ...] = (
    ("python", python), ("port", port), ("folder", folder), ("web", web), ("calendar", calendar),
)  # fmt: skip
