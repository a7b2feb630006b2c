"""Words in Latin letters that are capitalised like a customer's name and are none."""

from typing import Final

EVERYDAY: Final = frozenset(
    """
    a about after afternoon ai am an and android api app apr april ar article at aug august b2b b2c
    bd before bom bug by call called calling calls campaign ceo cfo chat chatted check checked
    checking client clients coffee collected collecting complaint content contract contracts coo crm
    cto customer customers daily day days dec december delivery demo demos did dinner discuss
    discussed discussing dm dr edm email emailed enter entered entering erp evening event excel faq
    feb february few finished five follow followed following for four fri friday from gmv h h5 had
    half handled handling have he help helped her his hour hours hr hrs i in internal invoice
    invoiced invoices invoicing ios iso it its jan january jul july jun june kpi kpis last lead
    leads linkedin logo lunch m mac made mail make making many mar march marketing may me meet
    meeting meetings met midnight min mins minute minutes miss mon monday month monthly morning mr
    mrs ms my nda negotiated new next night no noon not nov november now oa oct october odm oem of
    office ok okr old on onboarded onboarding one or order orders our outlook payment payments pc
    pdf phone phoned photoshop pi plan planning pm po poc post posted powerpoint ppt pr prepare
    prepared preparing prof ps python q1 q2 q3 q4 qq quarter quotation quote quoted quotes re
    renewal renewed report reports review reviewed reviewing rfp rfq roi saas sales sat saturday sem
    send sending sent seo sep sept september several she six sku some sop spoke sql sun sunday
    survey talk talked talking team teams that the their then they this three thu thursday till to
    today tomorrow tonight trained training travel tue tuesday two ui until update updated updating
    us usb ux video vip visit visited visiting vr we wechat wed wednesday week weekly with word work
    worked working wps write writing wrote year yes yesterday zoom
    """.split()
)
"""Words of work and of time, and what everybody's work is full of, in lower case."""

GIVEN_NAMES: Final = frozenset(
    """
    Alex Alice Amanda Amy Andy Angela Ann Anna Anthony Ben Bill Bob Brian Carol Catherine Charles
    Chen Chris Christine Cindy Daniel David Diana Edward Ella Emily Emma Eric Fiona Frank Gary
    George Grace Helen Henry Ivy Jack James Jane Jason Jenny Jerry Jessica Jim Joe John Judy Julia
    Karen Kate Kevin Lee Leo Li Lily Linda Lisa Liu Louis Lucy Mark Martin Mary Max Michael Mike
    Nancy Nick Oscar Paul Peter Rachel Ray Richard Robert Rose Sam Sarah Sophia Stella Steve Steven
    Susan Ted Tim Tina Tom Tony Victor Vincent Vivian Wang Wendy William Yang Zhang Zoe
    """.split()
)
"""Names that people have: alone, one of them may be a person."""
