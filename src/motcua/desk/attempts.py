"""Under what attempts to sign in are counted."""

import unicodedata


def on_account(typed: str) -> str:
    """Return the key of an account, one however its name is written.

    The form takes a name in any of its compatible spellings (NFKC): full-width letters name the same account.
    """
    plain = unicodedata.normalize("NFKC", typed).strip().lower()
    return "login:account:" + "".join(character for character in plain if character.isprintable())
