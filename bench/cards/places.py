"""Places from the table of administrative units that ``vietnamadminunits`` carries.

The package itself is never imported: its SQLite file is opened read-only.
"""

import random
import sqlite3
from dataclasses import dataclass
from functools import cache

from motcua.kernel.datafiles import PackagedFile, locate

_TABLE = PackagedFile(
    package="vietnamadminunits",
    path="vietnamadminunits/data/dataset.db",
    sha256="147cbbf81c8964bb594e1dda7ebab5649bce21efbfd6cb508cab7fefca62257d",
)

_STREETS = (
    "Nguyễn Trãi", "Lê Lợi", "Trần Hưng Đạo", "Hai Bà Trưng", "Lý Thường Kiệt", "Phạm Văn Đồng", "Võ Thị Sáu",
    "Cách Mạng Tháng Tám", "Điện Biên Phủ", "Nguyễn Thị Minh Khai", "Huỳnh Thúc Kháng", "Xô Viết Nghệ Tĩnh",
    "Nguyễn Đình Chiểu", "Lạc Long Quân", "Hoàng Hoa Thám", "Bùi Thị Xuân",
)  # fmt: skip
_HAMLETS = (
    "Đông",
    "Đoài",
    "Thượng",
    "Hạ",
    "Trung",
    "Phú Mỹ",
    "Tân Lập",
    "An Hòa",
    "Quyết Thắng",
    "Bình Đẳng",
)


@dataclass(frozen=True, slots=True)
class Place:
    """One commune of the old (three-level) or the new (two-level, from 1 July 2025) division."""

    ward: str
    district: str | None
    province: str
    ward_short: str
    district_short: str | None
    province_short: str
    #: Two digits, as in the table of administrative units; ``0`` + it starts a personal number.
    province_code: str

    @property
    def urban(self) -> bool:
        return self.ward.startswith(("Phường", "Thị trấn"))

    def text(self, *, short: bool) -> str:
        """Return the place as papers print it: ``Xã A, Huyện B, Tỉnh C`` or ``A, B, C``."""
        if short:
            parts = (
                _short(self.ward, self.ward_short),
                _short(self.district, self.district_short),
                self.province_short,
            )
        else:
            province = self.province.replace("Thành phố ", "TP. ") if self.urban else self.province
            parts = (self.ward, self.district, province)
        if self.province_short == "Hồ Chí Minh" and short:
            parts = (*parts[:2], "TP. Hồ Chí Minh")
        return ", ".join(part for part in parts if part)


def _short(name: str | None, short: str | None) -> str | None:
    """Drop the word for the kind of unit, unless only a number would be left.

    The table writes it behind names that two units share (``Cai Lậy (Huyện)``); papers do not.
    """
    if name is None or short is None:
        return None
    return name if short[:1].isdigit() or len(short) < 3 else short.partition(" (")[0]


@cache
def _rows(table: str, columns: str) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(f"file:{locate(_TABLE)}?mode=ro&immutable=1", uri=True)
    try:
        # Table and columns are constants of this module.
        query = f"select distinct {columns} from {table} where ward is not null order by wardCode"  # noqa: S608
        return [tuple(row) for row in connection.execute(query)]
    finally:
        connection.close()


def old_place(rng: random.Random, province_code: str | None = None) -> Place:
    """Return a commune of the division in force until 30 June 2025."""
    columns = "ward, district, province, wardShort, districtShort, provinceShort, provinceCode"
    rows = _rows("admin_units_legacy", columns)
    if province_code is not None:
        rows = [row for row in rows if row[6] == province_code]
    row = rng.choice(rows)
    return Place(row[0], row[1], row[2], row[3], row[4], row[5], row[6])


def new_place(rng: random.Random) -> Place:
    """Return a commune of the two-level division in force from 1 July 2025."""
    row = rng.choice(_rows("admin_units", "ward, province, wardShort, provinceShort, provinceCode"))
    return Place(row[0], None, row[1], row[2], None, row[3], row[4])


def detail(rng: random.Random, place: Place) -> str:
    """Return the part of an address before the commune: house, street, hamlet."""
    street = rng.choice(_STREETS)
    house = rng.choice((f"{rng.randint(1, 480)}", f"{rng.randint(1, 480)}/{rng.randint(1, 90)}",
                        f"{rng.randint(1, 400)}/{rng.randint(1, 60)}/{rng.randint(1, 20)}",
                        f"{rng.randint(1, 200)}{rng.choice('ABC')}"))  # fmt: skip
    if not place.urban:
        return rng.choice(
            (
                f"Thôn {rng.choice(_HAMLETS)}",
                f"Thôn {rng.randint(1, 12)}",
                f"Xóm {rng.randint(1, 12)}",
                f"Ấp {rng.choice(_HAMLETS)}",
                f"Tổ {rng.randint(1, 15)}, Ấp {rng.randint(1, 8)}",
                f"Khu {rng.randint(1, 9)}, Thôn {rng.choice(_HAMLETS)}",
            )
        )
    return rng.choice(
        (
            f"{house} {street}",
            f"Số {house} Đường {street}",
            f"Tổ {rng.randint(1, 40)}",
            f"Tổ {rng.randint(1, 40)}, Khu phố {rng.randint(1, 9)}",
            f"Số {rng.randint(1, 60)}, ngõ {rng.randint(1, 300)} {street}",
            f"{house} Đường số {rng.randint(1, 40)}, Khu phố {rng.randint(1, 9)}",
            f"P{rng.randint(201, 2512)} Chung cư {rng.choice(_HAMLETS)}, {house} {street}",
        )
    )
