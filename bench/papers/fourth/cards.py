# ruff: noqa: E501 - a piece of markup stays on one line
"""The papers themselves: one function a side."""

from bench.papers.fourth import people, style
from bench.papers.fourth import printer as p
from bench.papers.fourth.people import Holder
from bench.papers.fourth.printer import Face
from bench.papers.fourth.style import Style

KINDS = ("cccd_chip", "can_cuoc", "cccd_barcode", "cmnd", "cmnd12", "passport")


def chip_front(who: Holder, s: Style, photo: str | None) -> Face:
    rng, says = s.rng, who.says
    left, text = p.columns(s)
    qr = rng.uniform(10.5, 13)
    rows = [
        s.words(rng.choice(("Số", "Số")), rng.choice(("No.", "No"))) + p.value(says["personal_number"], "font-size:1.3em;font-weight:700"),
        s.words("Họ và tên", "Full name") + ("<br>" if rng.random() < 0.8 else "") + p.value(says["full_name"]),
        s.words("Ngày sinh", "Date of birth") + p.value(p.day(who.born)),
        s.words("Giới tính", "Sex") + p.value(says["sex"]) + f"<span style='margin-left:{rng.uniform(1.5, 5):.1f}mm'></span>" + s.words("Quốc tịch", "Nationality") + p.value("Việt Nam"),
        s.words("Quê quán", "Place of origin") + ("<br>" if rng.random() < 0.7 else "") + p.value(says["place_of_origin"]),
        s.words("Nơi thường trú", "Place of residence") + ("<br>" if rng.random() < 0.25 else "") + p.value(says["place_of_residence"]),
    ]  # fmt: skip
    expiry = p.day(who.expires) if who.expires else "Không thời hạn"
    head = p.head(s, 18, 2.6, 50, "CĂN CƯỚC CÔNG DÂN", "Citizen Identity Card", large=0.88)
    body = (
        p.box(left + 3, 3.5, 12, 12, style.emblem(12))
        + head
        + p.box(85.6 - qr - 3, 3, qr, qr, p.qr(rng, people.code(who, "cccd_chip"), qr))
    )
    body += p.box(
        left + 1, 18, 19.5, 25.5, style.portrait(rng, woman=says["sex"] == "Nữ", grey=False, photo=photo)
    )
    breaks = "<br>" if rng.random() < 0.5 else ""
    body += p.box(
        left - 1.5,
        45.2,
        24.5,
        7.2,
        f"<div class=in>{s.words('Có giá trị đến', 'Date of expiry')}{breaks}{p.value(expiry)}</div>",
        "font-size:2mm",
    )
    body += p.column(text, 18.8, 85.6 - text - 2, 33.6, rows, rng.uniform(0.1, 0.7), 2.75 * s.size)
    return p.page(s, 85.6, 54, body, corner=3.2)


def chip_back(who: Holder, s: Style) -> Face:
    rng, says = s.rng, who.says
    mark = rng.choice(("nhân", "nhận"))
    rows = [
        s.words(f"Đặc điểm {mark} dạng", "Personal identification")
        + "<br>"
        + p.value(says["identifying_features"]),
        s.words("Ngày, tháng, năm", "Date, month, year")
        + ("<br>" if rng.random() < 0.3 else "")
        + p.value(p.day(who.issued)),
    ]
    issuer = "CỤC TRƯỞNG CỤC CẢNH SÁT<br>QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"
    foreign = "DIRECTOR GENERAL OF THE POLICE DEPARTMENT<br>FOR ADMINISTRATIVE MANAGEMENT OF SOCIAL ORDER"
    body = p.column(4, 3, 52, 11.5, rows, 0.4, 2.6 * s.size) + p.signed(
        s, 3, 14.4, 37, issuer, english=foreign
    )
    for i, name in enumerate(
        (("Ngón trỏ trái", "Left index finger"), ("Ngón trỏ phải", "Right index finger"))
    ):
        body += p.box(
            57,
            2 + i * 16,
            28,
            4,
            f"<div style='font-size:1.5mm;text-align:center'>{s.words(*name, colon=False)}</div>",
        )
        body += p.box(65, 5 + i * 16, 13, 12.6, style.fingerprint(rng))
    body += p.box(
        44,
        17,
        11,
        9,
        "",
        "background:linear-gradient(120deg,#d9b95c,#b8902f);border-radius:1.5mm;border:.2mm solid #7a5c12",
    )
    return p.page(
        s,
        85.6,
        54,
        body + p.mrz(s, people.zone(who, "cccd_chip"), 4, 37.6 + rng.uniform(-0.5, 1), 77.5),
        corner=3.2,
    )


