"""What the project's own recogniser can write: the classes of its output layer in order."""

from typing import Final

_LOWER: Final = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
)
#: Blank, all Vietnamese letters small and capital (with f, j, w, z), digits, the punctuation of ASCII, and
#: the signs of papers that are not in it. The order is the model's: only add at the end, and train again.
CHARSET: Final[tuple[str, ...]] = (
    "",
    *_LOWER,
    *_LOWER.upper(),
    *"0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~°²–",
)
