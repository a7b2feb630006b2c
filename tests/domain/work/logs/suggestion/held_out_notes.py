"""Notes as people write them on a phone, with the activity they are about: never part of what is learned."""

from collections.abc import Mapping
from typing import Final

CHINESE: Final[Mapping[str, str]] = {
    "new_visit": """
        上午去开发区扫楼，敲了六家门，拿到两张名片
        第一次上门见恒远机械的采购王经理，聊了下他们现在用谁家的
        打了40个陌生电话，三家愿意见面
        约了个没合作过的工厂，下周二过去
        拜访新客户华泰，介绍公司和产品
        朋友介绍的一家食品厂，今天过去认识一下负责人
    """,
    "key_account": """
        去看望合作三年的老客户周总，请他吃饭
        给老客户送中秋月饼，顺便聊聊下半年采购
        跟锦程李经理喝茶，老关系了，问有没有加单
        老客户复购，帮他们补下个月的货
        走访了三家老客户
        周总生日，送了束花
    """,
    "deal_closing": """
        跟海纳谈合同条款，对方法务还有两处要改
        合同终于签了，盖好章带回来
        去客户公司做最后一轮谈判，价格基本定了
        推进大单，约了客户副总拍板
        跟进上周的商机，客户说月底前定
    """,
    "event_support": """
        帮市场部在展会站台一天
        周末去展位接待客户
        行业峰会上帮忙发资料、引导来宾
        配合市场部做沙龙，现场讲产品
        支援市场部路演，搬物料
    """,
    "quote": """
        给天成做报价单，三种配置
        改了第二版方案，降了5个点
        算成本，重新报价给苏州那家
        写项目方案和预算书
        客户要比价，出了份明细价格表
    """,
    "collection": """
        催华信付尾款，说周五打
        打电话要账，财务答应月底付
        去客户那边追欠款，拿回一张承兑
        应收逾期两个月的那家，今天又去了一趟
        货款到了8万，还差2万继续催
    """,
    "customer_records": """
        在CRM里补客户电话和地址
        更新客户资料，联系人换了
        把名片录到系统里
        整理客户信息表，把重复的合并
        把这周的跟进记录补到系统里
    """,
    "campaign_planning": """
        写下个月促销活动的方案
        跟团队头脑风暴双十一怎么搞
        定沙龙主题和嘉宾，做预算
        策划秋季新品发布会流程
        做活动排期表，比较了几个场地
    """,
    "event_hosting": """
        给200个客户打电话邀请参加沙龙
        今天活动现场签到、主持
        发布会当天，从早上布置到晚上撤场
        发邀请函，确认到场人数
        办了一场线下分享会，来了35人
    """,
    "content": """
        写公众号推文一篇
        拍了个产品短视频，剪辑完发抖音
        改宣传册的文案和排版
        录了一期客户案例采访
        海报设计改了三稿
        给官网写两篇文章
    """,
    "lead_screening": """
        把展会收的名片整理出来，打电话筛一遍
        清洗表单数据，删掉无效号码
        给后台新留资的人打电话，看是不是真有需求
        给线索打分，分出ABC级
        在企查查上找了50家目标公司
    """,
    "lead_handover": """
        把12条合格线索分给销售
        跟销售小张交接展会来的意向客户
        把线索转到销售群里并说明情况
        拉群介绍意向客户和销售认识
        在系统里把商机派给李雷并确认已接收
    """,
    "online_promotion": """
        调百度竞价的关键词和出价
        朋友圈广告投了500块，看了下点击
        做SEO，改网页标题
        在抖音投流，盯转化
        在行业论坛和社群发帖引流
    """,
    "campaign_review": """
        写上次展会的总结报告，算投入产出
        开复盘会，说说这次活动哪里没做好
        统计沙龙到场率和成交
        整理活动数据做了份PPT汇报效果
        分析为什么报名的人多来的人少
    """,
    "care_call": """
        给客户打回访电话，问使用情况
        季度例行回访，8家
        上门看看设备跑得怎么样
        微信上问候几个客户，收集使用意见
        客户半个月没登录了，打电话关心一下
    """,
    "onboarding": """
        给新签的客户开账号、做培训
        教客户怎么用系统，手把手带一遍
        新客户启动会，定了上线计划
        帮客户把历史数据导进系统
        远程讲后台设置，给对方管理员讲了两小时
    """,
    "renewal": """
        合同下月到期，打电话问续不续
        跟客户谈续费，对方要求打九折
        整理下季度到期客户名单并逐个联系
        续约合同发过去了，等盖章
        客户犹豫要不要再签一年，去做工作
    """,
    "upgrade_advice": """
        建议客户从基础版换成专业版
        给客户演示新的高级功能，看要不要加购
        客户人数多了，推荐多买20个账号
        讲旗舰版和标准版的区别
        客户用量快超了，建议扩容
    """,
    "complaint_handling": """
        客户骂了一通，说服务态度差，去道歉
        处理客诉，货发错颜色了，对方要赔偿
        投诉升级到老总了，写了情况说明和整改方案
        安抚发火的客户，承诺三天内解决
        收到差评，联系客户了解原因并协商赔付
    """,
    "satisfaction_survey": """
        发满意度问卷给60个客户
        打电话请客户做NPS打分
        回收问卷，统计评分
        催客户填调查表
        整理调研结果，平均4.3分
    """,
    "joint_care": """
        陪销售去看老客户，讲了讲使用情况
        跟小王一起走访他的大客户
        销售要去维护客户，我帮忙准备使用数据报告
        配合销售给老客户做技术交流
        和业务员一道给老客户过周年，送纪念品
    """,
    "order_entry": """
        录了15张订单
        核对订单价格和数量，退回两张有错的
        把客户的采购单输进ERP
        审核销售提交的订单，缺客户章的打回
        系统里建订单号
        改单，客户把数量改成300
    """,
    "delivery_follow_up": """
        催仓库发货
        打电话给物流查货到哪了
        跟工厂确认交期，要晚两天
        通知客户货已发出，给单号
        安排车送货到工地，等签收
    """,
    "invoicing": """
        开了20张增值税专票
        客户发票抬头错了，作废重开
        寄发票给客户
        帮销售申请开票，电子发票发邮箱
        红冲一张上个月的票
    """,
    "contract_filing": """
        把签好的合同扫描存档
        整理合同原件，编号入柜
        登记合同台账，缺两份没回传的去要
        盖完章的协议放进档案盒
        查去年合同原件，复印给法务
    """,
    "reconciliation": """
        和客户核对上月往来账
        对账单发给客户确认盖章
        查银行流水跟订单对不上的差额
        月底跟财务对货款
        供应商对账，差了300块找原因
    """,
    "after_sales": """
        客户退货，安排收货退款
        给客户换了个坏的配件，寄出去了
        安排师傅上门维修
        处理保修单，机器不通电
        退换货登记
    """,
    "internal_request": """
        给大家订会议室和机票
        买办公用品，领打印纸
        帮新同事办入职，配电脑
        部门要团建，联系餐厅
        打印机坏了报修
    """,
    "daily_report": """
        写日报
        填今天的工作日报
        下班前补昨天的日报
        做周报给领导
        把今天干了啥写成表发群里
    """,
    "errand": """
        去银行帮老板送材料
        取快递
        跑了一趟税务局
        开车去高铁站帮同事接人
        给领导买咖啡
    """,
    "duplicate_entry": """
        同一份数据又在Excel里输一遍
        ERP录完还要再录到CRM，重复劳动
        把系统里的单子再抄到纸质表上
        三个表填一样的内容
        重新登记一遍昨天已经录过的客户信息
    """,
}

