"""Fixtures of tests that run on the real local engine."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from shared.domain.company import Company
from shared.domain.ids import new_id
from shared.domain.people import AccessRole, Assignment, Member, Person
from shared.usecases.plans.publish_plan import BEGINNING

MONDAY_NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday, 2 March 2026, nine o'clock in Shanghai."""


def pytest_configure() -> None:
    """Let no property fail because the machine was busy: how long an example takes is no rule of ours."""
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")


class Faults:
    """What goes wrong between the SDK and the engine, as a test sets it: a function of the call, or nothing."""

    def __init__(self) -> None:
        self.at: Callable[[Any], Any] | None = None

    def __call__(self, call: Any) -> Any:
        """Return the fault of one call, if any."""
        return self.at(call) if self.at else None


_faults = Faults()


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Faults of this test alone."""
    yield _faults
    _faults.at = None


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The local engine with all resources, and the environment that the code finds them by."""
    from functions import wiring
    from infra.local import resources
    from infra.local.engine import Engine
    from infra.local.surroundings import ensure_keys, sdk_speaks_to, settings

    state_dir = tmp_path_factory.mktemp("engine")
    with Engine(state_dir, before=_faults) as running, sdk_speaks_to(running.endpoint):
        import boto3

        made = resources.ensure()
        os.environ.update(settings(made))
        ensure_keys(made["Keys"])
        boto3.setup_default_session()
        wiring.forget()
        wiring.settings()
        yield state_dir
        wiring.forget()


class Founding:
    """A company of its own for one test, with its people by name."""

    def __init__(self, company: Company, people: dict[str, Person]) -> None:
        self.company, self.people = company, people

    def member(self, name: str) -> Member:
        """The member row of a person as it stands."""
        from shared.adapters.dynamo import refs
        from shared.adapters.dynamo.store import load

        ref = refs.member(self.company.id, self.people[name].id)
        return load([ref]).get(ref)


@pytest.fixture
def company(engine: Path) -> Founding:
    """A fresh company: the owner 周敏, HR 林晓, the manager 王磊 and his sellers 李婷 and 陈浩."""
    from shared.adapters.dynamo.commands import Key, commit, job_actor
    from shared.usecases.company.found_company import found_company

    at = MONDAY_NINE
    own = Company(new_id("co", at), "海纳商贸", created_at=at)
    roles = {"周敏": "owner", "林晓": "hr", "王磊": "manager", "李婷": "employee", "陈浩": "employee"}
    people = {
        name: Person(
            id=new_id("per", at),
            company_id=own.id,
            name=name,
            access_role=AccessRole(role),
            assignments=(Assignment("sales", 10_000, BEGINNING),),
        )
        for name, role in roles.items()
    }
    for name, manager in {"林晓": "周敏", "王磊": "周敏", "李婷": "王磊", "陈浩": "王磊"}.items():
        people[name] = replace(people[name], manager_id=people[manager].id)
    actor = job_actor(own.id, "setup", None)
    for number, command in enumerate(
        found_company(company=own, people=list(people.values()), at=at).commands
    ):
        key = Key("setup", str(number), "")
        actor = commit(command, actor=actor, key=key, answer={}, at=at).actor
    return Founding(own, people)


@pytest.fixture
def restored_clock() -> Iterator[None]:
    """Leave the edge's clock as it was found."""
    from functions import wiring

    before = wiring._clock
    yield
    wiring.set_clock(before)
