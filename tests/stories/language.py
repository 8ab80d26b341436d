"""The language of stories: what happens to some customers of the bank, line by line, and what must be found of it.

    F1 six of ten million leave              a name; what belongs to it lies further in
    who A,B T3 institution_class=医院        the story's customers; without such a line there is one, A, of tier T3
    2026-03-02 drawdown 10m note=@N1         a day (10:00 unless it says T11:30), a verb, an amount in yuan, more fields
    2026-03-04 P out 9m to=@Q                somebody else than A (*: everybody); money to a customer of ours arrives there too
    2025-09-01..2026-02-27/7 in 0.6m         again and again: every seven days, or /bd every business day
    => OUT-01 P1 2026-03-03 traced_sum=6m    what the rule finds, in order: all of it, with evidence to the fen
    => OPP-01 none                           nothing; `retracted` in place of a severity: it was found, and taken back
    => alert OUT-01 open 9m told=1           the one alert of the rule: its state, its money, how often people were told

Any stream can be a verb, with its fields as they are in the contract (`tender project_no=@T stage=中标 amount=8m`). `@A` is the id of customer A,
`@A.name`, `@A.uscc` and `@A.1` its name, code and first account; any other `@x` is an id of this story's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from textwrap import dedent
from typing import Any
from zlib import crc32

from detectors.calendar import Calendar
from events.identifiers import uscc_check
from events.money import to_minor
from events.streams import STREAMS, fields

CALENDAR = Calendar()
BANKS = {
    "ICBC": "102331000018",
    "CCB": "105331000011",
    "HZB": "313331000079",  # 杭州银行: the class 313 is ours too
    "OWN": "313331800011",
    "OURS": "313331800028",  # another branch of ours
    "TREASURY": "011331000017",
}
TRANSFER_IN, TRANSFER_OUT = "CRDT PMNT/RCDT/DMCT", "DBIT PMNT/ICDT/DMCT"
VERBS = {  # verb → which way, bank transaction code, other fields
    "in": TRANSFER_IN, "out": TRANSFER_OUT, "opening": "CRDT LDAS/FTDP/RPMT", "placed": "DBIT LDAS/FTDP/DPST", "redeemed": "CRDT LDAS/FTDP/RPMT",
    "drawdown": "CRDT LDAS/FTLN/DDWN", "repay": "DBIT LDAS/FTLN/RPMT", "wages": "DBIT PMNT/ICDT/SALA", "tax": "DBIT PMNT/ICDT/TAXE",
    "sweep_in": "CRDT PMNT/RCCN/ICCT", "sweep_out": "DBIT PMNT/ICCN/ICCT", "wealth": "DBIT SECU/SETT/SUBS", "fx_in": "CRDT FORX/SPOT/FXSP",
    "returned": "CRDT PMNT/RCDT/RRTN", "cross_in": "CRDT PMNT/RCDT/XBCT", "cross_out": "DBIT PMNT/ICDT/XBCT",
}  # fmt: skip
OF_OTHERS = frozenset({"opening", "placed", "redeemed", "drawdown", "repay", "wealth", "fx_in"})  # no counterparty
AMOUNT = re.compile(r"[\d.]+[mk]?")
Record = dict[str, Any]


@dataclass(frozen=True)
class Who:
    """One customer of a story."""

    id: str
    tier: str
    more: dict[str, str]

    @property
    def name(self) -> str:
        """A name that nobody else has."""
        return self.more.get("name") or f"杭州{self.id.replace('-', '')}有限公司"

    @property
    def uscc(self) -> str:
        """A code with a right check character, derived from the id."""
        head = f"91330100{crc32(self.id.encode()) % 10**9:09d}"
        return head + uscc_check(head)

    def part(self, of: str) -> str:
        """`name`, `uscc`, or the number of one of its accounts."""
        return {"": self.id, "name": self.name, "uscc": self.uscc}.get(of, f"{self.id}-{of}")


@dataclass(frozen=True)
class Expected:
    """One `=>` line. `rule` none of whose findings may exist has no line with a severity."""

    rule: str
    severity: str
    day: date | None = None
    who: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)


def fen(text: str) -> int:
    """`9m`, `0.6m`, `500k`, `1234.56` yuan as fen."""
    found = re.fullmatch(r"(-?)([\d.]+)(m|k)?", text)
    assert found, f"{text!r} is no amount: write 9m, 500k or 1234.56"
    value = to_minor(found[2]) * {None: 1, "k": 10**3, "m": 10**6}[found[3]]
    return -value if found[1] else value


class Story:
    """A name, and lines of the language."""

    def __init__(self, name: str, lines: Iterable[str]) -> None:
        self.name = name
        self.prefix = f"{crc32(name.encode()):08x}"
        self.people: dict[str, Who] = {}
        self.records: list[tuple[str, Record]] = []
        self.expected: list[Expected] = []
        self.alerts: list[Expected] = []
        for line in lines:
            self._read(line)

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> set[str]:
        """The rules that the story says something about."""
        return {one.rule for one in self.expected}

    @property
    def began(self) -> str:
        """The day of its first entry."""
        return min(record["event_time"][:10] for stream, record in self.records if stream == "txn")

    @property
    def ends(self) -> str:
        """The last day that something happens, or is to be found."""
        expected = (str(one.day) for one in self.expected if one.day)
        return max([record["event_time"][:10] for _, record in self.records] + list(expected))

    def who(self, name: str) -> Who:
        """A customer by the story's name for it."""
        if not self.people:
            self._introduce(["A", "T3"])
        return self.people[name]

    # ---- lines

    def _read(self, line: str) -> None:
        words = line.split()
        if words[0] == "who":
            self._introduce(words[1:])
        elif words[0] == "=>":
            self._expect(words[1:])
        else:
            for number, day in enumerate(_days(words[0])):
                self._happen(day, words[1:], f"{self.prefix}-{len(self.records)}-{number}")

    def _introduce(self, words: list[str]) -> None:
        names, tier, *more = words
        for name in names.split(","):
            self._add_customer(name, tier, more)

    def _add_customer(self, name: str, tier: str, more: list[str]) -> None:
        self.people[name] = who = Who(f"{self.prefix}-{name}", tier, dict(pair.split("=", 1) for pair in more))
        stated = {key: value for key, value in who.more.items() if key not in ("accounts", "open_date")}
        self._add(
            "customer", BEFORE, {"customer_id": who.id, "uscc": who.uscc, "tier": tier, **stated, "name": who.name}
        )
        for number in range(1, int(who.more.get("accounts", 1)) + 1):
            opened = {"open_date": who.more.get("open_date")}
            self._add("account", BEFORE, {"account_no": who.part(str(number)), "customer_id": who.id, **opened})

    def _expect(self, words: list[str]) -> None:
        alert = words[0] == "alert"
        rule, severity, *rest = words[alert:]
        plain = [word for word in rest if "=" not in word]
        day = next((date.fromisoformat(word) for word in plain if "-" in word), None)
        who = next((self.who(word[1:]).id for word in plain if word.startswith("@")), None)
        pairs = [word.partition("=") for word in rest if "=" in word]
        stated = {key: self._text(value) for key, _, value in pairs}
        money = next((word for word in plain if AMOUNT.fullmatch(word)), None)
        (self.alerts if alert else self.expected).append(
            Expected(rule, severity, day, who, stated | ({"money": money} if money else {}))
        )

    def _happen(self, day: str, words: list[str], event: str) -> None:
        if words[0] == "*":
            for name in self.people:
                self._happen(day, [name, *words[1:]], f"{event}-{name}")
            return
        who = self.who(words.pop(0)) if words[0] in (self.people or "A") else self.who("A")
        verb, *words = words
        amount = words.pop(0) if words and AMOUNT.fullmatch(words[0]) else None
        stated = {key: value if equals else "true" for key, equals, value in (word.partition("=") for word in words)}
        if verb in VERBS:
            self._entry(who, verb, day, {"amount": amount, "event_id": event, "bank_ref": event, **stated})
        else:
            assert verb in STREAMS, f"{verb!r} is neither a verb nor a stream: {', '.join((*VERBS, *STREAMS))}"
            named = {"amount": amount} if amount else {}
            self._add(verb, day, {"event_id": event, **_subject(verb, who), **named, **stated})

    def _entry(self, who: Who, verb: str, day: str, stated: dict[str, Any]) -> None:
        way, code = VERBS[verb].split()
        domain, family, sub = code.split("/")
        codes = {"cdt_dbt": way, "tx_domain": domain, "tx_family": family, "tx_subfamily": sub}
        account = who.part(str(stated.pop("account", 1)))
        note = {"loan_note_id": stated.pop("note")} if "note" in stated else {}
        other = stated.pop("to", stated.pop("from", None))
        party = {} if verb in OF_OTHERS else self._party(who, other, stated)
        self._add("txn", day, {"account_no": account, **codes, **party, **note, **stated})
        if other and other.startswith("@") and way == "DBIT":
            self._arrives(who, account, other, day, stated)

    def _party(self, who: Who, other: str | None, stated: dict[str, Any]) -> Record:
        """The other side: the customer elsewhere (`same`), another customer of ours, or a company elsewhere."""
        bank = BANKS[stated.pop("at", "ICBC")]
        if stated.pop("same", None):
            return {"cp_name": who.name, "cp_account": f"{self.prefix}-elsewhere", "cp_bank_code": bank}
        if other and other.startswith("@"):
            payee = self.who(other[1:].split(".")[0])
            account = self._text(other if "." in other else f"{other}.1")
            return {"cp_name": payee.name, "cp_account": account, "cp_bank_code": BANKS["OURS"]}
        name = other or "宁波恒丰贸易有限公司"
        return {"cp_name": name, "cp_account": f"X{crc32(name.encode())}", "cp_bank_code": bank}

    def _arrives(self, who: Who, account: str, other: str, day: str, stated: dict[str, Any]) -> None:
        """The other leg of a payment between two accounts of ours."""
        payee, _, number = other[1:].partition(".")
        leg = {
            "cdt_dbt": "CRDT",
            "tx_domain": "PMNT",
            "tx_family": "RCDT",
            "tx_subfamily": "BOOK",
            "event_id": stated["event_id"] + "+",
        }
        party = {"cp_name": who.name, "cp_account": account, "cp_bank_code": BANKS["OURS"]}
        self._add(
            "txn",
            day,
            {**stated, "account_no": self.who(payee).part(number or "1"), **leg, **party, "bank_ref": leg["event_id"]},
            seconds=1,
        )

    def _add(self, stream: str, day: str, stated: dict[str, Any], seconds: int = 0) -> None:
        at, _, hour = day.partition("T")
        record = {name: self._value(stream, name, value) for name, value in stated.items() if value is not None}
        record["event_time"] = f"{at}T{hour or '10:00'}:{seconds:02d}+08:00"
        self.records.append((stream, record))

    def _value(self, stream: str, name: str, text: str) -> Any:
        """As it travels: money as a decimal, numbers as numbers."""
        known = fields(stream)
        assert name in known, f"{stream} has no field {name!r}"
        kind, text = known[name].kind, self._text(str(text))
        if kind == "money":
            return f"{fen(text) // 100}.{fen(text) % 100:02d}"
        if kind == "timestamp":
            return f"{text}:00+08:00" if "T" in text else f"{text}T10:00:00+08:00"
        return READERS.get(kind, str)(text)

    def _text(self, text: str) -> str:
        """Without `@`: ids of the story's own."""
        if not text.startswith("@"):
            return text
        name, _, part = text[1:].partition(".")
        return self.who(name).part(part) if name in (self.people or "A") else f"{self.prefix}-{text[1:]}"


