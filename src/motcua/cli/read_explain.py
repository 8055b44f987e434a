"""``motcua read --explain``: one HTML file that shows where every value was read and what each source said.

The file needs no server and loads nothing: photos and crops lie inside it. It holds the card's data, so it is
as sensitive as the photos themselves.
"""

import base64
import html
from collections.abc import Iterable, Sequence

from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.explanation import AnnotatedPhoto, Explanation, FieldRow, WitnessRow, explain_reading
from motcua.papers.types import Reading

_HEAD = (
    '<tr><th scope="col">Mục / field<th scope="col">Giá trị / value<th scope="col">Độ chắc / confidence'
    '<th scope="col">Ảnh cắt / crop<th scope="col">Từng nguồn / each source</tr>'
)
_LEGEND = (
    "Khung xanh lá: giá trị chắc; cam: cần xem lại; xanh dương: giấy tờ; tím: chân dung; "
    "đỏ đánh số: xem danh sách. Điểm chữ là của riêng bộ đọc chữ in, chưa xét mã, quy tắc và danh sách từ. / "
    "Green: sure values; orange: to be looked at; blue: the paper; "
    "purple: portrait; red with a number: see the list. Letters: what the recogniser of print gives its own "
    "letters, before codes, rules and lists of words."
)
_SEVERITIES = {
    "grave": Bilingual("Xem giấy gốc", "See the paper itself"),
    "look": Bilingual("Đối chiếu", "Compare"),
}
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem;color:#16323f}
h1{font-size:1.5rem}h2{font-size:1.1rem}img{max-width:100%;border-radius:6px}
table{border-collapse:collapse;width:100%}.box{overflow-x:auto}
td,th{border-bottom:1px solid #cdd8dd;padding:.5rem;text-align:left;vertical-align:top}
td img{max-height:4rem}.look{background:#fff3d6}.photos{display:grid;gap:1rem;
grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr))}.problem{color:#8a3b00}small{color:#51666f}
.differs{color:#9b1c1c}
"""


def explain(images: Sequence[bytes], reading: Reading) -> str:
    """Return the page: photos with the quads drawn in, then a row a field with its crop and its witnesses.

    Args:
        images: the photos as given to ``papers.reading.read``, in the same order; unusable ones are left out.
        reading: what was read from them.
    """
    told = explain_reading(images, reading)
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>motcua read</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main>{_body(told, reading)}</main></body></html>"
    )


def _body(told: Explanation, reading: Reading) -> str:
    times = ", ".join(f"{html.escape(name)} {value:.0f} ms" for name, value in reading.timing_ms.items())
    return "".join(
        (
            f"<h1>{_both(told.paper)}</h1>",
            _problems(told.problems),
            '<div class="photos">',
            *(_photo(shown) for shown in told.photos),
            f"</div><p><small>{_LEGEND}</small></p>",
            f'<div class="box"><table><thead>{_HEAD}</thead><tbody>',
            *(_row(row) for row in told.rows),
            f"</tbody></table></div><p><small>{times}</small></p>",
        )
    )


def _photo(shown: AnnotatedPhoto) -> str:
    name = f"{shown.name.vi} / {shown.name.en}"
    list_ = _problems(shown.problems, numbered=shown.numbered > 0)
    return f"<section><h2>{html.escape(name)}</h2>{_img(shown.jpeg, name)}{list_}</section>"


def _problems(problems: Iterable[Problem], *, numbered: bool = False) -> str:
    items = "".join(f'<li class="problem">{_problem(item)}</li>' for item in problems)
    kind = "ol" if numbered else "ul"
    return f"<{kind}>{items}</{kind}>" if items else ""


def _problem(item: Problem) -> str:
    asked = _SEVERITIES.get(item.severity or "")
    mark = f"<strong>{_both(asked)}:</strong> " if asked else ""
    return f"{mark}{html.escape(item.message.vi)}<br><small>{html.escape(item.message.en)}</small>"


def _row(row: FieldRow) -> str:
    said = "<br>".join(
        f"<span{'' if item.agrees else ' class=differs'}>{_both(item.source)}: "
        f"{html.escape(item.value.vi)} <small>{_sure(item)}</small></span>"
        for item in row.witnesses
    )
    mark = ' class="look"' if row.review else ""
    look = f"<br><small>cần xem lại / needs a look: {_both(row.why)}</small>" if row.review else ""
    # How sure is measured over many cards: it says nothing of one on which a person must decide.
    sure = "cần người xem / for a person to decide" if row.review else _certainty(row.confidence)
    crop = "" if row.crop is None else _img(row.crop, f"Ảnh cắt / crop: {row.label.vi}")
    return (
        f'<tr{mark}><th scope="row">{_both(row.label)}<td>{html.escape(row.value.vi)}{look}'
        f"<td>{sure}<td>{crop}<td>{said}</tr>"
    )


def _both(words: Bilingual) -> str:
    return html.escape(words.vi if words.vi == words.en else f"{words.vi} / {words.en}")


def _img(jpeg: bytes, alt: str) -> str:
    return f'<img alt="{html.escape(alt)}" src="data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}">'


def _sure(item: WitnessRow) -> str:
    """What a code's error detection gives it, or what the recogniser gives its letters: two things."""
    if item.letters is not None:
        return f"điểm chữ / letters {_certainty(item.letters)}"
    return "" if item.confidence is None else _certainty(item.confidence)


def _certainty(confidence: float) -> str:
    """Never complete: what rounds to 1.000 is not certain either."""
    return f"{min(confidence, 0.999):.3f}"
