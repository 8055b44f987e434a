"""The certificate for machines: the same facts as the paper shows, in JSON, inside the PDF and beside it."""

from datetime import date
from typing import Any, Final

from motcua.outcomes.types import CertificateData

#: Changes when a reader of the old form could misread the new one.
VERSION: Final = 1
FILE_NAME: Final = "giay-chung-nhan.json"


def as_json(certificate: CertificateData) -> dict[str, Any]:
    """Return what the certificate says in JSON types: dates as ISO texts, the capital in đồng as a number."""
    return {
        "type": "household_business_certificate",
        "version": VERSION,
        "business_code": certificate.business_code,
        "tax_code": certificate.tax_code or certificate.business_code,
        "tax_authority": certificate.tax_authority,
        "registered_on": _iso(certificate.registered_on),
        "issued_by": {
            "authority": certificate.office.parent_authority,
            "department": certificate.office.department,
            "signer": certificate.signer_name,
            "signer_title": certificate.signer_title,
        },
        "business": {
            "name": certificate.business_name,
            "head_office": certificate.head_office,
            "phone": certificate.phone,
            "email": certificate.email,
            "capital": certificate.capital,
            "founder": certificate.founder,
            "lines": [
                {"code": line.code, "name": line.name, "details": line.details, "main": line.main}
                for line in certificate.lines
            ],
        },
        "owner": {
            "full_name": certificate.owner_name,
            "sex": certificate.owner_sex,
            "date_of_birth": _iso(certificate.owner_date_of_birth),
            "ethnicity": certificate.owner_ethnicity,
            "nationality": certificate.owner_nationality,
            "personal_number": certificate.owner_personal_number,
            "permanent_address": certificate.owner_permanent_address,
            "contact_address": certificate.owner_contact_address,
        },
        "dossier_code": certificate.dossier_code,
        "verify_url": certificate.verify_url,
        "demo": certificate.office.demo,
    }


def _iso(day: date) -> str:
    return day.isoformat()
