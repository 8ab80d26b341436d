"""Topic names: one for each stream, and ours."""

from __future__ import annotations

from events.streams import REFERENCE_STREAMS, STREAMS

PREFIX = "tidewatch."

LOG = PREFIX + "log"
RETRY = PREFIX + "retry"
FINDINGS = PREFIX + "findings"
FINDINGS_AML = PREFIX + "findings.aml"  # AML facts leave here and nowhere else (DOMAIN §0.1.5)
ALERTS = PREFIX + "alerts"
ALERTS_AML = PREFIX + "alerts.aml"
SUPPRESSIONS = PREFIX + "suppressions"
SUPPRESSIONS_AML = PREFIX + "suppressions.aml"
TASKS = PREFIX + "tasks"  # what people and the clock did with alerts
TASKS_AML = PREFIX + "tasks.aml"
DEAD_LETTERS = PREFIX + "dead-letters"

OURS = (
    FINDINGS, FINDINGS_AML, ALERTS, ALERTS_AML, SUPPRESSIONS, SUPPRESSIONS_AML, TASKS, TASKS_AML, DEAD_LETTERS,
)  # fmt: skip

SOURCES = {stream: PREFIX + stream for stream in STREAMS}
TAKEN_IN_ORDER = (*(SOURCES[stream] for stream in dict.fromkeys((*REFERENCE_STREAMS, *STREAMS))), RETRY)


def stream_of(topic: str) -> str | None:
    """The stream a source topic carries; None for any other topic."""
    name = topic.removeprefix(PREFIX)
    return name if name in STREAMS and SOURCES[name] == topic else None
