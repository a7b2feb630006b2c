"""Facts that stop a work log from being kept as it was sent."""

from shared.domain.errors import DomainError


class KindUnknown(DomainError):
    """The kind of log is none of the company's."""

    code = "work_log.kind_unknown"
    zh = "工作记录类型“{kind}”无法识别，请选择：{known}。"
    en = "The kind “{kind}” is not known. Choose one of: {known}."


class ActivityMissing(DomainError):
    """The log does not say what the work was."""

    code = "work_log.activity_missing"
    zh = "请填写工作内容。"
    en = "Say what the work was."


class MinutesOutOfRange(DomainError):
    """The minutes are missing, or not between one minute and one day."""

    code = "work_log.minutes_out_of_range"
    zh = "请填写用时，1 到 {most} 分钟的整数。"
    en = "Give the minutes as a whole number from 1 to {most}."


class StartNotAware(DomainError):
    """The start, or the end, carries no offset from UTC, so it names no instant."""

    code = "work_log.start_without_offset"
    zh = "时间缺少时区，请写成 2026-03-02T09:00:00+08:00。"
    en = "The time has no UTC offset. Write it like 2026-03-02T09:00:00+08:00."


class EndBeforeStart(DomainError):
    """The work ended before it began."""

    code = "work_log.end_before_start"
    zh = "结束时间要晚于开始时间，请检查后重填。"
    en = "The end must lie after the start. Check both."


class LengthTwice(DomainError):
    """Both the minutes and the end were given, so nobody can say which one was meant."""

    code = "work_log.length_twice"
    zh = "用时和结束时间只填一个。"
    en = "Give either the minutes or the end, not both."


class TooManyPhotos(DomainError):
    """There are more photos than anybody looks at."""

    code = "work_log.too_many_photos"
    zh = "每条记录最多 {most} 张照片，请删减。"
    en = "A log takes {most} photos at most. Leave some out."


class StartInFuture(DomainError):
    """The start lies more than a day ahead, further than any phone's clock is wrong by mistake."""

    code = "work_log.start_in_future"
    zh = "开始时间晚于现在一天以上，请检查设备时间或改正开始时间。"
    en = "The start is more than a day ahead. Check the device's clock or correct the start."


class StartTooOld(DomainError):
    """The start lies too far back to be remembered truly."""

    code = "work_log.start_too_old"
    zh = "开始时间早于 {days} 天前，请填写近 {days} 天内的工作。"
    en = "The start is more than {days} days ago. Log work of the last {days} days."


class CustomerMissing(DomainError):
    """A log about a customer does not say which one."""

    code = "work_log.customer_missing"
    zh = "“{kind_zh}”记录需要填写客户。"
    en = "A log of “{kind_en}” must name the customer."


class TextTooLong(DomainError):
    """A text is longer than its field takes."""

    code = "work_log.text_too_long"
    zh = "文字过长（{length} 个字），请缩短到 {longest} 个字以内。"
    en = "The text has {length} characters. Shorten it to {longest} at most."


class TextUnreadable(DomainError):
    """A text holds control characters, halves of characters, or marks that turn the direction of writing."""

    code = "work_log.text_unreadable"
    zh = "文字中有看不见的控制字符或换向符，请删除后重试。"
    en = "The text holds control characters or marks that turn its direction. Remove them and try again."


class LinksUnusable(DomainError):
    """There are too many linked KPIs, or one of them is no id."""

    code = "work_log.links_unusable"
    zh = "关联指标最多 {most} 项，每项填写指标编号。"
    en = "Link at most {most} KPIs, each by its id."


class ClientIdUnusable(DomainError):
    """The client's own id cannot serve as the key that makes a retry safe."""

    code = "work_log.client_id_unusable"
    zh = "client_id 应为 1 到 {longest} 个可见的英文字符，请由客户端重新生成。"
    en = "client_id must be 1 to {longest} visible ASCII characters. Let the client make a new one."


class OtherMonth(DomainError):
    """An edit would move a log into another month, and so into another review."""

    code = "work_log.other_month"
    zh = "修改不能把记录移到其他月份，请删除后重新填写。"
    en = "An edit cannot move a log to another month. Delete it and log the work anew."


class LogDeleted(DomainError):
    """The log was deleted; a deleted log takes no change."""

    kind, code = "conflict", "work_log.deleted"
    zh = "这条记录已删除，请刷新后重新填写。"
    en = "This log was deleted. Refresh and log the work anew."
