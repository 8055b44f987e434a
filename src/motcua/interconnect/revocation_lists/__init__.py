"""Lists of revoked certificates of certification authorities (RFC 5280), fetched where certificates say."""
