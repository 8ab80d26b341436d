"""Whose entry it is and what it is: an account entry gets its customer, its counterparty's bank and kind, its business and its direction.

Row by row independent of how records were framed. Texts are looked up as numbers (streams.intake.pool); nothing here is done per
record in Python but dictionary look-ups.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from events.eager import beside, gathered, longs, present, ticks, truths
from streams.intake.business import BUSINESS, BUSINESS_TEXTS, Tables
from streams.intake.counterparty import KIND, KIND_TEXTS
from streams.intake.directory import Directory
from streams.intake.pool import Codes, Flags, filled

HOME = "CN"  # counterparties elsewhere, Hong Kong and Macao too, make an entry cross-border


class Identified(NamedTuple):
    """Rows with their customers, and rows whose account is not known (as they came)."""

    known: pl.DataFrame
    waiting: pl.DataFrame


class _Bank(NamedTuple):
    entity: Codes
    own: Flags
    treasury: Flags


def identify(frame: pl.DataFrame, directory: Directory) -> Identified:
    """The identified txn frame: DOMAIN §0.2's same_name, op_in, op_out, out_ext; businesses of §1.1; kinds of S18."""
    nobody = frame.clear()
    frame = frame.with_columns_seq(directory.calendar.local_day(pl.col("event_time")).alias("day"))
    days = ticks(frame["day"])
    accounts = directory.accounts.codes(frame["account_no"])
    owners = _owners(frame, directory, accounts, days)
    unknown = owners == 0
    if unknown.any():
        waiting = frame.filter(unknown).drop("day")
        frame, days, accounts, owners = frame.filter(~unknown), days[~unknown], accounts[~unknown], owners[~unknown]
    else:
        waiting = nobody
    if len(days):
        directory.seen_day = max(directory.seen_day, int(days.max()))
    return Identified(_described(frame, directory, accounts, owners, days), waiting)


def _owners(frame: pl.DataFrame, directory: Directory, accounts: Codes, days: Codes) -> Codes:
    """By the account; where that is not known, by the customer that the record itself names."""
    owners = directory.owner(accounts, days)
    unknown = owners == 0
    stated = frame["customer_id"]
    if unknown.any() and stated.null_count() < len(stated):
        owners[unknown] = directory.customers.add_all(stated.filter(pl.Series(unknown)))
        directory.of_customer.grow(len(directory.customers))
    return owners


def _described(frame: pl.DataFrame, directory: Directory, accounts: Codes, owners: Codes, days: Codes) -> pl.DataFrame:
    cp_accounts, bank = _other_side(frame, directory)
    cp_customers = directory.owner(cp_accounts, days)
    stated = directory.counterparties.owners(frame["account_owner_name"])
    names, kinds = directory.counterparties.facts(frame["cp_name"])
    same = (cp_customers == owners) | _same_uscc(frame, directory, owners) | directory.uses_name(owners, names)
    same |= ((directory.of_account["owner"][accounts] == names) | (stated == names)) & (names > 0)
    same &= ~_another_uscc(frame, directory, owners)
    margin = (directory.of_account["margin"][cp_accounts] > 0) & (cp_customers == owners)
    business = directory.businesses.look_up(frame)
    business = np.where(margin & (business == BUSINESS["transfer"]), BUSINESS["margin"], business)
    kind = _kind(frame, directory, kinds, cp_customers, bank)
    other_bank = _other_bank(frame, bank)
    columns = {
        "customer_id": directory.customers.texts(owners),
        "customer_name": _owner_names(frame, directory, accounts, owners),
        "same_name": pl.Series(same),
        "other_bank": pl.Series(other_bank),
        "cp_bank_entity": directory.banks.entities.texts(bank.entity),
        "cp_customer_id": directory.customers.texts(cp_customers),
        "cp_kind": gathered(KIND_TEXTS, kind),
        "business": gathered(BUSINESS_TEXTS, business),
    }
    frame = _in_cny(beside(frame, *(column.alias(name) for name, column in columns.items())), directory)
    return beside(frame, *_directions(frame, same, other_bank, business, directory.businesses.tables))


def _other_side(frame: pl.DataFrame, directory: Directory) -> tuple[Codes, _Bank]:
    """The counterparty's account with us, and its bank. A number at a bank known to be another is no account of ours."""
    packed = directory.banks.look_up(filled(frame["cp_bank_code"], frame["cp_bic"]))
    entity, own, treasury = packed >> 2, packed & 2 > 0, packed & 1 > 0
    accounts = np.where((entity > 0) & ~own, 0, directory.accounts.codes(frame["cp_account"]))
    entity = np.where((entity == 0) & (accounts > 0), directory.banks.own_code(), entity)
    return accounts, _Bank(entity, own | (accounts > 0), treasury)


