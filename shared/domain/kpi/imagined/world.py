"""The facts as they would be (假设的事实): changes are made one after the other; nothing real is touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from shared.domain.errors import DomainError
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import REVENUE_TYPES, KpiDefinition
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.figures.samples import Take
from shared.domain.kpi.figures.services import LEAST_RATERS, internal_csat
from shared.domain.kpi.imagined.recipes import TYPES, recipe_for
from shared.domain.kpi.imagined.removals import (
    answers_of_colleagues,
    least_favourable,
    record_of,
    versions_of,
)
from shared.domain.kpi.imagined.scene import IMAGINED, Edit, Scene, is_sale
from shared.domain.kpi.steps.changes import EXISTING, NEW, Add, Change, Remove
from shared.domain.kpi.taking import TAKES, TakenFrom
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period

MOST_CHANGES, MOST_RECORDS = 50, 500


class NotImaginable(DomainError):
    """Records of this type cannot be imagined, or not for this KPI."""

    kind, code = "invalid", "what_if.not_imaginable"
    zh = "试算不支持“{type}”{with_zh}。可用的类型：{types}。"
    en = "A what-if does not take “{type}”{with_en}. It takes {types}."


class OtherSourceOfRevenue(DomainError):
    """The company's revenue does not come from records of this type."""

    kind, code = "invalid", "what_if.other_source_of_revenue"
    zh = "公司的销售额来自“{sold}”，请改用这个类型。"
    en = "The company's revenue comes from “{sold}”. Use that type."


class OutsideThePeriod(DomainError):
    """The day of an imagined record is not in the period."""

    kind, code = "invalid", "what_if.outside_the_period"
    zh = "日期 {on} 不在 {period} 内，请改成期内的日期。"
    en = "The date {on} is not in {period}. Choose a date of the period."


class CustomerUnknown(DomainError):
    """No record of the company names this customer."""

    kind, code = "invalid", "what_if.customer_unknown"
    zh = "没有名为“{customer}”的客户，新客户请填 new。"
    en = "No customer is called “{customer}”. For a new one write “new”."


class RecordUnknown(DomainError):
    """The record to leave out is not among the records credited to the person in the period."""

    kind, code = "invalid", "what_if.record_unknown"
    zh = "本期没有归属此人的记录“{event_id}”，无法去掉。"
    en = "No record “{event_id}” of the period is credited to this person, so it cannot be left out."


class TooFewRecords(DomainError):
    """Fewer records are there than are to be left out, or closed."""

    kind, code = "invalid", "what_if.too_few_records"
    zh = "“{type}”只有 {found} 条可以变化，少于 {count} 条。"
    en = "Only {found} of “{type}” can be changed, fewer than {count}."


class AnonymousAnswers(DomainError):
    """What colleagues answered would be told one by one: the difference to the score is the mark."""

    kind, code = "invalid", "what_if.anonymous"
    zh = "同事互评匿名：不能去掉其中的评价；评价人数不足 {least} 人时，也不能试算再收到几份。请试算其他变化。"
    en = (
        "Colleagues' answers are anonymous: none can be left out, and with fewer than {least} raters none can be "
        "added. Try another change."
    )


class TooMuchImagined(DomainError):
    """A what-if asks for more than can be told as a plan of anybody's."""

    kind, code = "invalid", "what_if.too_much"
    zh = "一次试算最多 {most_changes} 项变化、{most_records} 条假设记录。"
    en = "A what-if takes at most {most_changes} changes and {most_records} imagined records."


