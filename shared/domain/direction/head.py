"""The head of a company's plans, which every change of them moves on by one version."""

from dataclasses import replace
from datetime import datetime

from shared.domain.direction.switch import PlansHead


def moved_on(head: PlansHead, *, at: datetime, by: str, template: str = "") -> PlansHead:
    """Return the head after one more change of the plans; `template` is the direction that was switched to, if any."""
    return replace(head, version=head.version + 1, changed_at=at, changed_by=by, template=template)
