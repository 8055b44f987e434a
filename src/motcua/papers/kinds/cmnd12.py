"""The identity card of twelve digits, 2012 to 2016 (Circulars 27/2012 and 57/2013/TT-BCA)."""

from datetime import date

from motcua.papers.kinds import base
from motcua.papers.kinds.base import KindSpec, SideSpec
from motcua.papers.text.printed_label import Label

FRONT = SideSpec(
    marks=(
        ("chung minh nhan dan", 3.0),
        ("ho va ten khai sinh", 3.0),
        ("ten goi khac", 2.0),
        ("ngay thang nam sinh", 0.7),
        ("gioi tinh", 1.0),
        ("dan toc", 1.0),
        ("que quan", 0.7),
        ("noi thuong tru", 0.7),
        ("co gia tri den", 0.7),
        ("giay chung minh nhan dan", -1.0),
        ("nguyen quan", -2.0),
        ("can cuoc", -3.0),
    ),
    labels=(
        Label("personal_number", ("so", "so:"), base.number12),
        Label(
            "full_name",
            ("ho va ten khai sinh", "ho ten khai sinh", "ho va ten khai"),
            base.name,
            most_lines=2,
            continues=base.more_name,
            begins=base.more_name,
            seldom=("ho va ten", "ho ten", "full name", *base.SELDOM_NAMES),
        ),
        Label(None, ("ho va ten goi khac", "ten goi khac", "goi khac"), base.words),
        Label("date_of_birth", base.BIRTH_LABELS, base.a_date, seldom=base.SELDOM_BIRTH),
        Label("sex", ("gioi tinh",), base.a_sex),
        Label("ethnicity", ("dan toc",), base.words),
        base.origin("que quan", "nguyen quan"),
        base.residence("noi thuong tru", seldom=base.SELDOM_RESIDENCE),
        base.EXPIRY,
        Label(None, ("chung minh nhan dan",)),
        Label(None, ("cong hoa xa hoi chu nghia viet nam",)),
        Label(None, ("doc lap tu do hanh phuc",)),
    ),
    portrait=(0.035, 0.29, 0.28, 0.87),
    places=(
        ("personal_number", (0.27, 0.25, 1.0, 0.4)),
        ("full_name", (0.27, 0.37, 1.0, 0.5)),
        ("date_of_birth", (0.27, 0.5, 1.0, 0.62)),
    ),
    other_places=(
        ("sex", (0.27, 0.54, 0.56, 0.66)),
        ("ethnicity", (0.5, 0.54, 0.9, 0.66)),
        ("place_of_origin", (0.27, 0.59, 1.0, 0.77)),
        ("place_of_residence", (0.27, 0.65, 1.0, 0.9)),
        ("date_of_expiry", (0.02, 0.83, 0.3, 0.95)),
    ),
    # Cards of the first pattern (Circular 27/2012/TT-BCA) do not say until when they are valid.
    may_lack=frozenset({"date_of_expiry"}),
    bare_number=True,
    date_columns=True,
)

BACK = SideSpec(
    marks=(
        ("dac diem nhan dang", 2.0),
        ("ho va ten cha", 2.0),
        ("ho va ten me", 2.0),
        ("ngon tro trai", 0.7),
        ("ngon tro phai", 0.7),
        ("giam doc", 0.7),
        ("cong an", 0.5),
        ("personal identification", -3.0),
        ("idvnm", -3.0),
        ("ton giao", -2.0),
        ("dau vet rieng", -2.0),
        ("cuc truong", 0.3),
        ("dkql cu tru", 1.5),
    ),
    labels=(
        base.FEATURES,
        Label(None, ("ho va ten cha",), base.name),
        Label(None, ("ho va ten me",), base.name),
        *base.FINGERS,
        Label(None, ("cuc truong cuc canh sat", "va dlqg ve dan cu")),
        base.PROVINCE,
    ),
    other_places=base.OLDER_BACK,
    may_lack=base.NO_FEATURES,
    bare_date="date_of_issue",
    authorities=(
        (
            "CỤC CẢNH SÁT ĐKQL CƯ TRÚ VÀ DLQG VỀ DÂN CƯ",
            ("dkql cu tru", "va dlqg ve dan cu", "canh sat dkql"),
        ),
        base.ADMINISTRATIVE_POLICE,
    ),
)

SPEC = KindSpec(
    "cmnd12",
    {"front": FRONT, "back": BACK},
    issued=(date(2012, 7, 1), base.OLDER_UNTIL),
    least_age=base.FROM_14,
)
