"""All rules together: a frame goes in, findings come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from detectors.calendar import Calendar
from detectors.features import Feature
from detectors.rules.columns import columns, features_of
from detectors.rules.compiled import Compiled, compile_rule, mask_of, names_of, stream_features
from detectors.rules.deadlines import due_at, expires_at
from detectors.rules.expression import compile_condition, conditions_of
from detectors.rules.frames import POLARS, Type
from detectors.rules.model import SEQUENCE, Rule, State
from detectors.rules.reading import read_rule
from detectors.rules.sequences import Sequences, States
from detectors.rules.strict import RuleMistake
from detectors.rules.tuned import tune
from detectors.rules.words import evidence_value
from events.finding import FINDING_SCHEMA, finding_id, no_findings

Found = tuple[int, dict[str, Any]]  # the row of the frame, and the finding
CATALOGUE = Path(__file__).parent / "catalogue"


@dataclass(frozen=True)
class Completed:
    """A finding of a sequence: the row that completed it, and the names (event id, bank reference) by which its two events can be taken back."""

    row: int
    finding: dict[str, Any]
    names: frozenset[str]


class RuleSet:
    """The rules in force. Ids are unique; retired rules are kept out."""

    def __init__(
        self, rules: Iterable[Rule], calendar: Calendar | None = None, known: Mapping[str, Type] | None = None
    ) -> None:
        """`known`: features that are declared by rules which are not among these."""
        self.rules = {rule.id: rule for rule in rules}
        self.calendar = calendar or Calendar()
        live = [rule for rule in self.rules.values() if rule.state is not State.RETIRED]
        self.shared: dict[str, Type] = dict(known or {})
        for rule in live:
            self.shared |= features_of(rule)
        self.compiled = {rule.id: compile_rule(rule, self.shared) for rule in live}
        self._by_frame: dict[str, list[Compiled]] = {}
        for compiled in self.compiled.values():
            self._by_frame.setdefault(compiled.on, []).append(compiled)
        followed = [one for one in self._by_frame.pop(SEQUENCE, []) if one.rule.state is State.ACTIVE]
        self.sequences = Sequences(followed, self.calendar)
        declared = [(rule, *pair) for rule in live for pair in stream_features(rule)]
        self.features: list[Feature] = [feature for _, feature, _ in declared]
        self.masks = [mask_of(rule, where).alias(feature.where) for rule, feature, where in declared]

    @classmethod
    def load(cls, folder: Path = CATALOGUE, calendar: Calendar | None = None, tuned: Path | None = None) -> RuleSet:
        """Every rule file of a folder, its parameters set as the file `tuned` says; raises RuleMistake."""
        rules: dict[str, Rule] = {}
        for path in sorted(folder.glob("*.yaml")):
            rule = read_rule(path)
            if rule.id in rules:
                raise RuleMistake(f"{path.name}: rule {rule.id} is there twice: give this one an id of its own")
            rules[rule.id] = rule
        return cls(tune(rules, tuned).values() if tuned else rules.values(), calendar)

    def frames(self) -> frozenset[str]:
        """The frames that some rule looks at."""
        return frozenset(self._by_frame) | self.sequences.frames()

    def reads(self, on: str) -> frozenset[str]:
        """The columns that some rule on this frame reads."""
        own = frozenset(name for compiled in self._by_frame.get(on, ()) for name in compiled.reads())
        return own | self.sequences.reads(on)

    def judge(
        self, on: str, frame: pl.DataFrame, shadow: bool = False, followed: Iterable[Completed] = ()
    ) -> pl.DataFrame:
        """Findings of every rule on this frame, in the order of its rows; with those of sequences that its rows have completed."""
        wanted = State.SHADOW if shadow else State.ACTIVE
        rules = [compiled for compiled in self._by_frame.get(on, ()) if compiled.rule.state is wanted]
        found: list[Found] = [(one.row, one.finding) for one in followed]
        if rules and not frame.is_empty():
            found = self._judged(rules, frame) + found
        if not found:
            return no_findings()
        found.sort(key=lambda pair: pair[0])
        return pl.DataFrame([data for _, data in found], schema=FINDING_SCHEMA, orient="row")

    def follow(self, on: str, frame: pl.DataFrame, states: States) -> list[Completed]:
        """Move the states of sequences by this frame's rows; what its rows complete is judged."""
        found: dict[tuple[int, str], Completed] = {}
        for pairs in self.sequences.follow(on, frame, states):
            for i, finding in self._judged([pairs.compiled], pairs.frame(frame, self.calendar)):
                # of beginnings that the rule's object and trigger do not tell apart the last counts
                found[pairs.rows[i], finding["finding_id"]] = Completed(pairs.rows[i], finding, pairs.names(i, frame))
        return list(found.values())

    def _judged(self, rules: Sequence[Compiled], frame: pl.DataFrame) -> list[Found]:
        hits = frame.select_seq(self._marks(rules))
        found: list[Found] = []
        for i, compiled in enumerate(rules):
            found += self._found(compiled, frame, self.hits(compiled, frame, hits[f"h{i}"]), "open")
            if compiled.retract is not None:
                found += self._found(compiled, frame, hits[f"r{i}"], "retracted")
        return found

    @staticmethod
    def _marks(rules: Sequence[Compiled]) -> list[pl.Expr]:
        every_row = pl.int_range(pl.len()).alias("")  # a condition that is `true` alone would be one row
        hits = [every_row, *(c.may.alias(f"h{i}") for i, c in enumerate(rules))]
        return hits + [c.retract.alias(f"r{i}") for i, c in enumerate(rules) if c.retract is not None]

    @staticmethod
    def hits(compiled: Compiled, frame: pl.DataFrame, may: pl.Series) -> pl.Series:
        """[row] whether the rule hits. What takes working out is asked of the rows that it may hit: of few or, in a live step, mostly of none."""
        if compiled.must is None or not may.any():
            return may
        at = may.arg_true()
        return may.scatter(at, frame[at].with_columns_seq(_held=compiled.must)["_held"])

    def _found(self, compiled: Compiled, frame: pl.DataFrame, hit: pl.Series, state: str) -> list[Found]:
        if not hit.any():
            return []
        at = hit.arg_true()
        rows = frame[at].with_columns_seq(
            _severity=compiled.severity, _object=compiled.object, _trigger=compiled.trigger, _cause=compiled.cause,
            _money=compiled.money, **{f"_e_{name}": typed.expr for name, typed in compiled.evidence.items()},
            **{f"_c_{who}": expr for who, expr in compiled.copies.items()},
        )  # fmt: skip
        parameters = [
            name for template in compiled.titles for name in template.types if name in compiled.rule.parameters
        ]
        if parameters:
            rows = rows.with_columns_seq(**{n: compiled.evidence[n].expr for n in parameters if n in compiled.evidence})
        pairs = zip(at.to_list(), rows.iter_rows(named=True), strict=True)
        return [(i, self._finding(compiled, row, state)) for i, row in pairs if row["_severity"] is not None]

    def _finding(self, compiled: Compiled, row: dict[str, Any], state: str) -> dict[str, Any]:
        rule, customer = compiled.rule, row["customer_id"] or ""
        evidence = {name: evidence_value(row[f"_e_{name}"], typed.type) for name, typed in compiled.evidence.items()}
        return {
            "finding_id": finding_id(rule.id, customer, row["_object"], row["_trigger"]),
            "rule_id": rule.id,
            "rule_version": rule.version,
            "customer_id": customer,
            "object_id": row["_object"],
            "severity": row["_severity"],
            "state": state,
            "event_time": row["event_time"],
            "day": row["day"],
            "trigger_id": row["_trigger"],
            "title_zh": compiled.titles[0].fill(row, english=False),
            "title_en": compiled.titles[1].fill(row, english=True),
            "money_at_stake": row["_money"],
            "evidence": msgspec.json.encode(evidence).decode(),
            "recipients": [*rule.to, *(who for who in compiled.copies if row[f"_c_{who}"])],
            "audience": rule.audience,
            "due_at": due_at(rule.task.due, row["event_time"], self.calendar),
            "expires_at": expires_at(rule.expires_after, row["event_time"], self.calendar),
            "cause_id": row["_cause"],
        }

    def explain(self, rule_id: str, row: dict[str, Any]) -> list[tuple[str, bool]]:
        """Each condition of a rule and whether this row of its frame meets it: "why was I not told?"."""
        compiled = self.compiled[rule_id]
        names = names_of(compiled.rule, self.shared)
        frame = example_frame(compiled, row)
        parts = [part for text in (compiled.rule.where, compiled.rule.when) for part in conditions_of(text)]
        return [(part, bool(frame.select_seq(compile_condition(part, names)).item())) for part in parts]


def example_frame(compiled: Compiled, *rows: dict[str, Any]) -> pl.DataFrame:
    """Rows given by hand as a frame of the rule's kind; what is not given is null."""
    return frame_of(f"{compiled.rule.id}: an example", compiled.on, columns(compiled.rule), *rows)


def frame_of(who: str, on: str, known: Mapping[str, Type], *rows: dict[str, Any]) -> pl.DataFrame:
    """Rows as a frame with these columns. Raises RuleMistake when a row gives another one."""
    unknown = {name for row in rows for name in row} - set(known)
    if unknown:
        raise RuleMistake(f"{who} gives {sorted(unknown)[0]!r}, which {on} has not")
    return pl.DataFrame(list(rows), schema={name: POLARS[kind] for name, kind in known.items()}, orient="row")
