"""A fourth hand: papers laid out as web pages, printed by a browser and photographed by a pinhole camera.

Written without having read how the other three draw, so that what they have in common is not shared here.
"""