def _other_bank(frame: pl.DataFrame, bank: _Bank) -> Flags:
    """Another legal entity than ours: the record names a bank, and it is not us."""
    named = present(frame["cp_bank_code"]) | present(frame["cp_bic"])
    other: Flags = named & ~bank.own
    return other


def _same_uscc(frame: pl.DataFrame, directory: Directory, owners: Codes) -> Flags:
    usccs = directory.texts.codes(frame["cp_uscc"])
    same: Flags = (directory.of_customer["uscc"][owners] == usccs) & (usccs > 0)
    return same


def _another_uscc(frame: pl.DataFrame, directory: Directory, owners: Codes) -> Flags:
    """The same name under another USCC is another company: chain stores (OUT-01)."""
    usccs, own = directory.texts.codes(frame["cp_uscc"]), directory.of_customer["uscc"][owners]
    other: Flags = present(frame["cp_uscc"]) & (own > 0) & (usccs != own)
    return other


def _owner_names(frame: pl.DataFrame, directory: Directory, accounts: Codes, owners: Codes) -> pl.Series:
    """As the record says, else as the account's, else as the customer's."""
    names = directory.of_account["owner_text"][accounts]
    names = np.where(names > 0, names, directory.of_customer["name_text"][owners])
    return filled(frame["account_owner_name"], directory.texts.texts(names))


def _kind(frame: pl.DataFrame, directory: Directory, by_name: Codes, cp_customers: Codes, bank: _Bank) -> Codes:
    """The class table by account or bank number; the treasury's bank; a telling name; a customer's industry; what is left of the name."""
    stated = directory.counterparties.by_number(frame["cp_account"], frame["cp_bank_code"])
    plain = by_name <= KIND["company"]
    industry = directory.of_customer["kind"][cp_customers]
    kinds = np.where(plain & (industry > 0), industry, by_name)
    kinds = np.where((kinds == KIND["unknown"]) & (cp_customers > 0), KIND["company"], kinds)
    kinds = np.where(bank.treasury & (by_name <= KIND["person"]), KIND["treasury"], kinds)
    return np.where(stated > 0, stated, kinds)


def _in_cny(frame: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """amt_cny filled from the mid rate in force on the booking day; null stays where no rate is known."""
    if not frame["amt_cny"].null_count():
        return frame
    missing = frame["amt_cny"].is_null()
    part = frame.filter(missing).select_seq("amount", "ccy", pl.coalesce("booking_date", "day"))
    fen = directory.rates.column(*part)
    return frame.with_columns_seq(frame["amt_cny"].scatter(missing.arg_true(), fen))


def _directions(frame: pl.DataFrame, own: Flags, other_bank: Flags, business: Codes, tables: Tables) -> list[pl.Series]:
    """Which way entries went and whether they count."""
    booked, credit, op = _is(frame["status"], "BOOK"), _is(frame["cdt_dbt"], "CRDT"), frame["op"]
    # to reverse or retract is to book the opposite
    flipped = frame["reversal"].to_numpy() | _is(op, "R") | _is(op, "D")
    counts = booked & ~flipped
    fen = np.where(booked, longs(frame["amt_cny"]), 0)
    flags = {
        "reversal": flipped,
        "op_in": counts & credit & ~own & tables.operating_in[business],
        "op_out": counts & ~credit & ~own & tables.operating_out[business],
        "out_ext": counts & ~credit & other_bank,
        "cross_border": _abroad(frame, tables),
    }
    signed = pl.Series("signed", np.where(credit != flipped, fen, -fen))
    return [_original(frame, op), *(pl.Series(name, values) for name, values in flags.items()), signed]


def _abroad(frame: pl.DataFrame, tables: Tables) -> Flags:
    """By the counterparty's country or bank, a balance-of-payments code, or the kind of transaction."""
    country, bic = frame["cp_country"], frame["cp_bic"]
    abroad = present(frame["bop_code"]) | present(country) & ~_is(country, HOME)
    for subfamily in tables.cross_border:
        abroad |= _is(frame["tx_subfamily"], subfamily)
    if bic.null_count() < len(bic):
        abroad |= present(bic) & ~_is(bic.str.slice(4, 2), HOME)
    return abroad


def _original(frame: pl.DataFrame, op: pl.Series) -> pl.Series:
    """What an entry names as its original; one that corrects another bears its natural key."""
    again = ~_is(op, "I") & present(op)
    if not again.any():
        return frame["original_ref"]
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    return filled(frame["original_ref"], frame["bank_ref"].zip_with(pl.Series(again), nothing)).alias("original_ref")


def _is(column: pl.Series, text: str) -> Flags:
    """[row] whether it is this text; a null is not."""
    return truths(column == text)
