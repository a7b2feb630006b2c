"""Online stores (线上店铺): their visitors and the orders that they brought, by who runs them.

A store's figure of a day is one `traffic.daily` record with `content` `store`; its credits are the people who run
the store, with their shares. A newer record of the same store and day replaces the older one.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, by_version, share_of
from shared.domain.kpi.fields import day, text, whole
from shared.domain.kpi.figures.orders import sales_are_known
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.ledger import Booking, Ledger
from shared.domain.kpi.windows import Window

ONLINE = "online"


@dataclass(frozen=True, slots=True)
class StoreDay:
    """The unique visitors of one store on one day; None if the record does not tell them."""

    event: Event
    store: str
    on: date
    visitors: int | None


def online_traffic(facts: Facts, subject: str, window: Window) -> Sample:
    """Unique visitors a day, added up over the days and by the shares of who runs the store (线上店铺流量)."""
    days, total, excluded = [], ZERO, []
    for each in _own(facts, subject, window):
        if each.visitors is None:
            excluded.append((each.event.id, "traffic.no_visitors"))
        else:
            days.append(each.event)
            total += each.visitors * share_of(each.event, subject)
    return Sample(total, None, len(days), ids_of(days), excluded=tuple(excluded))


def online_conversion(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Buyers with a confirmed online order, each once a day ÷ unique visitors (线上订单转化率).

    An online order says so in `channel`. It belongs to who ran its store (`store_ref`) on that day, and to its own
    owners if it names no store that is known. n counts the visitors, whoever shares the store.
    """
    if not sales_are_known(facts):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    traffic, stores = online_traffic(facts, subject, window), facts.once(_stores)
    bought: dict[tuple[str, date], Fraction] = {}
    orders = []
    for each in facts.once(Ledger.of).orders(COMPANY, window):
        if (text(each.event, "channel") or "").casefold() != ONLINE:
            continue
        if share := _share(each, subject, stores):
            key = each.order.customer or each.event.entity_id, each.on
            bought[key] = max(bought.get(key, ZERO), share)
            orders.append(each.event)
    seen = sum(each.visitors or 0 for each in _own(facts, subject, window))
    return Sample(
        sum(bought.values(), ZERO),
        traffic.numerator,
        seen,
        tuple(sorted({*traffic.event_ids, *ids_of(orders)})),
        excluded=traffic.excluded,
    )


def _own(facts: Facts, subject: str, window: Window) -> list[StoreDay]:
    return [each for each in facts.once(_store_days) if each.on in window and share_of(each.event, subject)]


def _store_days(facts: Facts) -> list[StoreDay]:
    newest: dict[tuple[str, date], StoreDay] = {}
    for event in sorted(facts.every("traffic.daily"), key=by_version):
        if event.data.get("content") == "store":
            store = text(event, "store_ref", "content_ref", "page") or event.entity_id
            on, visitors = day(event, "date") or event.on, whole(event, "visitors", "uv", "readers")
            known = visitors if visitors is not None and visitors >= 0 else None
            newest[store, on] = StoreDay(event, store, on, known)
    return sorted(newest.values(), key=lambda each: (each.on, each.store))


def _stores(facts: Facts) -> dict[str, list[StoreDay]]:
    found = defaultdict(list)
    for each in facts.once(_store_days):
        if each.event.credits:
            found[each.store].append(each)
    return dict(found)


def _share(booking: Booking, subject: str, stores: dict[str, list[StoreDay]]) -> Fraction:
    """Return the part of `subject` in an online order; who ran the store on its day, or last before it, has it."""
    days = stores.get(text(booking.event, "store_ref") or "", [])
    if not days:
        return share_of(booking.event, subject)
    before = bisect_right([each.on for each in days], booking.on)
    return share_of(days[max(before - 1, 0)].event, subject)
