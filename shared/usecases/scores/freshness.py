"""How fresh figures are (数据新鲜度): when what delivers their events was last heard, and what the newest one is of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.adapters.dynamo import dispatch, events
from shared.domain.imports.deal_history import CONNECTION as IMPORTED_DEALS
from shared.domain.imports.order_history import CONNECTION as IMPORTED_ORDERS
from shared.domain.kpi.carried import CONNECTION as DISCREPANCIES
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.facts import Settings
from shared.domain.work.logs.evidence import CONNECTION as WORK_LOGS

OURS: Final = {
    IMPORTED_DEALS: "file-import",
    IMPORTED_ORDERS: "file-import",
    WORK_LOGS: "work-logs",
    DISCREPANCIES: "discrepancies",
}
"""Connections that no vendor is behind, and what stands in a vendor's place."""


@dataclass(frozen=True, slots=True)
class Source:
    """A connection of a company as people know it: what it delivers, and when it was last heard."""

    connection_id: str
    vendor: str
    types: frozenset[str]
    last_at: datetime | None
    failing_since: datetime | None = None


def sources_of(company_id: str) -> list[Source]:
    """Return the sources of a company that were heard of or have failed, by connection."""
    feeds = events.feeds(company_id)
    vendors = vendors_of(company_id, (each.connection_id for each in feeds))
    return [
        Source(each.connection_id, vendors[each.connection_id], each.types, each.last_at, each.failing_since)
        for each in feeds
    ]


def vendors_of(company_id: str, connection_ids: Iterable[str]) -> dict[str, str]:
    """Return what is behind each connection; one that is gone, or another company's, is unknown."""
    wanted = sorted(set(connection_ids))
    known = dispatch.connections(each for each in wanted if each not in OURS)
    found = {each.id: each.vendor for each in known.values() if each.company_id == company_id}
    return {each: OURS.get(each) or found.get(each, "unknown") for each in wanted}


def heard_at(types: Iterable[str], sources: Iterable[Source]) -> datetime | None:
    """Return when a source of one of the types was last heard; None if there is none."""
    wanted = frozenset(types)
    heard = [each.last_at for each in sources if each.last_at is not None and wanted & each.types]
    return max(heard, default=None)


def fresh_at(
    company_id: str, settings: Settings, catalogue: Mapping[str, KpiDefinition]
) -> dict[str, datetime]:
    """Return when what delivers the events of each KPI was last heard, of those that anything delivers."""
    sources = [Source(each.connection_id, "", each.types, each.last_at) for each in events.feeds(company_id)]
    found = ((kpi.id, heard_at(kpi.sources_for(settings), sources)) for kpi in catalogue.values())
    return {kpi_id: at for kpi_id, at in found if at is not None}
