"""Whom a record is about: every stream but txn, by account, customer id, USCC, and by name alone last of all (DOMAIN §1.7).

What concerns no customer of ours is kept and counted (`strangers`): it may be a prospect (OPP-03, OPP-17) or belong to the relation
graph. It goes to the partition of its USCC, with customer_id null. An edge goes to the customers at both its ends: two rows, the same
offset. What concerns everybody (tables, policies, organisations) goes to every partition.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from events.eager import ticks
from streams.intake.concerned import SELF, TELLS
from streams.intake.contracts import as_held
from streams.intake.directory import Directory
from streams.intake.pool import Codes, Flags, filled

NAME_ONLY = 0.8  # confidence of a match by name alone: below 1, so it never raises P1
EVERYBODY = frozenset({"reference", "policy"})
EXTERNAL = frozenset({"registry", "ruling", "tender", "news", "rating", "pledge", "listing"})


class Addressed(NamedTuple):
    """Rows with customer_id and day, and for each what its partition hangs on; null in `route` means every partition."""

    rows: pl.DataFrame
    route: pl.Series
    waiting: pl.DataFrame
    strangers: int
    unconverted: int = 0  # amounts of a currency whose rate is not known


def address(stream: str, frame: pl.DataFrame, directory: Directory) -> Addressed:
    """Find the customers of a frame of any stream but txn."""
    came = frame
    frame = frame.with_columns_seq(directory.calendar.local_day(pl.col("event_time")).alias("day"))
    if stream in EVERYBODY:
        nobody = pl.Series("customer_id", [None], dtype=pl.String).new_from_index(0, frame.height)
        return Addressed(frame.with_columns_seq(nobody), nobody, came.clear(), 0)
    if stream in EXTERNAL:
        return _external(stream, frame, directory)
    return _edges(frame, directory) if stream == "relation" else _of_account(stream, frame, came, directory)


def _of_account(stream: str, frame: pl.DataFrame, came: pl.DataFrame, directory: Directory) -> Addressed:
    """By the customer that the record names, else by its account; a record whose account is not known waits."""
    stated = frame["customer_id"]
    unknown = np.zeros(frame.height, np.bool_)
    if "account_no" in frame.columns and stream != "account":
        days = ticks(frame["day"])
        owners = directory.owner(directory.accounts.codes(frame["account_no"]), days)
        unknown = (owners == 0) & (stated.is_null() & frame["account_no"].is_not_null()).to_numpy()
        looked_up = directory.customers.texts(owners)
        frame = frame.with_columns_seq(customer_id=_account_first(stream, stated, looked_up))
    waiting, rows = (came.filter(unknown), frame.filter(~unknown)) if unknown.any() else (came.clear(), frame)
    unconverted = 0
    if stream == "contract":
        held, unconverted = as_held(rows, directory.rates)
        rows = _with_guarantors(held, directory)
    if stream == "organisation":  # an assignment is its customer's; branches, RMs and targets are everybody's
        return Addressed(rows, rows["customer_id"], waiting, 0)
    route = filled(rows["customer_id"], rows["event_id"])
    return Addressed(rows, route, waiting, rows["customer_id"].null_count(), unconverted)


def _account_first(stream: str, stated: pl.Series, looked_up: pl.Series) -> pl.Series:
    """A balance is its account's; a contract and a service record are the customer's that they name."""
    first, second = (looked_up, stated) if stream == "balance" else (stated, looked_up)
    return filled(first, second)


def _with_guarantors(frame: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """A guarantee is shown to the guarantor's shard too, under the guarantor's customer_id."""
    given = frame.filter((pl.col("object") == "guarantee") & pl.col("guarantor_id").is_not_null())
    if given.is_empty():
        return frame
    guarantors = directory.customers.texts(directory.customers_of(given["guarantor_id"]))
    copies = given.with_columns_seq(customer_id=guarantors).filter(
        guarantors.is_not_null() & (guarantors != given["customer_id"])
    )
    return pl.concat([frame, copies]).sort("source_offset", maintain_order=True)


def _edges(frame: pl.DataFrame, directory: Directory) -> Addressed:
    """Both ends; one row under the source's id where neither is a customer."""
    ends = [directory.customers_of(frame[name]) for name in ("src_id", "dst_id")]
    first, second = np.where(ends[0] > 0, ends[0], ends[1]), ends[1]
    rows = frame.with_columns_seq(directory.customers.texts(first).alias("customer_id"))
    other = (second > 0) & (second != first)
    if other.any():
        copies = frame.with_columns_seq(directory.customers.texts(second).alias("customer_id")).filter(other)
        rows = pl.concat([rows, copies]).sort("source_offset", maintain_order=True)
    return _strangers_kept(rows, rows["src_id"], frame)


