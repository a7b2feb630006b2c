"""Set a connection up, or change it."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field

from functions import wiring
from functions.edge.fields import Id, Text
from functions.edge.models import Body
from functions.webhooks.inbound import VENDORS
from infra.local.provisioning.bodies import NoSuchCompany, read
from shared.adapters.dynamo import dispatch, events, refs
from shared.adapters.dynamo.codec import canonical
from shared.adapters.dynamo.commands import Command, Raw
from shared.adapters.dynamo.dispatch import Connection
from shared.adapters.dynamo.records import Post
from shared.adapters.dynamo.store import every, load
from shared.adapters.vendors.standard_webhooks import key_of
from shared.domain.errors import DomainError, NotFound
from shared.domain.imports.cells import BadCell, Cell
from shared.domain.imports.deal_history import CONNECTION as IMPORTED_DEALS
from shared.domain.imports.order_history import CONNECTION as IMPORTED_ORDERS
from shared.domain.imports.roster import Roster
from shared.domain.kpi.event_types import KNOWN
from shared.usecases.imports.carry_out import carry_out

_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}", re.ASCII)


class NotAConnectionId(DomainError):
    """A connection's id does not fit into an address, or is one that the service uses itself."""

    kind, code = "invalid", "local.not_a_connection_id"
    zh = "连接编号“{id}”不可用：应为 1 到 64 个字母、数字或 _ . -，不能以点开头。"
    en = (
        "The connection id “{id}” cannot be used: 1 to 64 letters, digits or _ . -, not beginning with a dot."
    )


class UnknownVendor(DomainError):
    """There is no such vendor."""

    kind, code = "invalid", "local.unknown_vendor"
    zh = "不支持“{vendor}”，可用：{known}。"
    en = "There is no vendor “{vendor}”. There are: {known}."


class ConnectionTaken(DomainError):
    """The id belongs to another company's connection."""

    kind, code = "conflict", "local.connection_taken"
    zh = "连接编号“{id}”已被其他公司使用，请换一个。"
    en = "The connection id “{id}” belongs to another company. Choose another one."


class NoWayIn(DomainError):
    """A connection has neither a secret to receive with nor a source to pull from, or two kinds of secrets."""

    kind, code = "invalid", "local.no_way_in"
    zh = "config 需要 secret 或 secrets（二选一）用于接收推送，或 pull 用于拉取。"
    en = "config needs “secret” or “secrets” (one of the two) to receive with, or “pull” to fetch from."


class UnfitSecret(DomainError):
    """A secret is no webhook secret."""

    kind, code = "invalid", "local.unfit_secret"
    zh = "密钥应为 whsec_ 加 Base64 编码的 16 到 96 个字节。"
    en = "A secret is whsec_ and 16 to 96 bytes in Base64."


class NotASource(DomainError):
    """A source's address is no http or https address."""

    kind, code = "invalid", "local.not_a_source"
    zh = "“{url}”不是 http(s) 地址。"
    en = "“{url}” is no http(s) address."


class NobodyBound(DomainError):
    """A vendor's user is bound to somebody who is not of the company."""

    kind, code = "invalid", "local.nobody_bound"
    zh = "“{user}”对应的人员“{person}”不在这家公司，或不止一人。"
    en = "“{person}”, whom “{user}” stands for, is nobody of this company, or several people."


class UnknownEventType(DomainError):
    """An event type is none that can arrive."""

    kind, code = "invalid", "local.unknown_event_type"
    zh = "未知的事件类型“{type}”。"
    en = "There is no event type “{type}”."


class Source(Body):
    """A source that answers in pages."""

    url: Annotated[str, Text(2000)]
    token: Annotated[str, Text(2000)] | None = None


class Config(Body):
    """
    How a connection is used.

    `people` maps a vendor's user to a person (id, e-mail or name); `delivers` are the event types that the account
    is known to send before the first one has come.
    """

    secret: str | None = None
    secrets: Annotated[list[str], Field(min_length=1, max_length=5)] | None = None
    tolerance_s: Annotated[int, Field(ge=1, le=86_400)] | None = None
    pull: Source | None = None
    people: dict[str, str] = Field(default_factory=dict, max_length=1000)
    delivers: list[str] = Field(default_factory=list, max_length=200)


