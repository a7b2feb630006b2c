"""Change what a company adds to the catalogue of work: kinds of log, duties, positions, meanings of words."""

from dataclasses import replace

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.company import Company
from shared.domain.work.duties.own_catalogue import OwnCatalogue


def change_catalogue(*, company: Company, name: str, own: OwnCatalogue) -> tuple[Company, Command]:
    """Return the company with its own entries as they now are, and the command `catalogue.{name}` that writes it."""
    after = replace(company, own=own, version=company.version + 1)
    return after, Command(f"catalogue.{name}", (Write(refs.company(company.id), after, before=company),))
