#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lists and watches a plug's hardware over Varlink, with nothing but sockets and JSON.

    hardware_watch.py HOST PORT      (or a path of a Unix socket, alone)

Prints "interface NAME methods", then "= kind name about" for each part, and from then on
"+ kind name about" and "- kind name about" as parts come and go.
"""
import json
import socket
import sys

HARDWARE = "org.hearthplug.Hardware"
PLATFORM = "org.hearthplug.Platform"
LONGEST_REPLY = 1 << 20


class Varlink:
    """One connection: a request and its replies are JSON objects, each ended by a NUL."""

    def __init__(self, address):
        if len(address) == 1:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(address[0])
        else:
            self.socket = socket.create_connection((address[0], int(address[1])))
        self.pending = b""

    def replies(self, method, more=False, **parameters):
        request = {"method": method, "parameters": parameters}
        if more:
            request["more"] = True
        self.socket.sendall(json.dumps(request).encode() + b"\0")
        while True:
            reply = json.loads(self._message())
            if "error" in reply:
                raise RuntimeError(f"{method}: {reply['error']} {reply.get('parameters', '')}")
            yield reply.get("parameters", {})
            if not reply.get("continues"):
                return

    def call(self, method, **parameters):
        return next(self.replies(method, **parameters))

    def _message(self):
        while b"\0" not in self.pending:
            more = self.socket.recv(65536)
            if not more or len(self.pending) > LONGEST_REPLY:
                raise RuntimeError("the plug ended the connection")
            self.pending += more
        message, self.pending = self.pending.split(b"\0", 1)
        return message


def parts(plug):
    reply = plug.call(f"{HARDWARE}.GetParts")
    return {(part["kind"], part["name"]): part for part in reply["parts"]}


def tell(sign, part):
    print(sign, part["kind"], part["name"], part["about"], flush=True)


def main(address):
    plug, events = Varlink(address), Varlink(address)
    for interface in plug.call("org.varlink.service.GetInfo")["interfaces"]:
        text = plug.call("org.varlink.service.GetInterfaceDescription", interface=interface)["description"]
        methods = [line.split()[1].split("(")[0] for line in text.splitlines() if line.startswith("method ")]
        print("interface", interface, *methods, flush=True)
    known = parts(plug)
    for part in known.values():
        tell("=", part)
    for update in events.replies(f"{PLATFORM}.Monitor", more=True, intervalMillis=60000):
        if update.get("snapshot"):
            now = parts(plug)
            for key in known.keys() - now.keys():
                tell("-", known[key])
            for key in now.keys() - known.keys():
                tell("+", now[key])
            known = now


main(sys.argv[1:])
