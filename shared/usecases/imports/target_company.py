"""The company that a file is imported into: found by its name, or made."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from shared.adapters.dynamo import dispatch, refs
from shared.adapters.dynamo.store import load
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.ids import COMPANY_ID, new_id


class CompanyAmbiguous(DomainError):
    """Several companies have this name."""

    kind, code = "invalid", "company.ambiguous"
    zh = "有 {count} 家公司叫“{name}”，请改用公司编号（{ids}）。"
    en = "{count} companies are called “{name}”. Use the company's id instead ({ids})."


class OtherCompanyCurrency(DomainError):
    """The company keeps its books in another currency than the file."""

    kind, code = "invalid", "company.other_currency"
    zh = "公司“{name}”的币种是 {home}，不能按 {currency} 导入；请换一家公司或换算后再导入。"
    en = "“{name}” keeps its books in {home}, not in {currency}. Choose another company or convert the file."


@dataclass(frozen=True, slots=True)
class Target:
    """A company, and whether it is still to be founded."""

    company: Company
    is_new: bool


def companies_named(named: str) -> list[Company]:
    """
    Return the companies of exactly this name, or the one of this id.

    It reads every company's settings, which a laptop can afford; no request of the service does.
    """
    if COMPANY_ID.fullmatch(named):
        found = load([refs.company(named)]).find(refs.company(named))
        return [found] if found else []
    name = unicodedata.normalize("NFC", named).strip()
    return [company for company in every_company() if company.name == name]


def every_company() -> Iterator[Company]:
    """Yield all companies."""
    ids = dispatch.company_ids()
    while batch := [refs.company(each) for each in islice(ids, 100)]:
        loaded = load(batch)
        yield from (company for ref in batch if (company := loaded.find(ref)) is not None)


def target_company(
    named: str, *, currency: str | None, revenue_source: Literal["deals", "orders"] = "deals", at: datetime
) -> Target:
    """
    Return the company to import into; a new one earns its revenue by `revenue_source`, in `currency` or CNY.

    :raises CompanyAmbiguous: if several have the name.
    :raises OtherCompanyCurrency: if it is there and has another currency than `currency`.
    """
    found = companies_named(named)
    if len(found) > 1:
        ids = ", ".join(each.id for each in found[:5])
        raise CompanyAmbiguous(pointer="/company", name=named[:60], count=len(found), ids=ids)
    if not found:
        name = unicodedata.normalize("NFC", named).strip()
        company = Company(
            new_id("co", at), name, currency=currency or "CNY", revenue_source=revenue_source, created_at=at
        )
        return Target(company, is_new=True)
    if currency is not None and currency != found[0].currency:
        raise OtherCompanyCurrency(
            pointer="/currency", name=found[0].name, home=found[0].currency, currency=currency
        )
    return Target(found[0], is_new=False)
