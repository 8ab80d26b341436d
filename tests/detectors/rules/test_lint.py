"""Promises of `tidewatch rules lint`: each mistake has its line, its sentence, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from detectors.rules import CATALOGUE, RuleMistake, RuleSet
from detectors.rules.lint import lint

SOUND = """\
id: OPP-90
version: 1
name: {zh: 大额入账, en: Large inflow}
on: txn
features:
  in_7d: {sum: signed, where: op_in, over: 7d}
parameters:
  floor: {type: money, value: {T1: ¥4m, T2: ¥3m, T3: ¥2m, T4: ¥1m}}
  share: {type: ratio, value: 0.5, at_least: 0.1, at_most: 1.0}
when: >-
  op_in AND in_7d >= floor
  AND in_7d >= share * avg_90
severity: {P1: in_7d >= 2 * floor, P2: "true"}
evidence: [in_7d, avg_90]
money_at_stake: in_7d
title: {zh: "入账{in_7d}", en: "{in_7d} came in"}
to: [RM]
task:
  zh: 联系客户
  en: Call the customer
  due: 1bd
expires_after: 48h
examples:
  - name: half of the average
    given: {op_in: true, tier: T4, in_7d: ¥1m, avg_90: ¥2m}
    then: {severity: P2, in_7d: "1,000,000.00"}
  - name: less
    given: {op_in: true, tier: T4, in_7d: ¥0.9m, avg_90: ¥1m}
    then: none
