"""What a form says when an answer cannot be used. Each says what to do instead."""

from motcua.kernel.messages import Bilingual

REQUIRED = Bilingual(vi="Vui lòng điền ô này.", en="Please fill this in.")
NAME_REQUIRED = Bilingual(vi="Nhập họ và tên của bạn.", en="Enter your full name.")
NUMBER_REQUIRED = Bilingual(
    vi="Nhập số định danh cá nhân gồm 12 chữ số.", en="Enter your 12-digit personal number."
)
PHONE_REQUIRED = Bilingual(
    vi="Nhập số điện thoại để cơ quan liên lạc với bạn.",
    en="Enter a phone number so that the office can reach you.",
)
ADDRESS_REQUIRED = Bilingual(vi="Nhập địa chỉ.", en="Enter an address.")
AMOUNT_REQUIRED = Bilingual(vi="Nhập số vốn, lớn hơn 0 đồng.", en="Enter an amount over 0 đồng.")
OWN_NAME_REQUIRED = Bilingual(vi="Nhập tên riêng của hộ kinh doanh.", en="Enter a name for the business.")
CHOICE_REQUIRED = Bilingual(vi="Chọn một câu trả lời.", en="Choose an answer.")

PICKS_REQUIRED = Bilingual(vi="Chọn ít nhất một mục.", en="Choose at least one.")
INDUSTRY_REQUIRED = Bilingual(
    vi="Chọn việc kinh doanh chính, hoặc chọn “Không thấy việc của tôi”.",
    en="Choose the main line of business, or “I cannot find mine”.",
)
WARD_REQUIRED = Bilingual(vi="Chọn phường, xã hoặc đặc khu.", en="Choose a ward, commune or special zone.")
CHOICE_INVALID = Bilingual(vi="Chọn một mục có trong danh sách.", en="Choose something from the list.")
AGREEMENT_REQUIRED = Bilingual(
    vi="Hãy đọc các cam kết rồi đánh dấu vào ô này nếu bạn đồng ý.",
    en="Read the undertakings, then tick this box if you agree.",
)
CONTROL_CHARACTERS = Bilingual(
    vi="Ô này có ký tự lạ không in được. Vui lòng gõ lại.",
    en="There is an unprintable character. Please type it again.",
)
NAME_INVALID = Bilingual(
    vi="Họ và tên chỉ gồm chữ cái và dấu cách, đúng như trên thẻ.",
    en="A name has only letters and spaces, as on the card.",
)
PREVIOUS_NUMBER_INVALID = Bilingual(
    vi="Số chứng minh nhân dân cũ có đúng 9 chữ số. Nếu không có thì để trống.",
    en="The old identity number has exactly 9 digits. Leave it empty if you had none.",
)
NOT_A_CITIZEN = Bilingual(
    vi="Chỉ công dân Việt Nam được thành lập hộ kinh doanh (khoản 2 Điều 82 Nghị định 168/2025/NĐ-CP).",
    en="Only citizens of Viet Nam may found a household business (Decree 168/2025/NĐ-CP, Article 82.2).",
)
PHONE_INVALID = Bilingual(
    vi="Nhập số điện thoại Việt Nam gồm 10 chữ số, ví dụ 0901 234 567.",
    en="Enter a Vietnamese number of 10 digits, for example 0901 234 567.",
)
EMAIL_INVALID = Bilingual(
    vi="Nhập địa chỉ thư điện tử đúng dạng ten@vidu.vn, hoặc để trống.",
    en="Enter an e-mail address like name@example.com, or leave it empty.",
)
DATE_IN_FUTURE = Bilingual(
    vi="Ngày này còn ở tương lai. Vui lòng xem lại.", en="This date is in the future. Check it."
)
DATE_TOO_LATE = Bilingual(
    vi="Ngày này quá xa. Chọn ngày trong vòng một năm.", en="Choose a date within a year."
)
DATE_IN_PAST = Bilingual(
    vi="Ngày này đã qua. Chọn hôm nay hoặc một ngày sau đó.",
    en="This date has passed. Choose today or a later day.",
)
TOO_YOUNG = Bilingual(
    vi="Chủ hộ kinh doanh phải đủ 18 tuổi và có năng lực hành vi dân sự đầy đủ. Hãy xem lại ngày sinh.",
    en="A founder must be at least 18 with full legal capacity. Please check the date of birth.",
)
NUMBER_BIRTH_YEAR = Bilingual(
    vi="Số định danh không khớp với năm sinh bạn nhập. Hãy so lại cả hai với thẻ.",
    en="The personal number does not fit the year of birth. Compare both with your card.",
)
NUMBER_SEX = Bilingual(
    vi="Số định danh không khớp với giới tính bạn chọn. Hãy so lại cả hai với thẻ.",
    en="The personal number does not fit the sex chosen. Compare both with your card.",
)
SAME_INDUSTRY = Bilingual(vi="Việc này đã được chọn ở trên.", en="This line is already chosen above.")
NO_EXPIRY = Bilingual(vi="Không thời hạn", en="No expiry")
OTHER_INDUSTRY = Bilingual(vi="Không thấy việc của tôi trong danh sách", en="I cannot find mine in the list")
PICK_ONE = Bilingual(vi="— Chọn —", en="— Choose —")
AGREED = Bilingual(vi="Đã cam kết", en="Undertaken")


