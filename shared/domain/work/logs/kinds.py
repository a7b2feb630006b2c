"""Kinds of work log (记录类型): what a log is about, and whether it must name a customer.

Four come with the product; a company adds its own as data, never as code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of log. One that `needs_customer` is about one customer and must name them."""

    id: str
    zh: str
    en: str
    needs_customer: bool = False


Kinds = Mapping[str, Kind]
"""Kinds by id."""

CUSTOMER_CONTACT: Final = "customer_contact"
CAMPAIGN_WORK: Final = "campaign_work"
ORDER_HANDLING: Final = "order_handling"
CUSTOMER_CARE: Final = "customer_care"

STANDARD_KINDS: Final[Kinds] = MappingProxyType(
    {
        each.id: each
        for each in (
            Kind(CUSTOMER_CONTACT, "客户沟通", "Customer contact", needs_customer=True),
            Kind(CAMPAIGN_WORK, "活动执行", "Campaign work"),
            Kind(ORDER_HANDLING, "订单处理", "Order handling"),
            Kind(CUSTOMER_CARE, "客户维护", "Customer care", needs_customer=True),
        )
    }
)
"""The kinds a company starts with."""
