"""Read our generic event and make it canonical: whose it is, which customer, how much, when.

A person is found by e-mail or by a vendor user id that HR, or the directory, mapped; nobody is guessed. A
foreign amount is converted at the rate that came with it, to the minor unit; without a rate it is not counted.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.ids import digest_id
from shared.domain.kpi.event_types import KNOWN
from shared.domain.kpi.events import Event
from shared.domain.money import EXPONENTS, LARGEST_MINOR, Money, NotMoney
from shared.domain.numbers import WHOLE_BP, quantize
from shared.domain.people import Person

PREFIX = "cn.perf."
PERSON_FIELDS = ("owner", "assignee", "employee", "operator", "processor", "about_employee", "actor")
"""Fields that can name the person to credit, the most specific first."""
ROLES = ("assignee", "processor", "rater")
"""Fields whose person is kept beside the one credited, as `…_employee_id`: who has it, who does it, who rates it."""
AHEAD = timedelta(days=1)
"""How far an event may lie in the future before it is not believed."""
LARGEST = 32 * 1024
"""Bytes of an event as JSON: a record holds 400 KB, and a transaction of many events 4 MB."""
SOLD = frozenset({"deal.won", "order.placed", "order.paid", "order.completed"})
"""Types whose amount came in: what goes back is an event of its own."""
_RATE = re.compile(r"\d{1,7}(\.\d{1,12})?", re.ASCII)


class UnknownType(DomainError):
    """No canonical event has this type; it is counted, not kept as an event."""

    kind, code = "invalid", "event.unknown_type"
    zh = "未知的事件类型“{type}”。"
    en = "Unknown event type “{type}”."


class NotAnEvent(DomainError):
    """A field of the event is missing or cannot be read."""

    kind, code = "invalid", "event.unreadable"
    zh = "事件字段“{field}”缺失或无法识别。"
    en = "The event's field “{field}” is missing or cannot be read."


class FromTheFuture(DomainError):
    """The event claims to have happened after it was received."""

    kind, code = "invalid", "event.in_the_future"
    zh = "事件时间 {time} 在未来，已隔离待核对。"
    en = "The event's time {time} lies in the future; it is set aside for checking."


class NoRate(DomainError):
    """A foreign amount came without an exchange rate."""

    kind, code = "invalid", "event.no_exchange_rate"
    zh = "金额币种为 {currency}，缺少汇率，无法折算为 {home}。"
    en = "The amount is in {currency} and came without a rate to {home}."


class AmountNegative(DomainError):
    """A sale has a negative amount, which would lower somebody's figures without a refund."""

    kind, code = "invalid", "event.amount_negative"
    zh = "“{type}”的金额为负数，已隔离待核对；退款请用 order.refunded。"
    en = "The amount of “{type}” is negative; it is set aside for checking. A refund is order.refunded."


class EventTooLarge(DomainError):
    """An event is larger than what a figure can need."""

    kind, code = "invalid", "event.too_large"
    zh = "事件超过 {most} 字节，已隔离待核对。"
    en = "The event takes more than {most} bytes; it is set aside for checking."


class SharesNotWhole(DomainError):
    """The shares of several owners do not make the whole."""

    kind, code = "invalid", "event.shares_not_whole"
    zh = "多位负责人的分成合计必须是 100%。"
    en = "The shares of several owners must make 100 %."


@dataclass(frozen=True, slots=True)
class Directory:
    """
    Who is meant by an e-mail, a vendor user id or a person id.

    A name that several people carry means nobody, unless only one of them still has a seat.
    """

    by_name: Mapping[str, str | None]

    @classmethod
    def of(cls, people: Iterable[Person], mapped: Mapping[str, str] | None = None) -> "Directory":
        """Index people by id, e-mail and vendor user ids, and by what the connection maps by hand."""
        carriers: dict[str, dict[str, Person]] = {}
        for person in people:
            for name in (person.id, person.email or "", *person.vendor_user_ids):
                if name:
                    carriers.setdefault(name.casefold(), {})[person.id] = person
        index = {name: _only(found.values()) for name, found in carriers.items()}
        for name, person_id in (mapped or {}).items():
            index[name.casefold()] = index.get(person_id.casefold(), person_id)
        return cls(index)

    def find(self, named: object) -> str | None:
        """Return the person id of whoever is named, or None."""
        if isinstance(named, Mapping):
            named = next(
                (named[key] for key in ("email", "vendor_user_id", "employee_id", "id") if named.get(key)),
                None,
            )
        return self.by_name.get(named.casefold()) if isinstance(named, str) else None