@dataclass(frozen=True, slots=True)
class Imagined:
    """The facts as they would be, and what each change puts in and leaves out."""

    facts: Facts
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Imagining:
    """
    Whose records are imagined, and when.

    `present_on` is the day of records without one, moved into the period; `active` are the days on which a KPI has
    weight, where these are not all. `catalogue` and `takes` are the company's KPIs and how their samples are taken.
    """

    person_id: str
    period: Period
    present_on: date
    active: Mapping[str, Window | None]
    catalogue: Mapping[str, KpiDefinition] = field(default_factory=lambda: CATALOGUE)
    takes: Mapping[str, Take] = field(default_factory=lambda: TAKES)

    def of(self, facts: Facts, changes: Sequence[Change]) -> "Imagined":
        """
        Make the changes, each on top of those before it.

        :raises TooMuchImagined: beyond 50 changes or 500 records.
        :raises NotImaginable: on a type, or a KPI, of which no record can be imagined.
        :raises OtherSourceOfRevenue: on an order where deals are the revenue, or the other way round with a KPI.
        :raises OutsideThePeriod: on a date of another period.
        :raises CustomerUnknown: on a customer whom no record names.
        :raises RecordUnknown: on a record that is not the person's.
        :raises TooFewRecords: if less is there than is to be changed.
        :raises AnonymousAnswers: if the result would tell what single colleagues answered about the person.
        """
        edits: list[Edit] = []
        for number, change in enumerate(changes):
            pointer = f"/changes/{number}"
            edit = self._edit(facts, change, number, pointer)
            edits.append(edit)
            if sum(len(each.put) for each in edits) > MOST_RECORDS or number >= MOST_CHANGES:
                raise TooMuchImagined(
                    pointer="/changes", most_changes=MOST_CHANGES, most_records=MOST_RECORDS
                )
            kept = [each for each in facts.events if each.id not in edit.drop]
            facts = replace(facts, events=[*kept, *edit.put])
        return Imagined(facts, tuple(edits))

    def _edit(self, facts: Facts, change: Change, number: int, pointer: str) -> Edit:
        if change.add is not None:
            return self._added(facts, change.add, number, f"{pointer}/add")
        assert change.remove is not None
        return self._removed(facts, change.remove, number, f"{pointer}/remove")

    def _added(self, facts: Facts, add: Add, number: int, pointer: str) -> Edit:
        recipe = recipe_for(add)
        if recipe is None:
            raise _not_imaginable(add, pointer)
        scene = self._scene(facts, number, add.kpi, add.on)
        _check_revenue(scene, add, pointer)
        if scene.on not in self.period:
            raise OutsideThePeriod(pointer=f"{pointer}/on", on=scene.on.isoformat(), period=self.period.key)
        _check_customer(facts, add, pointer)
        edit = recipe(scene, add)
        if not edit.put:
            raise TooFewRecords(pointer=f"{pointer}/count", type=add.type, found=0, count=add.count)
        if any(each.data.get("internal") for each in edit.put) and self._has_few_raters(facts, scene):
            raise AnonymousAnswers(pointer=f"{pointer}/kpi", least=LEAST_RATERS)
        return edit

    def _has_few_raters(self, facts: Facts, scene: Scene) -> bool:
        """Whether imagined answers would stand beside so few real ones that these could be calculated."""
        real = replace(facts, events=[each for each in facts.events if each.connection_id != IMAGINED])
        windows = (Window.of(self.period), scene.window)
        return any(0 < internal_csat(real, self.person_id, each).n < LEAST_RATERS for each in windows)

    def _scene(self, facts: Facts, number: int, kpi: str | None, on: date | None) -> Scene:
        last = self.period.until_on - timedelta(days=1)
        on = on or min(max(self.present_on, self.period.first_on), last)
        window, evidence = Window.of(self.period), frozenset[str]()
        if kpi is not None and kpi in self.catalogue:
            active = self.active.get(kpi)
            found = evaluate(
                self.catalogue[kpi], TakenFrom(facts, self.takes), self.person_id, self.period, active
            )
            window, evidence = found.window, frozenset(found.event_ids)
        return Scene(facts, self.person_id, self.period, on, window, evidence, str(number))

    def _removed(self, facts: Facts, remove: Remove, number: int, pointer: str) -> Edit:
        scene = self._scene(facts, number, remove.kpi, None)
        if remove.event_id is not None:
            found = record_of(facts, remove.event_id)
            if found is None or found.on not in self.period or not scene.is_theirs(found):
                raise RecordUnknown(pointer=f"{pointer}/event_id", event_id=remove.event_id[:80])
            if found.id in facts.once(answers_of_colleagues):
                raise AnonymousAnswers(pointer=f"{pointer}/event_id", least=LEAST_RATERS)
            return Edit(drop=versions_of(facts, [found]))
        hidden = facts.once(answers_of_colleagues)
        known = least_favourable(scene, remove.type or "")
        groups = [group for group in known if not any(each.id in hidden for each in group)]
        if len(groups) < remove.count <= len(known):
            raise AnonymousAnswers(pointer=f"{pointer}/type", least=LEAST_RATERS)
        if len(groups) < remove.count:
            raise TooFewRecords(
                pointer=f"{pointer}/count",
                type=(remove.type or "")[:60],
                found=len(groups),
                count=remove.count,
            )
        return Edit(drop=versions_of(facts, (each for group in groups[: remove.count] for each in group)))


def _not_imaginable(add: Add, pointer: str) -> NotImaginable:
    with_kpi = add.kpi is not None
    return NotImaginable(
        pointer=f"{pointer}/{'kpi' if with_kpi and add.type in TYPES else 'type'}",
        type=add.type[:60],
        with_zh=f"（用于“{(add.kpi or '')[:60]}”）" if with_kpi else "",
        with_en=f" for “{(add.kpi or '')[:60]}”" if with_kpi else "",
        types=", ".join(sorted(TYPES)),
    )


def _check_revenue(scene: Scene, add: Add, pointer: str) -> None:
    """An order counts for nothing where deals are the revenue, and a deal for no KPI about sales where orders are."""
    is_other = add.type in REVENUE_TYPES or (add.kpi is not None and is_sale(add.type))
    if is_other and add.type != scene.sold:
        raise OtherSourceOfRevenue(pointer=f"{pointer}/type", sold=scene.sold)


def _check_customer(facts: Facts, add: Add, pointer: str) -> None:
    if add.customer in (None, NEW, EXISTING):
        return
    if not any(each.customer == add.customer for each in facts.events):
        raise CustomerUnknown(pointer=f"{pointer}/customer", customer=(add.customer or "")[:60])
