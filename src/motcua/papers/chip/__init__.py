"""What the chip of an identity card or passport says, from a file a phone app has read from it.

ICAO Doc 9303 parts 10 (data groups), 11 (passive authentication) and 12 (certificates). Nothing here talks to
a chip: that needs a phone at the card. `services` is the way in, `types` is what comes out.
"""
