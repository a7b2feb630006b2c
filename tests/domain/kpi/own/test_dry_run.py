"""Trying a KPI on months that are over."""

from fractions import Fraction

from shared.domain.kpi.own.company import company_catalogue, company_takes
from shared.domain.kpi.own.dry_run import dry_run
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, WANG, event, facts
from tests.domain.kpi.own.drafts import QUOTES_PER_VISIT, counted

MONTHS = [Period.parse("2026-02"), Period.parse("2026-03")]
STORY = [
    event("activity.logged", "v1", "2026-02-03", kind="visit"),
    event("activity.logged", "v2", "2026-03-03", kind="visit"),
    event("activity.logged", "v3", "2026-03-04", kind="visit"),
    event("activity.logged", "v4", "2026-03-04", kind="visit", flags=["burst"]),
    event("quote.sent", "q1", "2026-03-05"),
    event("quote.sent", "q2", "2026-03-05", by=WANG),
]


def tried(own):
    found = dry_run(company_catalogue([own])[own.id], facts(STORY), company_takes([own]), (LI, WANG), MONTHS)
    return {(each.person_id, each.month): each for each in found}


class TestDryRun:
    def test_gives_each_person_and_month_a_value_with_its_parts(self):
        found = tried(QUOTES_PER_VISIT)

        assert list(found) == [(LI, "2026-02"), (WANG, "2026-02"), (LI, "2026-03"), (WANG, "2026-03")]
        march = found[LI, "2026-03"]
        assert (march.state, march.value, march.numerator, march.denominator, march.n) == (
            "scored",
            Fraction(1, 2),
            1,
            2,
            3,
        )
        assert (march.points, march.reason.code, march.left_out) == (100, "kpi.on_target", 1)

    def test_never_mixes_the_four_states(self):
        found = tried(QUOTES_PER_VISIT)

        assert (found[LI, "2026-02"].state, found[LI, "2026-02"].points) == ("scored", 0)
        assert (found[WANG, "2026-02"].state, found[WANG, "2026-02"].points) == ("na", None)
        assert (found[WANG, "2026-03"].state, found[WANG, "2026-03"].points) == ("blocked", None)
        assert "公式" in found[WANG, "2026-03"].reason.zh

    def test_gives_zero_points_where_nothing_was_done(self):
        found = tried(counted("quote.sent", zero_rule="zero"))

        assert (found[LI, "2026-02"].state, found[LI, "2026-02"].points) == ("zero", 0)
        assert found[LI, "2026-03"].points == 0
