"""A pull source that answers in pages: `GET url?since=&cursor=` → `{"items": […], "next": cursor | null}`.

Only addresses that the connection was set up with are called: https, or http to this machine for a source that
runs beside the service. Redirects are not followed. Three tries with full jitter, none after a 4xx.
"""

import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from shared.domain.errors import DomainError

TIMEOUT_S = 5
TRIES = 3
MOST_PAGES = 1000
LARGEST_PAGE = 8 * 1024 * 1024


class SourceFailed(DomainError):
    """The source did not answer, or not with a page."""

    kind, code = "unavailable", "source.failed"
    zh = "数据源 {host} 没有正常返回（{reason}），将在下次拉取时重试。"
    en = "The source {host} did not answer properly ({reason}). It is tried again at the next pull."


class SourceRefused(DomainError):
    """The source's address is none that may be called."""

    kind, code = "invalid", "source.address_refused"
    zh = "不允许访问数据源地址 {url}，请使用 https 地址。"
    en = "The source address {url} may not be called. Use an https address."


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page as it came: its raw bytes, and where the next begins."""

    raw: bytes
    cursor: str | None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def pages(url: str, *, token: str | None, since: str | None, local: bool) -> Iterator[SourcePage]:
    """
    Yield all pages from `since` (an instant as text) on.

    :raises SourceRefused: if the address may not be called; `local` allows this machine's own.
    :raises SourceFailed: if a page cannot be had; what was yielded before stands.
    """
    _check(url, local=local)
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        query = {key: value for key, value in (("since", since), ("cursor", cursor)) if value}
        raw = _get(f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url, token)
        page = _parsed(raw, url)
        yield SourcePage(raw, page["next"])
        cursor = page["next"]
        if cursor is None:
            return
    raise SourceFailed(host=urlsplit(url).hostname, reason="too many pages")


def _check(url: str, *, local: bool) -> None:
    parts = urlsplit(url)
    own = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if own and local and parts.scheme in ("http", "https"):
        return
    if own or parts.scheme != "https" or not parts.hostname or parts.hostname.replace(".", "").isdigit():
        raise SourceRefused(url=url[:100])


def _get(url: str, token: str | None) -> bytes:
    opener = urllib.request.build_opener(_NoRedirects)
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    for attempt in range(TRIES):
        try:
            with opener.open(urllib.request.Request(url, headers=headers), timeout=TIMEOUT_S) as answer:
                return bytes(answer.read(LARGEST_PAGE + 1))
        except urllib.error.HTTPError as error:
            reason = f"HTTP {error.code}"
            if error.code < 500:
                break
        except (OSError, ValueError) as error:
            reason = type(error).__name__
        time.sleep(random.uniform(0, 0.2 * 2**attempt))
    raise SourceFailed(host=urlsplit(url).hostname, reason=reason)


def _parsed(raw: bytes, url: str) -> dict[str, Any]:
    if len(raw) > LARGEST_PAGE:
        raise SourceFailed(host=urlsplit(url).hostname, reason="page too large")
    try:
        page = json.loads(raw)
    except (ValueError, RecursionError):
        page = None
    if not isinstance(page, dict) or not isinstance(page.get("items"), list):
        raise SourceFailed(host=urlsplit(url).hostname, reason="no page of items")
    following = page.get("next")
    return {"next": following if isinstance(following, str) and following else None}
