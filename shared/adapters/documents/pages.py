"""HTML pages from the templates beside this file: complete in one file, without a script or anything from elsewhere."""

import functools
import re
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
_NOT_HTML: Final = re.compile(
    "[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)


def page(template: str, **values: Any) -> str:
    """Return the page that a template of this folder makes; every text in `values` is escaped where it is printed."""
    return str(_environment().get_template(template).render(values))


def legible(text: str) -> str:
    """Return one line of characters that a page can show."""
    return " ".join(_NOT_HTML.sub("", text).split())


@functools.cache
def _environment() -> Any:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        autoescape=True,
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
