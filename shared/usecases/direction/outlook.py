"""What each person's months come to under the plans as they are and as they would be (逐人预览)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from shared.adapters.calendars import calendar_of
from shared.domain.company import Company
from shared.domain.kpi.assigned import AssignedTargets
from shared.domain.kpi.blending import plan_before_switch, plan_in_force
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluated import Evaluation
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.in_force import LineInForce, PlanInForce, Presence
from shared.domain.kpi.lines import PlanWarning
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.scorecard import Scorecard, ScoreLine, hold_harmless, score
from shared.domain.kpi.taking import Samples
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.direction.redirect_plans import Redirection
from shared.usecases.plans.publish_plan import BEGINNING
from shared.usecases.plans.read_plans import in_force, own_plan

State = Literal["scored", "insufficient_evidence", "blocked_publication", "no_plan", "own_plan"]
_UNMEASURED = ("na", "blocked")


@dataclass(frozen=True, slots=True)
class Months:
    """The running month, whether the switch takes effect in it, and months that are over, newest first."""

    running: Period
    in_running: bool
    past: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """
    The plan versions of a company in four ways, for a switch of the local date `from_on`.

    `now` are those on record, `then` with the switch. `old` and `new` are the versions of the day of the switch,
    without and with it, as if each had always held.
    """

    from_on: date
    now: Sequence[PlanVersion]
    then: Sequence[PlanVersion]
    old: Sequence[PlanVersion]
    new: Sequence[PlanVersion]

    @classmethod
    def of(
        cls,
        plans: Sequence[PlanVersion],
        redirections: Sequence[Redirection],
        day: date,
        catalogue: Mapping[str, KpiDefinition],
    ) -> "Scenario":
        """Return the scenario of redirections from a day on."""
        old = in_force([each for each in plans if each.person_id is None], day, catalogue)
        new = {**old, **{each.position: each.after for each in redirections}}
        published = [each.published for each in redirections]
        return cls(day, plans, [*plans, *published], _always(old.values()), _always(new.values()))


@dataclass(frozen=True, slots=True)
class PastMonth:
    """The total of a month that is over under the old plan and under the new one; None without enough evidence."""

    month: str
    old: Scorecard | None
    new: Scorecard | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """
    One person: scorecards of the running month, and the months before it.

    If the switch takes effect in the running month, `old` is without it, `new` as if it had held all month, and
    `prorated` by workdays; `floor` is what nobody falls below, None if nothing protects, and `final` is what counts.
    Before that month there is only `old` and `new`. Somebody with a plan of their own has only `old`.
    """

    person: Person
    positions: Mapping[str, int]
    state: State
    old: Scorecard | None
    new: Scorecard | None = None
    prorated: Scorecard | None = None
    floor: Scorecard | None = None
    final: Scorecard | None = None
    past: tuple[PastMonth, ...] = ()
    warnings: tuple[PlanWarning, ...] = ()

    @property
    def is_touched(self) -> bool:
        """Whether the switch changes what the person is measured by."""
        return self.state != "own_plan"


@dataclass(frozen=True)
class Seer:
    """
    Scores people's months under plans that may be hypothetical; each KPI, person and month is evaluated once.

    What was computed is kept by the plans' identity, so they must stay as long as the seer does.

    `assigned` are the targets that people were assigned, by month.
    """

    company: Company
    samples: Samples
    catalogue: Mapping[str, KpiDefinition]
    assigned: Mapping[str, AssignedTargets] = field(default_factory=dict)
    _known: dict[tuple[Any, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def look(self, person: Person, scenario: Scenario, months: Months) -> Outlook:
        """Return the outlook of one person."""
        positions, running = person.positions_on(scenario.from_on), months.running
        held = own_plan(scenario.now, person.id, scenario.from_on, self.catalogue)
        if held is not None:
            old = self.card(scenario.now, person, running)
            return Outlook(person, positions, "own_plan", old, warnings=(_own_plan(person, held),))
        old = self.card(scenario.now if months.in_running else scenario.old, person, running)
        new = self.card(scenario.new, person, running)
        prorated = self.card(scenario.then, person, running) if months.in_running else None
        floor = self.floor(scenario.then, person, running) if months.in_running else None
        final = hold_harmless(prorated, floor) if prorated else None
        shown = final or new
        return Outlook(
            person,
            positions,
            shown.status if shown else "no_plan",
            old,
            new,
            prorated,
            floor,
            final,
            tuple(self._past(person, scenario, each) for each in months.past),
            tuple(_warnings(person, old, new)),
        )

    def _past(self, person: Person, scenario: Scenario, month: Period) -> PastMonth:
        old, new = (self.card(plans, person, month) for plans in (scenario.old, scenario.new))
        return PastMonth(month.key, old, new)

    def card(self, plans: Sequence[PlanVersion], person: Person, month: Period) -> Scorecard | None:
        """Return a person's scorecard of a month under these plans; None if none of them holds for them."""
        return self._scored(self._blended(plan_in_force, plans, person, month), person, month)

    def floor(self, plans: Sequence[PlanVersion], person: Person, month: Period) -> Scorecard | None:
        """Return the scorecard that a person does not fall below in a month; None if nothing protects them."""
        return self._scored(self._blended(plan_before_switch, plans, person, month), person, month)

    def _blended(
        self,
        blend: Callable[..., PlanInForce | None],
        plans: Sequence[PlanVersion],
        person: Person,
        month: Period,
    ) -> PlanInForce | None:
        """Blend plans for a person; whoever does the same work in the same days with the same targets shares it."""
        presence, assigned = Presence.of(person), self._assigned(person, month)
        own = tuple(each.id for each in plans if each.person_id == person.id)
        targets = tuple(sorted(assigned.items()))
        key = (blend, id(plans), month, person.assignments, presence, targets, own)
        if key not in self._known:
            self._known[key] = blend(
                plans,
                person.positions_on,
                month,
                calendar_of(self.company),
                person_id=person.id,
                presence=presence,
                assigned=assigned,
                catalogue=self.catalogue,
            )
        found: PlanInForce | None = self._known[key]
        return found

    def _assigned(self, person: Person, month: Period) -> Mapping[str, Fraction]:
        return self.assigned.get(month.key, AssignedTargets()).get(person.id, {})

    def _scored(self, plan: PlanInForce | None, person: Person, month: Period) -> Scorecard | None:
        if plan is None or not plan.lines:
            return None
        key = ("card", person.id, month.key, plan.lines)
        if key not in self._known:
            self._known[key] = score(
                plan.lines,
                {line.kpi_id: self._evaluated(line, person, month) for line in plan.lines},
                cap=Fraction(self.company.score_cap),
                grades=self.company.grades,
                catalogue=self.catalogue,
            )
        found: Scorecard = self._known[key]
        return found

    def _evaluated(self, line: LineInForce, person: Person, month: Period) -> Evaluation:
        definition = self.catalogue[line.kpi_id]
        active = line.active if definition.window == "period" else None
        key = ("value", line.kpi_id, person.id, month.key, active)
        if key not in self._known:
            self._known[key] = evaluate(definition, self.samples, person.id, month, active)
        found: Evaluation = self._known[key]
        return found


