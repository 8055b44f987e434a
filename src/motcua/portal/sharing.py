"""Whom this installation gives personal data to, in words for the page on data protection."""

from motcua.interconnect import services as interconnect
from motcua.kernel.messages import Bilingual

_WORDS = {
    "population": Bilingual(
        "Cơ sở dữ liệu quốc gia về dân cư: số định danh, họ tên, ngày sinh, để đối chiếu; "
        "chỉ khi bạn đăng nhập và đồng ý riêng, chúng tôi mới lấy thông tin của bạn về.",
        "The national population database: number, name and birth date, to compare them; only if you sign in "
        "and agree to it apart do we take over what it holds of you.",
    ),
    "business": Bilingual(
        "Cơ sở dữ liệu đăng ký kinh doanh: số định danh và số cũ, để biết bạn đã có hộ kinh doanh chưa.",
        "The national business registry: your number and former number, to see whether you have a business.",
    ),
    "sms": Bilingual(
        "Nhà cung cấp tin nhắn: số điện thoại và tin về hồ sơ, không có tên và số định danh.",
        "A provider of text messages: your phone number and news of the dossier, without name and number.",
    ),
    "email": Bilingual(
        "Nhà cung cấp thư điện tử, nếu bạn ghi địa chỉ thư: địa chỉ và tin về hồ sơ.",
        "A provider of e-mail, if you gave an address: the address and news of the dossier.",
    ),
    "post": Bilingual(
        "Bưu điện, nếu bạn chọn nhận qua bưu điện: họ tên, địa chỉ, số điện thoại.",
        "The post, if you chose delivery: name, address and phone number.",
    ),
    "portal": Bilingual(
        "Cổng Dịch vụ công quốc gia: họ tên, số định danh, mã và trạng thái hồ sơ.",
        "The National Public Service Portal: name, number, code and state of the dossier.",
    ),
}


def receivers() -> list[Bilingual]:
    """Return who else gets what, as far as it is connected."""
    return [words for system, words in _WORDS.items() if _is_used(system)]


def _is_used(system: str) -> bool:
    if system in interconnect.PROVIDERS:
        return bool(interconnect.providers(system))
    return interconnect.is_connected(system)
