"""KPIs of the back office (后勤), by subject."""

from shared.domain.kpi.library.back_office import deliveries, orders, paperwork, services

KPIS = (*orders.KPIS, *deliveries.KPIS, *paperwork.KPIS, *services.KPIS)
