"""The desk: alerts become somebody's work, in Redis (DOMAIN §2.6)."""

from sinks.desk.desk import Desk, TaskRefused, WorkingTime
from sinks.desk.roster import Org, Person, Roster
from sinks.desk.routing import AML_BOX, EVERY_CLASS, RISK_BOX, Scope, risk_box, route
from sinks.desk.rows import WAITING
from sinks.desk.server import DeskDown, EmbeddedRedis
from sinks.desk.sessions import Sessions
from sinks.desk.shelves import Change, Wanted
from sinks.desk.telling import Moment

__all__ = [
    "AML_BOX",
    "EVERY_CLASS",
    "RISK_BOX",
    "WAITING",
    "Change",
    "Desk",
    "DeskDown",
    "EmbeddedRedis",
    "Moment",
    "Org",
    "Person",
    "Roster",
    "Scope",
    "Sessions",
    "TaskRefused",
    "Wanted",
    "WorkingTime",
    "risk_box",
    "route",
]
