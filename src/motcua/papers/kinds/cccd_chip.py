"""The chip citizen card of 23 January 2021 to 30 June 2024 (Circular 06/2021/TT-BCA)."""

from datetime import date

from motcua.papers.kinds import base
from motcua.papers.kinds.base import KindSpec, SideSpec
from motcua.papers.text.printed_label import Label

FRONT = SideSpec(
    marks=(
        ("can cuoc cong dan", 3.0),
        ("citizen identity card", 4.0),
        ("full name", 0.7),
        ("que quan", 0.7),
        ("place of origin", 1.5),
        ("noi thuong tru", 0.7),
        ("place of residence", 1.0),
        ("date of expiry", 0.7),
        ("co gia tri den", 0.5),
        ("identification number", -4.0),
        ("personal identification", -2.0),
    ),
    labels=(
        Label("personal_number", ("so / no.", "so no", "so", "no"), base.number12),
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
        Label("sex", ("gioi tinh", "sex"), base.a_sex),
        Label("nationality", ("quoc tich", "nationality"), base.vietnam),
        Label(
            "place_of_origin",
            ("que quan", "place of origin"),
            base.place,
            most_lines=3,
            begins=base.house,
            seldom=("nguyen quan",),
        ),
        base.residence("noi thuong tru", "place of residence", seldom=base.SELDOM_RESIDENCE),
        base.expiry("co gia tri den", "date of expiry"),
        Label(None, ("can cuoc cong dan", "citizen identity card")),
        Label(None, ("cong hoa xa hoi chu nghia viet nam", "socialist republic of viet nam")),
        Label(None, ("doc lap tu do hanh phuc", "independence freedom happiness")),
    ),
    portrait=(0.035, 0.29, 0.28, 0.87),
    places=(
        ("personal_number", (0.27, 0.31, 1.0, 0.46)),
        ("full_name", (0.27, 0.4, 1.0, 0.57)),
        ("date_of_birth", (0.27, 0.46, 1.0, 0.63)),
    ),
    other_places=(
        ("sex", (0.27, 0.5, 0.62, 0.68)),
        ("nationality", (0.5, 0.5, 1.0, 0.68)),
        ("place_of_origin", (0.27, 0.59, 1.0, 0.8)),
        ("place_of_residence", (0.27, 0.67, 1.0, 0.98)),
        ("date_of_expiry", (0.02, 0.85, 0.3, 0.97)),
    ),
    qr=True,
    bare_number=True,
)

BACK = SideSpec(
    marks=(
        ("dac diem nhan dang", 2.0),
        ("personal identification", 2.0),
        ("left index finger", 1.5),
        ("right index finger", 1.5),
        ("ngon tro trai", 0.7),
        ("ngon tro phai", 0.7),
        ("date month year", 1.0),
        ("director general", 1.5),
        ("cuc truong", 0.8),
        ("idvnm", 2.0),
        ("noi cu tru", -3.0),
        ("place of birth", -3.0),
        ("date of issue", -2.0),
    ),
    labels=(
        Label(
            "identifying_features",
            (*base.FEATURES_LABELS, "personal identification"),
            base.words,
            most_lines=3,
            continues=base.more_marks,
            capitals=True,
            beside=4.0,  # the fingers' column begins there
        ),
        # With its commas: without them their row was taken for more of the marks on the skin above it.
        Label(
            "date_of_issue",
            ("ngay, thang, nam", "date, month, year", "ngay thang nam", "date month year"),
            base.a_date,
        ),
        Label(None, ("cuc truong cuc canh sat", "quan ly hanh chinh ve trat tu xa hoi")),
        Label(None, ("director general of the police department", "for administrative management")),
        Label(None, ("van tay ngon tro trai", "ngon tro trai", "left index finger")),
        Label(None, ("van tay ngon tro phai", "ngon tro phai", "right index finger")),
    ),
    other_places=(
        ("identifying_features", (0.02, 0.03, 0.63, 0.18)),
        ("date_of_issue", (0.02, 0.15, 0.63, 0.26)),
        ("issuing_authority", (0.1, 0.22, 0.68, 0.38)),
    ),
    may_lack=base.NO_FEATURES,
    mrz="td1",
    bare_date="date_of_issue",
    authorities=(
        (
            "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
            (
                "quan ly hanh chinh ve trat tu",
                "administrative management of social order",
                "canh sat quan ly",
            ),
        ),
    ),
)

# The first were given out some weeks before the circular was in force.
SPEC = KindSpec(
    "cccd_chip",
    {"front": FRONT, "back": BACK},
    issued=(date(2021, 1, 1), date(2024, 12, 31)),
    least_age=base.FROM_14,
)