def new_front(who: Holder, s: Style, photo: str | None) -> Face:
    rng, says = s.rng, who.says
    left, text = p.columns(s)
    rows = [
        s.words("Số định danh cá nhân", "Personal identification number") + "<br>" + p.value(says["personal_number"], "font-size:1.25em;font-weight:700"),
        s.words("Họ, chữ đệm và tên khai sinh", "Full name") + "<br>" + p.value(says["full_name"]),
        s.words("Ngày, tháng, năm sinh", "Date of birth") + ("<br>" if rng.random() < 0.4 else "") + p.value(p.day(who.born)),
        s.words("Giới tính", "Sex") + p.value(says["sex"]) + "<span style='margin-left:3mm'></span>" + s.words("Quốc tịch", "Nationality") + p.value("Việt Nam"),
    ]  # fmt: skip
    body = p.box(left + 3, 3.5, 12, 12, style.emblem(12)) + p.head(
        s, 20, 2.6, 58, "CĂN CƯỚC", "IDENTITY CARD"
    )
    body += p.box(left, 19, 20, 28, style.portrait(rng, woman=says["sex"] == "Nữ", grey=False, photo=photo))
    body += p.box(
        73,
        8,
        9,
        7,
        "",
        "background:linear-gradient(120deg,#e2c56e,#b58d2e);border-radius:1.2mm;border:.2mm solid #7a5c12",
    )
    return p.page(
        s,
        85.6,
        54,
        body + p.column(text, 20, 85.6 - text - 2, 30, rows, rng.uniform(0.4, 1), 2.8 * s.size),
        corner=3.2,
    )


def new_back(who: Holder, s: Style) -> Face:
    rng, says = s.rng, who.says
    expiry = p.day(who.expires) if who.expires else "Không thời hạn"
    rows = [
        s.words("Nơi cư trú", "Place of residence") + ("<br>" if rng.random() < 0.7 else "") + p.value(says["place_of_residence"]),
        s.words("Nơi đăng ký khai sinh", "Place of birth") + ("<br>" if rng.random() < 0.7 else "") + p.value(says["place_of_birth_registration"]),
        s.words("Ngày, tháng, năm cấp", "Date of issue") + p.value(p.day(who.issued)),
        s.words("Ngày, tháng, năm hết hạn", "Date of expiry") + p.value(expiry),
    ]  # fmt: skip
    body = p.column(4, 3, 56, 24, rows, rng.uniform(0.2, 0.8), 2.55 * s.size) + p.box(
        62.5, 3, 19, 19, p.qr(rng, people.code(who, "can_cuoc"), 19)
    )
    body += p.box(
        24, 27.5, 36, 5, "<div class=h style='font-size:2mm'>BỘ CÔNG AN<br>MINISTRY OF PUBLIC SECURITY</div>"
    )
    body += p.box(
        5,
        27,
        11,
        9,
        "",
        "background:linear-gradient(120deg,#d9b95c,#b8902f);border-radius:1.5mm;border:.2mm solid #7a5c12",
    )
    return p.page(s, 85.6, 54, body + p.mrz(s, people.zone(who, "can_cuoc"), 4, 38.5, 77.5), corner=3.2)


def old_front(who: Holder, s: Style, photo: str | None, *, kind: str) -> Face:
    """The front of the barcode card and of the 12-digit CMND, which differ in title and labels."""
    rng, says = s.rng, who.says
    left, text = p.columns(s)
    cmnd = kind == "cmnd12"
    expiry = p.day(who.expires) if who.expires else "Không thời hạn"
    rows = [
        s.words("Số") + p.value(says["personal_number"], f"font-size:1.3em;color:{rng.choice(('#b01c1c', s.ink))}"),
        s.words("Họ và tên khai sinh" if cmnd else "Họ và tên") + ("<br>" if rng.random() < 0.3 else "") + p.value(says["full_name"]),
        *([s.words("Họ và tên gọi khác")] if cmnd else []),
        s.words("Ngày, tháng, năm sinh") + p.value(p.day(who.born)),
        s.words("Giới tính") + p.value(says["sex"]) + "<span style='margin-left:6mm'></span>"
        + (s.words("Dân tộc") + p.value(says["ethnicity"]) if cmnd else s.words("Quốc tịch") + p.value("Việt Nam")),
        s.words("Quê quán") + p.value(says["place_of_origin"]),
        s.words("Nơi thường trú") + p.value(says["place_of_residence"]),
    ]  # fmt: skip
    head = p.head(
        s, 22, 2.4, 60, "CHỨNG MINH NHÂN DÂN" if cmnd else "CĂN CƯỚC CÔNG DÂN", "", motto_english=False
    )
    body = (
        p.box(left + 3, 3, 14, 14, style.emblem(14))
        + head
        + p.box(left, 18.5, 20, 27, style.portrait(rng, woman=says["sex"] == "Nữ", grey=False, photo=photo))
    )
    body += p.box(
        left - 1,
        46.3,
        24,
        6,
        f"<div class=in>{s.words('Có giá trị đến')}{p.value(expiry)}</div>",
        "font-size:2.1mm",
    )
    return p.page(
        s,
        85.6,
        54,
        body + p.column(text, 15.5, 85.6 - text - 2, 36.5, rows, rng.uniform(0.3, 0.9), 3 * s.size),
        corner=3.2,
    )


