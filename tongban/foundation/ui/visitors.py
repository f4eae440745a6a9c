"""Where a request comes from."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address; X-Forwarded-For counts only from our own proxies."""
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    return client_address(peer, forwarded, settings.TRUSTED_PROXIES)


def client_address(peer: str, forwarded: str, trusted: Sequence[str]) -> str:
    """Who is asking: the nearest address in X-Forwarded-For that no trusted proxy wrote; `peer` when `peer` is not one.

    `trusted` holds addresses and networks. A header from anybody else is not believed.
    """
    address = peer
    for claimed in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_in(address, trusted):
            break
        if not _is_address(claimed):
            break
        address = claimed
    return address


def _is_in(address: str, networks: Sequence[str]) -> bool:
    return _is_address(address) and any(
        ip_address(address) in ip_network(network, strict=False) for network in networks
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
