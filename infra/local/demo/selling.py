"""Deals and orders of the demo company: those of the month, and the purchases that made customers existing ones.

What a seller's scorecard comes out at stands in one entry of `SELLERS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Final

from infra.local.demo import customers
from infra.local.demo.month import ReviewMonth, at
from infra.local.demo.records import Record, customer, record, yuan


@dataclass(frozen=True, slots=True)
class Seller:
    """
    What a seller sold in the month, in yuan.

    `new` are the orders of new customers, `existing` those of existing ones, who are `again` people taking turns.
    `cycles` are the days from first contact to won deal.
    """

    name: str
    new: tuple[int, ...]
    existing: tuple[int, ...]
    again: int
    cycles: tuple[int, ...]


SELLERS: Final = (
    Seller("王磊", (15000, 18000), (14500, 12000, 13500, 11000, 14000, 14000), 6, (18, 24, 26, 29, 33)),
    Seller(
        "李婷", (10000, 8000), (12000, 9800, 8600, 7400, 9200, 6800, 8200, 7000, 7000), 5, (20, 25, 30, 35)
    ),
    Seller("陈浩", (16000, 12000, 8000), (15000, 13000, 12500, 12000, 11500), 3, (15, 19, 22, 24, 31)),
    Seller("周洋", (12000,), (9000, 8500, 8000, 7500, 7800, 7200), 4, (26, 30, 34)),
    Seller("孙悦", (14000,), (8000, 7600, 7200, 6800, 6400), 3, (24, 26, 28)),
)
SALON_SALE: Final = ("李婷", 6000)
"""The one order that came of the leads of the month's salon."""
REFUND: Final = ("王磊", 2000)
"""Whose first order of an existing customer is refunded in part."""


@dataclass(frozen=True, slots=True, order=True)
class Sale:
    """One order: its date, seller, customer and amount in yuan."""

    on: date
    seller: str
    customer: str
    amount: int

    def as_order(self, id: str, clock: str) -> Record:
        """Return the sale as a paid order."""
        return record(
            "order.paid",
            id,
            at(self.on, clock),
            self.seller,
            customer_ref=customer(self.customer),
            amount=yuan(self.amount),
        )


def month_orders(month: ReviewMonth) -> list[Record]:
    """Return the paid orders of the month by date."""
    seller, amount = SALON_SALE
    salon_sale = Sale(month.logged_days[7], seller, customers.prospects()[0], amount)
    sales = sorted([*(sale for each in SELLERS for sale in _sales_of(each, month)), salon_sale])
    return [
        sale.as_order(f"SO-{month.key}-{number:03}", f"{10 + number % 7}:{number * 7 % 60:02}")
        for number, sale in enumerate(sales, start=1)
    ]


def refund(month: ReviewMonth) -> Record:
    """Return the refund of a part of one of the month's orders."""
    seller, amount = REFUND
    buyer = customer(customers.existing(seller)[0])
    order = next(each for each in month_orders(month) if each["data"]["customer_ref"] == buyer)
    return record(
        "order.refunded",
        f"RF-{month.key}-001",
        at(month.workday(14), "15:20"),
        seller,
        order_ref=order["data"]["id"],
        customer_ref=buyer,
        amount=yuan(amount),
        reason="部分商品退货",
    )


def month_deals(month: ReviewMonth) -> list[Record]:
    """Return the deals won in the month, from the first contact to the signature, by date."""
    numbers = count(1)
    deals = [each for seller in SELLERS for each in _deals_of(seller, month, numbers)]
    return sorted(deals, key=lambda each: str(each["timestamp"]))


def earlier_orders(month: ReviewMonth) -> list[Record]:
    """Return the paid orders of existing customers before the month, by date."""
    sales = sorted(sale for each in SELLERS for sale in _earlier_sales_of(each, month))
    return [sale.as_order(f"SO-H{number:04}", "11:00") for number, sale in enumerate(sales, start=1)]


def _sales_of(seller: Seller, month: ReviewMonth) -> Iterator[Sale]:
    again = customers.existing(seller.name)[: seller.again]
    bought = [
        *zip(customers.won(seller.name), seller.new, strict=True),
        *((again[place % len(again)], amount) for place, amount in enumerate(seller.existing)),
    ]
    for place, (name, amount) in enumerate(bought):
        yield Sale(month.workday(1 + 5 * place % 12), seller.name, name, amount)


def _earlier_sales_of(seller: Seller, month: ReviewMonth) -> Iterator[Sale]:
    """Everybody bought once in the months before the last 90 days; those who buy again did so once since."""
    known = customers.existing(seller.name)
    for place, name in enumerate(known):
        day = month.quarter_start - timedelta(days=5 + place * 37 % 225)
        yield Sale(day, seller.name, name, 3000 + place * 700 % 6300)
    for place, name in enumerate(known[: seller.again]):
        yield Sale(month.day(-9 - 7 * place), seller.name, name, 4200 + 900 * place)


def _deals_of(seller: Seller, month: ReviewMonth, numbers: Iterator[int]) -> Iterator[Record]:
    buyers = zip(
        (*customers.won(seller.name), *customers.existing(seller.name)),
        (*seller.new, *seller.existing),
        strict=False,
    )
    for place, (days, (name, amount)) in enumerate(zip(seller.cycles, buyers, strict=False)):
        won_on, id = month.workday(2 + 2 * place), f"D-{month.key}-{next(numbers):03}"
        about = {"customer_ref": customer(name), "amount": yuan(amount), "title": f"{name}采购项目"}
        contact_on = won_on - timedelta(days=days)
        yield record("deal.created", id, at(contact_on, "14:00"), seller.name, version=1, **about)
        yield record("deal.won", id, at(won_on, "16:30"), seller.name, version=2, **about)
