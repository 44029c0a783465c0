"""The 23 collaborating units of the demonstration district, and what each is asked to handle."""

from dataclasses import dataclass

from gis_app.demo.names import TOWN


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `classes` are prefixes of class codes (2026), the longest prefix wins.

    Where several units have the same prefix, the one of the case's street is asked.
    """

    code: str
    name_zh: str
    name_en: str
    classes: tuple[str, ...]
    street: str | None = None


_ORDER = "06001 06002 06004 06005 06006 06007 06009 06019 06027 06028 06029 06038 06040 06047 07 09"
_STREET = "05 06 0603 06036 10"

#: (name, name in English, prefixes, street or empty)
_ROWS: tuple[tuple[str, str, str, str], ...] = (
    (
        "区市政设施管理中心",
        "Municipal Facilities Centre",
        "01 01026 02006 02007 02008 02009 02034 06003 06013 06039 06048 06049 0605 08003",
        "",
    ),
    ("区排水有限公司", "Drainage Company", "01002 01003 01004 01018 01019 01072 01073 06030", ""),
    ("区自来水有限公司", "Water Supply Company", "01001 01024 01025", ""),
    ("区供电公司", "Power Supply Company", "01005 01017 01028 01029 01030 01047 01048", ""),
    ("区路灯管理所", "Street Lighting Office", "01006 01037 01038 01039 01060", ""),
    ("电信北仑演示分公司", "Telecom Branch", "01007 01027 01031 01062 06008", ""),
    ("联合通信管线公司", "Joint Pipelines Company", "01009 01077", ""),
    ("广电网络公司", "Broadcasting Network Company", "01008 10002", ""),
    ("区燃气有限公司", "Gas Company", "01011 01021 01049 01057", ""),
    ("区消防救援大队", "Fire and Rescue", "01013 09012", ""),
    ("区交警大队", "Traffic Police", "01012 01015 01050 02 06016 06034", ""),
    ("区园林绿化管理所", "Parks Office", "04 01014 01046 06017 06018 06021 06022 06045", ""),
    (
        "区环境卫生服务中心",
        "Sanitation Centre",
        "03 01059 06010 06011 06012 06014 06020 06033 06035 06037 06041 06042",
        "",
    ),
    ("综合执法新碶中队", "Enforcement Team Xinqi", _ORDER, "002"),
    ("综合执法小港中队", "Enforcement Team Xiaogang", _ORDER, "003"),
    ("综合执法大碶中队", "Enforcement Team Daqi", _ORDER, "004"),
    ("新碶街道办事处", "Xinqi Street Office", _STREET, "002"),
    ("小港街道办事处", "Xiaogang Street Office", _STREET, "003"),
    ("大碶街道办事处", "Daqi Street Office", _STREET, "004"),
    ("区住房和建设服务中心", "Construction Service Centre", "08 01064 06032", ""),
    (
        "区河道管理所",
        "Waterways Office",
        "01069 01070 01071 06015 06023 06024 06025 06026 06046",
        "",
    ),
    ("港区管理办公室", "Port Area Office", "01022 02030 02031 02029", ""),
    ("公共交通运营公司", "Public Transport Company", "01020 01032 02004 02026 09011", ""),
)


def all_units() -> list[Unit]:
    """Return the 23 units, U01 to U23."""
    return [
        Unit(f"U{i + 1:02d}", zh, en, tuple(classes.split()), TOWN + street if street else None)
        for i, (zh, en, classes, street) in enumerate(_ROWS)
    ]


def unit_for(units: list[Unit], class_code: str, street: str | None) -> Unit:
    """Return the unit that handles a class in a street.

    1. The longest fitting prefix wins.
    2. Among equals the unit of the street wins, else the first.
    """
    best: list[Unit] = []
    longest = -1
    for unit in units:
        fits = [len(prefix) for prefix in unit.classes if class_code.startswith(prefix)]
        if fits and max(fits) > longest:
            best, longest = [unit], max(fits)  # 1
        elif fits and max(fits) == longest:
            best.append(unit)
    local = [unit for unit in best if unit.street == street]  # 2
    return (local or best)[0]
