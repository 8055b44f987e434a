"""The citizen card with a barcode, 2016 to January 2021 (Circulars 61/2015 and 33/2018/TT-BCA)."""

from datetime import date

from motcua.papers.kinds import base
from motcua.papers.kinds.base import KindSpec, SideSpec
from motcua.papers.text.printed_label import Label

FRONT = SideSpec(
    marks=(
        ("can cuoc cong dan", 4.0),
        ("ho va ten", 0.7),
        ("ngay thang nam sinh", 0.7),
        ("quoc tich", 0.7),
        ("que quan", 0.7),
        ("noi thuong tru", 0.7),
        ("co gia tri den", 0.7),
        ("citizen identity card", -4.0),
        ("full name", -1.5),
        ("date of birth", -1.5),
        ("place of", -1.0),
        ("ho va ten khai sinh", -1.5),
        ("dan toc", -1.0),
    ),
    labels=(
        Label("personal_number", ("so", "so:"), base.number12),
        Label(
            "full_name",
            base.NAME_LABELS,
            base.name,
            most_lines=3,
            continues=base.more_name,
            begins=base.more_name,
            seldom=base.SELDOM_NAMES,
        ),
        Label("date_of_birth", base.BIRTH_LABELS, base.a_date, seldom=base.SELDOM_BIRTH),
        Label("sex", ("gioi tinh",), base.a_sex),
        Label("nationality", ("quoc tich",), base.vietnam),
        base.origin("que quan", "nguyen quan"),
        base.residence("noi thuong tru", seldom=base.SELDOM_RESIDENCE),
        base.EXPIRY,
        Label(None, ("can cuoc cong dan",)),
        Label(None, ("cong hoa xa hoi chu nghia viet nam",)),
        Label(None, ("doc lap tu do hanh phuc",)),
    ),
    portrait=(0.035, 0.3, 0.28, 0.88),
    places=(
        ("personal_number", (0.27, 0.27, 1.0, 0.4)),
        ("full_name", (0.27, 0.35, 1.0, 0.5)),
        ("date_of_birth", (0.27, 0.44, 1.0, 0.56)),
    ),
    other_places=(
        ("sex", (0.27, 0.48, 0.55, 0.62)),
        ("nationality", (0.5, 0.48, 1.0, 0.62)),
        ("place_of_origin", (0.27, 0.53, 1.0, 0.72)),
        ("place_of_residence", (0.27, 0.62, 1.0, 0.9)),
        ("date_of_expiry", (0.02, 0.83, 0.32, 0.96)),
    ),
    bare_number=True,
    date_columns=True,
)

BACK = SideSpec(
    marks=(
        ("dac diem nhan dang", 2.5),
        ("ngon tro trai", 1.0),
        ("ngon tro phai", 1.0),
        ("cuc truong", 1.5),
        ("canh sat", 0.7),
        ("ngay thang nam", 0.4),
        ("personal identification", -3.0),
        ("left index finger", -2.0),
        ("idvnm", -3.0),
        ("ho va ten cha", -2.0),
        ("dan toc", -1.5),
        ("ton giao", -2.0),
        ("dau vet rieng", -2.0),
        ("giam doc", -1.0),
    ),
    labels=(
        base.FEATURES,
        *base.FINGERS,
        Label(None, ("cuc truong cuc canh sat", "dkql cu tru va dlqg ve dan cu")),
    ),
    other_places=base.OLDER_BACK,
    may_lack=base.NO_FEATURES,
    bare_date="date_of_issue",
    authorities=(
        base.ADMINISTRATIVE_POLICE,
        (
            "CỤC CẢNH SÁT ĐKQL CƯ TRÚ VÀ DLQG VỀ DÂN CƯ",
            ("dkql cu tru", "dang ky quan ly cu tru", "du lieu quoc gia ve dan cu"),
        ),
    ),
)

SPEC = KindSpec(
    "cccd_barcode",
    {"front": FRONT, "back": BACK},
    issued=(date(2016, 1, 1), base.OLDER_UNTIL),
    least_age=base.FROM_14,
)
