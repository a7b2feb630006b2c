"""What a browser is shown at the root of the local service."""

from infra.local.events import HttpRequest
from infra.local.gateway import Reply

_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>岗绩 Gangji</title>
<body style="font: 16px/1.7 system-ui; max-width: 40em; margin: 3em auto; padding: 0 1em">
<h1>岗绩 Gangji</h1>
<p>本地服务正在运行。接口文档：<a href="/openapi.json">/openapi.json</a>，状态：<a href="/healthz">/healthz</a>。
<p lang="en">The local service is running. API document: <a href="/openapi.json">/openapi.json</a>,
state: <a href="/healthz">/healthz</a>.
</html>
"""


def welcome(request: HttpRequest) -> Reply | None:
    """Answer `/`; anything else is no page."""
    if request.path != "/":
        return None
    return Reply(200, (("Content-Type", "text/html; charset=utf-8"),), _PAGE.encode())
