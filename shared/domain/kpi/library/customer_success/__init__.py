"""KPIs of customer success (客户成功), by subject."""

from shared.domain.kpi.library.customer_success import contracts, customers, service, surveys

KPIS = (*customers.KPIS, *surveys.KPIS, *contracts.KPIS, *service.KPIS)
