"""What is said of bad input names the field, and what would be right."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from openfactory.core.http.faults import faults
from openfactory.core.http.schemas import Name


class Base(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)


class Step(Base):
    step_name: Name
    kind: Literal["dig", "fill"] = "dig"


class Order(Base):
    title: Name
    status: str = Field("backlog", min_length=1, max_length=5)
    minutes: int = Field(5, ge=5)
    steps: Annotated[list[Step], Field(min_length=1, max_length=2)] = []
    first: Step | None = None


def told(given: object, model: object = Order) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(model).validate_python(given, by_name=False)
    return {fault.pointer: fault.message for fault in faults("body", refused.value, model)}


@pytest.mark.parametrize(
    ("given", "pointer", "message"),
    [
        ({}, "/body/title", "this field is required"),
        ({"title": "  "}, "/body/title", "must not be empty"),
        ({"title": "x" * 201}, "/body/title", "must have at most 200 characters"),
        ({"title": "a\x07b"}, "/body/title", "control characters are not allowed"),
        ({"title": "A", "status": ""}, "/body/status", "must not be empty"),
        ({"title": "A", "status": "longer"}, "/body/status", "must have at most 5 characters"),
        ({"title": "A", "minutes": 1}, "/body/minutes", "must be greater than or equal to 5"),
        ({"title": "A", "steps": []}, "/body/steps", "must not be empty"),
        ({"title": "A", "steps": [{"stepName": "s"}] * 3}, "/body/steps", "must have at most 2 items"),
        ({"title": "A", "steps": [{"stepName": "s", "kind": "go"}]}, "/body/steps/0/kind", "must be 'dig' or 'fill'"),
        ({"title": "A", "stauts": 1}, "/body/stauts", "there is no such field; did you mean status?"),
        ({"title": "A", "steps": [{"stepName": "s", "step_name": "s"}]}, "/body/steps/0/step_name", None),
        ({"title": "A", "first": {"stepName": "s", "x/y": 1}}, "/body/first/x~1y", None),
    ],
)
def test_the_field_and_what_would_be_right(given, pointer, message):
    said = told(given)
    assert list(said) == [pointer]
    if message is not None:
        assert said[pointer] == message


def test_unknown_fields_below_others_are_compared_with_their_neighbours():
    assert told({"title": "A", "steps": [{"stepName": "s", "stepname": "s"}]}) == {
        "/body/steps/0/stepname": "there is no such field; did you mean stepName?"
    }
    assert told({"title": "A", "first": {"stepName": "s", "zzz": 1}}) == {
        "/body/first/zzz": "there is no such field; there are kind, stepName"
    }
    assert told([{"stepName": "s", "zzz": 1}], list[Step]) == {
        "/body/0/zzz": "there is no such field; there are kind, stepName"
    }


def test_no_value_is_repeated():
    assert "hunter2" not in str(told({"title": "A", "minutes": "hunter2", "first": "hunter2"}))
