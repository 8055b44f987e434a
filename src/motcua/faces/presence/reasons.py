"""What a person is told when a sequence shows less than was asked, and what to do about it."""

from motcua.kernel.messages import Bilingual, Problem


def _reason(code: str, vi: str, en: str) -> Problem:
    return Problem(f"presence_{code}", Bilingual(vi=vi, en=en))


NO_FACE = _reason(
    "no_face",
    "Không thấy khuôn mặt. Đưa cả khuôn mặt vào giữa vòng tròn, nơi sáng, rồi làm lại.",
    "No face could be seen. Hold your whole face in the circle, in good light, and try again.",
)
INCOMPLETE = _reason(
    "incomplete",
    "Máy chưa nhận đủ hình. Hãy làm lại từ đầu.",
    "Not all pictures arrived. Please start again.",
)
UNCLEAR = _reason(
    "unclear",
    "Hình chưa đủ rõ. Ra chỗ sáng hơn, đưa máy lại gần hơn, lau ống kính và làm chậm lại.",
    "The pictures are not clear enough. Find better light, come closer, wipe the lens and move more slowly.",
)
FROZEN = _reason(
    "frozen",
    "Hình không hề thay đổi, như một bức ảnh đứng yên. Hãy dùng máy ảnh của điện thoại và làm lại.",
    "The picture did not change at all, as a still photo. Use the phone's own camera and try again.",
)
TRACE = _reason(
    "trace",
    "Hình có dấu hiệu của màn hình, giấy in hoặc khung vuông sau đầu. Đứng trước bức tường trống và làm lại.",
    "There are traces of a screen, a print or a square frame behind the head. Stand before a plain wall and "
    "try again.",
)
OTHER_FACE = _reason(
    "other_face",
    "Khuôn mặt không giống nhau trong suốt lúc chụp. Hãy làm lại khi chỉ có một mình bạn trong khung.",
    "The face was not the same throughout. Try again with only yourself in the picture.",
)
JUMP = _reason(
    "jump",
    "Khuôn mặt đổi chỗ quá nhanh. Giữ máy chắc tay và cử động chậm hơn.",
    "The face moved too suddenly. Hold the phone firmly and move more slowly.",
)
FLAT = _reason(
    "flat",
    "Chuyển động giống như của một tấm ảnh phẳng. Giữ yên máy và quay đầu, đừng quay máy.",
    "It moved as a flat picture does. Hold the phone still and turn your head, not the phone.",
)
NOT_LEFT = _reason(
    "not_left",
    "Chưa thấy bạn quay đầu sang trái. Quay rõ hơn một chút, theo chiều mũi tên.",
    "Your head was not seen turning left. Turn a little further, the way the arrow points.",
)
NOT_RIGHT = _reason(
    "not_right",
    "Chưa thấy bạn quay đầu sang phải. Quay rõ hơn một chút, theo chiều mũi tên.",
    "Your head was not seen turning right. Turn a little further, the way the arrow points.",
)
OTHER_WAY = _reason(
    "other_way",
    "Bạn đã quay đầu sang bên kia. Hãy quay theo chiều mũi tên.",
    "You turned to the other side. Turn the way the arrow points.",
)
NOT_CLOSER = _reason(
    "not_closer",
    "Chưa thấy bạn lại gần. Hãy đưa mặt lại gần máy thêm khoảng một gang tay.",
    "You were not seen coming closer. Bring your face about a hand's width nearer to the phone.",
)
