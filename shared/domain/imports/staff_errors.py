"""Why a row of a list of people makes no person."""

from shared.domain.imports.cells import BadCell


class EmailTaken(BadCell):
    """Another person has this e-mail."""

    code = "import.email_taken"
    zh = "邮箱“{text}”已属于另一人，请核对。"
    en = "The e-mail “{text}” belongs to somebody else. Check it."


class OwnManager(BadCell):
    """Somebody is named as their own manager."""

    code = "import.own_manager"
    zh = "“{text}”不能是自己的上级；没有上级请留空。"
    en = "“{text}” cannot be their own manager. Leave it empty if there is none."


class MayNotManage(BadCell):
    """The named manager's access role does not let them decide on anybody."""

    code = "import.may_not_manage"
    zh = "“{text}”没有经理权限，不能作为上级，请先调整其权限。"
    en = "“{text}” has no manager's access role. Give it to them first."


class ManagerNotImported(BadCell):
    """The manager's own row was refused, or the rows name each other as managers in a circle."""

    code = "import.manager_not_imported"
    zh = "上级“{text}”所在的行未能导入，或互为上级，请先改正。"
    en = "The row of the manager “{text}” was refused, or they manage each other. Correct that first."


class OwnerByHand(BadCell):
    """A file would make somebody the owner of a company that has one."""

    code = "import.owner_by_hand"
    zh = "负责人权限不能通过文件授予，请由现任负责人在系统中设置。"
    en = "A file cannot give the owner's access role. The owner does that."


class NumberTwice(BadCell):
    """Two rows have one number and different names."""

    code = "import.number_twice"
    zh = "编号“{text}”在文件中已属于“{name}”，请核对。"
    en = "The number “{text}” belongs to “{name}” in this file. Check it."


class NumberUnclear(BadCell):
    """Somebody of this name is there under another number; it may be somebody else."""

    code = "import.number_unclear"
    zh = "公司里的“{name}”登记的是另一个编号，无法确定“{text}”是否同一人；是同一人请在其外部账号中登记。"
    en = (
        "“{name}” is here under another number, so “{text}” may be somebody else. If not, add it to the person's "
        "vendor user ids."
    )
