"""KPIs of sales (销售), by subject."""

from shared.domain.kpi.library.sales import contacts, deals, earnings, online, orders

KPIS = (*orders.KPIS, *earnings.KPIS, *deals.KPIS, *contacts.KPIS, *online.KPIS)
