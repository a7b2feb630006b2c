"""A company that was given one piece of advice."""

from typing import Any

from tests.api.companies import House
from tests.api.planted_weeks import PLANTED, tell
from tests.api.populated import done


def advised(house: House) -> House:
    """Let a company have the planted weeks, and the advice on them."""
    tell(house, PLANTED)
    house.job("advice")
    return house


def advice(house: House) -> dict[str, Any]:
    """Return the one piece of advice that a company was given."""
    (found,) = done(house.as_("林晓").get("/v1/advice"))["items"]
    return dict(found)
