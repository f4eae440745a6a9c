"""Licences to look at, one for each layout, of sample bodies and people; short, usual and very long."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tongban.services.licences.rules.layout import LicenceFacts

LAYOUTS = Path(__file__).parents[1] / "layouts"
NAMES = sorted(path.stem for path in LAYOUTS.glob("*.json"))

IDENTIFIER = "1.2.156.3005.2.11100000000013338W011.11420100MB1234567X.20260000403000000001.001.U"
SCOPE = (
    "许可项目：食品销售；餐饮服务；药品零售；第二类增值电信业务；出版物零售；酒类经营；烟草制品零售"
    "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）。"
    "一般项目：技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广；信息技术咨询服务；软件开发；"
    "互联网销售（除销售需要许可的商品）；日用百货销售；“互联网+”农产品销售；ABC 品牌管理；5G 通信技术服务；"
)
LONG_SCOPE = (SCOPE * 9)[:1500]


def layout(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((LAYOUTS / f"{name}.json").read_text())
    return loaded


def facts(name: str = "permit", **changes: Any) -> LicenceFacts:
    return replace(_OF_LAYOUT[name], **changes)


_PERMIT = LicenceFacts(
    type_name="食品经营许可证",
    type_name_en="Food Business Licence",
    number="JY14201020012345",
    identifier=IDENTIFIER,
    holder_name="样例市李𬭊㙍𫟼𬺈餐饮管理有限公司（样例）",
    holder_code="91420100MA4KXXXX0X",
    issuer_name="样例市行政审批局",
    issued_on=dt.date(2026, 11, 22),
    valid_from=dt.date(2026, 11, 22),
    valid_until=dt.date(2031, 11, 21),
    fields=(
        ("经营者名称", "样例市李𬭊㙍𫟼𬺈餐饮管理有限公司（样例）"),
        ("统一社会信用代码", "91420100MA4KXXXX0X"),
        ("法定代表人（负责人）", "李𬭊"),
        ("住所", "样例省样例市样例区样例街道建设大道 118 号样例广场 3 栋 2 单元 1801 室"),
        ("经营场所", "样例省样例市样例区样例街道建设大道 120 号一层"),
        ("主体业态", "餐饮服务经营者（中型餐馆）"),
        (
            "经营项目",
            "预包装食品（含冷藏冷冻食品）销售；热食类食品制售；冷食类食品制售；生食类食品制售；自制饮品制售（不含酿酒）。",
        ),
        ("日常监督管理机构", "样例市样例区市场监督管理局样例街道市场监督管理所"),
    ),
    code_address="https://zwfw.example/v/" + IDENTIFIER,
)
_CERTIFICATE = replace(
    _PERMIT,
    type_name="营业执照",
    type_name_en="Business Licence",
    number="91420100MA4KXXXX0X",
    valid_until=None,
    fields=(
        ("名称", _PERMIT.holder_name),
        ("注册资本", "壹仟万元整"),
        ("类型", "有限责任公司（自然人投资或控股）"),
        ("成立日期", "2026年11月22日"),
        ("法定代表人", "李𬭊"),
        ("住所", "样例省样例市样例区样例街道建设大道 118 号样例广场 3 栋 2 单元 1801 室"),
        ("经营范围", SCOPE),
    ),
)
_APPROVAL = replace(
    _PERMIT,
    type_name="关于公众聚集场所投入使用、营业前消防安全检查的批复",
    type_name_en="",
    kind="approval",
    number="样审批〔2026〕118 号",
    fields=(
        ("场所名称", "样例市某某娱乐有限公司（样例）"),
        ("场所地址", "样例省样例市样例区样例街道建设大道 118 号"),
        ("使用性质", "公共娱乐场所"),
        ("检查结论", "该场所的消防安全条件符合《中华人民共和国消防法》和有关消防技术标准的要求，准予投入使用、营业"),
        (
            "管理要求",
            "应当确定消防安全责任人，落实消防安全制度，保持疏散通道、安全出口畅通；改变场所使用性质或者内部装修的，应当重新申请",
        ),
    ),
)
_RECORD = replace(
    _PERMIT,
    type_name="居民身份证",
    type_name_en="Resident Identity Card",
    number="11010519491231002X",
    holder_name="欧阳𫟼",
    issuer_name="样例市公安局样例分局",
    fields=(
        ("姓名", "欧阳𫟼"),
        ("性别", "女"),
        ("民族", "土家族"),
        ("出生日期", "1949年12月31日"),
        ("公民身份号码", "11010519491231002X"),
        ("住址", "样例省样例市样例区样例街道建设大道 118 号样例广场 3 栋 2 单元 1801 室"),
    ),
)
_OF_LAYOUT = {"permit": _PERMIT, "certificate": _CERTIFICATE, "approval": _APPROVAL, "standard": _RECORD}
