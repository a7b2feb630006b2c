"""Kept measures as they lie in the table: bare JSON texts of subjects and places, beside the stamp of their month.

People's sort keys begin with `people#`, the company's own with `company#`, so that each can be read without the other.
Nothing is ever deleted: a text that is gone is written over with the empty one, which is read as none.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.codec import decode, encode
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import record_with, text_of
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.kept.month import Stamp

GONE = "{}"
_STAMP = "stamp"
_PEOPLE, _COMPANY = "people#", "company#"


@dataclass(frozen=True, slots=True)
class KeptMonth:
    """What is kept of a month: the texts of each subject by place, and their stamp."""

    stamp: Stamp
    texts: Mapping[str, Mapping[str, str]]


def of_people(company_id: str, month: str) -> KeptMonth:
    """Read what is kept of a month's people, with the stamp, in one query; the company's own texts are left out."""
    return _month(_query(company_id, month, _PEOPLE, _STAMP))


def of_one(company_id: str, month: str, subject: str) -> KeptMonth:
    """Read what is kept of one subject, with the stamp, in two queries."""
    texts = _query(company_id, month, _key(subject, ""), _key(subject, "~"))
    return _month(texts | _query(company_id, month, _STAMP, _STAMP))


def of_company(company_id: str, month: str) -> Mapping[str, str]:
    """Read the company's own texts of a month by place."""
    texts = _query(company_id, month, _COMPANY, _key(COMPANY, "~"))
    return _month(texts).texts.get(COMPANY, {})


def write(company_id: str, month: str, before: KeptMonth, after: KeptMonth) -> int:
    """
    Write the texts that differ, twenty-five a round trip, then the stamp; return how many records were written.

    Whoever reads meanwhile finds texts that are not of their stamp, which tell nothing.
    """
    pk = refs.kept_measures(company_id, month).pk
    old, new = _flat(before.texts), _flat(after.texts)
    differing = {key: new.get(key, GONE) for key in sorted({*old, *new}) if old.get(key) != new.get(key)}
    with Record.batch_write() as batch:
        for key, text in differing.items():
            batch.save(record_with(pk, key, text))
    if after.stamp != before.stamp:
        record_with(pk, _STAMP, encode(after.stamp)).save()
    return len(differing) + (after.stamp != before.stamp)


def _query(company_id: str, month: str, first: str, last: str) -> dict[str, str]:
    pk = refs.kept_measures(company_id, month).pk
    records = Record.query(pk, Record.sk.between(first, last), consistent_read=True)
    return {record.sk: text for record in records if (text := text_of(record)) != GONE}


def _month(texts: Mapping[str, str]) -> KeptMonth:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for key, text in texts.items():
        if key != _STAMP:
            subject, _, place = key.removeprefix(_PEOPLE).partition("#")
            found[subject][place] = text
    return KeptMonth(_stamp(texts.get(_STAMP, GONE)), dict(found))


def _stamp(text: str) -> Stamp:
    """Return the stamp; one that cannot be read is none: everything is made anew then."""
    try:
        return decode(Stamp, text)
    except ValueError:
        return Stamp("")


def _flat(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {_key(subject, place): text for subject, own in texts.items() for place, text in own.items()}


def _key(subject: str, place: str) -> str:
    return f"{_COMPANY}{place}" if subject == COMPANY else f"{_PEOPLE}{subject}#{place}"
