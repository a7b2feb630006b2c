"""What back office people write about their duties."""

from collections.abc import Mapping
from typing import Final

BACK_OFFICE: Final[Mapping[str, tuple[str, str]]] = {
    "order_entry": (
        "录订单 / 订单录入 / 审核订单 / 下单 / 录单 / 系统开单 / 销售订单审核 / 订单录入ERP / 核对订单明细 / "
        "检查订单数量单价 / 修改订单 / 订单退回销售 / 做销售单 / 客户采购订单确认 / 新增订单 / 审单 / "
        "订单有误，退回重填 / 打印订单 / 制单 / 取消订单 / 核对客户下的采购单 / 订单变更处理 / 网店订单处理 / "
        "系统录单 / 敲订单 / 核对规格和价格 / 单子录进ERP / 改订单数量 / 销售报单审核 / 单子有错退回去",
        "entered orders / checked an order / order entry in ERP / corrected order quantity / "
        "approved sales orders / created a sales order / typed customer orders into the system / "
        "order rejected because of a wrong price",
    ),
    "delivery_follow_up": (
        "跟进发货 / 安排发货 / 催货 / 查物流 / 交付跟进 / 联系仓库出货 / 跟踪快递单号 / 确认交期 / "
        "通知客户发货 / 安排物流车辆 / 发货延误跟客户解释 / 催工厂出货 / 打包寄货 / 跟单，催生产进度 / "
        "送货单签收 / 出库单 / 到货确认 / 联系货运 / 装车发货 / 客户催货，问仓库 / 库存不够，协调调货 / "
        "送货上门 / 问仓库什么时候发 / 催车间出货 / 跟司机联系送货 / 告诉客户几号到货 / 查单号 / "
        "车晚到，跟客户说一声 / 安排发车",
        "followed up delivery / arranged shipment / tracked the parcel / asked warehouse about stock / "
        "confirmed the delivery date / goods shipped to the customer / "
        "told the customer when the goods arrive / chased the factory for the goods",
    ),
    "invoicing": (
        "开发票 / 开增值税发票 / 开专票 / 开普票 / 申请开票 / 发票作废 / 红字发票 / 邮寄发票 / 核对开票信息 / "
        "电子发票 / 发票抬头修改 / 补开发票 / 发票登记 / 领发票 / 开票资料收集 / 发票寄出 / 数电票 / "
        "税号不对重开 / 发票快递给客户 / 开专票寄出去 / 票开错了重开 / 客户要票 / 开票信息核对 / "
        "这个月的票开完 / 税号抬头改了重新开票 / 快递发票",
        "issued invoices / VAT invoice / made out an invoice / cancelled and reissued an invoice / "
        "sent the invoice to the customer / billing: wrong tax number on the invoice / "
        "printed and mailed invoices",
    ),
    "contract_filing": (
        "合同扫描 / 整理合同 / 合同存档 / 合同编号登记 / 合同台账 / 收合同原件 / 合同入库 / 催回合同原件 / "
        "合同复印件 / 协议归档 / 档案柜整理 / 合同电子版上传 / 查找旧合同 / 登记合同信息 / 合同盖章归档 / "
        "合同装订 / 把纸质合同放进档案室 / 归档协议和附件 / 合同借阅登记 / 合同扫描存盘 / 合同原件锁柜 / "
        "要回盖章的合同 / 合同登记 / 把合同分类放好 / 合同文件命名整理 / 催对方寄回合同",
        "filed contracts / scanned the signed contract / contract archive / registered contract numbers / "
        "put original agreements in the archive / stored paper contracts in the cabinet / "
        "missing originals of contracts collected",
    ),
    "reconciliation": (
        "和客户对账 / 月底对账 / 发对账单 / 核对往来款 / 账目核对 / 银行对账 / 对账差异查找 / 跟供货商核账 / "
        "对账单盖章回传 / 核对应收 / 跟财务核账 / 查账 / 货款核对 / 账对不上，一笔笔查 / 核对流水 / "
        "月结对账 / 往来账款确认函 / 对一下上个月的账 / 平账 / 跟客户会计核账 / 核对欠款余额 / "
        "往来明细发客户确认 / 账差一笔 / 月末核账 / 跟财务核对收款 / 查哪笔没入账",
        "reconciled accounts / account statement with the customer / matched payments to orders / "
        "bank reconciliation / found a difference in the accounts / compared our ledger with the customer's / "
        "checked the month's balances with finance",
    ),
    "after_sales": (
        "退货 / 换货 / 维修 / 退换货处理 / 安排售后上门 / 返修 / 寄配件 / 保修 / 售后电话 / 处理退款 / "
        "产品坏了，换新 / 收到退回来的货 / 联系师傅维修 / 售后工单 / 质量问题换货 / 机器故障报修 / 补发少件 / "
        "客户退回商品检查入库 / 设备维修跟进 / 更换零件 / 质保期内免费修 / 客户退货登记 / 安排维修工上门 / "
        "寄新配件给客户 / 售后换件 / 货坏了换一个 / 约师傅上门修 / 坏机器拉回来修 / 客户说用不了，安排检修 / "
        "发补件 / 换新机器 / 退回的货处理",
        "after-sales service / handled a return / replaced a broken part / arranged a repair / "
        "warranty claim / exchange of faulty goods / sent a spare part for a broken machine / "
        "refund for returned goods",
    ),
    "internal_request": (
        "订会议室 / 订机票酒店 / 采购办公用品 / 新员工入职手续 / 发工牌 / 领用物品登记 / 会议安排 / "
        "报修空调 / 前台接待 / 安排公司聚餐 / 团建安排 / 给同事申请账号 / 装电脑修打印机 / 门禁卡办理 / "
        "用章申请 / 报销单处理 / 印名片 / 联系物业 / 办公室水电维修 / 员工社保办理 / 给部门买下午茶 / "
        "采购文具 / 订火车票 / 帮同事办手续 / 员工福利发放 / 安排公司用车 / 布置办公室 / 给领导订票订酒店 / "
        "新员工工位电脑 / 采购办公室用品 / 办门卡 / 给同事报销 / 订下午茶 / 找人修空调",
        "office supplies / booked flights and hotel for colleagues / set up a laptop for a new employee / "
        "meeting room booking / helped colleagues with an internal request / "
        "ordered stationery for the office / repaired the office printer",
    ),
}  # fmt: skip