def _always(versions: Iterable[PlanVersion]) -> list[PlanVersion]:
    """Return versions as if they had always held; their targets are written out already."""
    return [replace(each, from_on=BEGINNING, until_on=None) for each in versions]


def _warnings(person: Person, old: Scorecard | None, new: Scorecard | None) -> Iterable[PlanWarning]:
    if new is None:
        return
    before = {line.kpi_id: line.plan_weight_bp for line in old.lines} if old else {}
    for line in new.lines:
        unmeasured = line.state in _UNMEASURED and line.reason.code != "kpi.no_target"
        if unmeasured and line.plan_weight_bp > before.get(line.kpi_id, 0):
            yield _no_data(person, line)
    if new.total is None:
        yield PlanWarning(
            "direction.no_total",
            "",
            f"{person.name}：按新方案，暂无数据的权重过高，出不了总分。",
            f"{person.name}: under the new plan too much weight has no data for a total.",
        )


def _no_data(person: Person, line: ScoreLine) -> PlanWarning:
    percent = f"{line.plan_weight_bp // 100}%"
    return PlanWarning(
        "direction.no_data",
        line.kpi_id,
        f"{person.name}：没有“{line.name_zh}”的数据，相应权重 {percent} 暂无数据。",
        f"{person.name}: there is no data for “{line.name_en}”, so its weight of {percent} is not scored yet.",
    )


def _own_plan(person: Person, plan: PlanVersion) -> PlanWarning:
    zh, en = "", ""
    if plan.until_on is not None:
        zh, en = f"，到 {plan.until_on.isoformat()} 为止", f" until {plan.until_on.isoformat()}"
    return PlanWarning(
        "direction.own_plan",
        "",
        f"{person.name}有个人方案{zh}，岗位的切换不影响这个人。",
        f"{person.name} has a plan of their own{en}; switching the position does not touch it.",
    )