def choice_required(label: Bilingual) -> Bilingual:
    """Above a page with several questions the error has to say which."""
    return Bilingual(
        vi=f"Chọn một câu trả lời cho mục “{label.vi}”.", en=f"Choose an answer for “{label.en}”."
    )


def too_long(maximum: int) -> Bilingual:
    """Say that a text is too long."""
    return Bilingual(
        vi=f"Dài quá {maximum} ký tự. Vui lòng viết ngắn hơn.",
        en=f"Longer than {maximum} characters. Please shorten it.",
    )


def amount_too_large(maximum: Bilingual) -> Bilingual:
    """Say that an amount is over what we take."""
    return Bilingual(
        vi=f"Số vốn lớn hơn {maximum.vi}. Vui lòng kiểm tra lại số chữ số 0.",
        en=f"More than {maximum.en}. Please check the number of zeros.",
    )


def date_required(example: str) -> Bilingual:
    """Ask for a date, with one that would be taken."""
    return Bilingual(vi=f"Nhập ngày, ví dụ {example}.", en=f"Enter a date, for example {example}.")


def date_invalid(example: str) -> Bilingual:
    """Say that there is no such date, with one that would be taken."""
    return Bilingual(
        vi=f"Ngày này không có thật. Nhập ngày, tháng, năm, ví dụ {example}.",
        en=f"There is no such date. Enter day, month, year, for example {example}.",
    )


def count_invalid(minimum: int, maximum: int) -> Bilingual:
    """Say which whole numbers are taken."""
    return Bilingual(
        vi=f"Nhập một số nguyên từ {minimum} đến {maximum}.",
        en=f"Enter a whole number from {minimum} to {maximum}.",
    )


def needs_notice(working_days: int, earliest: str) -> Bilingual:
    """Say that the office must be told earlier."""
    days = "day" if working_days == 1 else "days"
    return Bilingual(
        vi=f"Phải báo trước ít nhất {working_days} ngày làm việc. Ngày sớm nhất có thể chọn: {earliest}.",
        en=f"Tell the office at least {working_days} working {days} before. The earliest day: {earliest}.",
    )


def wrong_span(minimum: int, maximum: int) -> Bilingual:
    """Say how long a time must be, first and last day counted."""
    return Bilingual(
        vi=f"Thời gian phải từ {minimum} ngày đến {maximum} ngày, tính cả ngày đầu và ngày cuối.",
        en=f"The time must be {minimum} to {maximum} days, the first and the last day counted.",
    )
