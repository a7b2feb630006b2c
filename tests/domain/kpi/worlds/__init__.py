"""Made-up histories of a sales company: plausible, the same for the same seed, and with everything that figures read.

Records come as a store holds them: several versions of one thing, records taken back, merged and removed, refunds,
shared credits, credits that are nobody's, foreign amounts, and hours on both sides of midnight.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from random import Random
from types import MappingProxyType

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.periods import months_before
from shared.domain.workdays import Calendar
from tests.domain.kpi.worlds.marketing import a_campaign, a_fair
from tests.domain.kpi.worlds.office import an_errand, an_invoice, an_order
from tests.domain.kpi.worlds.selling import a_customer, a_deal, a_lead, a_quote, an_activity
from tests.domain.kpi.worlds.serving import a_complaint, a_subscription, an_answer
from tests.domain.kpi.worlds.teller import Teller

NAMES = ("per_li", "per_wang", "per_zhao", "per_han", "per_lin", "per_qian", "per_sun", "per_zhou")
UNTIL = date(2026, 4, 1)
"""The date on which a world ends, if nothing else is said: its last period is March 2026."""
FED = tuple(sorted({each for kpi in CATALOGUE.values() for each in kpi.event_types}))
"""Every type that a KPI is made of."""
HAPPENINGS: Mapping[Callable[[Teller, int], None], int] = MappingProxyType(
    {
        an_order: 12,
        a_deal: 5,
        a_lead: 9,
        an_activity: 7,
        a_quote: 3,
        a_campaign: 3,
        a_fair: 3,
        an_answer: 10,
        a_complaint: 3,
        an_invoice: 3,
        an_errand: 3,
        a_subscription: 3,
        a_customer: 3,
    }
)
"""What happens, and how often to each person in a month."""


def people_of(count: int) -> tuple[str, ...]:
    """Return the ids of the people of a world."""
    return tuple(NAMES[n] if n < len(NAMES) else f"per_{n:02}" for n in range(count))


def world(seed: int, people: int = 3, months: int = 3, until: date = UNTIL, busy: int = 1) -> list[Event]:
    """
    Return the history of a company of `people` over the `months` before `until`, in the order of their ids.

    Every id is there once. `busy` multiplies what happens.
    """
    teller = Teller(Random(seed), people_of(people), months_before(until, months), until)
    for tell, times in HAPPENINGS.items():
        for number in range(times * people * months * busy):
            tell(teller, number)
    return sorted(teller.told.values(), key=lambda each: each.id)


def facts_of(events: Iterable[Event], settings: Settings | None = None) -> Facts:
    """Return the facts of a company that everything is delivered to by healthy feeds."""
    known = list(events)
    feeds = dict.fromkeys(sorted({*FED, *(each.type for each in known)}), "ok")
    return Facts(known, settings or Settings(), Calendar(), feeds)
