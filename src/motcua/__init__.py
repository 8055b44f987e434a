"""Motcua (Một cửa, the one-stop counter): public services without paper."""

import os

__version__ = "0.1.0"

# ONNX Runtime's official builds keep an identifier of the machine and tell their maker, over the network, of
# machine, models and run times. Said before it is loaded, this keeps them from any of it (its Privacy.md).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
