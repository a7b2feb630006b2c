"""Facts that stop a line of text from being read at all."""

from shared.domain.errors import DomainError


class LineEmpty(DomainError):
    """The line holds nothing that can be seen."""

    code = "work_log_line.empty"
    zh = "请用一句话写下刚做的事，例如：拜访A公司 谈续约 40分钟。"
    en = "Write what you did in one line, for example: visited Acme about renewal 45 min."


class LineTooLong(DomainError):
    """The line is longer than a line about one piece of work."""

    code = "work_log_line.too_long"
    zh = "这句话过长（{length} 个字），请缩短到 {longest} 个字以内，一次写一件事。"
    en = "The line has {length} characters. Shorten it to {longest} at most and write one thing at a time."
