"""Open the demo company, or find the one that an earlier run opened, with a token for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from infra.local.demo.client import Api, DemoFailed
from infra.local.demo.month import ReviewMonth, last_closed, months_around
from infra.local.demo.people import HR, NAME, OWNER, PEOPLE
from infra.local.demo.work import is_ours

FIRST_LOGGER = PEOPLE[0].name
"""Whose logs are on record before anybody else's."""
TOKEN_MINUTES = 720


@dataclass(frozen=True)
class Office:
    """The company: the ids and tokens of its people by name, and the month under review."""

    company_id: str
    ids: Mapping[str, str]
    tokens: Mapping[str, str]
    month: ReviewMonth

    @property
    def hr(self) -> str:
        """The token of HR."""
        return self.tokens[HR]

    @property
    def owner(self) -> str:
        """The token of the owner."""
        return self.tokens[OWNER]

    def name_of(self, person_id: str) -> str:
        """Return the name of a person; their id if it is nobody of the demo."""
        return next((name for name, id in self.ids.items() if id == person_id), person_id)


def open_office(api: Api, now: datetime) -> tuple[Office, bool]:
    """Return the demo company and whether it is new."""
    status, found = api.call("POST", "/local/tokens", {"company": NAME, "role": "owner"}, allow=(404,))
    if status == 404:
        return _found(api, now), True
    people = {each.name: _token(api, found["company_id"], each.name) for each in PEOPLE}
    ids = {name: id for name, (id, _) in people.items()}
    tokens = {name: token for name, (_, token) in people.items()}
    month = _month_of(api, tokens[FIRST_LOGGER], now)
    return Office(found["company_id"], ids, tokens, ReviewMonth.of(month)), False


def _found(api: Api, now: datetime) -> Office:
    people = [
        {
            "name": each.name,
            "access_role": each.access_role,
            "email": each.email,
            "positions": [{"position": name, "share_bp": share} for name, share in each.positions],
            **({"manager": each.manager} if each.manager else {}),
        }
        for each in PEOPLE
    ]
    _, made = api.call("POST", "/local/companies", {"name": NAME, "people": people})
    ids = {each["name"]: each["person_id"] for each in made["people"]}
    tokens = {each["name"]: each["token"] for each in made["people"]}
    return Office(made["company_id"], ids, tokens, ReviewMonth.of(last_closed(now)))


def _token(api: Api, company_id: str, name: str) -> tuple[str, str]:
    wanted = {"company": company_id, "person": name, "minutes": TOKEN_MINUTES}
    status, found = api.call("POST", "/local/tokens", wanted, allow=(404, 422))
    if status != 200:
        raise DemoFailed(f"演示公司里找不到{name}", f"the demo company has no {name}")
    return found["person_id"], found["token"]


def _month_of(api: Api, token: str, now: datetime) -> str:
    """Return the month of the first run, whatever the time is now: the logs on record tell it."""
    for month in months_around(now):
        if any(is_ours(log, month) for log in api.every("/v1/work-logs", token, month=month)):
            return month
    return last_closed(now)
