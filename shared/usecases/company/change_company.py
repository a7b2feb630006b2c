"""Change a company's settings."""

from dataclasses import replace
from typing import Any

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.codec import plain
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Write
from shared.domain.company import Company, zone_named
from shared.domain.kpi.grades import check_grades


def change_company(*, company: Company, version: int, changes: dict[str, Any]) -> tuple[Company, Command]:
    """
    Return the company after the changes and the command that writes it.

    :raises ChangedMeanwhile: if `version` is not the newest.
    :raises UnknownZone: if the new time zone is none.
    :raises GradesNotUsable: if the new grades leave a total without one, or give a better one less.
    """
    if version != company.version:
        raise ChangedMeanwhile(current=plain(company))
    if "zone" in changes:
        zone_named(changes["zone"])
    if "grades" in changes:
        changes = {**changes, "grades": check_grades(changes["grades"])}
    after = replace(company, **changes, version=company.version + 1)
    return after, Command("company.change", (Write(refs.company(company.id), after, before=company),))
