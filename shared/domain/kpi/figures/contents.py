"""Contents and accounts (内容与账号): published as planned, and how many people follow."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, by_version, share_of
from shared.domain.kpi.fields import text, whole
from shared.domain.kpi.figures.deadlines import Duty, Links, deadline, kept
from shared.domain.kpi.figures.marketing import day_of
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window

_CONTENT = ("content_ref", "ref")


def content_on_time(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Contents published by their date ÷ contents planned for the window (内容按期发布率).

    `due_at`, `due_on` or `date` of `content.planned` says for when, else the day of the record. Records belong together
    by `content_ref` or `ref`, else by their own id.
    """
    if not facts.delivers("content.published"):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    return kept((each for each in facts.once(_planned) if each.due_on in window), subject)


def follower_growth(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Followers at the end less followers at the start (粉丝净增), of all accounts of the subject.

    `followers` of an account's `traffic.daily` is their number at the end of the day. The growth since the record
    before is of the day, and of the owner, of the later one; so it is counted once, whoever has the account when.
    The first number of an account is where it starts.
    """
    grown = [
        (each, share)
        for each in facts.once(_growth)
        if day_of(each.after) in window and (share := share_of(each.after, subject))
    ]
    total = sum((each.followers * share for each, share in grown), ZERO)
    return Sample(
        total, None, len(grown), ids_of(event for each, _ in grown for event in (each.before, each.after))
    )


@dataclass(frozen=True, slots=True)
class _Growth:
    """How many followers an account gained or lost between two records."""

    before: Event
    after: Event
    followers: int


def _planned(facts: Facts) -> list[Duty]:
    published = Links.of(facts.newest("content.published"), _CONTENT)
    found = []
    for each in facts.newest("content.planned"):
        due_on, due_at = deadline(facts, each) or (day_of(each), None)
        done = next(iter(published.to(each)), None)
        found.append(Duty(each, done, due_on, due_at, of_asked=True))
    return found


def _growth(facts: Facts) -> list[_Growth]:
    newest: dict[str, dict[date, Event]] = defaultdict(dict)
    for each in sorted(facts.every("traffic.daily"), key=by_version):
        if each.data.get("content") == "account" and _followers(each) is not None:
            newest[text(each, "account_ref", "content_ref", "page") or each.entity_id][day_of(each)] = each
    found = []
    for days in newest.values():
        told = [days[on] for on in sorted(days)]
        found += [_Growth(a, b, (_followers(b) or 0) - (_followers(a) or 0)) for a, b in pairwise(told)]
    return found


def _followers(event: Event) -> int | None:
    followers = whole(event, "followers")
    return followers if followers is not None and followers >= 0 else None
