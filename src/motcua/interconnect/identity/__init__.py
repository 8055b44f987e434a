"""The identity provider: who a person is, said by the State and not by a photo (OpenID Connect)."""