def old_back(who: Holder, s: Style, *, kind: str) -> Face:
    rng, says = s.rng, who.says
    mark = rng.choice(("nhân", "nhận"))
    body = p.box(6, 3, 74, 9, p.bars(rng, 74, 9))
    for i, name in enumerate(("Ngón trỏ trái", "Ngón trỏ phải")):
        body += p.box(
            4,
            14 + i * 19.5,
            18,
            18,
            "<div style='height:3mm'></div>" + style.fingerprint(rng),
            "border:.2mm solid #555",
        ) + p.box(4, 14.3 + i * 19.5, 18, 3, f"<center style='font-size:1.5mm'>{name}</center>")
    rows = [
        s.words(f"Đặc điểm {mark} dạng")
        + ("<br>" if rng.random() < 0.6 else "")
        + p.value(says["identifying_features"])
    ]
    if kind == "cmnd12" and rng.random() < 0.5:
        rows += [
            s.words("Họ và tên cha") + p.value(who.fathers[0]),
            s.words("Họ và tên mẹ") + p.value(who.fathers[1]),
        ]
    form = f"Ngày {p.value(p.day(who.issued, '%d'))} tháng {p.value(p.day(who.issued, '%m'))} năm {p.value(str(who.issued.year))}"
    rows.append(f"<div style='text-align:center'>{form}</div>")
    issuer = (
        "CỤC TRƯỞNG CỤC CẢNH SÁT<br>ĐKQL CƯ TRÚ VÀ DLQG VỀ DÂN CƯ"
        if kind == "cccd_barcode"
        else "GIÁM ĐỐC CÔNG AN<br>THÀNH PHỐ HÀ NỘI"
    )
    body += p.column(24, 14, 59, 18, rows, 0.5, 2.7 * s.size) + p.signed(s, 28, 32, 50, issuer)
    return p.page(s, 85.6, 54, body, corner=3.2)


def cmnd_front(who: Holder, s: Style, photo: str | None) -> Face:
    rng, says = s.rng, who.says
    dots = f"border-bottom:.15mm dotted #555;{'display:inline-block;min-width:40mm' if rng.random() < 0.4 else ''}"
    rows = [
        s.words("Họ tên") + p.value(says["full_name"], dots),
        s.words("Sinh ngày")
        + p.value(p.day(who.born, rng.choice(("%d-%m-%Y", "%d/%m/%Y", "%d - %m - %Y"))), dots),
        s.words("Nguyên quán")
        + p.value(says["place_of_origin"], "" if rng.random() < 0.5 else "border-bottom:.15mm dotted #555"),
        s.words("Nơi ĐKHK thường trú") + p.value(says["place_of_residence"]),
    ]
    number = f"<div style='text-align:center;font-size:4mm;color:#b01c1c;font-weight:700;letter-spacing:{rng.uniform(0, 0.2):.2f}em'>"
    head = "<div class=h style='font-size:2.1mm'>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</div><div class='h t' style='font-size:3.8mm;color:#b01c1c'>GIẤY CHỨNG MINH NHÂN DÂN</div>"
    body = (
        p.box(7, 3, 13, 13, style.emblem(13, gold=False))
        + p.box(24, 2.5, 60, 12, head)
        + p.box(26, 13.3, 54, 5, f"{number}SỐ {says['personal_number']}</div>")
    )
    body += p.box(
        4, 19.5, 20, 29, style.portrait(rng, woman="Thị" in who.given, grey=rng.random() < 0.6, photo=photo)
    )
    return p.page(
        s,
        85.6,
        54,
        body + p.column(27, 19, 56.5, 33, rows, rng.uniform(0.5, 1.3), 3.1 * s.size),
        corner=1.5,
        film=rng.uniform(1.5, 4),
    )


