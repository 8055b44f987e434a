"""Addresses of the officer's pages, under ``/ban-lam-viec/``."""

from django.urls import path

from motcua.desk.views import (
    actions,
    books,
    bulk_actions,
    dossier,
    files,
    intake,
    queue,
    revoking,
    second_factor,
    session,
    talk,
    transfers,
    trial_reading,
)

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("dang-nhap/", session.SignIn.as_view(), name="login"),
    path("dang-nhap/ma/", second_factor.second_factor, name="second-factor"),
    path("xac-thuc-hai-buoc/", second_factor.set_up, name="second-factor-set-up"),
    path("dang-xuat/", session.sign_out, name="logout"),
    path("nhieu-ho-so/giao/", bulk_actions.assign, name="assign"),
    path("nhieu-ho-so/tiep-nhan/", bulk_actions.take_in, name="take-in"),
    path("nhan-ho-so/", intake.intake, name="intake"),
    path("nhan-ho-so/<uuid:draft_id>/", intake.go_on, name="intake-go-on"),
    path("khoan-chuyen/", transfers.transfers, name="transfers"),
    path("khoan-chuyen/<int:pk>/", transfers.transfer, name="transfer"),
    path("so-theo-doi/", books.register, name="register"),
    path("doc-thu/", trial_reading.trial, name="trial"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/anh/<str:slot>/", files.photo, name="photo"),
    path(
        "ho-so/<str:code>/nguoi/<int:number>/<str:slot>/", files.participant_photo, name="participant-photo"
    ),
    path("ho-so/<str:code>/bo-sung/<int:photo>/", files.supplement_photo, name="supplement-photo"),
    path("ho-so/<str:code>/phieu-kiem-soat/", books.control_sheet, name="control-sheet"),
    path("ho-so/<str:code>/nhan-buu-gui/", files.label, name="label"),
    path("ho-so/<str:code>/vung/<str:field>/", files.crop, name="crop"),
    path("ho-so/<str:code>/giay/<int:paper>/", files.paper, name="paper"),
    path("ho-so/<str:code>/giay/<int:paper>/thu-hoi/", revoking.revoke, name="revoke"),
    path("ho-so/<str:code>/giay/<int:paper>/khoi-phuc/", revoking.restore, name="restore"),
    path("ho-so/<str:code>/hoi-no-thue/", actions.ask_debt, name="ask-debt"),
    path("ho-so/<str:code>/trao-doi/", talk.write, name="talk"),
    path("ho-so/<str:code>/da-gap/", actions.met, name="met"),
    path("ho-so/<str:code>/<slug:action>/", actions.act, name="action"),
]