def _only(carriers: Iterable[Person]) -> str | None:
    found = list(carriers)
    seated = [each for each in found if each.is_active] or found
    return seated[0].id if len(seated) == 1 else None


def map_event(
    payload: Mapping[str, Any],
    *,
    company: Company,
    directory: Directory,
    connection_id: str,
    received_at: datetime,
    raw_ref: str,
) -> Event:
    """
    Make one canonical event of a generic payload `{"type", "timestamp", "data": {"id", "version"?, …}}`.

    :raises UnknownType: if the type is none of ours.
    :raises NotAnEvent: if a needed field is missing or unreadable.
    :raises FromTheFuture: if it lies more than a day ahead.
    :raises NotMoney: if the amount is no amount.
    :raises NoRate: if a foreign amount has no rate.
    :raises AmountNegative: if a sale has a negative amount.
    :raises EventTooLarge: if it takes more than `LARGEST` bytes.
    :raises SharesNotWhole: if owner shares do not make the whole.
    """
    check_storable(payload)
    kind = payload.get("type")
    if not isinstance(kind, str) or kind.removeprefix(PREFIX) not in KNOWN:
        raise UnknownType(type=str(kind)[:60])
    kind = kind.removeprefix(PREFIX)
    data = payload.get("data")
    if not isinstance(data, Mapping):
        raise NotAnEvent(field="data")
    entity_id = text_of(data.get("id"), "data.id")
    occurred_at = instant_of(data.get("occurred_at") or payload.get("timestamp"))
    if occurred_at > received_at + AHEAD:
        raise FromTheFuture(time=occurred_at.isoformat())
    version = version_of(data.get("version"), occurred_at)
    return Event(
        id=digest_id("evt", connection_id, kind, entity_id, version),
        type=kind,
        occurred_at=occurred_at,
        on=occurred_at.astimezone(company.tz).date(),
        entity_id=entity_id,
        credits=_credits(data, directory),
        customer=_customer(data.get("customer_ref", data.get("customer"))),
        amount_minor=amount_of(data, company.currency, kind),
        version=version,
        connection_id=connection_id,
        received_at=received_at,
        raw_ref=raw_ref,
        data=_rest(kind, data, directory),
    )


def check_storable(payload: Mapping[str, Any]) -> None:
    try:
        text = json.dumps(payload, ensure_ascii=False, allow_nan=False, default=str).encode()
    except (ValueError, RecursionError):  # NaN, half of a surrogate pair, or nested without end
        raise NotAnEvent(field="data") from None
    if len(text) > LARGEST:
        raise EventTooLarge(most=LARGEST)


def text_of(value: object, field: str) -> str:
    """Return a field that is text or a whole number as text.

    :raises NotAnEvent: if it is neither.
    """
    if isinstance(value, bool) or not isinstance(value, str | int) or not 1 <= len(str(value)) <= 200:
        raise NotAnEvent(field=field)
    return str(value)


def instant_of(value: object) -> datetime:
    """Return the instant of a field.

    :raises NotAnEvent: if it is none, or without an offset.
    """
    try:
        instant = datetime.fromisoformat(str(value))
        if instant.tzinfo is None or not 1900 <= instant.year < 2200:
            raise NotAnEvent(field="timestamp")
        return instant
    except (ValueError, OverflowError):
        raise NotAnEvent(field="timestamp") from None


def version_of(value: object, occurred_at: datetime) -> str:
    """
    Return the version of what occurred at an instant: a number is padded so that versions sort as text.

    Without one the time tells them apart.
    """
    if value is None:
        return occurred_at.astimezone(UTC).isoformat()  # one spelling, so that text sorts as time does
    text = text_of(value, "data.version")
    return text.zfill(20) if text.isascii() and text.isdigit() else text


