"""Figures of the whole company (公司整体), whoever's scorecard they stand in."""

from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.figures.customer_success import retention_rate
from shared.domain.kpi.figures.orders import net_sales, new_customers
from shared.domain.kpi.figures.samples import Sample
from shared.domain.kpi.windows import Window


def company_revenue(facts: Facts, subject: str, window: Window) -> Sample:
    """Everything sold less the refunds booked in the window (公司销售额); everybody's credits add up to it."""
    return net_sales(facts, COMPANY, window)


def company_new_customers(facts: Facts, subject: str, window: Window) -> Sample:
    """Customers whose first order ever is in the window (公司新客户数), each once."""
    return new_customers(facts, COMPANY, window)


def company_retention(facts: Facts, subject: str, window: Window) -> Sample:
    """Customers active at the start and at the end ÷ customers active at the start (公司客户留存率)."""
    return retention_rate(facts, COMPANY, window)
