"""Writes a model's file and says what to pin it by: it is read only where its SHA-256 is the pinned one."""

import hashlib
from pathlib import Path

import onnx


def write_pinned(model: onnx.ModelProto, into: Path, about: str = "") -> None:
    """Write a model and print its size and SHA-256, with what else is to be said ``about`` it."""
    content = model.SerializeToString()
    into.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    print(f"{into}: {len(content) / 1e6:.1f} MB{about}, SHA-256 {digest}")
