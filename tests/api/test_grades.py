"""Grades as a setting of the company: shown, changed as a whole, and never with a gap."""

from typing import Any

import pytest

from tests.api.companies import House, an_order
from tests.api.populated import MONTH, done

DEFAULTS = [("S", "95", "1.5"), ("A", "85", "1.2"), ("B", "70", "1"), ("C", "60", "0.7"), ("D", "0", "0")]
TWO = [
    {"name": "合格", "least": "60", "coefficient": "1"},
    {"name": "待改进", "least": "0", "coefficient": "0.8"},
]


def changed(house: House, grades: Any, version: int = 1) -> Any:
    return house.as_("林晓").patch("/v1/company", {"version": version, "grades": grades})


def shown(body: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["name"], each["least"], each["coefficient"]) for each in body["grades"]]


class TestGrades:
    def test_are_the_usual_five_until_somebody_sets_others(self, house):
        assert shown(done(house.as_("林晓").get("/v1/company"))) == DEFAULTS

    def test_are_replaced_as_a_whole_and_shown_best_first(self, house):
        reply = changed(house, list(reversed(TWO)))

        assert shown(done(reply)) == [("合格", "60", "1"), ("待改进", "0", "0.8")]
        assert house.as_("周敏").get("/v1/company").body == reply.body

    def test_are_kept_when_something_else_changes(self, house):
        changed(house, TWO)

        assert (
            len(done(house.as_("林晓").patch("/v1/company", {"version": 2, "week_start": 7}))["grades"]) == 2
        )

    def test_are_changed_by_whoever_saw_the_newest(self, house):
        changed(house, TWO)

        assert changed(house, TWO).outcome == (409, "resource.changed")

    def test_may_begin_between_whole_points(self, house):
        assert shown(done(changed(house, [{"name": "优", "least": "94.5", "coefficient": "1.25"}, TWO[1]])))[
            0
        ] == ("优", "94.5", "1.25")

    @pytest.mark.parametrize(
        "grades",
        [
            [TWO[0]],
            [TWO[0], {**TWO[1], "least": "0.0001"}],
            [*TWO, {**TWO[0], "least": "70"}],
            [*TWO, {**TWO[0], "name": "又一个"}],
            [TWO[0], {**TWO[1], "coefficient": "1.1"}],
        ],
        ids=["no floor", "a gap at the bottom", "one name twice", "one border twice", "more for less"],
    )
    def test_leave_no_total_without_one_and_give_a_better_one_no_less(self, house, grades):
        assert changed(house, grades).outcome == (422, "grades.not_usable")

    @pytest.mark.parametrize(
        "grades",
        [
            [],
            [{**TWO[1], "least": "NaN"}],
            [{**TWO[1], "least": "-1"}],
            [{**TWO[1], "least": 0}],
            [{**TWO[1], "coefficient": "5.0001"}],
            [{**TWO[1], "coefficient": "-0.1"}],
            [{**TWO[1], "name": " "}],
            [{**TWO[1], "quota": 1}],
            [{**TWO[0], "name": f"g{n}", "least": str(n)} for n in range(11)],
        ],
    )
    def test_that_are_none_are_refused(self, house, grades):
        assert changed(house, grades).status == 422


class TestAScoreOnRecord:
    def score(self, house: House, **query: str) -> dict[str, Any]:
        return done(house.as_("李婷").get(f"/v1/scores/{house.people['李婷']}", period=MONTH, **query))

    def test_keeps_its_grade_and_only_one_that_is_computed_later_has_a_new_one(self, house):
        connection = house.connect()
        for number in range(5):
            for month in ("2025-08", "2026-03"):
                made = an_order(
                    f"{month}-{number}",
                    timestamp=f"{month}-09T10:00:00+08:00",
                    customer_ref={"vendor_id": f"c{number}"},
                )
                assert connection.deliver(made).status == 200
        house.settle()
        house.job("scores", period=MONTH)
        before = self.score(house)

        changed(house, TWO)

        assert before["grade"] in {name for name, _, _ in DEFAULTS}
        assert self.score(house) == before
        house.job("scores", period=MONTH)
        after = self.score(house)
        assert (after["total"], after["grade"]) == (before["total"], "待改进")
        stood = self.score(house, as_of=before["computed_at"])
        assert [stood[each] for each in ("grade", "hash")] == [before[each] for each in ("grade", "hash")]
