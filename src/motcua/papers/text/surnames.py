"""Surnames, to tell one of which a mark was lost or mistaken: they are few, and given names are not.

Some three hundred surnames of the Kinh and of the other peoples are all that nearly everybody has. Left out
on purpose are those that hardly anybody has and that are a common one without a mark or with another
(``Nguyên``, ``Trân``, ``Tông``): printed, they are rather the common one, misread.
"""

from functools import cache
from typing import Final

from motcua.kernel.vietnamese import base_letters, nfc, tone_key

_SURNAMES: Final = (
    "an âu bá bạc bạch bàn bàng bành bao báo bế bì biện bồ bùi ca cà cai cái cam cảnh cao cát cầm cấn "
    "chá chảo chang cháng châu chau chấu chẩn chẩu chế chiêm chu chúc chung chử chương co coóc cồ cổ cù "
    "cung cụt cút cứ cự danh dã diêm diệp diều doanh doãn dờ du dụng dư dương đái đàm đan đàng đào đạo "
    "đạt đậu đặng đèo điền điểu điêu đinh đoàn đỗ đồng đổng đới đường giả giang giàng giảng giáp gia hạ "
    "hà hán hàn hàng hảng hạng hầu hậu hình hoa hoài hoàng hoắc hò hồ hờ hồng hùng huỳnh hứa hướng hy "
    "kha khá kháng khang khâu khiếu khoàng khổng khuất khúc khuông khương kiên kiều kiểu kim kỳ kỷ la "
    "là lã lạc lai lại lam lãm lãnh lâm lăng lầu lâu lê lèo lều lềm liêu liễu linh long lò lô lồ lỗ lộ "
    "lộc lợi lù lục lũ luận luân lư lữ lừu lự lưu lương lường lượng ly lý lỳ ma má mã mạc mạch mai man "
    "mang mạnh mào mẫn mâu mậu mè mê miêu minh mông mùa mục mùng na não nay ngải ngần ngân nghê nghị "
    "nghiêm nghiêu ngọ ngọc ngô ngụy nguyễn ngưu ngũ nhan nhâm nhiếp nhiêu nhữ ninh nông nùng ong ô ôn "
    "ông phà pàn phàn phạm phan phi phí phó phòng phù phú phùng phương pờ quách quan quàng quản quang "
    "quảng quế sa sái sang sằn sầm sần sền sìn sinh sĩ sỹ siu sồng sơn sùng sung sử sừng sưu tạ tào tán "
    "tăng tẩn tân tất tần tề thạch thái thang thành thào thao thạc thân thẩm thập thèn thế thi thiên "
    "thiều thịnh thỏ thò thổ thôi thông thủy thuận thượng thương tiên tiền tiêu tiết tinh tòng tô tôn "
    "tống trà trác tráng trang trầm trần tri trì triệu trình trịnh trung trưng trương trượng từ tư "
    "tướng tưởng tường úc ung uông ưng và vạn vàng văn vân vì vi viên viễn vĩnh vòng voòng vòong võ vũ "
    "vù vừ vưu vương xa xà xin xung y ý yên yến"
)


def may_have_lost_a_mark(word: str) -> bool:
    """Tell whether the first word of a name is no known surname, but one with other marks.

    Args:
        word: in any case (``TÔNG``, of ``TỐNG``).
    """
    said = nfc(word).lower()
    known = _by_letters().get(base_letters(said), frozenset())
    return bool(known) and tone_key(said) not in known


@cache
def _by_letters() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in _SURNAMES.split():
        found.setdefault(base_letters(name), set()).add(tone_key(name))
    return {letters: frozenset(names) for letters, names in found.items()}
