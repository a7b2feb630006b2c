"""Plan versions (考核方案): dated weights, targets and curves of a position or a person, and what makes one valid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from shared.domain.errors import DomainError
from shared.domain.kpi.catalogue import CATALOGUE, kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.guards import check_guards
from shared.domain.kpi.lines import PlanLine, PlanWarning, check_line
from shared.domain.numbers import WHOLE_BP
from shared.domain.periods import local_midnight

MOST_LINES: Final = 20
NOTICE = timedelta(hours=24)
"""People know of a change for at least this long before it takes effect."""


class WeightsNotWhole(DomainError):
    """The weights of a plan do not add up to 100 %."""

    kind, code = "invalid", "plan.weights_not_whole"
    zh = "各指标权重合计为 {percent}%，必须正好是 100%，请调整。"
    en = "The weights add up to {percent} %. They must be exactly 100 %."


class KpiTwice(DomainError):
    """A KPI stands in a plan more than once."""

    kind, code = "invalid", "plan.kpi_twice"
    zh = "指标“{kpi_id}”重复，请合并为一行。"
    en = "The KPI “{kpi_id}” is there twice. Make it one line."


class TooManyKpis(DomainError):
    """A plan has more lines than anybody could follow."""

    kind, code = "invalid", "plan.too_many_kpis"
    zh = "方案有 {count} 个指标，最多 20 个，请删减。"
    en = "The plan has {count} KPIs. It may have 20 at most; remove some."


class OutOfBounds(DomainError):
    """A plan typed by HR leaves the company's bounds for weights or for the number of KPIs."""

    kind, code = "invalid", "plan.out_of_bounds"
    zh = "方案超出公司设定的范围：{sentence_zh}"
    en = "The plan leaves the company's bounds: {sentence_en}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A company's bounds for one weight, in basis points, and for the number of KPIs."""

    lowest_bp: int = 500
    highest_bp: int = 5000
    fewest: int = 3
    most: int = 8


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """
    The plan of a position, or of one person (`person_id`), from a local date on.

    It holds until the next version of the same position or person. A person's own plan replaces the plans of
    their positions from its first day until `until_on`, if it has one. `switch_id` is the switch of direction that
    published it; one that was undone stays on record and holds nowhere. `hold_harmless` keeps the plan before it as
    the floor of the period in which it begins.
    """

    id: str
    company_id: str
    from_on: date
    lines: tuple[PlanLine, ...]
    position: str | None = None
    person_id: str | None = None
    until_on: date | None = None
    created_at: datetime | None = None
    created_by: str = ""
    note: str = ""
    switch_id: str | None = None
    hold_harmless: bool = True
    undone_at: datetime | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the version has begun and not been ended by `day`."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


DEFAULT_BOUNDS: Final = Bounds()


def check_plan(
    lines: Sequence[PlanLine],
    *,
    typed: bool = False,
    bounds: Bounds = DEFAULT_BOUNDS,
    catalogue: Mapping[str, KpiDefinition] = CATALOGUE,
    by_owner: bool = False,
) -> tuple[PlanWarning, ...]:
    """
    Check the lines of a plan and return what is to be thought about: bounds that it leaves, KPIs out of balance.

    A plan that HR `typed` may not leave the bounds, but for weights that HR `kept` on purpose; one that a template
    completed is only warned about.

    :raises TooManyKpis: if it has more than 20 lines.
    :raises UnknownKpi: if a KPI is not in the library.
    :raises KpiTwice: if one is there twice.
    :raises WeightsNotWhole: if the weights do not make 10 000 basis points.
    :raises OutOfBounds: if a typed plan leaves the bounds.
    :raises DomainError: as `check_line` and `check_guards`.
    """
    if len(lines) > MOST_LINES:
        raise TooManyKpis(count=len(lines))
    seen: set[str] = set()
    for line in lines:
        definition = kpi_definition(line.kpi_id, catalogue)
        if line.kpi_id in seen:
            raise KpiTwice(kpi_id=line.kpi_id)
        seen.add(line.kpi_id)
        check_line(line, definition)
    total = sum(line.weight_bp for line in lines)
    if total != WHOLE_BP:
        raise WeightsNotWhole(percent=f"{total // 100}.{total % 100:02}")
    guarded = check_guards(lines, catalogue, typed=typed, by_owner=by_owner)
    warnings = tuple(_warnings(lines, bounds))
    refused = [
        each for each in warnings if typed and each.kpi_id not in {line.kpi_id for line in lines if line.kept}
    ]
    if refused:
        raise OutOfBounds(sentence_zh=refused[0].zh, sentence_en=refused[0].en)
    return (*warnings, *guarded)


def takes_effect_on(committed_at: datetime, zone: ZoneInfo) -> date:
    """
    Return the local date from which a change holds: the first midnight at least 24 hours after the commit.

    >>> from datetime import UTC
    >>> takes_effect_on(datetime(2026, 3, 2, 1, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    datetime.date(2026, 3, 4)
    """
    earliest = committed_at + NOTICE
    day = earliest.astimezone(zone).date()
    return day if local_midnight(day, zone) >= earliest else day + timedelta(days=1)


def with_targets(
    versions: Iterable[PlanVersion], catalogue: Mapping[str, KpiDefinition] = CATALOGUE
) -> list[PlanVersion]:
    """
    Return the versions by date with every inherited target written out, without those that were undone.

    A line without a target takes the last printed one of its KPI in the same position or person, else the
    library's. That of a flow KPI where more is better is multiplied by weight ÷ weight of the version that printed
    it, never by more than 1, so that asking for less of it does not punish.
    """
    printed: dict[tuple[str | None, str | None, str], PlanLine] = {}
    written = []
    in_order = sorted(versions, key=lambda each: (each.from_on, each.id))
    for version in (each for each in in_order if each.undone_at is None):
        lines = []
        for line in version.lines:
            scope = (version.person_id, version.position, line.kpi_id)
            definition = kpi_definition(line.kpi_id, catalogue)
            if line.target is not None:
                printed[scope] = line
            base = printed.setdefault(scope, replace(line, target=definition.default_target))
            lines.append(replace(line, target=_inherited(line, base, definition)))
        written.append(replace(version, lines=tuple(lines)))
    return written


def _inherited(line: PlanLine, base: PlanLine, definition: KpiDefinition) -> Fraction | None:
    if (
        base.target is None
        or not definition.is_flow
        or definition.direction == "lower"
        or base.weight_bp <= 0
    ):
        return base.target
    return base.target * min(Fraction(1), Fraction(line.weight_bp, base.weight_bp))


def _warnings(lines: Sequence[PlanLine], bounds: Bounds) -> Iterable[PlanWarning]:
    if not bounds.fewest <= len(lines) <= bounds.most:
        yield PlanWarning(
            "plan.number_of_kpis",
            "",
            f"共 {len(lines)} 个指标，建议 {bounds.fewest} 到 {bounds.most} 个。",
            f"{len(lines)} KPIs; {bounds.fewest} to {bounds.most} are advised.",
        )
    lowest, highest = Fraction(bounds.lowest_bp, 100), Fraction(bounds.highest_bp, 100)
    for line in lines:
        if not bounds.lowest_bp <= line.weight_bp <= bounds.highest_bp:
            percent = f"{line.weight_bp // 100}.{line.weight_bp % 100:02}"
            yield PlanWarning(
                "plan.weight_out_of_bounds",
                line.kpi_id,
                f"“{line.kpi_id}”权重 {percent}%，建议 {lowest}% 到 {highest}%。",
                f"“{line.kpi_id}” weighs {percent} %; {lowest} % to {highest} % are advised.",
            )
