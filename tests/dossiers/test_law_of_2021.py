"""District 1 as in 2021: its own form, name rule and number; a dossier keeps the law it came under."""

import pytest
from tests.support import filing as support

from motcua.dossiers import services
from motcua.dossiers.models import Business, Dossier
from motcua.outcomes.issuance import certificates
from motcua.procedures import selectors as procedures

pytestmark = pytest.mark.django_db
OFFICE = "ubnd-quan-1"


def filed(**changed: object) -> Dossier:
    draft = services.begin(procedure_code=support.PROCEDURE, office=OFFICE, language="vi")
    line = {"main_line": "other", "line_details": "Quán cà phê"}
    answers = support.answers(office_ward="L26740", **line, **changed)
    services.save_answers(draft.pk, {name: answers[name] for name in answers if not name.startswith("tax_")})
    return services.submit(draft.pk)


def registered(dossier: Dossier) -> Business:
    number = services.certificate_number(dossier, tax_code=dossier.personal_number)
    return services.write_to_register(dossier, code=number, tax_code=dossier.personal_number)


def test_a_dossier_keeps_the_law_it_came_under() -> None:
    old, new = filed(), services.submit(support.draft(personal_number="079190009999").pk)
    assert (old.procedure_version, new.procedure_version) == ("2021-01-04", "2025-07-01")
    assert old.code.startswith("H29.16-")
    procedure = procedures.procedure_of(old.procedure_code, old.procedure_version)
    assert procedure.authority.vi == "Cơ quan đăng ký kinh doanh cấp huyện"


def test_certificates_are_numbered_one_after_the_other() -> None:
    codes = [registered(filed(personal_number=f"07919000123{n}")).code for n in (4, 5)]
    assert codes == ["41A8000001", "41A8000002"]


def test_the_certificate_says_number_and_tax_code_apart() -> None:
    dossier = filed(personal_number="079190001236")
    business = registered(dossier)
    data = certificates.certificate_data(dossier, tax_code=business.code, tax_office="Thuế Quận 1", token="t")
    assert (data.business_code, data.tax_code) == (business.code, "079190001236")


def test_a_name_is_its_own_in_the_whole_district() -> None:
    registered(filed(own_name="CÀ PHÊ BA MIỀN"))
    draft = services.begin(procedure_code=support.PROCEDURE, office=OFFICE, language="vi")
    answers = support.answers(personal_number="079190009999", office_ward="L26743")
    services.save_answers(draft.pk, answers)
    found = services.check_name(draft, "CÀ PHÊ BA MIỀN", answers)
    assert "cùng quận" in found.problems[0].vi
    assert services.check_name(draft, "TẬP ĐOÀN CÀ PHÊ", answers).problems == ()