ENGLISH: Final[Mapping[str, str]] = {
    "new_visit": "First meeting with a prospect, introduced our company",
    "key_account": "Lunch with a long-standing client to keep the relationship warm",
    "deal_closing": "Negotiated final terms, contract signed this afternoon",
    "event_support": "Stood at the booth for marketing during the trade fair",
    "quote": "Sent a revised quotation with three price options",
    "collection": "Chased an overdue invoice payment by phone",
    "customer_records": "Updated contact details of customers in the CRM",
    "campaign_planning": "Drafted the plan and budget for the autumn campaign",
    "content": "Wrote a blog article and a newsletter",
    "lead_screening": "Called new leads to see which are qualified",
    "lead_handover": "Passed qualified leads over to the sales team",
    "online_promotion": "Tuned the keyword bids for Google ads",
    "campaign_review": "Reviewed results of last month's campaign and wrote lessons learned",
    "onboarding": "Trained a new customer's admins, set up their accounts",
    "renewal": "Talked to client about extending the contract that expires in May",
    "complaint_handling": "Apologised to an angry customer and resolved the complaint",
    "satisfaction_survey": "Sent the customer satisfaction questionnaire",
    "order_entry": "Entered ten purchase orders into the ERP",
    "delivery_follow_up": "Checked with the warehouse when the shipment goes out",
    "invoicing": "Issued five VAT invoices",
    "reconciliation": "Matched bank statement against customer accounts",
    "daily_report": "Filled in the daily report",
}

UNSURE: Final = """
    下午忙了一些事情
    开会
    今天有点累
    处理杂事
    天气不错
    在公司
    出差路上堵车
    自学Python
    打电话
    微信沟通
    周例会
    和同事讨论了一下
    帮忙
    中午休息
    请假半天接孩子
    准备明天的事
    电脑卡死重装系统
    测试一下
    asdfgh
    跟进
    看了会儿书
    12345
    体检
    Meeting
    busy all day
    was on the road
    😀😀
"""


def notes_of(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (text, activity id) of each line."""
    return [(line, activity) for activity, block in texts.items() for line in lines_of(block)]


def lines_of(block: str) -> list[str]:
    """Return the lines of a block without their indentation and without empty ones."""
    return [line.strip() for line in block.splitlines() if line.strip()]
