"""The event that an order adds to what imports have told of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from shared.domain.imports.order_rows import OrderRow
from shared.domain.imports.revisions import Revisions
from shared.domain.kpi.events import Event
from shared.domain.numbers import WHOLE_BP
from shared.domain.periods import local_midnight

CONNECTION: Final = "import-orders"
"""The connection id that imported orders carry."""
PAID: Final = "order.paid"


class OrderHistory:
    """The orders that imports have told of; `Revisions` says what is new."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._revisions = Revisions(CONNECTION, {PAID: "paid"}, events=events)

    def news(
        self,
        row: OrderRow,
        *,
        amount_minor: int,
        list_minor: int | None,
        owner_id: str,
        zone: ZoneInfo,
        at: datetime,
        raw_ref: str,
    ) -> list[Event]:
        """
        Return the event that an order adds, none if it says nothing new, and remember it.

        An order counts as paid on the date of the order; `at` is the instant of the import.
        """
        event = Event(
            id="",
            type=PAID,
            occurred_at=local_midnight(row.ordered_on, zone),
            on=row.ordered_on,
            entity_id=row.id,
            credits=((owner_id, WHOLE_BP),),
            customer=row.customer,
            amount_minor=amount_minor,
            connection_id=CONNECTION,
            received_at=at,
            raw_ref=raw_ref,
            data={} if list_minor is None else {"list_minor": list_minor},
        )
        return self._revisions.news([event])
