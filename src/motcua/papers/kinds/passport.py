"""The passport's data page (TD3; Circulars 73/2021 and 31/2023/TT-BCA), older and newer labels."""

from motcua.papers.kinds import base
from motcua.papers.kinds.base import KindSpec, SideSpec
from motcua.papers.text.printed_label import Label

FRONT = SideSpec(
    marks=(
        ("ho chieu", 2.0),
        ("passport", 2.5),
        ("p<vnm", 4.0),
        ("so ho chieu", 2.0),
        ("place of issue", 1.0),
        ("surname", 1.5),
        ("given names", 1.5),
        ("id card n", 1.0),
        ("citizen identity card", -3.0),
    ),
    labels=(
        Label(None, ("loai / type", "loai/type"), small=True),
        Label(None, ("ma so / code", "ma so/code"), small=True),
        Label(None, ("so ho chieu", "passport n"), small=True),
        Label("surname", ("ho / surname", "surname"), base.part_of_name),
        Label(
            "given_names",
            ("chu dem va ten", "ten dem va ten", "given names", "given name"),
            base.part_of_name,
            most_lines=2,
            continues=base.more_name,
            begins=base.more_name,
        ),
        Label(
            "full_name",
            ("ho va ten", "full name"),
            base.name,
            most_lines=2,
            continues=base.more_name,
            begins=base.more_name,
            seldom=base.SELDOM_NAMES,
        ),
        Label("nationality", ("quoc tich", "nationality"), base.vietnam),
        Label("date_of_birth", base.BIRTH_LABELS, base.a_date, seldom=base.SELDOM_BIRTH),
        Label(None, ("noi sinh", "place of birth"), base.place, small=True),
        Label("sex", ("gioi tinh", "sex"), base.a_sex),
        Label(
            "personal_number",
            ("so gcmnd", "id card n", "so ddcn, cmnd", "so ddcn cmnd", "id no"),
            base.number12or9,  # nine where the holder had an older identity card
            seldom=(
                "so dinh danh ca nhan",
                "so dinh danh",
                "so cccd",
                "so can cuoc",
                "so cmnd",
                "personal no",
            ),
        ),
        Label("date_of_issue", ("ngay cap", "date of issue"), base.a_date),
        Label(
            "date_of_expiry",
            ("co gia tri den", "ngay het han", "date of expiry"),
            base.a_date,
            seldom=base.SELDOM_EXPIRY,
        ),
        Label(
            "issuing_authority", ("noi cap", "place of issue", "issuing authority"), base.words, most_lines=1
        ),
        Label(None, ("ho chieu / passport", "cong hoa xa hoi chu nghia viet nam")),
    ),
    portrait=(0.03, 0.17, 0.3, 0.69),
    places=(
        ("personal_number", (0.6, 0.48, 1.0, 0.6)),
        ("full_name", (0.3, 0.19, 1.0, 0.34)),
        ("date_of_birth", (0.3, 0.4, 0.65, 0.52)),
    ),
    other_places=(
        ("nationality", (0.3, 0.28, 0.65, 0.42)),
        ("sex", (0.3, 0.47, 0.6, 0.6)),
        ("date_of_issue", (0.3, 0.56, 0.6, 0.68)),
        ("date_of_expiry", (0.58, 0.56, 0.87, 0.68)),
        ("issuing_authority", (0.3, 0.64, 1.0, 0.8)),
    ),
    mrz="td3",
)

SPEC = KindSpec("passport", {"front": FRONT}, number_digits=(12, 9))
