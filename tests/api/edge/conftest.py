"""The sample company, fresh for each test."""

import pytest

from tests.api.edge.sample import LEAVER, MANAGER, Client, House, a_token, an_app


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def employee(house: House) -> Client:
    return Client(an_app(house), a_token())


@pytest.fixture
def manager(house: House) -> Client:
    return Client(an_app(house), a_token(MANAGER))


@pytest.fixture
def leaver(house: House) -> Client:
    return Client(an_app(house), a_token(LEAVER))


@pytest.fixture
def nobody(house: House) -> Client:
    return Client(an_app(house), None)
