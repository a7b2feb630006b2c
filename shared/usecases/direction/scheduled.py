"""What is scheduled already: nothing that a standing switch was computed from changes under it."""

from collections.abc import Collection, Iterable
from datetime import date

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.direction.order import PlanBeforeSwitch, SwitchedLater, switched_later
from shared.domain.direction.switch import DirectionSwitch
from shared.domain.kpi.plans import PlanVersion
from shared.usecases.direction.redirect_plans import spoken_position
from shared.usecases.direction.wanted import UNNAMED, template_of


def check_order(
    switches: Iterable[DirectionSwitch],
    from_on: date,
    moving: Collection[str],
    company: Company,
    refusal: type[SwitchedLater] = SwitchedLater,
) -> None:
    """
    Let a change of the plans of some positions pass that begins after every standing switch of them.

    :raises SwitchedLater: as `refusal` otherwise, with the first of those switches.
    """
    found = switched_later(switches, from_on, moving)
    if found is None:
        return
    later, position = found
    direction = template_of(later.template, company.id) or UNNAMED
    zh, en = spoken_position(position, company.catalogue.positions)
    raise refusal(
        pointer="/from",
        current={"switch_id": later.id, "from": later.from_on.isoformat()},
        position_zh=zh,
        position_en=en,
        from_on=later.from_on.isoformat(),
        name_zh=direction.name_zh,
        name_en=direction.name_en,
    )


def check_plan_order(plan: PlanVersion, company: Company) -> None:
    """
    Let a plan of a position pass that begins after every standing switch of it; a person's own plan is no switch's.

    :raises PlanBeforeSwitch: otherwise.
    """
    if plan.position is not None:
        switches = every(refs.direction_switches(company.id))
        check_order(switches, plan.from_on, {plan.position}, company, PlanBeforeSwitch)
