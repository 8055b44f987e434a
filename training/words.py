"""The words lines are made of: parts of syllables, labels of papers, words of forms."""

from typing import Final

#: What a syllable starts with.
STARTS: Final = (
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
)  # fmt: skip
#: Rhymes with the vowel that takes the tone in capitals.
RHYMES: Final = (
    "A", "Ac", "Ach", "Ai", "Am", "An", "Ang", "Anh", "Ao", "Ap", "At", "Au", "Ay", "Ă", "Ăc", "Ăm", "Ăn",
    "Ăng", "Ăp", "Ăt", "Âc", "Âm", "Ân", "Âng", "Âp", "Ât", "Âu", "Ây", "E", "Ec", "Em", "En", "Eng", "Eo",
    "Ep", "Et", "Ê", "Êch", "Êm", "Ên", "Ênh", "Êp", "Êt", "Êu", "I", "Ia", "Ich", "iÊc", "iÊm", "iÊn",
    "iÊng", "iÊp", "iÊt", "iÊu", "Im", "In", "Inh", "Ip", "It", "Iu", "O", "Oa", "oAc", "oAi", "oAn",
    "oAng", "oAnh", "oAt", "oĂn", "oĂng", "oĂt", "Oc", "Oe", "oEn", "Oi", "Om", "On", "Ong", "Op", "Ot",
    "Ô", "Ôc", "Ôi", "Ôm", "Ôn", "Ông", "Ôp", "Ôt", "Ơ", "Ơi", "Ơm", "Ơn", "Ơp", "Ơt", "U", "Ua", "uÂn",
    "uÂt", "uÂy", "Uc", "uÊ", "uÊch", "uÊnh", "Ui", "Um", "Un", "Ung", "uÔc", "uÔi", "uÔm", "uÔn", "uÔng",
    "uÔt", "uƠ", "Up", "Ut", "uY", "uYÊn", "uYÊt", "uYnh", "Ư", "Ưa", "Ưc", "Ưi", "Ưng", "ưƠc", "ưƠi",
    "ưƠm", "ưƠn", "ưƠng", "ưƠp", "ưƠt", "ưƠu", "Ưt", "Ưu", "Y", "yÊm", "yÊn", "yÊu",
)  # fmt: skip
#: What papers print beside and above values.
LABELS: Final = (
    "Số / No.", "Số / No.:", "Số:", "Họ và tên / Full name:", "Họ và tên",
    "Họ, chữ đệm và tên khai sinh / Full name", "Ngày sinh / Date of birth:",
    "Ngày, tháng, năm sinh / Date of birth", "Giới tính / Sex:", "Giới tính / Sex",
    "Quốc tịch / Nationality:", "Quốc tịch / Nationality", "Việt Nam", "Quê quán / Place of origin:",
    "Nơi thường trú / Place of residence:", "Nơi cư trú / Place of residence",
    "Nơi đăng ký khai sinh / Place of birth", "Có giá trị đến / Date of expiry:", "Có giá trị đến:",
    "Ngày, tháng, năm hết hạn / Date of expiry", "Ngày, tháng, năm cấp / Date of issue",
    "Ngày, tháng, năm / Date, month, year:", "Nơi cấp / Place of issue",
    "Đặc điểm nhân dạng / Personal identification:", "Dấu vết riêng và dị hình", "Ngón trỏ trái",
    "Ngón trỏ phải", "Left index finger", "Right index finger", "CĂN CƯỚC CÔNG DÂN", "CĂN CƯỚC",
    "Citizen Identity Card", "IDENTITY CARD", "GIẤY CHỨNG MINH NHÂN DÂN",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "SOCIALIST REPUBLIC OF VIET NAM",
    "Independence - Freedom - Happiness", "BỘ CÔNG AN", "MINISTRY OF PUBLIC SECURITY", "GIÁM ĐỐC",
    "CỤC TRƯỞNG CỤC CẢNH SÁT", "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", "Dân tộc:", "Tôn giáo:", "Sinh ngày",
    "Nguyên quán", "Nơi ĐKHK thường trú", "Số định danh cá nhân / Personal identification number",
    "HỘ CHIẾU / PASSPORT", "Loại / Type", "Mã số / Code", "Số hộ chiếu / Passport N°",
    "Họ và tên chồng (vợ)", "Không thời hạn", "Nam / M", "Nữ / F", "Nam", "Nữ", "GIẤY KHAI SINH",
    "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", "Ngành, nghề kinh doanh:", "Vốn kinh doanh:", "Địa chỉ trụ sở",
    "Mã số thuế:", "Điện thoại:", "Chữ ký", "KT. CHỦ TỊCH", "ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH", "Người ký",
    "Đã ký", "GIẤY CHỨNG NHẬN KẾT HÔN", "TRÍCH LỤC KHAI SINH", "BẢN SAO",
)  # fmt: skip
#: Words of certificates and forms.
WORDS: Final = (
    "và", "của", "các", "cho", "trong", "là", "theo", "tại", "ngày", "tháng", "năm", "được", "quy", "định",
    "luật", "nghị", "định", "số", "hồ", "sơ", "công", "dân", "cư", "trú", "đăng", "ký", "giấy", "tờ", "bản",
    "sao", "chứng", "thực", "ủy", "ban", "nhân", "dân", "phường", "xã", "tỉnh", "thành", "phố", "cấp",
    "huyện", "quận", "cơ", "quan", "người", "yêu", "cầu", "kết", "quả", "lệ", "phí", "thời", "hạn", "giải",
    "quyết", "trực", "tuyến", "hộ", "kinh", "doanh", "cá", "thể", "chủ", "sở", "hữu", "thuế", "đất", "nhà",
    "ở", "diện", "tích", "hôn", "nhân", "khai", "sinh", "khai", "tử", "quyền", "nghĩa", "vụ", "trách",
    "nhiệm", "tiếp", "nhận", "xử", "lý", "phê", "duyệt", "từ", "chối", "bổ", "sung", "thông", "báo",
    "hướng", "dẫn", "biểu", "mẫu", "kèm", "mất", "hỏng", "lại",
)  # fmt: skip
#: The same in English.
ENGLISH: Final = (
    "the", "of", "and", "to", "date", "place", "number", "name", "full", "birth", "residence", "origin",
    "nationality", "expiry", "issue", "identity", "card", "citizen", "republic", "public", "security",
    "personal", "identification", "authority", "signature", "holder", "document", "valid", "until", "sex",
    "male", "female", "certificate", "business", "household", "registered", "office", "address", "tax",
    "code", "passport", "type", "given", "names", "surname",
)  # fmt: skip
#: How addresses shorten.
SHORT: Final = (
    "TP. ", "P. ", "Q. ", "H. ", "X. ", "TT. ", "Đ. ", "KP. ", "Tổ ", "Số ", "Thôn ", "Ấp ", "Khu phố ",
)  # fmt: skip