def _credits(data: Mapping[str, Any], directory: Directory) -> tuple[tuple[str, int], ...]:
    owners = data.get("owners")
    if isinstance(owners, list):
        shares = [_owner(each, directory) for each in owners]
        if sum(share for _, share in shares) != WHOLE_BP:
            raise SharesNotWhole()
        credits: dict[str, int] = {}
        for person, share in shares:
            if person is not None:
                credits[person] = credits.get(person, 0) + share
        return tuple(credits.items())
    for field in PERSON_FIELDS:
        if person := directory.find(_named(data, field)):
            return ((person, WHOLE_BP),)
    return ()


def _named(data: Mapping[str, Any], field: str) -> object:
    return data.get(field, data.get(f"{field}_email", data.get(f"{field}_id")))


def _owner(each: object, directory: Directory) -> tuple[str | None, int]:
    if not isinstance(each, Mapping) or type(each.get("share_bp")) is not int or each["share_bp"] <= 0:
        raise SharesNotWhole()
    return directory.find(each.get("owner", each)), each["share_bp"]


def _customer(named: object) -> str | None:
    if isinstance(named, Mapping):
        named = next(
            (named[key] for key in ("vendor_id", "id", "phone_e164", "email", "name") if named.get(key)), None
        )
    return named[:200] if isinstance(named, str) and named else None


def amount_of(data: Mapping[str, Any], home: str, kind: str) -> int | None:
    """
    Return the amount in minor units of the currency `home`; None without one.

    :raises NotMoney: if the amount is no amount.
    :raises NoRate: if a foreign amount has no rate.
    :raises AmountNegative: if a sale has a negative amount.
    """
    money = _money(data, home)
    if money is not None and money.minor < 0 and kind in SOLD:
        raise AmountNegative(type=kind)
    if money is None or money.currency == home:
        return None if money is None else money.minor
    rate = data.get("rate", data.get("fx_rate"))
    if rate is None:
        raise NoRate(currency=money.currency, home=home)
    if isinstance(rate, bool) or not _RATE.fullmatch(_written(rate)) or not Decimal(_written(rate)):
        raise NotAnEvent(field="data.rate")
    shift = EXPONENTS.get(home, 2) - EXPONENTS.get(money.currency, 2)
    minor = int(quantize(Decimal(money.minor) * Decimal(_written(rate)).scaleb(shift), 0))
    if abs(minor) > LARGEST_MINOR:
        raise NotMoney(text=f"{money.amount} × {rate}"[:40])
    return minor


def _money(data: Mapping[str, Any], home: str) -> Money | None:
    amount, currency = data.get("amount"), data.get("currency", home)
    if isinstance(amount, Mapping):
        currency = amount.get("currency", home)
        amount = amount.get("amount")
    if not isinstance(currency, str) or len(currency) != 3 or not currency.isalpha():
        raise NotAnEvent(field="data.currency")
    currency = currency.upper()
    minor = data.get("amount_minor")
    if amount is None and minor is None:
        return None
    if amount is None:
        if isinstance(minor, bool) or not isinstance(minor, int) or abs(minor) > LARGEST_MINOR:
            raise NotMoney(text=str(minor)[:40])
        return Money(minor, currency)
    if isinstance(amount, bool) or not isinstance(amount, str | int | Decimal):
        raise NotMoney(text=str(amount)[:40])
    return Money.of(_written(amount), currency)


def _written(number: object) -> str:
    """Return a number as it is written without an exponent, as far as it is within reason."""
    if isinstance(number, Decimal) and number.is_finite() and -20 < number.adjusted() < 20:
        return format(number, "f")
    return str(number)


def _rest(kind: str, data: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
    """Return what has no field of its own; people who matter beside the one credited stand as person ids."""
    used = {"id", "version", "occurred_at", "amount", "amount_minor", "currency", "customer_ref", "customer"}
    rest = {key: _plain(value) for key, value in data.items() if key not in used}
    for role in ROLES:
        if person := directory.find(_named(data, role)):
            rest[f"{role}_employee_id"] = person
    if kind == "lead.created" and (referrer := _customer(data.get("referrer_ref", data.get("referrer")))):
        rest["referrer_customer"] = referrer
    if kind == "customer.owner_changed":
        rest |= {key: person for key in ("from", "to") if (person := directory.find(data.get(key)))}
    return rest


def _plain(value: Any) -> Any:
    """Decimals become text: the record is JSON and no figure may pass through a float."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