def cmnd_back(who: Holder, s: Style) -> Face:
    rng, says = s.rng, who.says
    rows = [
        f"{s.words('Dân tộc')}{p.value(says['ethnicity'])}<span style='margin-left:8mm'></span>{s.words('Tôn giáo')}{p.value(says['religion'])}",
        f"<center>DẤU VẾT RIÊNG VÀ DỊ HÌNH</center>{p.value(says['identifying_features'])}",
        f"<center>Ngày {p.value(p.day(who.issued, '%d'))} tháng {p.value(p.day(who.issued, '%m'))} năm {p.value(str(who.issued.year))}</center>",
    ]
    body = ""
    for i, name in enumerate(("NGÓN TRỎ TRÁI", "NGÓN TRỎ PHẢI")):
        body += p.box(
            3,
            3 + i * 24.5,
            20,
            23.5,
            "<div style='height:3.5mm'></div>" + style.fingerprint(rng),
            "border:.2mm solid #666",
        ) + p.box(3, 3 + i * 24.5, 20, 3, f"<center style='font-size:1.8mm'>{name}</center>")
    body += p.column(26, 3, 57, 27, rows, rng.uniform(0.6, 1.4), 2.9 * s.size) + p.signed(
        s,
        32,
        31,
        46,
        "GIÁM ĐỐC CA " + rng.choice(("TỈNH LÂM ĐỒNG", "TP HỒ CHÍ MINH", "TỈNH NGHỆ AN", "TP HÀ NỘI")),
    )
    return p.page(s, 85.6, 54, body, corner=1.5, film=rng.uniform(1.5, 4))


def passport(who: Holder, s: Style, photo: str | None) -> Face:
    rng, says = s.rng, who.says
    expiry, born, issued = (p.day(d) if d else "" for d in (who.expires, who.born, who.issued))

    def cell(label: tuple[str, str], value: str, w: int) -> str:
        return f"<div style='display:inline-block;width:{w}%;vertical-align:top'>{s.words(*label, colon=False)}<br>{p.value(value)}</div>"

    sex = f"{says['sex']}{rng.choice(('', ' / M' if says['sex'] == 'Nam' else ' / F'))}"
    nation = cell(("Quốc tịch", "Nationality"), rng.choice(("VIỆT NAM / VIETNAMESE", "VIỆT NAM")), 50)
    sort = (
        cell(("Loại", "Type"), "P", 20)
        + cell(("Mã số", "Code"), "VNM", 30)
        + cell(("Số hộ chiếu", rng.choice(("Passport N°", "Passport No"))), who.passport, 45)
    )
    if rng.random() < 0.5:
        rows = [sort, cell(("Họ và tên", "Full name"), says["full_name"], 95), nation + cell(("Ngày sinh", "Date of birth"), born, 45),
                cell(("Giới tính", "Sex"), sex, 50) + cell(("Số GCMND", "ID card N°"), says["personal_number"], 48),
                cell(("Ngày cấp", "Date of issue"), issued, 50) + cell(("Có giá trị đến", "Date of expiry"), expiry, 45),
                cell(("Nơi cấp", "Place of issue"), "Cục Quản lý xuất nhập cảnh", 95)]  # fmt: skip
    else:
        rows = [sort, cell(("Họ", "Surname"), who.surname.upper(), 95), cell(("Chữ đệm và tên", "Given names"), who.given.upper(), 95),
                nation + cell(("Số ĐDCN, CMND", "ID No"), says["personal_number"], 48), cell(("Ngày sinh", "Date of birth"), born, 50) + cell(("Giới tính", "Sex"), sex, 45),
                cell(("Ngày cấp", "Date of issue"), issued, 50) + cell(("Ngày hết hạn", "Date of expiry"), expiry, 45)]  # fmt: skip
    head = "<div class=h style='font-size:3mm'>HỘ CHIẾU / PASSPORT<br><span style='font-size:.8em'>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / SOCIALIST REPUBLIC OF VIET NAM</span></div>"
    body = p.box(4, 2.5, 117, 8, head) + p.box(
        5, 14, 34, 44, style.portrait(rng, woman=says["sex"] == "Nữ", grey=False, photo=photo)
    )
    body += p.column(43, 11.5, 79, 51, rows, rng.uniform(0.3, 1), 2.9 * s.size) + p.mrz(
        s, people.zone(who, "passport"), 4, 71.5, 117
    )
    return p.page(s, 125, 88, body, corner=2.5)


def paper(kind: str, who: Holder, s: Style, photo: str | None) -> list[Face]:
    """Return the sides of a paper of a kind."""
    if kind == "cccd_chip":
        return [chip_front(who, s, photo), chip_back(who, s)]
    if kind == "can_cuoc":
        return [new_front(who, s, photo), new_back(who, s)]
    if kind == "cmnd":
        return [cmnd_front(who, s, photo), cmnd_back(who, s)]
    if kind == "passport":
        return [passport(who, s, photo)]
    return [old_front(who, s, photo, kind=kind), old_back(who, s, kind=kind)]
