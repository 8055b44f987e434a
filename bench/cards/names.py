"""Vietnamese names, weighted roughly as they occur, for invented holders."""

import random

from bench.cards.kinds import Sex

_SURNAMES: tuple[tuple[str, int], ...] = (
    ("Nguyễn", 38), ("Trần", 11), ("Lê", 10), ("Phạm", 7), ("Hoàng", 3), ("Huỳnh", 3), ("Phan", 4), ("Vũ", 2),
    ("Võ", 3), ("Đặng", 3), ("Bùi", 3), ("Đỗ", 3), ("Hồ", 2), ("Ngô", 2), ("Dương", 2), ("Lý", 1),
    ("Đoàn", 1), ("Đinh", 1), ("Trịnh", 1), ("Mai", 1), ("Lương", 1), ("Tô", 1), ("Quách", 1),
    ("Thạch", 1), ("Nông", 1), ("Giàng", 1), ("Lò", 1), ("Tạ", 1), ("Cao", 1), ("Chử", 1), ("Khuất", 1),
    ("Nghiêm", 1), ("Ông", 1), )  # fmt: skip

_MIDDLES: dict[Sex, tuple[str, ...]] = {
    "Nam": ("Văn", "Văn", "Văn", "Hữu", "Đức", "Minh", "Quốc", "Thành", "Xuân", "Công", "Ngọc", "Quang", "Bá",
            "Gia", "Thế", "Đình", "Trọng", "Hoàng", "Anh", "Tấn", "Phước", "Việt", "Duy", "Nhật"),
    "Nữ": ("Thị", "Thị", "Thị", "Thị", "Thị", "Ngọc", "Thu", "Thanh", "Kim", "Thùy", "Diệu", "Mỹ", "Bích",
           "Hồng", "Phương", "Khánh", "Quỳnh", "Tuyết", "Như", "Thảo"),
}  # fmt: skip

_GIVENS: dict[Sex, tuple[str, ...]] = {
    "Nam": ("An", "Bảo", "Bình", "Chiến", "Cường", "Dũng", "Duẩn", "Đạt", "Điệp", "Đông", "Giáp", "Hải",
            "Hậu", "Hiếu", "Hoàn", "Hùng", "Huy", "Hưởng", "Khải", "Khôi", "Kiệt", "Lâm", "Long", "Luân",
            "Mẫn", "Nam", "Nghĩa", "Nhẫn", "Phúc", "Quý", "Quyết", "Sỹ", "Tài", "Thắng", "Thịnh", "Thuận",
            "Tiến", "Toản", "Trường", "Tuấn", "Tùng", "Vinh", "Vũ", "Vượng", "Ý"),
    "Nữ": ("Anh", "Ánh", "Chi", "Cúc", "Diễm", "Duyên", "Đào", "Giang", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa",
           "Huệ", "Hường", "Hương", "Khuê", "Lan", "Liễu", "Loan", "Ly", "Mận", "Nga", "Ngân", "Nguyệt",
           "Nhàn", "Nhung", "Oanh", "Phượng", "Quyên", "Sương", "Thảo", "Thắm", "Thoa", "Thơ", "Thuỷ",
           "Thủy", "Tiên", "Trang", "Trâm", "Tuyền", "Uyên", "Vân", "Xuân", "Yến", "Ý"),
}  # fmt: skip

_RARE: dict[Sex, tuple[str, ...]] = {
    "Nam": ("Y Bhăm Êban", "A Lăng Bhuốch", "Nguyễn Phúc Bảo Ân Vĩnh Thụy", "Trương Lê Hoàng Phi Long"),
    "Nữ": ("H' Hen Niê", "Công Tằng Tôn Nữ Diệu Khuê", "Nguyễn Hoàng Thị Quỳnh Hương", "Ka Sô Lan"),
}


def full_name(rng: random.Random, sex: Sex) -> str:
    """Return a name in mixed case, 2 to 6 words, Unicode NFC."""
    if rng.random() < 0.02:
        return rng.choice(_RARE[sex])
    surname = rng.choices([name for name, _ in _SURNAMES], [weight for _, weight in _SURNAMES])[0]
    given = rng.choice(_GIVENS[sex])
    shape = rng.random()
    if shape < 0.05:
        return f"{surname} {given}"
    middle = rng.choice(_MIDDLES[sex])
    if shape < 0.65:
        return f"{surname} {middle} {given}"
    second = rng.choice(
        [word for word in (*_MIDDLES[sex], *_GIVENS[sex]) if word not in (middle, given, "Thị")]
    )
    if shape < 0.93:
        return f"{surname} {middle} {second} {given}"
    third = rng.choice([name for name, _ in _SURNAMES if name != surname])
    return f"{surname} {third} {middle} {second} {given}"