"""

# (what is written instead of what, the line of the mistake, its sentence)
MISTAKES = [
    ("avg_90\n", "avg_9O\n", 12, "when: unknown column 'avg_9O'; did you mean 'avg_90'?"),
    ("in_7d >= floor\n", "in_7d >= share\n", 10, "when: 'in_7d >= share' compares money with ratio"),
    ("in_7d >= floor\n", "in_7d >= 500000\n", 10, "when: 'in_7d >= 500000' has a bare amount: make it a parameter of type money"),
    ("op_in AND in_7d", "op_in AND (in_7d", 10, "when: not an expression: "),
    ("over: 7d}", "over: 90d}", 6, "in_7d: 90d is longer than the kept history of 31d or 15bd; a longer window is a profile feature"),
    ("over: 7d}", "over: 0d}", 6, "in_7d: '0d' is not a window: write 7d, 10bd, 60min or ever"),
    ("sum: signed", "sum: singed", 6, "sum: 'singed' is not an amount of txn; did you mean 'signed'?"),
    ("sum: signed", "sum: signed, count: true", 6, "a feature is exactly one of sum, max, count, gap, first_seen, not sum and count"),
    ("where: op_in,", "where: op_im,", 6, "features.in_7d.where: unknown column 'op_im'; did you mean 'op_in'?"),
    ("T1: ¥4m, T2: ¥3m", "T1: ¥3m, T2: ¥4m", 8, "floor: ¥4m for T2 is more than ¥3m for T1: T1 are the largest customers, so amounts fall from T1 to T4"),
    ("T4: ¥1m}", "T5: ¥1m}", 8, "floor: a value by tier names T1, T2, T3, T4, not T1, T2, T3, T5"),
    ("value: 0.5", "value: 0.05", 9, "share: 0.05 for T1 is below its floor of 0.1"),
    ("value: 0.5", "value: 1.5", 9, "share: 1.5 for T1 is above its ceiling of 1.0"),
    ("value: 0.5", "value: half", 9, "share: 'half' is not a ratio: write 0.25 for a quarter"),
    ("type: ratio", "type: rate", 9, "type: 'rate' is not one of 'money', 'ratio', 'count', 'text', 'texts'"),
    ("AND in_7d >= share * avg_90", "AND avg_90 >= 0", 9, "parameter 'share' is used nowhere"),
    ("{P1: in_7d >= 2 * floor, P2: \"true\"}", "{P2: \"true\", P1: op_in}", 13, "P1 is never reached: P2 before it always holds"),
    ("on: txn", "on: txm", 4, "'txm' is not a frame; did you mean 'txn'?"),
    ("evidence: [in_7d, avg_90]", "evidence: [in_7d, avg_91]", 14, "evidence.1: unknown column 'avg_91'; did you mean 'avg_90'?"),
    ("\"{in_7d} came in\"", "\"{in_7days} came in\"", 16, "title.en: {in_7days} is not a column or parameter; did you mean 'in_7d'?"),
    ("money_at_stake: in_7d", "money_at_stake: tier", 15, "money_at_stake: 'tier' is a text, not money"),
    ("to: [RM]", "to: [RISC]", 17, "'RISC' is nobody's role; did you mean 'RISK'?"),
    ("due: 1bd", "due: tomorrow", 21, "'tomorrow' is not a due time: write 4h working, 2bd or 1bd 10:00"),
    ("expires_after: 48h", "expires_after: 2 days", 22, "'2 days' is not a time to live: write 48h or 10bd"),
    ("severity: {", "severety: {", 13, "there is no field 'severety'; did you mean 'severity'?"),
    ("to: [RM]\n", "", 1, "field 'to' is missing"),
    ("id: OPP-90", "id: OPP-091", 1, "'OPP-091' is not a rule's id: write OPP, OUT, MAT, RSK or SVC, a hyphen and two digits (OUT-01)"),
    ("id: OPP-90", "id: OPP-91", 1, "the file of this rule must begin with opp_91_"),
    ("  due: 1bd", "  due: 1bd\n  due: 2bd", 22, "'due' is there twice (line 21 too), and only the last would count"),
    ("{op_in: true, tier: T4, in_7d: ¥1m, avg", "{op_in: true, teir: T4, in_7d: ¥1m, avg", 25, "txn has no column 'teir'; did you mean 'tier'?"),
    ("{op_in: true, tier: T4, in_7d: ¥1m", "{op_in: true, tier: T4, in_7d: much", 25, "in_7d: 'much' is not an amount: write ¥500,000 or ¥20m"),
    ("{severity: P2, in_7d: \"1,000,000.00\"}", "{severity: P1, in_7d: \"1,000,000.00\"}", 26, "example “half of the average” contradicts the rule: it finds severity P2, where it says severity P1"),
    ("{severity: P2, in_7d: \"1,000,000.00\"}", "none", 23, "no example fires: give a row and `then: {severity: …}`"),
    ("{severity: P2, in_7d:", "{severity: P2, amount:", 26, "a finding carries no 'amount': name it in evidence"),
    ("title: {zh: \"入账{in_7d}\"", "title: {zh: 入账: {in_7d}", 16, "not YAML: "),
    ("  zh: 联系客户", "\tzh: 联系客户", 19, "not YAML: found character '\\t' that cannot start any token (column 1); indent with spaces, not tabs"),
    ("to: [RM]", "to: &a [*a]", 17, "not YAML: *a: aliases are not read (column 9); write it out, or in quotes where it is a text"),
    ("op_in AND in_7d", "op_in AND", 10, "at column "),
    ("to: [RM]", "to: [RM", 18, "not YAML: expected ',' or ']', but got"),
]  # fmt: skip


def written(folder: Path, text: str, name: str = "opp_90_x.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_catalogue_has_no_mistakes() -> None:
    assert lint(CATALOGUE) == []


def test_the_sound_rule_of_these_tests_is_sound(tmp_path: Path) -> None:
    assert lint(written(tmp_path, SOUND)) == []


@pytest.mark.parametrize(("old", "new", "line", "sentence"), MISTAKES, ids=[new.strip() for _, new, _, _ in MISTAKES])
def test_a_mistake_has_its_line_and_its_sentence(tmp_path: Path, old: str, new: str, line: int, sentence: str) -> None:
    assert old in SOUND
    mistakes = lint(written(tmp_path, SOUND.replace(old, new, 1)))
    said = [(mistake.line, mistake.message) for mistake in mistakes if sentence in mistake.message]
    assert [at for at, _ in said] == [line], [str(mistake) for mistake in mistakes]


def test_an_id_that_two_rules_have_is_said_with_both_places(tmp_path: Path) -> None:
    written(written(tmp_path, SOUND), SOUND.replace("in_7d", "week"), "opp_90_y.yaml")
    assert [str(mistake) for mistake in lint(tmp_path)] == [
        "opp_90_y.yaml:1: OPP-90: the id is there twice: opp_90_x.yaml:1 has it; give this rule one of its own"
    ]


def test_a_feature_that_two_rules_declare_is_said_with_both_places(tmp_path: Path) -> None:
    written(written(tmp_path, SOUND), SOUND.replace("OPP-90", "OPP-91"), "opp_91_y.yaml")
    said = "feature 'in_7d' is declared twice: use that of opp_90_x.yaml:6, or give this one another name"
    assert [(mistake.line, mistake.message) for mistake in lint(tmp_path)] == [(6, said)]


def test_every_mistake_of_a_file_is_said_not_the_first_alone(tmp_path: Path) -> None:
    broken = SOUND.replace("avg_90\n", "avg_9O\n").replace("to: [RM]", "to: [RISC]").replace("due: 1bd", "due: soon")
    assert [mistake.line for mistake in lint(written(tmp_path, broken))] == [12, 17, 21]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"- a\n- b\n", "a rule is a mapping: id"),
        ("id: OPP-90\nname: 大".encode("gbk"), "not UTF-8: save the file as UTF-8"),
    ],
)
def test_what_is_no_rule_at_all_is_said(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "opp_90_x.yaml").write_bytes(content)
    assert [sentence in mistake.message for mistake in lint(tmp_path)] == [True]


def test_a_folder_without_rules_is_no_clean_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no rule files"):
        lint(tmp_path)


def test_loading_says_the_line_too(tmp_path: Path) -> None:
    with pytest.raises(RuleMistake, match=r"opp_90_x.yaml:13: OPP-90: there is no field 'severety'"):
        RuleSet.load(written(tmp_path, SOUND.replace("severity: {", "severety: {", 1)))


def test_a_banks_own_value_stays_within_the_limits(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text("OPP-90: {share: 0.01}\n")
    with pytest.raises(RuleMistake, match=r"mine.yml: OPP-90: share: 0.01 for T1 is below its floor of 0.1"):
        RuleSet.load(written(tmp_path, SOUND), tuned=tmp_path / "mine.yml")
