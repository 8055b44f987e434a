"""Django database backend: PostgreSQL as always, from the embedded server when it is asked to connect."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base, client

from motcua.config.embedded.server import connection_parameters, tool


class DatabaseClient(client.DatabaseClient):  # type: ignore[misc, unused-ignore]
    """``motcua manage dbshell`` with the wheel's own psql, at the address that is looked up."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        """Return command and environment, starting the server first if nothing runs yet."""
        options, name = settings_dict["OPTIONS"], settings_dict["NAME"]
        found = connection_parameters(Path(options["data_folder"]), name, options.get("role", ""))
        place = {"HOST": found["host"], "PORT": found.get("port", ""), "USER": found["user"]}
        (_, *arguments), environment = super().settings_to_cmd_args_env(
            {**settings_dict, **place, "NAME": found["dbname"], "OPTIONS": {}}, list(parameters)
        )
        return [str(tool("psql") or cls.executable_name), *arguments], environment


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc, unused-ignore]
    """The PostgreSQL backend with its address looked up at connection time."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg parameters, starting the server first if nothing runs yet."""
        folder = Path(self.settings_dict["OPTIONS"]["data_folder"])
        database = self.settings_dict["NAME"] or "postgres"
        options = self.settings_dict["OPTIONS"]
        ours = {"data_folder", "role"}
        self.settings_dict["OPTIONS"] = {k: v for k, v in options.items() if k not in ours}
        try:
            parameters: dict[str, Any] = super().get_connection_params()
        finally:
            self.settings_dict["OPTIONS"] = options
        return {**parameters, **connection_parameters(folder, database, options.get("role", ""))}
