"""The identity card of nine digits (Decree 05/1999/NĐ-CP, as amended by 170/2007)."""

from motcua.papers.kinds import base
from motcua.papers.kinds.base import KindSpec, SideSpec
from motcua.papers.text.printed_label import Label

FRONT = SideSpec(
    marks=(
        ("giay chung minh nhan dan", 3.0),
        ("chung minh nhan dan", 1.5),
        ("nguyen quan", 2.5),
        ("noi dkhk thuong tru", 2.5),
        ("sinh ngay", 1.5),
        ("ho ten", 0.7),
        ("ho va ten khai sinh", -2.0),
        ("can cuoc", -3.0),
        ("gioi tinh", -1.0),
    ),
    labels=(
        Label("personal_number", ("so", "so:"), base.number9),
        Label(
            "full_name",
            base.NAME_LABELS,
            base.name,
            most_lines=3,
            continues=base.more_name,
            begins=base.more_name,
            seldom=base.SELDOM_NAMES,
        ),
        Label("date_of_birth", ("sinh ngay", *base.BIRTH_LABELS), base.a_date),
        base.origin("nguyen quan", "que quan"),
        base.residence(
            "noi dkhk thuong tru",
            "noi dang ky ho khau thuong tru",
            "dkhk thuong tru",
            seldom=base.SELDOM_RESIDENCE,
        ),
        Label(None, ("giay chung minh nhan dan",)),
        Label(None, ("cong hoa xa hoi chu nghia viet nam",)),
        Label(None, ("doc lap tu do hanh phuc",)),
    ),
    portrait=(0.035, 0.35, 0.3, 0.9),
    places=(
        ("personal_number", (0.4, 0.22, 1.0, 0.35)),
        ("full_name", (0.28, 0.34, 1.0, 0.44)),
        ("date_of_birth", (0.28, 0.4, 1.0, 0.52)),
    ),
    other_places=(
        ("place_of_origin", (0.28, 0.44, 1.0, 0.66)),
        ("place_of_residence", (0.28, 0.55, 1.0, 0.82)),
    ),
    bare_date="date_of_birth",
    bare_number=True,
    leaders=True,
)

BACK = SideSpec(
    marks=(
        ("dan toc", 1.5),
        ("ton giao", 2.5),
        ("dau vet rieng va di hinh", 3.0),
        ("ngon tro trai", 0.7),
        ("ngon tro phai", 0.7),
        ("giam doc", 1.0),
        ("personal identification", -3.0),
        ("idvnm", -3.0),
    ),
    labels=(
        Label("ethnicity", ("dan toc",), base.words),
        Label("religion", ("ton giao",), base.words, wraps=True),
        Label(
            "identifying_features",
            ("dau vet rieng va di hinh",),
            base.words,
            most_lines=3,
            continues=base.more_marks,
            centred=True,
            capitals=True,
        ),
        base.PROVINCE,
        Label(None, ("ngon tro trai",)),
        Label(None, ("ngon tro phai",)),
    ),
    other_places=(
        ("ethnicity", (0.02, 0.03, 0.42, 0.13)),
        ("religion", (0.44, 0.03, 1.0, 0.13)),
        ("identifying_features", (0.26, 0.13, 1.0, 0.37)),
        ("date_of_issue", (0.3, 0.37, 0.95, 0.47)),
        ("issuing_authority", (0.3, 0.44, 0.95, 0.54)),
    ),
    may_lack=base.NO_FEATURES | {"religion"},
    bare_date="date_of_issue",
    leaders=True,
)

SPEC = KindSpec(
    "cmnd",
    {"front": FRONT, "back": BACK},
    number_digits=(9,),
    issued=(None, base.OLDER_UNTIL),
    least_age=base.FROM_14,
)
