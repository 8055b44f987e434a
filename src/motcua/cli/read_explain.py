"""``motcua read --explain``: one HTML file that shows where every value was read and what each source said.

The file needs no server and loads nothing: photos and crops lie inside it. It holds the card's data, so it is
as sensitive as the photos themselves.
"""

import base64
import html
from collections.abc import Sequence

import cv2
import numpy as np

from motcua.kernel.messages import Problem
from motcua.papers import photo
from motcua.papers.lines.types import Image
from motcua.papers.types import FieldValue, Quad, Reading, Region

_SHOWN_SIDE = 1100
_HEAD = (
    "<tr><th>Mục / field<th>Giá trị / value<th>Độ chắc / confidence<th>Ảnh cắt / crop"
    "<th>Từng nguồn / each source</tr>"
)
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem;color:#16323f}
h1{font-size:1.5rem}img{max-width:100%;border-radius:6px}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #cdd8dd;padding:.5rem;text-align:left;vertical-align:top}
td img{max-height:4rem}.look{background:#fff3d6}.photos{display:grid;gap:1rem;
grid-template-columns:repeat(auto-fit,minmax(20rem,1fr))}.problem{color:#8a3b00}small{color:#51666f}
"""


def explain(images: Sequence[bytes], reading: Reading) -> str:
    """Return the page: photos with the quads drawn in, then a row a field with its crop and its witnesses.

    Args:
        images: the photos as given to ``papers.reading.read``, in the same order; unusable ones are left out.
        reading: what was read from them.
    """
    pictures = [_decoded(data) for data in images]
    parts = [
        f"<h1>{html.escape(reading.paper or 'Chưa nhận ra giấy tờ / not recognised')}</h1>",
        *(f'<p class="problem">{_problem(item)}</p>' for item in reading.problems),
        '<div class="photos">',
        *(_photo(index, picture, reading) for index, picture in enumerate(pictures)),
        f"</div><table><thead>{_HEAD}</thead><tbody>",
        *(_row(name, value, pictures) for name, value in reading.fields.items()),
        "</tbody></table>",
        "<p><small>"
        + ", ".join(f"{html.escape(name)} {value:.0f} ms" for name, value in reading.timing_ms.items())
        + "</small></p>",
    ]
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>motcua read</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _decoded(data: bytes) -> Image | None:
    try:
        return photo.decode(data)
    except photo.PhotoError:
        return None  # the reading's problems say what is wrong with it


def _photo(index: int, picture: Image | None, reading: Reading) -> str:
    if picture is None:
        return ""
    drawn = picture.copy()
    width = max(2, round(max(drawn.shape[:2]) / 400))
    for value in reading.fields.values():
        if value.region is not None and value.region.image == index:
            _outline(drawn, value.region.quad, (30, 140, 240) if value.review else (90, 150, 20), width)
    for side in reading.sides:
        if side.image == index and side.quad is not None:
            _outline(drawn, side.quad, (160, 60, 20), width * 2)
        if side.image == index and side.portrait is not None:
            _outline(drawn, side.portrait, (150, 30, 150), width)
    told = [item for side in reading.sides if side.image == index for item in side.problems]
    notes = "".join(f'<p class="problem">{_problem(item)}</p>' for item in told)
    return f"<div>{_img(photo.encode(_reduced(drawn)), f'ảnh / photo {index + 1}')}{notes}</div>"


def _outline(picture: Image, quad: Quad, colour: tuple[int, int, int], width: int) -> None:
    cv2.polylines(picture, [np.asarray(quad, np.int32)], True, colour, width, cv2.LINE_AA)


def _reduced(picture: Image) -> Image:
    scale = _SHOWN_SIDE / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _row(name: str, value: FieldValue, pictures: Sequence[Image | None]) -> str:
    said = "<br>".join(
        f"{html.escape(item.source)}: {html.escape(item.value)} <small>{item.confidence:.3f}</small>"
        for item in value.witnesses
    )
    mark = ' class="look"' if value.review else ""
    look = "<br><small>cần xem lại / needs a look</small>" if value.review else ""
    return (
        f"<tr{mark}><td>{html.escape(name)}<td>{html.escape(value.value)}{look}<td>{value.confidence:.3f}"
        f"<td>{_crop(value.region, pictures)}<td>{said}</tr>"
    )


def _crop(region: Region | None, pictures: Sequence[Image | None]) -> str:
    picture = pictures[region.image] if region is not None and region.image < len(pictures) else None
    if region is None or picture is None:
        return ""
    return _img(photo.crop(picture, region.quad, margin=0.8), "")


def _img(jpeg: bytes, alt: str) -> str:
    return f'<img alt="{html.escape(alt)}" src="data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}">'


def _problem(item: Problem) -> str:
    return f"{html.escape(item.message.vi)}<br><small>{html.escape(item.message.en)}</small>"
