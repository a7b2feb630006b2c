"""A mark in a template: `{{ person }}`, or `{% for %}`, `{% if %}` and what belongs to them, as Jinja spells them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from shared.domain.errors import DomainError

MARK: Final = re.compile(r"{{.{0,400}?}}|{%.{0,400}?%}|{#.{0,400}?#}", re.DOTALL)
FILTERS: Final = frozenset({"default", "join", "length", "lower", "trim", "upper"})
LONGEST_MARK: Final = 200
BLOCK: Final = re.compile(r"{%(?:(p|tr) )?\s*(\w+)\b(.*?)\s*%}", re.DOTALL)
"""A mark that begins, divides or ends a block: what it replaces (a paragraph, a table row), its word, the rest."""
QUOTES: Final[Mapping[int, str]] = {0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"}
"""What Word makes of straight quotes, and what it was made of."""


class MarkRefused(DomainError):
    """A mark that must not stand in a template; the sentence names it and where it stands."""


class PlaceholderBroken(MarkRefused):
    """A mark has no end, or cannot be read."""

    code = "job_description_template.placeholder_broken"
    zh = "{where_zh}的占位符“{mark}”不完整或写法有误。请写成 {{{{ person }}}} 这样，两边各两个花括号。"
    en = "{where_en}: the placeholder “{mark}” is broken. Write it as {{{{ person }}}}, two braces on each side."


class PlaceholderUnknown(MarkRefused):
    """A mark names something that no job description has."""

    code = "job_description_template.placeholder_unknown"
    zh = "{where_zh}的“{mark}”里，占位符“{name}”不存在。这里可以用：{allowed}。"
    en = "{where_en}: in “{mark}” there is no placeholder “{name}”. You can use: {allowed}."


class MarkForbidden(MarkRefused):
    """A mark does more than print, ask or walk through a list."""

    code = "job_description_template.mark_forbidden"
    zh = (
        "{where_zh}的“{mark}”不能用在模板里。可以用：占位符、遍历列表的 for、if 条件，"
        "以及 default、join、length、lower、trim、upper。"
    )
    en = (
        "{where_en}: “{mark}” may not stand in a template. You can use placeholders, for over a list, if, "
        "and default, join, length, lower, trim, upper."
    )


class BlockUnclosed(MarkRefused):
    """A loop or a condition has no end, or an end has no beginning."""

    code = "job_description_template.block_unclosed"
    zh = "{where_zh}的“{mark}”没有配对：for 要有 endfor，if 要有 endif，并且不能交叉。"
    en = "{where_en}: “{mark}” has no counterpart. Each for needs its endfor, each if its endif; none may cross."


class BlockNotAlone(MarkRefused):
    """A mark for whole paragraphs or rows stands together with other text, which would be lost."""

    code = "job_description_template.block_not_alone"
    zh = "{where_zh}的“{mark}”要单独占一段（{{%p）或一行表格（{{%tr），请把其他文字移走。"
    en = "{where_en}: “{mark}” must stand alone in its paragraph ({{%p) or table row ({{%tr). Move other text away."


class BlockCrosses(MarkRefused):
    """A loop or a condition begins in one place of the document and ends in another."""

    code = "job_description_template.block_crosses"
    zh = (
        "{where_zh}的“{mark}”与它的结束标记不在同一处：整段用 {{%p … %}}，整行表格用 {{%tr … %}}，"
        "行内的要写在同一段里。"
    )
    en = (
        "{where_en}: “{mark}” and its end are not in one place. Use {{%p … %}} for whole paragraphs, "
        "{{%tr … %}} for table rows, or keep both within one paragraph."
    )


class TooMuch(MarkRefused):
    """The template could print more than a document may hold."""

    code = "job_description_template.too_much"
    zh = "{where_zh}的“{mark}”使模板可能生成的内容过多。请减少占位符，或减少嵌套的循环（最多 3 层）。"
    en = "{where_en}: with “{mark}” the template could print too much. Use fewer marks, or nest fewer loops (3)."


Refused = TypeVar("Refused", bound=MarkRefused)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a mark stands, in words."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it is written, where it stands, and how often at most it comes up when the template is filled in."""

    text: str
    where: Where
    times: int = 1

    @property
    def is_print(self) -> bool:
        """Whether it prints something."""
        return self.text.startswith("{{")

    @property
    def word(self) -> str:
        """The word of a block such as `for` or `endif`, empty for what prints."""
        match = BLOCK.fullmatch(self.text)
        return match[2] if match else ""

    @property
    def bare(self) -> str:
        """The mark without blanks, typographic quotes, and without what says how much it replaces."""
        return bare(self.text)

    def refused(self, error: type[Refused], **more: str) -> Refused:
        """Return the error that refuses this mark."""
        where = {"where_zh": self.where.zh, "where_en": self.where.en, "mark": _short(self.text)}
        return error(**where, **{name: _short(value, 600) for name, value in more.items()})  # type: ignore[arg-type]


def bare(mark: str) -> str:
    """Return a mark without blanks, typographic quotes, and without what says how much it replaces."""
    return "".join(re.sub(r"^{%(p|tr) ", "{%", mark).translate(QUOTES).split())


def _short(text: str, longest: int = 60) -> str:
    line = " ".join("".join(each if each.isprintable() else " " for each in text[: 3 * longest]).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
