"""``python -m tests.e2e.face_ready``: a decided dossier of the person of ``moving_head``; prints its code."""

import sys

from motcua.cli import setup_django


def main() -> None:
    """File it with the face, and let the office have decided."""
    setup_django.configure()
    setup_django.hold_database()
    from tests.e2e import moving_head  # noqa: PLC0415 - needs Django
    from tests.support import filing  # noqa: PLC0415

    from motcua.dossiers import services  # noqa: PLC0415
    from motcua.dossiers.models import DraftPhoto  # noqa: PLC0415

    # Other tests of this installation may have taken the usual name.
    draft = filing.draft(own_name="BÚN CÁ MINH NGUYỆT")
    services.put_photo(draft.pk, DraftPhoto.Slot.SELFIE, moving_head.photo(), capture="camera")
    sys.stdout.write(filing.proven(services.submit(draft.pk)).code)


if __name__ == "__main__":
    main()
