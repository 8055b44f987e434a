"""What is kept of faces lies in a database of its own, and nothing else lies there."""

import pytest
from django.apps import apps
from django.db import connections, router

from motcua.gallery.models import Person, Sitting
from motcua.people.models import StoredPhoto

pytestmark = pytest.mark.django_db(databases=["default", "faces"])


def tables(alias: str) -> set[str]:
    return set(connections[alias].introspection.table_names())


def test_each_table_is_in_its_own_database_only() -> None:
    ours = {model._meta.db_table for model in apps.get_app_config("gallery").get_models()}
    assert ours
    assert tables("faces") == ours | {"django_migrations"}
    assert not ours & tables("default")


def test_models_go_where_they_belong_and_nothing_joins_the_two() -> None:
    assert router.db_for_read(Person) == router.db_for_write(Sitting) == "faces"
    assert router.db_for_read(StoredPhoto) == router.db_for_write(StoredPhoto) == "default"
    assert not router.allow_relation(Person(), StoredPhoto())
    related = {
        field.related_model._meta.app_label
        for model in apps.get_app_config("gallery").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is not None
    }
    assert related <= {"gallery"}
