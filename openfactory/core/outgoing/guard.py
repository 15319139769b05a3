"""Resolving a host once, checking every address of it, and connecting to exactly these."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import ip_address

import httpcore

from openfactory.core.outgoing.addresses import Address, Allowed, is_public
from openfactory.core.outgoing.errors import OutgoingRefused

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as the machine knows them. Also reads `127.1`, `0x7f000001` and the like."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Guard:
    """Decides which addresses of a host may be reached."""

    def __init__(self, allow: Iterable[str], resolver: Resolver = resolve) -> None:
        self._allowed = Allowed.parse(allow)
        self._resolver = resolver

    async def addresses(self, host: str, port: int) -> list[Address]:
        """The host's addresses; OutgoingRefused where one of them is private, OSError where there are none.

        A single private one among public ones is refused too: no honest name has both, and which of them is
        connected to would be up to whoever answers for the name.
        """
        try:
            found = [ip_address(text) for text in await self._resolver(host, port)]
        except UnicodeError:  # what the IDNA codec says to a label of more than 63 characters
            raise OSError("not a host name") from None
        if not self._allowed.host(host) and not all(map(self._open, found)):
            raise OutgoingRefused(
                f"{host} is not on the public internet; the setting outgoing.allow_private can allow it"
            )
        return list(dict.fromkeys(found))

    def _open(self, address: Address) -> bool:
        return is_public(address) or self._allowed.address(address)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore, which above it keeps the name for the Host header and for TLS.

    A name is resolved here and nowhere else: what was checked is what is connected to (no DNS rebinding).
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first checked address that answers."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._guard.addresses(host, port)
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"{host} was not resolved in time") from None
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved: {error.strerror or error}") from None
        return await self._first(addresses, port, timeout, local_address, socket_options)

    async def _first(
        self,
        addresses: list[Address],
        port: int,
        seconds: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        share = seconds / len(addresses) if seconds and addresses else seconds
        failure: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError("the host has no address")
        for address in addresses:
            try:
                return await self._sockets.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: a socket of this machine is as private as can be."""
        raise OutgoingRefused("sockets of this machine are not called")

    async def sleep(self, seconds: float) -> None:
        """What httpcore waits with between attempts."""
        await asyncio.sleep(seconds)
