"""A person at the portal without JavaScript: real forms, real uploads; only the reading itself is given."""

import re
import uuid
from dataclasses import dataclass, field

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.support import filing

from motcua.dossiers.drafting import analyses
from motcua.dossiers.models import Analysis, Draft
from motcua.papers.types import Reading

#: What the person types on each page beyond what was read.
TYPED = {
    "person": {
        "full_name": "NGUYỄN THỊ MINH NGUYỆT",
        "date_of_birth": "14/05/1990",
        "sex": "Nữ",
        "personal_number": "079190001234",
        "nationality": "Việt Nam",
    },
    "subject": {"subject": "individual"},
    "identity-paper": {},
    "residence": {"permanent_address": "12/3 Nguyễn Trãi, Phường Bến Thành, TP. HCM", "contact_same": "same"},
    "contact": {"phone": "0901 234 567"},
    "business-name": {"own_name": "Phở Minh Nguyệt"},
    "head-office": {"office_street": "45 Lê Lợi", "office_ward": filing.answers()["office_ward"]},
    "business-lines": {"main_line": "5610"},
    "capital": {"capital": "50 triệu"},
    "tax": {"tax_address_same": "same", "workers": "2"},
    "result": {"result_channel": "download"},
    "commitments": {"commitment": "on"},
}


@dataclass
class Person:
    """One browser and the draft it began."""

    client: Client = field(default_factory=Client)
    draft_id: uuid.UUID = field(default_factory=uuid.uuid4)

    def begin(self, *, face: str = "yes", procedure: str = filing.PROCEDURE) -> "Person":
        """Begin and agree."""
        answer = self.client.post(reverse("portal:begin", args=[procedure]))
        found = re.search(r"/ho-so/([0-9a-f-]{36})/", answer["Location"])
        assert found is not None
        self.draft_id = uuid.UUID(found[1])
        agreed = self.client.post(self.at("agreement"), {"card": "on", "face": face})
        assert agreed.status_code == 302
        return self

    def at(self, page: str, **more: str) -> str:
        """Return the address of a page of the draft."""
        return reverse(f"portal:{page}", kwargs={"draft_id": self.draft_id, **more})

    def send(self, slot: str, data: bytes | None = None, **fields: str) -> str:
        """Send a photo; returns where it leads."""
        upload = SimpleUploadedFile("a.jpg", data or filing.photo(), "image/jpeg")
        answer = self.client.post(self.at("photo", slot=slot), {"photo": upload, **fields})
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    def read(self, patch: pytest.MonkeyPatch, reading: Reading) -> None:
        """Let the worker finish the paper, with this as what it read."""
        patch.setattr("motcua.papers.reading.read", lambda _images: reading)
        for item in Analysis.objects.filter(draft_id=self.draft_id, kind=Analysis.Kind.PAPER):
            analyses.perform(item.pk)

    def match(self) -> None:
        """Let the worker finish what is left: the face, and its comparison."""
        for kind in (Analysis.Kind.SELFIE, Analysis.Kind.MATCH):
            for item in Analysis.objects.filter(draft_id=self.draft_id, kind=kind):
                analyses.perform(item.pk)

    def draft(self) -> Draft:
        """Return the draft as stored."""
        return Draft.objects.get(pk=self.draft_id)

    def fill(self, step: str, **more: str | list[str]) -> str:
        """Fill one page; returns where it leads."""
        answer = self.client.post(self.at("step", step=step), {**TYPED.get(step, {}), **more})
        assert answer.status_code == 302, re.findall(r"errorlist.*?</ul>", answer.content.decode(), re.DOTALL)
        return str(answer["Location"])

    def fill_all(self) -> None:
        """Fill every page of the form."""
        for step in TYPED:
            self.fill(step)