def _external(stream: str, frame: pl.DataFrame, directory: Directory) -> Addressed:
    usccs, names = _named(stream, frame)
    stated = directory.customers_of(frame["customer_id"])
    by_code = np.where(stated > 0, stated, directory.customers_of(usccs))
    by_name = directory.customers_named(names)
    alone = (
        (by_code == 0) & (by_name > 0) & usccs.is_null().to_numpy()
    )  # another USCC is another company, whatever its name
    subject = filled(filled(usccs, names), frame["event_id"])
    rows = _matched(frame, directory, np.where(alone, by_name, by_code), alone)
    if stream in TELLS:
        rows, subject = _told_on(stream, rows.with_columns_seq(_subject=subject, _party=usccs), directory)
    return _strangers_kept(rows, subject, frame)


def _told_on(stream: str, rows: pl.DataFrame, directory: Directory) -> tuple[pl.DataFrame, pl.Series]:
    """The record again for each customer that it concerns through the party it names; in place of a row that is nobody's."""
    copies: list[tuple[int, str, str]] = []
    persons = rows["person_id"] if "person_id" in rows.columns else pl.Series([None]).new_from_index(0, rows.height)
    parties = zip(rows["_party"], persons, rows["customer_id"], rows["day"], strict=True)
    for i, (party, person, own, day) in enumerate(parties):
        for customer, role in directory.concerned.of(stream, (party, person, own), day):
            found = directory.customers.text(int(directory.customers_of(pl.Series([customer]))[0]))
            if found and found != own:
                copies.append((i, found, role))
    rows = rows.with_columns_seq(concerns=pl.lit(SELF))
    if copies:
        at, customers, roles = (list(column) for column in zip(*copies, strict=True))
        more = rows[at].with_columns_seq(customer_id=pl.Series(customers), concerns=pl.Series(roles))
        nobody = rows["customer_id"].is_null() & pl.int_range(rows.height, eager=True).is_in(at)
        rows = pl.concat([rows.filter(~nobody), more]).sort("source_offset", maintain_order=True)
    return rows.drop("_subject", "_party"), rows["_subject"]


def _named(stream: str, frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """USCC and name of the one the record is about. A tender is about its winner; a notice without one is about its buyer."""
    if stream != "tender":
        return frame["uscc"], frame["name"]
    won = pl.any_horizontal(
        pl.col("uscc", "winner_uscc", "name").is_not_null(), pl.col("winner").list.len() > 0
    ).fill_null(False)
    winner = pl.coalesce("name", pl.col("winner").list.first())
    found = frame.select_seq(
        uscc=pl.when(won).then(pl.coalesce("winner_uscc", "uscc")).otherwise("buyer_uscc"),
        name=pl.when(won).then(winner).otherwise("buyer"),
    )
    return found["uscc"], found["name"]


def _matched(frame: pl.DataFrame, directory: Directory, customers: Codes, by_name: Flags) -> pl.DataFrame:
    confidence = (
        pl.when(pl.Series(by_name)).then(pl.min_horizontal("confidence", pl.lit(NAME_ONLY))).otherwise("confidence")
    )
    return frame.with_columns_seq(
        directory.customers.texts(customers).alias("customer_id"), confidence.alias("confidence")
    )


def _strangers_kept(rows: pl.DataFrame, subject: pl.Series, frame: pl.DataFrame) -> Addressed:
    customers = rows["customer_id"]
    return Addressed(rows, filled(customers, subject), frame.clear().drop("day"), customers.null_count())
