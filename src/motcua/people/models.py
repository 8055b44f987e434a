"""Photos at rest (encrypted), consents, who is signed in, and the names of faces in the face store."""

import uuid

from django.db import models


class StoredPhoto(models.Model):
    """A photo of a paper or a face; ``sealed`` is AES-256-GCM ciphertext with its tag, ``key_id`` its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=32)
    sealed = models.BinaryField()
    nonce = models.BinaryField(max_length=12)
    key_id = models.CharField(max_length=16)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    delete_after = models.DateTimeField(null=True, db_index=True)


class Consent(models.Model):
    """A person agreed to one purpose, in one wording. Silence is not consent: no row, no processing.

    ``withdrawn_at`` is also when they agreed to another text instead.
    """

    subject = models.CharField(max_length=120, db_index=True)
    purpose = models.CharField(max_length=64)
    wording = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class FaceReference(models.Model):
    """The opaque name of a person in the face store: all that this database knows of their face.

    It is made anew at each enrolment after a withdrawal, so that the old one leads nowhere.
    """

    reference = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    personal_number = models.CharField(max_length=16, unique=True)
    created_at = models.DateTimeField()


class SignIn(models.Model):
    """The State's identity provider said who sits at a browser, whose session holds the id alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=255)
    personal_number = models.CharField(max_length=16)
    full_name = models.CharField(max_length=200)
    date_of_birth = models.DateField()
    level = models.CharField(max_length=64)
    at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
