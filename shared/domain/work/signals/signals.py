"""Authenticity signals (真实性提示) of work logs: what somebody should look at before a log counts towards a KPI.

A signal asks for a look and decides nothing: no log is changed, refused or rated by it. Only logs of one person are
compared with each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from shared.domain.work.logs.log import WorkLog, counted
from shared.domain.work.signals import rules
from shared.domain.work.signals.findings import Finding, Signal

__all__ = ["Finding", "Signal", "flagged", "signals"]


def signals(logs: Iterable[WorkLog]) -> tuple[Finding, ...]:
    """
    Return what is to be noticed about the logs, in order of their start, their id and the signal.

    Logs of any span and in any order give the same findings, at most one a log and signal. Deleted ones do not
    count. What is compared with logs outside the given ones is not noticed: pass a month with the days around it.
    """
    people: defaultdict[str, list[WorkLog]] = defaultdict(list)
    ordered = sorted(counted(logs), key=lambda log: (log.started_at, log.created_at, log.id))
    for log in ordered:
        people[log.person_id].append(log)
    starts = {log.id: log.started_at for log in ordered}
    found = [finding for own in people.values() for finding in _of_one_person(own)]
    return tuple(sorted(found, key=lambda each: (starts[each.log_id], each.log_id, each.signal)))


def flagged(findings: Iterable[Finding]) -> Mapping[str, tuple[Signal, ...]]:
    """Return the signals of each log that has one, by log id, each signal once and in alphabetical order."""
    found: defaultdict[str, set[Signal]] = defaultdict(set)
    for finding in findings:
        found[finding.log_id].add(finding.signal)
    return {log_id: tuple(sorted(own)) for log_id, own in found.items()}


def _of_one_person(logs: list[WorkLog]) -> list[Finding]:
    pairs = rules.near(logs)
    twice = list(rules.duplicates(pairs))
    ids = {finding.log_id for finding in twice}
    once = [log for log in logs if log.id not in ids]  # a log that was sent twice is no copy of itself
    return [
        *twice,
        *rules.copies(once),
        *rules.overlaps(pairs),
        *rules.too_far(pairs),
        *rules.bursts(logs),
        *rules.futures(logs),
        *rules.over_a_day(logs),
    ]
