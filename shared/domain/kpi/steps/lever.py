"""What moves a KPI (杠杆): the one kind of record that the person can add or avoid, and how it counts."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Family = Literal[
    "count",
    "quantity",
    "amount",
    "share",
    "dilute_amount",
    "pay_off",
    "mean_amount",
    "good",
    "convert",
    "fewer",
    "dilute_count",
    "attendance",
    "durations",
    "none",
]
"""
How a record enters the figure of numerator ÷ denominator.

- `count`: k records, each 1 more. `quantity`: one record that tells a number.
- `amount`: an amount on the numerator. `share`: on both. `dilute_amount`: on the denominator. `pay_off`: off both.
- `mean_amount`: records of one amount each, under a mean.
- `good`: k records at the best value, `best` on the numerator and 1 on the denominator.
- `convert`: k of what is in the denominator already. `dilute_count`: k on the denominator.
- `fewer`: k observations less. `attendance`: k events of so many people each. `durations`: k records that take so long.
- `none`: no single step, for the reason in `why`.
"""
Why = Literal["", "company", "two_figures"]


@dataclass(frozen=True, slots=True)
class Lever:
    """
    The lever of one KPI: its family, the type of record, and the sentence, with {count}, {amount} and the like in it.

    `kpi` says that the records must be those that the KPI waits for. `most` is the highest value that such records
    can bring about. With `by_share` the cases count by the person's share of them. `instead` is the type of the
    records that are replaced where no number of good ones reaches the target any more. `customer` is whose they are,
    `by_removal` that they are records to be without.
    """

    kpi_id: str
    family: Family
    type: str = ""
    zh: str = ""
    en: str = ""
    unit_zh: str = ""
    unit_en: str = ""
    kpi: bool = False
    customer: str | None = None
    by_share: bool = False
    best: Fraction = Fraction(1)
    most: Fraction | None = None
    by_removal: bool = False
    instead: str = ""
    instead_zh: str = ""
    instead_en: str = ""
    why: Why = ""
