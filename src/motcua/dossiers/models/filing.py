"""A filing from its first photo to its result: draft, photos, analyses, dossier, moves."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from motcua.audit.types import ACTOR_LENGTH
from motcua.dossiers.states import GRANTED, NAMES, State


class Business(models.Model):
    """A household business as the office holds it now; what was before stands in its dossiers.

    ``code`` is its registered number. ``answers`` are the form fields of its registration with every
    change since, ``assigned_line`` the trade an officer gave a code. ``certificate`` is the dossier whose
    certificate is valid: each new one voids those before (Decree 168/2025/NĐ-CP, Article 85.5).
    """

    code = models.CharField(max_length=32, unique=True)
    office = models.CharField(max_length=64, db_index=True)
    owner_number = models.CharField(max_length=16, db_index=True)
    owner_previous_number = models.CharField(max_length=16, blank=True, db_index=True)
    owner_name = models.CharField(max_length=200)
    owner_date_of_birth = models.DateField(null=True, db_index=True)
    owner_phone = models.CharField(max_length=20, blank=True)
    tax_code = models.CharField(max_length=16, blank=True, db_index=True)
    tax_office = models.CharField(max_length=200, blank=True)
    #: the name letter for letter without regard to capitals, and the commune in which nobody else has it
    name_key = models.CharField(max_length=200)
    ward = models.CharField(max_length=8)
    answers = models.JSONField()
    assigned_line = models.JSONField(null=True)
    registered_on = models.DateField()
    changes = models.PositiveSmallIntegerField(default=0)
    changed_on = models.DateField(null=True)
    reissues = models.PositiveSmallIntegerField(default=0)
    reissued_on = models.DateField(null=True)
    suspended_from = models.DateField(null=True)
    suspended_until = models.DateField(null=True)
    ceased_on = models.DateField(null=True)
    #: the day on which the office took the certificate back (Decree 168/2025/NĐ-CP, Article 105)
    revoked_on = models.DateField(null=True)
    certificate = models.ForeignKey("Dossier", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["ward", "name_key"])]

    @property
    def code_at_tax(self) -> str:
        """The owner's number is the code (Law 108/2025/QH15, Article 11.1), also where none is kept."""
        return self.tax_code or self.owner_number


class Channel(models.TextChoices):
    """How a dossier reaches the office; the national portal knows three, a kiosk is direct there."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"
    KIOSK = "kiosk"


class Draft(models.Model):
    """A filing in the making. It belongs to whoever holds its session or its resume code.

    ``taken_by`` is the officer who takes it in for somebody at the counter or from an envelope, else empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.CharField(max_length=64)
    procedure_code = models.CharField(max_length=32)
    procedure_version = models.CharField(max_length=32)
    language = models.CharField(max_length=8, default="vi")
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.ONLINE)
    taken_by = models.CharField(max_length=ACTOR_LENGTH, blank=True, db_index=True)
    resume_digest = models.CharField(max_length=64, blank=True, db_index=True)
    answers = models.JSONField(default=dict)
    #: form field -> {"value", "sources", "confidence", "review", "reading_field", "others": source -> value}
    prefilled = models.JSONField(default=dict)
    #: what others than the photos gave, by source (``dossiers/drafting/external_data.py``)
    given = models.JSONField(default=dict)
    #: form fields a person has looked at although the reading doubted them
    confirmed = models.JSONField(default=list)
    collision_acknowledged = models.BooleanField(default=False)
    #: of a person who takes part in another's filing: that filing, as what, and when they confirmed
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")
    role = models.CharField(max_length=8, blank=True)
    completed_at = models.DateTimeField(null=True)
    #: the registered business the draft is about, and whether the owner's telephone number was given for it
    business = models.ForeignKey(Business, on_delete=models.PROTECT, null=True, related_name="drafts")
    business_by_phone = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class DraftPhoto(models.Model):
    """The photo in one slot of a draft; ``capture`` says whether our camera page took it or a file came."""

    class Slot(models.TextChoices):
        """Which photo."""

        FRONT = "front"
        BACK = "back"
        SELFIE = "selfie"
        MANDATE = "mandate"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="photos")
    slot = models.CharField(max_length=8, choices=Slot)
    photo = models.UUIDField()
    capture = models.CharField(max_length=8, choices=[("camera", "camera"), ("file", "file")])
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "slot"], name="one_photo_a_slot")]


