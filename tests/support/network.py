"""Tests talk to this computer only: every other connection is refused loudly."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest

_LOCAL_NAMES = {"localhost", "ip6-localhost", "", None}


class NetworkForbidden(RuntimeError):
    """A test tried to reach another computer. Not an OSError, so that nothing swallows it."""


def is_local(host: object) -> bool:
    """Whether ``host`` names this computer."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host).split("%", 1)[0]).is_loopback
    except ValueError:
        return False


def forbid(patch: pytest.MonkeyPatch) -> None:
    """Make sockets refuse every address but loopback and local pipes."""
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))


def _guarded(original: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, *args: Any) -> Any:
        address = args[-1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise NetworkForbidden(f"a test tried to reach {address[0]}")
        return original(self, *args)

    return guarded


def _guarded_lookup(original: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: object, *args: Any, **kwargs: Any) -> Any:
        if not is_local(host):
            raise NetworkForbidden(f"a test tried to look up {host!r}")
        return original(host, *args, **kwargs)

    return guarded
