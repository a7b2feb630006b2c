"""The main job on the demo company, performed on a whole service: interrupted at every step, then again and again."""

import io
import re
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from infra.local import summary
from infra.local.demo import Outcome, perform
from infra.local.demo.client import Api
from infra.local.demo.people import NAME
from infra.local.demo.performance import STEPS
from infra.local.service import Service

FIRST_OF_APRIL, FOURTH_OF_MAY = datetime(2026, 4, 1, 2, tzinfo=UTC), datetime(2026, 5, 4, 2, tzinfo=UTC)
MARCH = "2026-03"


class Interrupted(Exception):
    """The process ends here."""


@dataclass
class Stage:
    """The service, what complete runs gave back, and 李婷's score hash each time that it was computed."""

    service: Service
    api: Api
    outcomes: list[Outcome] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)

    def token(self, name: str) -> str:
        return str(self.api.call("POST", "/local/tokens", {"company": NAME, "person": name})[1]["token"])

    def score(self, name: str) -> dict[str, Any]:
        found = self.api.call("POST", "/local/tokens", {"company": NAME, "person": name})[1]
        return dict(self.api.get(f"/v1/scores/{found['person_id']}", found["token"], period=MARCH))

    def inbox(self, name: str) -> list[dict[str, Any]]:
        return list(self.api.every("/v1/inbox", self.token(name)))

    def form(self, name: str) -> dict[str, Any]:
        token = self.token(name)
        me = self.api.get("/v1/me", token)["person_id"]
        forms = self.api.every("/v1/declarations", token, period=MARCH)
        return next(each for each in forms if each["person_id"] == me)

    def run(self, say: Callable[[str], None] = print, clock: Callable[[], datetime] | None = None) -> Outcome:
        clocked = SimpleNamespace(clock=clock or self.service.clock)
        return perform(self.service.base_url, clocked, say)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A service on which the demo was interrupted often, and then performed in April, again, and in May."""
    service = Service(tmp_path_factory.mktemp("demo") / "state", 0, now=FIRST_OF_APRIL, on_schedule=False)
    service.start()
    try:
        with Api(service.base_url) as api:
            stage = Stage(service, api)
            _be_interrupted(stage)
            stage.outcomes += [stage.run(), stage.run()]
            service.clock.set(FOURTH_OF_MAY)
            stage.outcomes.append(stage.run())
            service.clock.set(FIRST_OF_APRIL)
            yield stage
    finally:
        service.stop()


def _be_interrupted(stage: Stage) -> None:
    for step in range(1, STEPS):
        if step == 3:
            with pytest.raises(Interrupted):
                stage.run(clock=_breaking(stage.service.clock, after=40))
        with pytest.raises(Interrupted):
            stage.run(say=_breaking(lambda text: None, after=step - 1))
        if step == 3:
            for _ in range(2):
                stage.api.call("POST", "/local/jobs/scores", {"period": MARCH})
                stage.hashes.append(stage.score("李婷")["hash"])


def _breaking(act: Callable[..., Any], after: int) -> Callable[..., Any]:
    calls = iter(range(after))

    def may_break(*given: Any) -> Any:
        if next(calls, None) is None:
            raise Interrupted
        return act(*given)

    return may_break


class TestTheDemo:
    def test_counts_what_it_left_behind(self, stage: Stage) -> None:
        assert stage.outcomes[0] == {
            "people": 12,
            "work_logs": 400,
            "events": 704,
            "job_descriptions": 12,
            "scores": 11,
            "declarations": {"approved": 10, "returned": 1, "delivered": 10},
            "objections": 1,
            "improvement_plans": 1,
            "goals": 1,
        }

    def test_doubles_nothing_and_keeps_its_month_when_it_runs_again(self, stage: Stage) -> None:
        first, again, in_may = stage.outcomes

        assert first == again == in_may
        assert [each.story["month"] for each in stage.outcomes] == [MARCH] * 3

    def test_tells_each_thing_once(self, stage: Stage) -> None:
        told = {
            name: Counter((each["topic"], each["about"]) for each in stage.inbox(name))
            for name in stage.outcomes[0].story["ids"]
        }

        assert {count for each in told.values() for count in each.values()} == {1}
        assert sum(each.total() for each in told.values()) == stage.outcomes[0].story["messages"] == 53

    def test_gives_li_ting_the_sample_scorecard(self, stage: Stage) -> None:
        score = stage.score("李婷")

        assert (score["total"], score["grade"]) == ("78.0000", "B")
        assert {line["kpi"]: (line["weighted"], line["lost"]) for line in score["lines"]} == {
            "sales.new_customer_revenue_share": ("32.0000", "8.0000"),
            "sales.repurchase_rate": ("30.0000", "0.0000"),
            "sales.cycle_days": ("16.0000", "4.0000"),
            "sales.event_participation": ("0.0000", "10.0000"),
        }

    def test_computes_the_same_hash_from_the_same_facts(self, stage: Stage) -> None:
        assert {*stage.hashes, stage.score("李婷")["hash"], stage.form("李婷")["score_hash"]} == {
            stage.hashes[0]
        }

    def test_shows_every_kind_of_line(self, stage: Stage) -> None:
        token = stage.token("周敏")
        scores = list(stage.api.every("/v1/scores", token, period=MARCH))
        lines = [line for score in scores for line in score["lines"]]

        assert {score["state"] for score in scores} == {"scored"}
        assert {line["state"] for line in lines} == {"scored", "na"}
        assert max(float(line["points"] or 0) for line in lines) == 120

    def test_finds_the_planted_overlap_and_gap(self, stage: Stage) -> None:
        days = {"from_": "2026-03-01", "to": "2026-04-01"}
        matrix = stage.api.get("/v1/duty-matrix", stage.token("林晓"), **days)

        assert [each["duty"] for each in matrix["overlaps"]] == ["key_account"]
        assert [each["duty"] for each in matrix["gaps"]] == ["onboarding"]
        assert {each["duty"] for each in matrix["proposals"]} == {"daily_report", "errand", "duplicate_entry"}

    def test_shares_out_the_sample_working_time(self, stage: Stage) -> None:
        days = {"from_": "2026-03-01", "to": "2026-04-01"}
        token = stage.token("李婷")
        me = stage.api.get("/v1/me", token)["person_id"]
        shares = stage.api.get("/v1/work-distribution", token, person_id=me, **days)

        assert [(each["minutes"], each["percent"]) for each in shares["items"]] == [
            (1000, 40),
            (750, 30),
            (505, 20),
            (245, 10),
        ]

    def test_contests_one_result(self, stage: Stage) -> None:
        raised = [each for each in stage.inbox("林晓") if each["topic"] == "objection.raised"]
        objection = stage.api.get(f"/v1/objections/{raised[0]['about']}", stage.token("李婷"))

        assert stage.form("李婷")["state"] == "objected"
        assert (objection["claim"], objection["before"], objection["state"]) == (
            "external_cause",
            "78.0000",
            "open",
        )

    def test_commits_to_improving_what_cost_most(self, stage: Stage) -> None:
        plans = list(stage.api.every("/v1/improvement-plans", stage.token("陈浩")))

        assert [(each["kpi"], each["target"]) for each in plans] == [("sales.repurchase_rate", "≥25%")]

    def test_aims_its_sellers_at_the_coming_quarter(self, stage: Stage) -> None:
        (row,) = stage.api.every("/v1/goals", stage.token("周敏"))
        goal = stage.api.get(f"/v1/goals/{row['id']}", stage.token("周敏"))
        parts = [share for month in goal["months"] for share in month["shares"]]
        rest = [month["unallocated"] for month in goal["months"]]

        assert (goal["kpi"], goal["period"], goal["state"]) == ("sales.revenue", "2026-Q3", "published")
        assert {each["person_name"] for each in parts} == {"王磊", "李婷", "陈浩", "周洋", "孙悦"}
        assert sum(_amount(each["target"]) for each in parts) + sum(map(_amount, rest)) == 720_000
        assert sum(_amount(each["target"]) for each in parts) > 600_000

    def test_tells_its_sellers_of_their_targets(self, stage: Stage) -> None:
        told = [each for each in stage.inbox("李婷") if each["topic"] == "goal.published"]
        own = stage.api.get("/v1/personal-targets", stage.token("李婷"), month="2026-07")["items"]

        assert [each["goal_id"] for each in own] == [each["about"] for each in told]
        assert len(told) == 1

    def test_returns_one_declaration_with_feedback(self, stage: Stage) -> None:
        form = stage.form("周洋")

        assert form["state"] == "returned"
        assert form["feedback"]
        assert [each["about"] for each in stage.inbox("周洋") if each["topic"] == "declaration.returned"] == [
            form["id"]
        ]

    def test_makes_word_documents_of_four_sections(self, stage: Stage) -> None:
        from docx import Document

        one = next(each for each in stage.outcomes[0].story["documents"] if each["name"] == "李婷")
        link = stage.api.get(f"/v1/job-descriptions/{one['id']}", stage.token("李婷"))["link"]
        document = Document(io.BytesIO(_fetched(link)))
        text = "\n".join(each.text for each in document.paragraphs)

        assert one["state"] == "acknowledged"
        assert re.findall(r"[一二三四]、(\w+)", text) == ["岗位名称", "核心职责", "任职要求", "绩效指标"]


class TestTheSummary:
    def test_lines_its_columns_up(self, stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
        summary.show(stage.outcomes[0], stage.service.base_url)
        printed = capsys.readouterr().out
        rows = printed[printed.index("扣分最多") :].splitlines()[1:12]

        assert "\x1b" not in printed
        assert {summary.width(row[: row.index("−")]) for row in rows} == {21}

    def test_prints_calls_that_work(self, stage: Stage) -> None:
        fresh = stage.run(say=lambda text: None)
        lines = [
            line
            for _, lines in summary.sections(fresh, stage.service.base_url)
            for line in lines
            if "curl" in line
        ]
        calls = [_called(line) for line in lines]

        assert len(calls) == 11
        assert set(calls) == {200}


def _amount(money: dict[str, str]) -> Decimal:
    return Decimal(money["amount"])


def _called(line: str) -> int:
    """Make the first call of a line as curl would."""
    url = re.search(r"http://[^\s']+", line)
    header = re.search(r"-H '(\w+): ([^']+)'", line)
    assert url
    request = urllib.request.Request(url[0], headers={header[1]: header[2]} if header else {})
    with _opener().open(request) as answer:
        return int(answer.status)


def _fetched(url: str) -> bytes:
    with _opener().open(url) as answer:
        return bytes(answer.read())


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))