class Analysis(models.Model):
    """One piece of work on a draft's photos, done by a worker.

    ``inputs`` maps slots to photo ids; a row whose inputs are no longer the draft's photos is stale.
    ``lease_until`` is when a running worker is presumed dead and the work is given out again.
    """

    class Kind(models.TextChoices):
        """What is looked at: the paper, the live face alone, or the portrait against the live face."""

        PAPER = "paper"
        SELFIE = "selfie"
        MATCH = "match"

    class Status(models.TextChoices):
        """Where the work stands."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="analyses")
    kind = models.CharField(max_length=8, choices=Kind)
    status = models.CharField(max_length=8, choices=Status, default=Status.QUEUED)
    inputs = models.JSONField()
    inputs_key = models.CharField(max_length=64)
    record = models.JSONField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "kind", "inputs_key"], name="one_analysis_an_input")
        ]
        indexes = [models.Index(fields=["status", "lease_until"])]


class Counter(models.Model):
    """The last number given out under a key, incremented under a row lock: none is skipped or doubled."""

    key = models.CharField(max_length=80, primary_key=True)
    value = models.PositiveIntegerField(default=0)


class Dossier(models.Model):
    """A filed dossier. Personal columns repeat the answers so that they can be searched and guarded."""

    code = models.CharField(max_length=48, unique=True)
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="dossier")
    office = models.CharField(max_length=64, db_index=True)
    procedure_code = models.CharField(max_length=32)
    procedure_version = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.ONLINE)
    state = models.PositiveSmallIntegerField(
        choices=[(state.value, NAMES[state].vi) for state in State], default=State.SUBMITTED, db_index=True
    )
    answers = models.JSONField()
    #: how the values came about, frozen at filing, and what was added since; names in ``dossiers.evidence``
    evidence = models.JSONField()
    personal_number = models.CharField(max_length=16, db_index=True)
    previous_number = models.CharField(max_length=16, blank=True, db_index=True)
    full_name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True)
    #: the words it is found by (``dossiers.search_words``)
    sought = SearchVectorField(null=True)
    date_of_birth = models.DateField(null=True)
    phone = models.CharField(max_length=20, db_index=True)
    submitted_at = models.DateTimeField()
    due_on = models.DateField(db_index=True)
    calendar_version = models.CharField(max_length=32)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=16, blank=True)
    decision_by = models.CharField(max_length=ACTOR_LENGTH, blank=True)
    #: the account of the officer who looks after it; empty: nobody yet. Any colleague may act all the same
    handler = models.CharField(max_length=150, blank=True, db_index=True)
    tax_code = models.CharField(max_length=16, blank=True)
    tax_office = models.CharField(max_length=200, blank=True)
    certificate_number = models.CharField(max_length=32, blank=True, db_index=True)
    #: the citizen changed how the result is to come, and no officer has opened the dossier since
    way_unseen = models.BooleanField(default=False, db_index=True)
    #: the business it is about; of a first registration the one that came of it
    business = models.ForeignKey(Business, on_delete=models.PROTECT, null=True, related_name="dossiers")

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [GinIndex(fields=["sought"], name="sought_words")]

    @property
    def state_enum(self) -> State:
        """The state as the enum."""
        return State(self.state)

    @property
    def has_result(self) -> bool:
        """Whether the office decided in the person's favour."""
        return self.state_enum in GRANTED


class DeadlineMark(models.Model):
    """That a due date came near (``soon``) or passed (``late``) while the office's time ran.

    Written once for each date by the sweep and at the end of a dossier; never taken back, so that a later
    pause or extension does not hide a lateness.
    """

    class Kind(models.TextChoices):
        """What was noticed."""

        SOON = "soon"
        LATE = "late"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="deadline_marks")
    kind = models.CharField(max_length=8, choices=Kind)
    due_on = models.DateField()
    noticed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "kind", "due_on"], name="one_deadline_mark_a_date")
        ]


class Transition(models.Model):
    """One move of a dossier: who, when, why, under which version of the procedure."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="transitions")
    move = models.CharField(max_length=24)
    source = models.PositiveSmallIntegerField(null=True)
    target = models.PositiveSmallIntegerField()
    actor = models.CharField(max_length=ACTOR_LENGTH)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    #: e.g. which papers a supplement asks for, or the legal ground of a refusal
    data = models.JSONField(default=dict)
    procedure_version = models.CharField(max_length=32)

    class Meta:
        ordering = ["id"]


class SupplementPhoto(models.Model):
    """A photo given after filing, as an answer to the office's request ``asked``.

    Until the citizen sends the answer ``sent`` is None and the photo is only theirs; then it is the move by
    which it came. ``other`` is any paper that is neither card nor face and has a ``name``.
    """

    class Slot(models.TextChoices):
        """Which photo."""

        FRONT = "front"
        BACK = "back"
        SELFIE = "selfie"
        OTHER = "other"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplement_photos")
    asked = models.ForeignKey(Transition, on_delete=models.PROTECT, related_name="answers")
    sent = models.ForeignKey(
        Transition, on_delete=models.PROTECT, null=True, related_name="supplement_photos"
    )
    slot = models.CharField(max_length=8, choices=Slot)
    name = models.CharField(max_length=60, blank=True)
    photo = models.UUIDField()
    capture = models.CharField(max_length=8, choices=[("camera", "camera"), ("file", "file")])
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["asked", "slot"],
                condition=~models.Q(slot="other"),
                name="one_supplement_photo_a_slot",
            )
        ]
