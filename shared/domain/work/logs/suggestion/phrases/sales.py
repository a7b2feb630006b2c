"""What salespeople write about their duties."""

from collections.abc import Mapping
from typing import Final

SALES: Final[Mapping[str, tuple[str, str]]] = {
    "new_visit": (
        "开发新客户 / 陌拜三家公司 / 陌生拜访园区企业 / 首次拜访潜在客户 / 上门拜访新客户 / "
        "电话约访意向客户 / 打陌生电话找客户 / 电话开发，加了几个微信 / 初次见面，介绍公司和产品 / "
        "拜访没合作过的厂家 / 约见采购负责人，第一次见面 / 跑市场找新客户 / 转介绍的客户，去见了一面 / "
        "挖竞争对手的客户 / 去工业园扫街发名片 / 地推换了十几张名片 / 新客户登门，了解需求 / "
        "摸底新客户的采购情况 / 拓客，联系了二十家新公司 / 通过朋友认识了个老板，约了见面 / "
        "送样品给新客户试用 / 参观新客户工厂，了解他们现在的供应商 / 跑新客户 / 上门推销 / 头一次上门 / "
        "网上找的客户，打过去问问 / 没接触过的公司，先混个脸熟 / 递上公司资料，留了联系方式 / "
        "新认识的采购，加微信",
        "cold calls to prospects / visited a new customer for the first time / "
        "prospecting in the industrial park / met a potential client, introduced our products / "
        "booked a first meeting with a new prospect / knocked on doors looking for new business / "
        "found new companies to call / introduced ourselves to a factory we never worked with",
    ),
    "key_account": (
        "维护老客户 / 拜访老客户 / 老客户关系维护 / 请老客户吃饭 / 和老客户喝茶聊聊近况 / 给老客户拜年送礼 / "
        "看望老客户，问问最近生意 / 老客户返单 / 跟老客户谈下季度加量 / 老客户追加订货 / 大客户日常走动 / "
        "陪大客户打球 / 合作多年的客户，过去坐坐 / 节日给老客户送礼品 / 老客户采购部聚餐 / "
        "问老客户近期有没有新需求 / 老客户生日送蛋糕 / 去老客户那儿走动走动 / 老客户复购补货 / "
        "跟老客户聊年度采购计划 / 重点客户关系维系 / 沉睡老客户激活 / 去老客户公司坐坐 / "
        "老朋友了，请客户喝酒 / 给大客户送点土特产 / 老客户又要货了 / 问候老客户 / 客情维护，联络感情 / "
        "长期合作客户沟通",
        "visited an existing customer / dinner with a long-term client / kept in touch with key account / "
        "existing client reorder talk / gift for a regular customer / relationship visit to an old client / "
        "called an old customer about next year's orders / took a regular client out for dinner",
    ),
    "deal_closing": (
        "谈合同 / 签合同 / 签约成功 / 促成成交 / 谈合作条件 / 签下大单 / 跟客户老板敲定合作 / 商务谈判 / "
        "推进商机 / 跟进意向，促成签单 / 客户拍板，准备签约 / 逼单 / 跟对方法务过合同条款 / "
        "谈付款方式和账期 / 合同细节修改后发给客户 / 招投标，参加开标 / 中标后谈合同 / 约客户决策人谈成交 / "
        "搞定关键人 / 最后的价格谈判 / 催客户走合同审批流程 / 临门一脚，成交 / 跟进项目进度，看什么时候能定 / "
        "述标讲标 / 大单跟进，客户内部在走流程 / 拿下订单，合同双方盖章 / 盯客户立项进度 / "
        "合同拟好发对方确认 / 客户终于同意签了 / 跟对方谈妥 / 合同条款来回改 / 等客户签字盖章 / "
        "项目快定了，再去推一把 / 跟竞争对手抢单 / 客户还在犹豫，去做工作拿下",
        "negotiated the contract / signed the deal / closing meeting with the decision maker / "
        "final price negotiation / pushed the opportunity forward / won the tender and signed / "
        "got the customer to sign / discussed contract clauses with their lawyer",
    ),
    "event_support": (
        "协助市场部办活动 / 支援展会 / 展会站台 / 展位值班接待 / 帮市场部布展 / 去展会帮忙 / "
        "市场活动帮忙接待来宾 / 配合市场部做推介会 / 在展台给观众讲解产品 / 参加市场部的路演，帮忙讲产品 / "
        "展会现场发传单 / 行业展会值守展位 / 给市场部活动当讲师 / 帮忙搬展架和物料 / "
        "沙龙上配合市场部招呼客户 / 市场部活动，派我去支持 / 论坛现场帮忙引导嘉宾 / "
        "交流会上帮市场部维持秩序 / 展会站展位 / 协助市场同事做现场演示 / 给市场部搭把手，站展台 / "
        "被派去展会 / 帮着市场部招呼观众 / 支援市场部的推广活动 / 展会上帮忙收名片 / "
        "市场部开推介会，我上台讲产品",
        "helped marketing at the exhibition / manned the booth / supported the roadshow / "
        "staffed our stand at the expo / gave a product talk at the marketing event / "
        "helped out at the marketing team's event / explained products to visitors at the stand",
    ),
    "quote": (
        "做报价 / 报价单 / 发报价给客户 / 核算成本出价 / 给客户出方案 / 写技术方案 / 修改方案书 / 编制标书 / "
        "做投标文件 / 做预算清单 / 客户询价，回复价格 / 询盘报价 / 调整折扣重新报了一版 / 按配置算价格 / "
        "方案报价已发 / 价格申请，找老板要折扣 / 出了两版报价供客户选择 / 做解决方案PPT / "
        "给客户列明细价目表 / 比价，改了单价 / 项目建议书 / 测算毛利，定报价 / 算价格 / 出一份报价 / "
        "客户嫌报价高，重新做 / 给客户做配置清单 / 方案改了又改 / 写标书 / 报个价给客户",
        "prepared a quotation / sent price list / wrote a proposal / revised the quote with a discount / "
        "calculated costs for an offer / tender documents / price quote for a customer / "
        "worked out prices for the proposal",
    ),
    "collection": (
        "催款 / 催收货款 / 回款 / 追欠款 / 要账 / 催尾款 / 应收账款跟进 / 逾期款催收 / 电话催客户付款 / "
        "上门要钱 / 客户拖欠，去堵老板 / 收到客户打款 / 催财务安排付款 / 跟客户确认付款时间 / 发催款函 / "
        "账期到了，提醒打款 / 收回承兑汇票 / 欠款谈分期还 / 质保金到期去收 / 货款到账确认 / 冲回款 / "
        "找客户要货款 / 提醒客户付款 / 追讨拖欠款项 / 催客户结清余款 / 坏账客户找律师发函 / 要钱 / "
        "去客户财务那儿催款 / 货款还没给，再打电话 / 客户说下周打款 / 拖了几个月的款，上门要 / 收款 / "
        "钱到账了",
        "collected an overdue payment / chased the customer for money / payment reminder / "
        "followed up on accounts receivable / customer promised to pay the balance / debt collection call / "
        "asked the client to pay the outstanding amount / received the overdue balance",
    ),
    "customer_records": (
        "更新客户档案 / 整理客户资料 / CRM录入客户信息 / 补全CRM联系人 / 维护客户档案 / 完善客户信息 / "
        "客户建档 / 填写拜访记录 / 在系统里登记新联系人 / 修改客户地址电话 / 客户标签整理 / 名片录入CRM / "
        "给客户分类打标签 / 客户名单去重 / 补录跟进记录 / 客户联系方式变更 / 更新CRM商机阶段 / "
        "整理通讯录里的客户 / 客户信息核对补充 / 写拜访纪要存CRM / 客户信息补全 / 把新联系人存进系统 / "
        "录客户资料 / 改客户电话 / CRM里补记录 / 把客户微信备注整理好 / 客户表更新",
        "updated customer records / entered contacts in CRM / cleaned up the customer database / "
        "added visit notes to the CRM / corrected customer address / completed missing client details / "
        "new phone number of a client saved in the CRM / merged duplicate customer entries",
    ),
}  # fmt: skip
