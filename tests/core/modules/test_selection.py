"""Which modules are served."""

from __future__ import annotations

import pytest

from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import ModuleError, discover, select


def family() -> dict[str, Module]:
    auth = Module("auth")
    projects = Module("projects", requires=["auth"])
    planner = Module("planner", requires=["projects"])
    notes = Module("notes")
    return {module.name: module for module in (planner, notes, projects, auth)}


def names(modules: list[Module]) -> list[str]:
    return [module.name for module in modules]


def test_without_a_choice_all_are_served_and_requirements_come_first():
    assert names(select(family())) == ["auth", "projects", "planner", "notes"]


def test_only_brings_requirements_along_and_nothing_else():
    assert names(select(family(), only=["projects"])) == ["auth", "projects"]


def test_enable_adds_to_only():
    assert names(select(family(), only=["auth"], enable=["notes"])) == ["auth", "notes"]


def test_a_disabled_module_is_left_out():
    assert names(select(family(), disable=["planner"])) == ["notes", "auth", "projects"]


def test_disabling_a_requirement_names_all_that_need_it():
    with pytest.raises(ModuleError) as refused:
        select(family(), disable=["auth"])
    assert str(refused.value) == (
        "module 'auth' is disabled, and planner, projects require it: disable planner, projects as well"
    )


def test_each_disabled_requirement_is_told():
    with pytest.raises(ModuleError) as refused:
        select(family(), disable=["auth", "projects"])
    assert str(refused.value).splitlines() == [
        "module 'auth' is disabled, and planner requires it: disable planner as well",
        "module 'projects' is disabled, and planner requires it: disable planner as well",
    ]
    assert names(select(family(), disable=["auth", "projects", "planner"])) == ["notes"]


def test_disabling_what_nobody_needs_that_is_served_is_fine():
    assert names(select(family(), only=["notes"], disable=["auth"])) == ["notes"]


def test_a_name_that_is_not_installed_is_an_error_that_lists_what_is():
    with pytest.raises(ModuleError, match="'plannr' is not installed; there are auth, notes"):
        select(family(), only=["plannr"])


def test_a_missing_requirement_is_named_with_who_requires_it():
    with pytest.raises(ModuleError, match="'auth' is not installed, and 'projects' requires it"):
        select({"projects": Module("projects", requires=["auth"])})


def test_a_circle_is_shown():
    circle = {"a": Module("a", requires=["b"]), "b": Module("b", requires=["a"])}
    with pytest.raises(ModuleError, match="a → b → a"):
        select(circle)


def test_the_built_in_modules_are_found_by_their_entry_points():
    found = discover()
    assert {"auth", "organizations", "projects"} <= set(found)
    assert found["auth"].version
