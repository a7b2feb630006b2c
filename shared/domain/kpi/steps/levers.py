"""The levers of the whole library, by KPI."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.steps import (
    levers_of_customer_success,
    levers_of_marketing,
    levers_of_others,
    levers_of_sales,
)
from shared.domain.kpi.steps.lever import Lever

LEVERS: Final[Mapping[str, Lever]] = MappingProxyType(
    {
        each.kpi_id: each
        for each in (
            *levers_of_sales.LEVERS,
            *levers_of_marketing.LEVERS,
            *levers_of_customer_success.LEVERS,
            *levers_of_others.LEVERS,
        )
    }
)
