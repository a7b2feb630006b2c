"""Reads far above the usual (阅读量异常): what may have been bought is named for somebody to look at."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, share_of
from shared.domain.kpi.fields import texts, whole
from shared.domain.kpi.figures.marketing import article_traffic, day_of
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window

USUAL: Final = timedelta(weeks=8)
DEVIATIONS: Final = 4


def unusual_reads(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Days on which a subject's articles were read far more than usual; the records are those of these days.

    Far more is above the mean of the 8 weeks before by more than 4 standard deviations, and these are at least
    those of a count that varies by chance. With fewer than 8 weeks since the first record there is no usual.
    They still count as reads: whoever decides looks at them first.
    """
    days: dict[date, list[Event]] = defaultdict(list)
    for each in facts.once(article_traffic):
        if share_of(each, subject):
            days[day_of(each)].append(each)
    reads = {on: sum((_reads(each, subject) for each in told), ZERO) for on, told in days.items()}
    begun = min(days, default=date.max)
    unusual = [on for on in sorted(days) if on in window and on - begun >= USUAL and _is_far_above(on, reads)]
    found = [each for on in unusual for each in days[on]]
    return Sample(Fraction(len(unusual)), None, len(unusual), ids_of(found))


def _reads(event: Event, subject: str) -> Fraction:
    ids = texts(event, "reader_ids")
    return share_of(event, subject) * (len(set(ids)) if ids else (whole(event, "readers") or 0))


def _is_far_above(on: date, reads: dict[date, Fraction]) -> bool:
    usual = [reads.get(on - timedelta(days=back), ZERO) for back in range(1, USUAL.days + 1)]
    mean = sum(usual, ZERO) / len(usual)
    variance = sum(((each - mean) ** 2 for each in usual), ZERO) / len(usual)
    above = reads[on] - mean
    return above > 0 and above**2 > DEVIATIONS**2 * max(variance, mean)
