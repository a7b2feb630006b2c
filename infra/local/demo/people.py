"""The demo company: twelve people without departments, in four positions, one of them in two."""

from dataclasses import dataclass
from typing import Final

NAME: Final = "青屿云帆商贸（演示公司）"
OWNER, HR = "周敏", "林晓"
DOMAIN: Final = "qingyu-demo.example"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person; `positions` are (position, share in basis points). Without a manager they answer to the owner."""

    name: str
    mailbox: str
    access_role: str
    positions: tuple[tuple[str, int], ...]
    manager: str | None = OWNER

    @property
    def email(self) -> str:
        """The address by which the business systems name the person."""
        return f"{self.mailbox}@{DOMAIN}"


def _full(position: str) -> tuple[tuple[str, int], ...]:
    return ((position, 10_000),)


PEOPLE: Final = (
    Colleague("周敏", "zhou.min", "owner", _full("sales"), manager=None),
    Colleague("林晓", "lin.xiao", "hr", _full("back_office")),
    Colleague("王磊", "wang.lei", "manager", _full("sales")),
    Colleague("李婷", "li.ting", "employee", _full("sales"), manager="王磊"),
    Colleague("陈浩", "chen.hao", "employee", _full("sales"), manager="王磊"),
    Colleague("周洋", "zhou.yang", "employee", _full("sales"), manager="王磊"),
    Colleague("孙悦", "sun.yue", "employee", (("sales", 6_000), ("marketing", 4_000)), manager="王磊"),
    Colleague("吴桐", "wu.tong", "employee", _full("marketing")),
    Colleague("郑凯", "zheng.kai", "employee", _full("marketing")),
    Colleague("何静", "he.jing", "employee", _full("customer_success")),
    Colleague("冯雪", "feng.xue", "employee", _full("customer_success")),
    Colleague("赵敏", "zhao.min", "employee", _full("back_office")),
)

EMAILS: Final = {each.name: each.email for each in PEOPLE}
