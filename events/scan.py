"""Flat JSON objects, one a line, scanned in one compiled loop: where each known field's value lies, without a Python object for any.

Only what is certain is taken. A line with anything else (nested values, lone surrogates, exponents, broken syntax, bad UTF-8, a CloudEvent) is
doubtful: it is read again, alone, by the slow way, which finds the right value or the reason. So this may be strict but never wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from events.compiled import compiled
from events.words import BYTES, trailing_zeros, word

Bytes = NDArray[np.uint8]
Spans = NDArray[np.int32]
Mask = NDArray[np.bool_]

MAX_BYTES = 1_000_000  # a record larger than the log's frame cannot be carried
KEYS = 256  # keys of a line whose place in the last line is remembered
ABSENT, NULL = 0, -1  # starts of what is not there; no value can start at 0, where the first brace is

QUOTE, BACKSLASH, COMMA, COLON, OPEN, CLOSE, NEWLINE, SPACE = 34, 92, 44, 58, 123, 125, 10, 32
MINUS, POINT, ZERO, NINE, SMALL_E, LARGE_E = 45, 46, 48, 57, 101, 69
UNKNOWN, CLOUD_EVENT = -1, -2
SPECVERSION = np.frombuffer(b'specversion"', np.uint8)
ONE, THREE, SHORT, EIGHT, SIXTY_FOUR = np.uint64(1), np.uint64(3), np.uint64(3), np.uint64(8), np.uint64(64)
ONES, HIGHEST = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
QUOTES, BACKSLASHES, SPACES = (np.uint64(code * 0x0101010101010101) for code in (34, 92, 32))
FOLLOWING, CONTINUED = np.uint64(0xC0C000), np.uint64(0x808000)  # of a character of three bytes, the two that follow
PLAIN = np.array([32 <= c < 128 and c not in (QUOTE, BACKSLASH) for c in range(256)])


class Scanned(NamedTuple):
    """[field, line]: where a value starts (ABSENT and NULL are none) and how long it is; −length where it holds escapes.

    A text starts behind its quote, so the byte before it is one. `present`: how many values each field has. `doubtful`: lines to be
    read the slow way.
    """

    starts: Spans
    lengths: Spans
    present: NDArray[np.int64]
    doubtful: Mask
    lines: int


def scan(data: Bytes, count: int, fields: Sequence[str]) -> Scanned:
    """Scan `count` lines for these fields. `lines` tells how many there were."""
    packed = np.frombuffer("".join(fields).encode(), np.uint8)
    ends = np.cumsum([0, *(len(name.encode()) for name in fields)])
    starts, lengths = np.zeros((len(fields), count), np.int32), np.zeros((len(fields), count), np.int32)
    present, doubtful = np.zeros(len(fields), np.int64), np.zeros(count, np.bool_)
    keys, known = np.zeros((KEYS, 2), np.int64), np.zeros(KEYS, np.int64)
    lines = _scan(data, packed, ends, starts, lengths, present, doubtful, keys, known)
    return Scanned(starts, lengths, present, doubtful, lines)


@compiled
def _scan(
    data: Bytes, names: Bytes, ends: NDArray[np.int64], starts: Spans, lengths: Spans, present: NDArray[np.int64], doubtful: Mask,
    keys: NDArray[np.int64], fields: NDArray[np.int64],
) -> int:  # fmt: skip
    line, p, size = 0, 0, data.shape[0]
    while p < size:
        if line == doubtful.shape[0]:
            return line + 1
        first = p
        p, good = _line(data, p, names, ends, line, starts, lengths, present, keys, fields)
        if not good:
            while p < size and data[p] != NEWLINE:
                p += 1
        doubtful[line] = not good or p - first > MAX_BYTES
        line += 1
        p += 1
    return line


@compiled
def _line(
    data: Bytes, p: int, names: Bytes, ends: NDArray[np.int64], line: int, starts: Spans, lengths: Spans,
    present: NDArray[np.int64], keys: NDArray[np.int64], fields: NDArray[np.int64],
) -> tuple[int, bool]:  # fmt: skip
    """One object. Returns where it stopped and whether the line is good; a good one stops at its newline or the end."""
    size, key = data.shape[0], 0
    p = _blank(data, p)
    if p >= size or data[p] != OPEN:
        return p, False
    while True:
        p = _blank(data, p + 1)
        if p >= size or data[p] != QUOTE:
            return p, False  # an empty object, too: it is refused with a reason
        at = p + 1
        if key < KEYS and _same(
            data, at, data, keys[key, 0], keys[key, 1]
        ):  # as in the last line, its closing quote too
            field, p = fields[key], at + keys[key, 1] - 1
        else:
            p, escaped = _text(data, at)
            if p < 0 or escaped:
                return at, False
            field = _field(data, at, p - at, names, ends)
            if key < KEYS:
                keys[key, 0], keys[key, 1], fields[key] = at, p - at + 1, field
        key += 1
        p = _blank(data, p + 1)
        if field == CLOUD_EVENT or p >= size or data[p] != COLON:
            return p, False
        p = _blank(data, p + 1)
        start, length, after = _value(data, p)
        if after < 0:
            return p, False
        if field >= 0 and starts[field, line] == ABSENT:  # of duplicate keys the first wins
            starts[field, line], lengths[field, line] = start, length
            present[field] += start != NULL
        p = _blank(data, after)
        if p < size and data[p] == COMMA:
            continue
        if p >= size or data[p] != CLOSE:
            return p, False
        p = _blank(data, p + 1)
        return p, p >= size or data[p] == NEWLINE


@compiled
def _blank(data: Bytes, p: int) -> int:
    """The next place that is not white space (a newline ends the line and is not skipped)."""
    while p < data.shape[0] and (data[p] == SPACE or data[p] == 9 or data[p] == 13):
        p += 1
    return p


@compiled
def _field(data: Bytes, at: int, length: int, names: Bytes, ends: NDArray[np.int64]) -> int:
    """The number of a key."""
    if _same(data, at, SPECVERSION, 0, 12):
        return CLOUD_EVENT
    for f in range(ends.shape[0] - 1):
        if ends[f + 1] - ends[f] == length and _same(data, at, names, ends[f], length):
            return f
    return UNKNOWN


@compiled
def _same(a: Bytes, p: int, b: Bytes, q: int, length: int) -> bool:
    """Whether these bytes are the same; no bytes are not."""
    if length == 0 or p + length > a.shape[0]:
        return False
    i, j = np.uint64(p), np.uint64(q)  # unsigned: a signed index costs a test for being counted from the end
    end = i + np.uint64(length)
    if p + length + BYTES <= a.shape[0] and q + length + BYTES <= b.shape[0]:
        while i + EIGHT <= end:
            if word(a, i) != word(b, j):
                return False
            i += EIGHT
            j += EIGHT
        left = (end - i) << THREE
        return left == 0 or ((word(a, i) ^ word(b, j)) << (SIXTY_FOUR - left)) == 0
    while i < end:
        if a[i] != b[j]:
            return False
        i += ONE
        j += ONE
    return True


@compiled
def _value(data: Bytes, p: int) -> tuple[int, int, int]:
    """Start and length of the value at p, and the place after it, −1 where it is nested, broken or out of the ordinary."""
    if p >= data.shape[0]:
        return 0, 0, -1
    c = data[p]
    if c == QUOTE:
        end, escaped = _text(data, p + 1)
        return p + 1, -(end - p - 1) if escaped else end - p - 1, end + 1 if end >= 0 else -1
    if c == MINUS or ZERO <= c <= NINE:
        end = _number(data, p)
        return p, end - p, end
    if c == 110 and _word(data, p, 117, 108, 108):
        return NULL, 0, p + 4
    if c == 116 and _word(data, p, 114, 117, 101):
        return p, 4, p + 4
    if c == 102 and _word(data, p + 1, 108, 115, 101) and data[p + 1] == 97:
        return p, 5, p + 5
    return 0, 0, -1


@compiled
def _word(data: Bytes, p: int, a: int, b: int, c: int) -> bool:
    return p + 3 < data.shape[0] and data[p + 1] == a and data[p + 2] == b and data[p + 3] == c


@compiled
def _number(data: Bytes, p: int) -> int:
    """The end of a JSON number without an exponent, −1 where there is none."""
    size = data.shape[0]
    if data[p] == MINUS:
        p += 1
    first = p
    while p < size and ZERO <= data[p] <= NINE:
        p += 1
    if p == first or (data[first] == ZERO and p - first > 1):
        return -1
    if p < size and data[p] == POINT:
        first = p = p + 1
        while p < size and ZERO <= data[p] <= NINE:
            p += 1
        if p == first:
            return -1
    return -1 if p < size and (data[p] == SMALL_E or data[p] == LARGE_E) else p


@compiled
def _text(data: Bytes, p: int) -> tuple[int, bool]:
    """The closing quote of the text that begins at p, −1 where it is broken, and whether it holds escapes."""
    size, escaped = data.shape[0], False
    while True:
        p = _plain(data, p)
        if p >= size:
            return -1, False
        c = data[p]
        if c == QUOTE:
            return p, escaped
        step = 0
        if c >= 128:
            step = _sequence(data, p)
        elif c == BACKSLASH:
            step, escaped = _escape(data, p), True
        if step == 0:
            return -1, False
        p += step


@compiled
def _plain(data: Bytes, p: int) -> int:
    """The next place that is not plain text; of Chinese (three bytes from E4 on) whole characters are passed over."""
    i, size = np.uint64(p), np.uint64(data.shape[0])
    while i + EIGHT <= size:
        eight = word(data, i)
        quote, slash = eight ^ QUOTES, eight ^ BACKSLASHES
        # the highest bit of each byte that is ≥ 128, < 32, a quote or a backslash; behind the first such byte it may be wrong
        special = (eight | (eight - SPACES) | (quote - ONES) | (slash - ONES)) & HIGHEST
        if special == 0:
            i += EIGHT
            continue
        i += trailing_zeros(special) >> THREE
        while i + EIGHT <= size and 0xE4 <= data[i] <= 0xE9 and (word(data, i) & FOLLOWING) == CONTINUED:
            i += SHORT
        if i + EIGHT > size or data[i] >= 128 or not PLAIN[data[i]]:
            break
    while i < size and PLAIN[data[i]]:
        i += ONE
    return np.int64(i)  # type: ignore[return-value]  # compiled: an int


@compiled
def _escape(data: Bytes, p: int) -> int:
    """How long the escape at p is, 0 where it is none or half of a surrogate pair."""
    if p + 1 >= data.shape[0]:
        return 0
    c = data[p + 1]
    if c != 117:
        return 2 if c in (34, 92, 47, 98, 102, 110, 114, 116) else 0
    if p + 5 >= data.shape[0]:
        return 0
    code = hex4(data, p + 2)
    return 0 if code < 0 or 0xD800 <= code <= 0xDFFF else 6


@compiled
def hex4(data: Bytes, p: int) -> int:
    """The number of four hexadecimal digits, −1 where they are none."""
    value = 0
    for i in range(p, p + 4):
        c = int(data[i])
        if ZERO <= c <= NINE:
            digit = c - ZERO
        elif 97 <= (c | 32) <= 102:
            digit = (c | 32) - 87
        else:
            return -1
        value = value * 16 + digit
    return value


@compiled
def _sequence(data: Bytes, p: int) -> int:
    """How long the UTF-8 sequence at p is (2 to 4), 0 where it is none (RFC 3629: no overlong forms, no surrogates)."""
    c, size = data[p], data.shape[0]
    length = 2 if 0xC2 <= c <= 0xDF else 3 if 0xE0 <= c <= 0xEF else 4 if 0xF0 <= c <= 0xF4 else 0
    if length == 0 or p + length > size:
        return 0
    for i in range(1, length):
        if data[p + i] & 0xC0 != 0x80:
            return 0
    second = data[p + 1]
    wrong = (
        (c == 0xE0 and second < 0xA0)
        or (c == 0xED and second > 0x9F)
        or (c == 0xF0 and second < 0x90)
        or (c == 0xF4 and second > 0x8F)
    )
    return 0 if wrong else length
