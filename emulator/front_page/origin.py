"""Whether a request names the emulator as its own pages do.

A web site that has its name point to 127.0.0.1 (DNS rebinding) gets a browser to ask for these pages under that name.
It can take neither an address nor `localhost` for its name, so that those, and the host that the emulator was told to
listen on, are let in.
"""

from ipaddress import ip_address


def is_own_host(host: str, own: str) -> bool:
    """`host` is a Host header; `own` the host of --host."""
    name = _name(host).lower()
    if name in {"localhost", own.lower()} or name.endswith(".localhost"):
        return bool(name)
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether a host to listen on is this machine's alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _name(host: str) -> str:
    """Without the port; an IPv6 address stands in brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host
