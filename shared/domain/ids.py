"""Ids: an opaque prefix-and-text string that a store can find its record by.

A random id is made at the edge: a prefix, 9 characters of time (so that ids sort by age) and 10 of chance.
Some ids are made of what they name (a declaration of its period and person), so that making one twice gives the
same one and the record is found without an index.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import NotFound

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o, u."""
TAIL = 19
"""Length of an id's part behind the prefix: fixed, so that no id is the beginning of another."""
_TAIL_PATTERN = f"[{ALPHABET}]{{{TAIL}}}"
COMPANY_ID = re.compile(f"co_{_TAIL_PATTERN}")
PERSON_ID = re.compile(f"per_{_TAIL_PATTERN}")


def new_id(prefix: str, at: datetime) -> str:
    """Return a fresh id: `prefix`, an underscore, 19 characters that sort by `at` to the millisecond."""
    return f"{prefix}_{base32(int(at.timestamp() * 1000), 9)}{base32(secrets.randbits(50), 10)}"


def digest_id(prefix: str, *parts: str) -> str:
    """Return the id that these parts always give: `prefix`, an underscore, 32 characters.

    >>> digest_id("evt", "con_1", "deal.won", "d1", "2") == digest_id("evt", "con_1", "deal.won", "d1", "2")
    True
    """
    return f"{prefix}_{digest32(32, *parts)}"


def digest32(length: int, *parts: str) -> str:
    """Return `length` base-32 characters (at most 32) of the SHA-256 of the parts."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return base32(int.from_bytes(digest[:20], "big") >> 5 * (32 - length), length)


def base32(number: int, length: int) -> str:
    """Write the lowest `5 * length` bits of a number in base 32."""
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def tail(id_: str) -> str:
    """Return an id without its prefix."""
    return id_.partition("_")[2]


def work_log_id(person_id: str, month: str, started_at: datetime, client_id: str) -> str:
    """Return the id of a person's work log: it says whose it is, of which month, and sorts by its start."""
    second = base32(int(started_at.timestamp()), 7)
    return f"log_{month.replace('-', '')}{tail(person_id)}{second}{digest32(12, person_id, client_id)}"


def declaration_id(person_id: str, month: str) -> str:
    """Return the id of the one declaration that a person has in a month."""
    return f"dec_{month.replace('-', '')}{tail(person_id)}"


def objection_id(person_id: str, month: str, kpi_id: str) -> str:
    """Return the id of the objection to one KPI of a person's month."""
    return f"obj_{month.replace('-', '')}{tail(person_id)}{digest32(8, kpi_id)}"


def discrepancy_id(person_id: str, month: str, number: int) -> str:
    """Return the id of discrepancy `number` (1 to 999) of a person's month."""
    return f"dis_{month.replace('-', '')}{tail(person_id)}{number:03}"


def job_description_id(person_id: str, number: int) -> str:
    """Return the id of version `number` (1 to 9999) of a person's job description."""
    return f"jd_{tail(person_id)}{number:04}"


def improvement_plan_id(person_id: str, key: str) -> str:
    """Return the id of a person's improvement plan; `key` tells several apart."""
    return f"imp_{tail(person_id)}{digest32(10, key)}"


def photo_id(person_id: str, key: str) -> str:
    """Return the id of a person's photo; `key` tells several apart, and names the same one again."""
    return f"pho_{tail(person_id)}{digest32(16, person_id, key)}"


@dataclass(frozen=True, slots=True)
class Place:
    """What an id says about where its record lies: whose it is, in which month, and the rest of the id."""

    person_id: str
    month: str
    rest: str


def place_of(id_: str, prefix: str) -> Place:
    """
    Read an id that was made of what it names.

    :raises NotFound: if it is no such id: it then names nothing.
    """
    match = _PLACES[prefix].fullmatch(id_)
    if match is None:
        raise NotFound()
    found = match.groupdict("")
    month = f"{found['month'][:4]}-{found['month'][4:]}" if "month" in found else ""
    return Place(f"per_{found['person']}", month, found.get("rest", ""))


_MONTH, _PERSON = r"(?P<month>(?:19|2[01])\d\d(?:0[1-9]|1[0-2]))", f"(?P<person>{_TAIL_PATTERN})"
_PLACES = {
    "log": re.compile(rf"log_{_MONTH}{_PERSON}(?P<rest>[{ALPHABET}]{{19}})", re.ASCII),
    "dec": re.compile(rf"dec_{_MONTH}{_PERSON}", re.ASCII),
    "obj": re.compile(rf"obj_{_MONTH}{_PERSON}(?P<rest>[{ALPHABET}]{{8}})", re.ASCII),
    "dis": re.compile(rf"dis_{_MONTH}{_PERSON}(?P<rest>\d{{3}})", re.ASCII),
    "jd": re.compile(rf"jd_{_PERSON}(?P<rest>\d{{4}})", re.ASCII),
    "imp": re.compile(rf"imp_{_PERSON}(?P<rest>[{ALPHABET}]{{10}})", re.ASCII),
    "pho": re.compile(rf"pho_{_PERSON}(?P<rest>[{ALPHABET}]{{16}})", re.ASCII),
}
