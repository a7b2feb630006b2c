"""See to it that imported orders count as revenue, or say that they do not."""

from datetime import datetime
from typing import Final

from shared.adapters.dynamo import events
from shared.usecases.company.change_company import change_company
from shared.usecases.imports.carry_out import carry_out
from shared.usecases.imports.summary import Note
from shared.usecases.imports.target_company import Target

_SOLD_DEALS: Final = "deal.won"
_NOW_ORDERS: Final = Note(
    "公司的收入来源此前为商机，且尚无赢单；已改为订单。",
    "The company's revenue came from deals, of which none was won so far; from now on it comes from orders.",
)
_NOT_REVENUE: Final = Note(
    "公司按商机计算收入，导入的订单不计入销售额；如需改为订单，请在公司设置中修改 revenue_source。",
    "The company's revenue comes from deals, so these orders count as none. Set revenue_source to change that.",
)


def count_orders(target: Target, *, at: datetime) -> list[Note]:
    """
    Let orders be the source of revenue of a company that nothing was sold in yet and whose settings nobody touched.

    A list of people founds a company before anything says what it sells by; somebody's own choice stands. Returns
    what to tell about it.
    """
    company = target.company
    if company.revenue_source == "orders":
        return []
    sold = any(_SOLD_DEALS in feed.types for feed in events.feeds(company.id))
    if sold or company.version > 1:
        return [_NOT_REVENUE]
    _, command = change_company(
        company=company, version=company.version, changes={"revenue_source": "orders"}
    )
    key = f"revenue:{company.id}:{company.version}"
    carry_out([command], company_id=company.id, key=key, body_hash="orders", at=at)
    return [_NOW_ORDERS]
