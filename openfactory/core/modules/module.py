"""`Module`: the declaration of one plug-in.

It holds no state of a running application, so one module object can be mounted on any number of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from inspect import isasyncgenfunction
from typing import Any

from pydantic import BaseModel

from openfactory.core.access import Credential, Permission, Place
from openfactory.core.db.tables import Tables
from openfactory.core.events import Event
from openfactory.core.housekeeping import Chore
from openfactory.core.http.context import Context
from openfactory.core.http.routes import Routes
from openfactory.core.jobs.declaring import AnyJob
from openfactory.core.live.channels import ChannelKind
from openfactory.core.subscriptions import Subscription

Hook = Callable[..., Any]
Lifespan = Callable[[Context], AbstractAsyncContextManager[None]]


class Module:
    """What a module is and brings.

    name         unique; the first word of its permissions, events and error codes
    prefix       the URL prefix of its routes, below its parent's (`/api/…`; may hold path arguments)
    requires     names of modules that must be served with it
    routes       endpoints
    tables       its tables and their migrations; a module served or not, they are migrated
    permissions  what callers may be allowed here
    credentials  kinds of bearer token it knows the owners of
    places       path arguments that say where a caller is
    events       facts it announces
    jobs         what it does in the background, later, or again and again
    subscriptions what it does when something has happened, here or elsewhere
    channels     kinds of channels that clients can follow live
    settings     one pydantic model: the section of its name
    chores       what to clear away now and then, such as expired rows
    commands     dotted path (`package.module:group`) of a Click command, loaded when called
    children     modules mounted below it, which inherit hooks, error handlers and context
    version      of the distribution it comes from
    """

    def __init__(
        self,
        name: str,
        *,
        summary: str = "",
        prefix: str = "",
        requires: Iterable[str] = (),
        routes: Iterable[Routes] = (),
        tables: Iterable[Tables] = (),
        permissions: Iterable[Permission] = (),
        credentials: Iterable[Credential] = (),
        places: Iterable[Place] = (),
        events: Iterable[type[Event]] = (),
        jobs: Iterable[AnyJob] = (),
        subscriptions: Iterable[Subscription] = (),
        channels: Iterable[ChannelKind] = (),
        settings: type[BaseModel] | None = None,
        chores: Iterable[Chore] = (),
        commands: str | None = None,
        children: Iterable[Module] = (),
        version: str | None = None,
    ) -> None:
        if not name.replace("_", "").replace("-", "").isalnum():
            raise ValueError(f"module name {name!r}: use letters, digits, - and _")
        self.name, self.summary, self.prefix = name, summary, prefix.rstrip("/")
        self.requires = tuple(requires)
        self.routes = tuple(routes)
        self.tables = tuple(tables)
        self.permissions = tuple(permissions)
        self.credentials = tuple(credentials)
        self.places = tuple(places)
        self.events = tuple(events)
        self.jobs = tuple(jobs)
        self.subscriptions = tuple(subscriptions)
        self.channels = tuple(channels)
        self.settings = settings
        self.chores = tuple(chores)
        self.commands = commands
        self.children = tuple(children)
        self.version = version
        self.request_hooks: list[Hook] = []
        self.response_hooks: list[Hook] = []
        self.error_handlers: dict[type[BaseException], Hook] = {}
        self.lifespans: list[Lifespan] = []

    def __repr__(self) -> str:
        return f"<Module {self.name}>"

    def on_request(self, hook: Hook) -> Hook:
        """Run `hook(request)` before this module's and its children's handlers; parents' hooks run first."""
        self.request_hooks.append(hook)
        return hook

    def on_response(self, hook: Hook) -> Hook:
        """Run `hook(request, response)` after the handler; children's hooks run first.

        An exception in it is only logged: nothing that must hold may live here.
        """
        self.response_hooks.append(hook)
        return hook

    def on_error(self, *kinds: type[BaseException]) -> Callable[[Hook], Hook]:
        """Answer these exceptions by `handler(request, error)`, also 404 and 405 below the prefix.

        The nearest module's handler wins; what it raises goes to its parent.
        """

        def register(handler: Hook) -> Hook:
            self.error_handlers.update(dict.fromkeys(kinds or (Exception,), handler))
            return handler

        return register

    def lifespan(self, generator: Callable[[Context], AsyncIterator[None]]) -> Any:
        """An async generator `(context)`, entered when a worker starts, left in reverse order when it stops."""
        if not isasyncgenfunction(generator):
            raise TypeError(f"{generator.__qualname__} is not an async generator function")
        self.lifespans.append(asynccontextmanager(generator))
        return generator
