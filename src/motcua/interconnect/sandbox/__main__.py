"""Several stand-ins in one process: ``python -m motcua.interconnect.sandbox --keys FOLDER bank=8102 …``.

Each is served on its own port with the secret in ``FOLDER/<name>.key``; what a stand-in has to tell goes to
``--office``/api/v1/inbox/<name>.
"""

import argparse
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from motcua.interconnect.sandbox import bank, business, messages, population, portal, post
from motcua.interconnect.sandbox.server import StandIn, make_server

#: Name -> what makes it of its secret and the address of its inbox.
MAKERS: dict[str, Callable[[bytes, str], StandIn]] = {
    "bank": lambda secret, inbox: bank.make(secret, inbox=inbox)[0],
    "population": lambda secret, _: population.make(secret)[0],
    "business": lambda secret, _: business.make(secret)[0],
    "post": lambda secret, _: post.make(secret)[0],
    "portal": lambda secret, _: portal.make(secret)[0],
    "sms_1": lambda secret, inbox: messages.make("sms_1", secret, inbox=inbox)[0],
    "sms_2": lambda secret, inbox: messages.make("sms_2", secret, inbox=inbox)[0],
    "email_1": lambda secret, inbox: messages.make("email_1", secret, inbox=inbox)[0],
    "email_2": lambda secret, inbox: messages.make("email_2", secret, inbox=inbox)[0],
}


def main(arguments: list[str] | None = None) -> None:
    """Serve until a signal comes; prints ``READY`` when all take connections."""
    parser = argparse.ArgumentParser(description="Stand-ins of outside systems, on 127.0.0.1 only.")
    parser.add_argument("--keys", type=Path, required=True, help="folder with <name>.key, secrets in hex")
    parser.add_argument("--office", default="", help="address of the office; empty: nobody is told anything")
    parser.add_argument("systems", nargs="+", metavar="NAME=PORT", help=f"of {', '.join(MAKERS)}")
    options = parser.parse_args(arguments)
    servers = []
    for item in options.systems:
        name, _, port = item.partition("=")
        secret = bytes.fromhex((options.keys / f"{name}.key").read_text().strip())
        inbox = f"{options.office}/api/v1/inbox/{name}" if options.office else ""
        stand_in = MAKERS[name](secret, inbox)
        servers.append((stand_in, make_server(stand_in, int(port))))
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    for _, server in servers:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
    print("READY", flush=True)  # noqa: T201 - whoever started it may wait for this line
    with suppress(KeyboardInterrupt):
        done.wait()
    for stand_in, server in servers:
        stand_in.stopping.set()
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
