"""Move the row of a month that drafting its forms and undoing a switch have in common, so that one comes first."""

from collections.abc import Iterable
from dataclasses import replace

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Write
from shared.adapters.dynamo.store import load
from shared.domain.review.declaration import DraftRun

Runs = dict[str, DraftRun | None]
"""The rows by month (`YYYY-MM`) as they were read; None where there is none yet."""


def runs_of(company_id: str, months: Iterable[str]) -> Runs:
    """Read the rows of some months in one batch; read them before anything that they protect."""
    wanted = {month: refs.draft_runs(company_id).at(month) for month in months}
    loaded = load(wanted.values())
    return {month: loaded.find(ref) for month, ref in wanted.items()}


def moved_run(company_id: str, month: str, before: DraftRun | None) -> tuple[DraftRun, Write]:
    """Return the row after a move and its write, which fails if somebody moved it since it was read."""
    after = DraftRun(company_id, month) if before is None else replace(before, version=before.version + 1)
    return after, Write(refs.draft_runs(company_id).at(month), after, before=before)
