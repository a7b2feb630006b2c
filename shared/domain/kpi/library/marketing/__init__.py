"""KPIs of marketing (市场), by subject."""

from shared.domain.kpi.library.marketing import campaigns, contents, leads, occasions

KPIS = (*leads.KPIS, *occasions.KPIS, *contents.KPIS, *campaigns.KPIS)