class Wanted(Body):
    """A connection of a company to one vendor account."""

    company_id: Id
    vendor: Annotated[str, Text(60)]
    config: Config


def put_connection(connection_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """
    Set a connection up with this id, or replace its settings; where its pull stands is kept.

    :raises DomainError: if the body is not as described, or the id is another company's.
    """
    wiring.settings()
    wanted, at = read(Wanted, body), wiring.now()
    if not _ID.fullmatch(connection_id) or connection_id in (IMPORTED_DEALS, IMPORTED_ORDERS):
        raise NotAConnectionId(id=connection_id[:64])
    vendor = VENDORS.get(wanted.vendor)
    if vendor is None:
        raise UnknownVendor(pointer="/vendor", vendor=wanted.vendor, known=", ".join(sorted(VENDORS)))
    ref = refs.company(wanted.company_id)
    if load([ref]).find(ref) is None:
        raise NoSuchCompany(pointer="/company_id", named=wanted.company_id)
    _check(wanted.config)
    before = _earlier(connection_id)
    if before is not None and before.company_id != wanted.company_id:
        raise ConnectionTaken(id=connection_id)
    after = Connection(
        id=connection_id,
        company_id=wanted.company_id,
        vendor=vendor,
        config=_config(wanted),
        delivers=tuple(dict.fromkeys(wanted.config.delivers)),
        created_at=at,
    )
    if before is not None:
        after = replace(after, cursor=before.cursor, created_at=before.created_at, version=before.version + 1)
    carry_out(
        [Command("connection.put", list(_writes(before, after, at)))],
        company_id=after.company_id,
        job="setup",
        key=f"connection:{after.id}:{after.version}",
        body_hash=hashlib.sha256(canonical(dict(body))).hexdigest(),
        at=at,
    )
    return {
        "id": after.id,
        "company_id": after.company_id,
        "vendor": vendor,
        "path": f"/v1/in/{vendor}/{after.id}",
        "delivers": list(after.delivers),
        "version": after.version,
    }


def _check(config: Config) -> None:
    if (config.secret is not None and config.secrets is not None) or not (
        config.secret or config.secrets or config.pull
    ):
        raise NoWayIn(pointer="/config")
    for place, secret in enumerate(config.secrets or ()):
        _check_secret(secret, f"/config/secrets/{place}")
    if config.secret is not None:
        _check_secret(config.secret, "/config/secret")
    if config.pull is not None and not _is_address(config.pull.url):
        raise NotASource(pointer="/config/pull/url", url=config.pull.url[:100])
    for place, kind in enumerate(config.delivers):
        if kind not in KNOWN:
            raise UnknownEventType(pointer=f"/config/delivers/{place}", type=kind[:60])


def _check_secret(secret: str, pointer: str) -> None:
    try:
        key_of(secret)
    except ValueError:
        raise UnfitSecret(pointer=pointer) from None


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _earlier(connection_id: str) -> Connection | None:
    try:
        return dispatch.connection(connection_id)
    except NotFound:
        return None


def _config(wanted: Wanted) -> dict[str, Any]:
    """Return the settings as they are kept: people by id."""
    kept = wanted.config.model_dump(exclude_none=True, exclude={"delivers", "people"})
    roster = Roster(every(refs.people(wanted.company_id))) if wanted.config.people else Roster()
    bound: dict[str, str] = {}
    for user, named in wanted.config.people.items():
        try:
            bound[user] = roster.get(Cell(user, named)).id
        except BadCell:
            pointer = "/config/people/" + user.replace("~", "~0").replace("/", "~1")[:80]
            raise NobodyBound(pointer=pointer, user=user[:60], person=named[:60]) from None
    return {**kept, "people": bound} if bound else kept


def _writes(before: Connection | None, after: Connection, at: datetime) -> Iterator[Raw]:
    unchanged = Post.pk.does_not_exist() if before is None else Post.version == before.version
    yield Raw(dispatch.connection_post(after), condition=unchanged)
    if "pull" in after.config:
        yield Raw(dispatch.pulled_post(after))
    elif before is not None and "pull" in before.config:
        yield Raw(dispatch.pulled_post(after), delete=True)
    if after.delivers:
        yield events.heard(after.company_id, after.id, set(after.delivers), at)
