"""What a review never does, because reviews elsewhere have: each class is a rule, by its name."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from shared.domain import messages
from shared.domain.errors import DomainError
from tests.api.companies import Running, a_log, an_order
from tests.api.populated import MONTH, done
from tests.api.test_review import KPI, local, step
from tests.structure.test_tree import ROOT

PATH = re.compile(r"(?<![\w/.{}])/(?:v1|openapi|healthz)[\w/{}.-]*")
APRIL_FIRST = local("2026-04-01T10:00:00")
OPEN_ENDED = ("/v1/in/{vendor}/{connection_id}",)


def sentences() -> Iterator[tuple[str, str]]:
    """Yield everything that people are told: by messages, errors, and the documents of the project."""
    for topic, both in messages.SENTENCES.items():
        yield from ((topic, each) for each in both)
    todo = [DomainError]
    while todo:
        found = todo.pop()
        todo += found.__subclasses__()
        yield from ((found.__name__, getattr(found, name, "")) for name in ("zh", "en"))
    for path in [ROOT / "README.md", *sorted((ROOT / "infra" / "decisions").glob("*.md"))]:
        yield path.name, path.read_text(encoding="utf-8")


class TestPeopleWhoNeverLogInAreScored:
    def test_like_everybody_else(self, clock: Running):
        clock.set_clock(APRIL_FIRST)
        house = clock.found()

        for job in ("scores", "declarations"):
            house.job(job, period=MONTH)

        forms = house.forms()
        assert set(forms) == set(house.people) - {"周敏", "顾平"}
        for name in forms:
            score = house.as_("林晓").get(f"/v1/scores/{house.people[name]}", period=MONTH)
            assert score.status == 200, name
            assert {line["state"] for line in score.body["lines"]} <= {"scored", "na", "zero", "blocked"}


class TestAClientDecidesNoScore:
    def test_and_an_objection_keeps_what_stood_before_it(self, clock: Running):
        clock.set_clock(APRIL_FIRST)
        house = clock.found()
        house.connect().deliver([an_order(f"o-{n}", customer_ref=f"c{n}") for n in range(4)])
        house.settle()
        for job in ("scores", "declarations"):
            house.job(job, period=MONTH)
        form, path = house.forms()["李婷"], f"/v1/scores/{house.people['李婷']}"
        before = house.as_("李婷").get(path, period=MONTH).body
        for name, action in (("李婷", "confirm"), ("王磊", "approve")):
            refused = step(house, name, form, action, {"total": "120", "official_total": "120"})
            assert refused.status == 422
            done(step(house, name, form, action))
        house.job("deliver")

        raised = done(
            step(house, "李婷", form, "object", {"kpi": KPI, "claim": "data_wrong", "reason": "漏单"})
        )

        assert house.as_("李婷").get(path, period=MONTH).body == before
        assert (raised["before"], raised["score_hash"]) == (before["official_total"], before["hash"])
        if before["total"] is not None:
            lost, bonus = (sum(Decimal(line[each]) for line in before["lines"]) for each in ("lost", "bonus"))
            assert lost - bonus + Decimal(before["total"]) == 100


class TestEveryTextLinkResolves:
    def test_each_path_that_people_are_told_of_is_a_route(self, running: Running):
        document = running.contract.document
        told = [
            *sentences(),
            *(
                (op["operationId"], f"{op['summary']} {op['description']}")
                for op in running.contract.operations.values()
            ),
        ]

        dead = {
            (where, path)
            for where, text in told
            for path in (found.rstrip("./") for found in PATH.findall(text))
            if path not in document["paths"]
            and path not in OPEN_ENDED
            and not _leads_on(path, document["paths"])
        }

        assert dead == set()

    def test_the_place_that_a_made_thing_is_said_to_lie_at_can_be_read(self, house):
        made = house.as_("李婷").post("/v1/work-logs", a_log(), key=None)

        assert house.as_("李婷").get(made.headers["location"]).body == made.body

    @pytest.mark.parametrize("text", ["see /v1/appeals", "POST /v1/nothing/{id}"])
    def test_a_dead_one_would_be_seen(self, running: Running, text):
        assert all(found not in running.contract.document["paths"] for found in PATH.findall(text))


def _leads_on(path: str, paths: dict[str, object]) -> bool:
    """Whether a text names the beginning of routes, with `/` or `…` after it."""
    return any(each.startswith(f"{path}/") for each in paths)
