"""Certificates of keys (X.509, RFC 5280): the path to a trusted one, and whether one of it was revoked."""
