"""Which modules are installed, and which of them are served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import entry_points

from openfactory.core.modules.module import Module

GROUP = "openfactory.modules"


class ModuleError(Exception):
    """The set of modules cannot be served; the text says which one and why."""


def discover() -> dict[str, Module]:
    """All installed modules by name: built-in and foreign ones load the same way."""
    found: dict[str, Module] = {}
    for entry_point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            module = entry_point.load()
        except Exception as error:
            raise ModuleError(f"module {entry_point.name!r} ({entry_point.value}) cannot be loaded: {error}") from error
        if not isinstance(module, Module):
            raise ModuleError(f"module {entry_point.name!r} ({entry_point.value}) is not a Module")
        if module.name != entry_point.name:
            raise ModuleError(f"entry point {entry_point.name!r} gives a module named {module.name!r}")
        if module.version is None and entry_point.dist is not None:
            module.version = entry_point.dist.version
        found[module.name] = module
    return found


def select(
    installed: Mapping[str, Module],
    *,
    only: Iterable[str] = (),
    enable: Iterable[str] = (),
    disable: Iterable[str] = (),
) -> list[Module]:
    """The modules to serve, requirements first.

    Without `only` all installed ones are; `enable` adds to `only`. Requirements come along by themselves,
    unless they are disabled, which is an error that names who needs them.
    """
    only, enable, disabled = tuple(only), tuple(enable), frozenset(disable)
    for name in (*only, *enable, *disabled):
        if name not in installed:
            raise ModuleError(f"module {name!r} is not installed; there are {', '.join(sorted(installed))}")
    wanted = [name for name in ((*only, *enable) if only else installed) if name not in disabled]
    _refuse_needed(wanted, installed, disabled)
    ordered: dict[str, Module] = {}
    for name in wanted:
        _visit(name, installed, ordered, ())
    return list(ordered.values())


def _refuse_needed(wanted: Iterable[str], installed: Mapping[str, Module], disabled: frozenset[str]) -> None:
    """Refuse where modules that are to be served require a disabled one; all of them are named."""
    told = []
    for missing in sorted(disabled):
        if users := sorted(name for name in wanted if missing in _required(name, installed)):
            named, verb = ", ".join(users), "requires" if len(users) == 1 else "require"
            told.append(f"module {missing!r} is disabled, and {named} {verb} it: disable {named} as well")
    if told:
        raise ModuleError("\n".join(told))


def _required(name: str, installed: Mapping[str, Module]) -> set[str]:
    """All that a module requires, and what that requires."""
    found: set[str] = set()
    left = {name}
    while left:
        module = installed.get(left.pop())
        new = set(module.requires) - found if module else set()
        found |= new
        left |= new
    return found


def _visit(name: str, installed: Mapping[str, Module], ordered: dict[str, Module], chain: tuple[str, ...]) -> None:
    if name in chain:
        raise ModuleError(f"modules require each other: {' → '.join((*chain, name))}")
    if name not in installed:
        raise ModuleError(f"module {name!r} is not installed, and {chain[-1]!r} requires it")
    if name not in ordered:
        for required in installed[name].requires:
            _visit(required, installed, ordered, (*chain, name))
        ordered[name] = installed[name]
