"""What a declaration rests on, over HTTP: the job description that its person has acknowledged, or nothing."""

from typing import Any

import pytest

from tests.api.companies import House
from tests.api.populated import MONTH, done
from tests.api.working import work

PATH = "/v1/job-descriptions"


def drafted(house: House, name: str = "李婷") -> dict[str, Any]:
    made = done(house.as_("林晓").post(PATH, {"person_id": house.people[name]}))["items"]
    return dict(made[0])


def publish(house: House, version: dict[str, Any]) -> None:
    done(house.as_("林晓").post(f"{PATH}/{version['id']}/publish"))


def acknowledge(house: House, version: dict[str, Any], name: str = "李婷") -> dict[str, Any]:
    return done(house.as_(name).post(f"{PATH}/{version['id']}/acknowledge"))


def declare(house: House) -> None:
    for job in ("scores", "declarations"):
        house.job(job, period=MONTH)


def backing(house: House, name: str = "李婷") -> Any:
    """What somebody's declaration rests on, as their manager reads it."""
    form = house.forms()[name]["id"]
    found = done(house.as_("王磊").get(f"/v1/declarations/{form}"))["job_description"]
    assert found == house.forms()[name]["job_description"]
    return found


def confirm(house: House, name: str = "李婷") -> dict[str, Any]:
    form = house.forms()[name]["id"]
    return done(house.as_(name).post(f"/v1/declarations/{form}/confirm", {}))


@pytest.fixture
def described(house: House) -> House:
    """李婷 and 陈浩 worked for ten days."""
    for name in ("李婷", "陈浩"):
        work(house, name, new_visit=60, key_account=90)
    return house


class TestADeclaration:
    def test_names_the_job_description_that_its_person_acknowledged(self, described):
        version = drafted(described)
        publish(described, version)
        told = acknowledge(described, version)

        declare(described)

        assert backing(described) == {
            "id": version["id"],
            "number": 1,
            "acknowledged_at": told["acknowledged_at"],
        }
        assert backing(described, "陈浩") is None

    @pytest.mark.parametrize("steps", [(), (drafted,), (drafted, publish)], ids=["none", "a draft", "unread"])
    def test_rests_on_nothing_that_is_not_acknowledged(self, described, steps):
        version = drafted(described) if steps else None
        if publish in steps:
            publish(described, version)

        declare(described)

        assert backing(described) is None
        assert confirm(described)["job_description"] is None

    def test_rests_on_what_was_acknowledged_by_the_time_it_is_confirmed(self, described):
        version = drafted(described)
        publish(described, version)
        declare(described)
        before = backing(described)

        acknowledge(described, version)
        confirmed = confirm(described)

        assert before is None
        assert confirmed["job_description"]["id"] == version["id"] == backing(described)["id"]

    def test_keeps_what_it_was_confirmed_on(self, described):
        """Another version comes, and is acknowledged, while the form lies with the manager."""
        first = drafted(described)
        publish(described, first)
        acknowledge(described, first)
        declare(described)
        confirm(described)
        person = f"/v1/people/{described.people['李婷']}"
        done(described.as_("林晓").patch(person, {"version": 1, "manager_id": described.people["周敏"]}))
        second = drafted(described)
        publish(described, second)
        acknowledge(described, second)

        form = described.forms()["李婷"]["id"]
        approved = done(described.as_("周敏").post(f"/v1/declarations/{form}/approve", {}))

        assert second["number"] == 2
        assert approved["job_description"]["number"] == 1

    def test_of_a_colleague_does_not_rest_on_it(self, described):
        version = drafted(described)
        publish(described, version)

        stranger = described.as_("陈浩").post(f"{PATH}/{version['id']}/acknowledge")
        declare(described)

        assert stranger.status in (403, 404)
        assert backing(described) is None