BEFORE = "2024-12-31"
READERS: dict[str, Callable[[str], Any]] = {
    "count": int,
    "ratio": float,
    "flag": lambda text: text == "true",
    "texts": lambda text: text.split(","),
}
STORIES: list[Story] = []  # every story of the test modules that have been imported: one bank for all of them


def stories(text: str) -> list[Story]:
    """Stories, each a name and, further in, its lines; they are lived through with all others."""
    told, name = dict[str, list[str]](), ""
    for line in dedent(text).splitlines():
        if line.startswith(" "):
            told[name].append(line)
        elif name := line.strip():
            told[name] = []
    made = [Story(name, lines) for name, lines in told.items()]
    STORIES.extend(made)
    return made


def _subject(stream: str, who: Who) -> dict[str, str]:
    """Records of the bank's own say whose they are; what others publish has to be matched."""
    return {"customer_id": who.id} if stream in ("account", "contract", "interaction", "service", "task") else {}


def _days(text: str) -> Iterator[str]:
    """`2026-03-02`, `2026-03-02T11:30`, `first..last/step` or `first..last/stepT11:30`."""
    first, _, rest = text.partition("..")
    if not rest:
        yield text
        return
    until, _, step = rest.partition("/")
    step, colon, hour = step.partition("T")
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(until):
        if step != "bd" or CALENDAR.is_business_day(day):
            yield f"{day}{colon}{hour}"
        day += timedelta(1 if step == "bd" else int(step))
