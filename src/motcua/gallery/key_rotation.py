"""Changing the keys of the face store. Each may be broken off at any moment and begun again."""

import json
from collections.abc import Iterator
from typing import TypeVar

import numpy as np
from django.db import connections
from django.db.models import QuerySet

from motcua.audit import services as audit
from motcua.gallery import envelope_encryption, keys, template_protection
from motcua.gallery.erasure import update_index_later
from motcua.gallery.locks import FACES, changing_keys, using_keys
from motcua.gallery.models import FaceImage, Sitting, Store, VisitFrame
from motcua.kernel import clock

_BATCH = 2000
#: A row with what a key of images wraps.
Row = TypeVar("Row", FaceImage, VisitFrame)


def rotate_image_key(*, actor: str) -> int:
    """Make a new key for images, wrap the key of every image with it, and drop the old one.

    The images themselves stay as they are, frames that wait for a worker among them. People may come and be
    enrolled meanwhile.

    Returns:
        How many images and waiting frames there are.

    Raises:
        FaceKeyError: an image's key does not open; the old keys are kept.
    """
    with changing_keys():  # whoever seals with the old ring has finished when this is ours
        ring = keys.add_image_key()
        newest = ring.newest_image
        Store.objects.get_or_create(
            defaults={"template_key": ring.newest_template, "changed_at": clock.now()}
        )
        Store.objects.update(image_key=newest)  # from now on nobody seals with another one
    count = _rewrap(FaceImage, newest) + _rewrap(VisitFrame, newest)
    with changing_keys():
        if not (_older(FaceImage, newest).exists() or _older(VisitFrame, newest).exists()):
            keys.drop_all_but(image=newest)
    audit.record(
        actor=actor, action="gallery.key_rotated", subject="gallery", reason="images", count=count, key=newest
    )
    return count


def _older(kind: type[Row], newest: str) -> QuerySet[Row]:
    return kind.objects.exclude(key_id=newest)


def _rewrap(kind: type[Row], newest: str) -> int:
    """Wrap the key of every row of a table with the newest key; returns how many there were."""
    count = 0
    while batch := list(_older(kind, newest).values_list("pk", flat=True)[:_BATCH]):
        with using_keys():
            ring = keys.load()
            rows = list(_older(kind, newest).select_for_update().filter(pk__in=batch))
            for row in rows:
                box = envelope_encryption.rewrap(envelope_encryption.Sealed.of(row), row.pk, ring)
                row.wrapped_key, row.wrap_nonce, row.key_id = box.wrapped_key, box.wrap_nonce, box.key_id
            kind.objects.bulk_update(rows, ["wrapped_key", "wrap_nonce", "key_id"])
            count += len(rows)
    return count


def renew_templates(*, actor: str, reason: str) -> int:
    """Answer a leak of templates: turn all of them over to a new key and drop the old one.

    Nobody has to sit again, and nothing that leaked fits any more. All or nothing; searches wait. What the
    old templates left in the tables' files is cleared by ``clearing.overwrite_freed``.

    Returns:
        How many templates there are.

    Raises:
        FaceKeyError: the ring lacks the key the templates lie under.
    """
    with changing_keys():
        store = Store.objects.select_for_update().first()
        ring = keys.load()
        before = store.template_key if store is not None else ring.newest_template
        old = ring.template(before)
        ring = keys.add_template_key()
        new_id = ring.newest_template
        new = ring.template(new_id)
        count = 0
        for rows in _batches():
            turned = template_protection.renew(np.array([row.template for row in rows], np.float32), old, new)
            for row, template in zip(rows, turned, strict=True):
                row.template = template
            _write(rows, new_id)
            count += len(rows)
        if store is not None:
            store.template_key, store.changed_at = new_id, clock.now()
            store.save()
    # Only now does the database say that the new key is in use, and the old one may go.
    keys.drop_all_but(template=new_id)
    update_index_later()
    audit.record(
        actor=actor,
        action="gallery.templates_renewed",
        subject="gallery",
        reason=reason,
        count=count,
        key=new_id,
    )
    return count


def _write(rows: list[Sitting], key: str) -> None:
    """Write turned templates, many at once: 3,000,000 one by one would keep searches out for hours."""
    with connections[FACES].cursor() as cursor:
        cursor.execute(
            "UPDATE gallery_sitting AS row SET template = new.template::vector, template_key = %s "
            "FROM unnest(%s::bigint[], %s::text[]) AS new (id, template) WHERE row.id = new.id",
            [key, [row.pk for row in rows], [json.dumps(row.template.tolist()) for row in rows]],
        )


def _batches() -> Iterator[list[Sitting]]:
    last = 0
    while rows := list(Sitting.objects.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        yield rows
        last = rows[-1].pk
