"""The Căn cước of 1 July 2024 (Law 26/2023/QH15, Circular 16/2024/TT-BCA)."""

from datetime import date

from motcua.papers.kinds import base
from motcua.papers.kinds.base import KindSpec, SideSpec
from motcua.papers.text.printed_label import Label

FRONT = SideSpec(
    marks=(
        ("can cuoc", 1.5),
        ("identity card", 1.5),
        ("so dinh danh ca nhan", 2.5),
        ("personal identification number", 3.0),
        ("ho chu dem va ten khai sinh", 2.5),
        ("full name", 0.5),
        ("can cuoc cong dan", -3.0),
        ("citizen identity card", -4.0),
        ("que quan", -2.0),
        ("noi thuong tru", -2.0),
    ),
    labels=(
        Label("personal_number", ("so dinh danh ca nhan", "personal identification number"), base.number12),
        Label(
            "full_name",
            ("ho chu dem va ten khai sinh", "ho, chu dem va ten khai sinh", *base.NAME_LABELS),
            base.name,
            most_lines=2,
            continues=base.more_name,
            begins=base.more_name,
            seldom=base.SELDOM_NAMES,
        ),
        Label("date_of_birth", base.BIRTH_LABELS, base.a_date, seldom=base.SELDOM_BIRTH),
        Label("sex", ("gioi tinh", "sex"), base.a_sex),
        Label("nationality", ("quoc tich", "nationality"), base.vietnam),
        Label(None, ("can cuoc", "identity card")),
        Label(None, ("cong hoa xa hoi chu nghia viet nam", "socialist republic of viet nam")),
        Label(None, ("doc lap tu do hanh phuc", "independence freedom happiness")),
    ),
    portrait=(0.035, 0.3, 0.28, 0.88),
    places=(
        ("personal_number", (0.27, 0.35, 1.0, 0.51)),
        ("full_name", (0.27, 0.43, 1.0, 0.65)),
        ("date_of_birth", (0.27, 0.5, 1.0, 0.78)),
    ),
    other_places=(
        ("sex", (0.27, 0.6, 0.62, 0.9)),
        ("nationality", (0.5, 0.6, 0.86, 0.9)),
    ),
    bare_number=True,
)

BACK = SideSpec(
    marks=(
        ("noi cu tru", 2.5),
        ("place of residence", 1.5),
        ("noi dang ky khai sinh", 3.0),
        ("place of birth", 2.0),
        ("date of issue", 1.5),
        ("date of expiry", 1.0),
        ("bo cong an", 1.5),
        ("ministry of public security", 1.5),
        ("idvnm", 1.0),
        ("dac diem nhan dang", -3.0),
        ("ngon tro", -2.0),
        ("noi thuong tru", -2.0),
        ("passport", -3.0),
    ),
    labels=(
        base.residence("noi cu tru", "place of residence", seldom=base.SELDOM_RESIDENCE),
        Label(
            "place_of_birth_registration",
            ("noi dang ky khai sinh", "place of birth registration", "place of birth"),
            base.place,
            most_lines=3,
        ),
        Label(
            "date_of_issue",
            ("ngay, thang, nam cap", "ngay thang nam cap", "date of issue"),
            base.a_date,
            seldom=("ngay cap", "cap ngay"),
        ),
        base.expiry("ngay, thang, nam het han", "ngay thang nam het han", "date of expiry"),
        Label(None, ("bo cong an", "ministry of public security")),
    ),
    other_places=(
        ("place_of_residence", (0.02, 0.03, 0.76, 0.24)),
        ("place_of_birth_registration", (0.02, 0.11, 0.77, 0.4)),
        ("date_of_issue", (0.02, 0.22, 0.6, 0.5)),
        ("date_of_expiry", (0.02, 0.28, 0.6, 0.63)),
        ("issuing_authority", (0.48, 0.35, 0.95, 0.57)),
    ),
    # Where the registers do not have it, the card does not either.
    may_lack=frozenset({"place_of_birth_registration"}),
    mrz="td1",
    qr=True,
    authorities=(("BỘ CÔNG AN", ("bo cong an", "ministry of public security")),),
)

SPEC = KindSpec("can_cuoc", {"front": FRONT, "back": BACK}, issued=(date(2024, 7, 1), None))
