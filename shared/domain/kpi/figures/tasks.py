"""Tasks with a deadline (任务): onboarding of new customers, and what somebody set out to improve.

A task belongs to the window that holds its deadline (`due_at` or `due_on`), whenever it was done. One that fell due
undone is told by a record whose `done` is false, until a newer one says that it was done.
"""

from collections.abc import Callable
from dataclasses import replace

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, share_of
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.deadlines import Duty, deadline, kept
from shared.domain.kpi.figures.samples import Sample
from shared.domain.kpi.windows import Window

ONBOARDING = "onboarding"


def onboarding_on_time(facts: Facts, subject: str, window: Window) -> Sample:
    """Onboardings done by their due date ÷ onboardings due in the window (新客户按期上线率): tasks of this `kind`."""
    tasks = [each for each in facts.newest("task.completed") if text(each, "kind") == ONBOARDING]
    return _done_in_time(facts, subject, window, tasks, _is_done)


def improvement_done(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Improvement actions closed by their due date and with an effect ÷ actions due in the window (改进计划完成率).

    An action has an effect if its `kpi_effect` is true: closing it alone proves nothing.
    """
    actions = facts.newest("improvement.closed")
    return _done_in_time(facts, subject, window, actions, has_effect)


def _done_in_time(
    facts: Facts, subject: str, window: Window, tasks: list[Event], counts: Callable[[Event], bool]
) -> Sample:
    due = [(each, limit) for each in tasks if (limit := deadline(facts, each)) is not None]
    duties = [Duty(each, each if counts(each) else None, *limit) for each, limit in due if limit[0] in window]
    timeless = [each for each in tasks if each.on in window and deadline(facts, each) is None]
    excluded = tuple((each.id, "task.no_due_date") for each in timeless if _concerns(subject, each))
    return replace(kept(duties, subject), excluded=excluded)


def _is_done(task: Event) -> bool:
    return task.data.get("done") is not False


def has_effect(action: Event) -> bool:
    """Return whether an improvement action was done and had an effect."""
    return _is_done(action) and action.data.get("kpi_effect") is True


def _concerns(subject: str, event: Event) -> bool:
    return subject == COMPANY or share_of(event, subject) > 0
