"""Django database backend: PostgreSQL as always, from the embedded server when it is asked to connect."""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from motcua.config.embedded.server import connection_parameters


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc, unused-ignore]
    """The PostgreSQL backend with its address looked up at connection time."""

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
