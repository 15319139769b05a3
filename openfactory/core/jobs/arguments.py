"""A job's arguments as JSON, checked by the handler's own annotations on both ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from openfactory.core.jobs.retrying import JobFailed

LONGEST = 200_000  # bytes; what is larger belongs into a row or a file, and its id here


@dataclass(frozen=True)
class Arguments:
    """How arguments are written when a job is queued, and read when it runs."""

    job: str
    signature: Signature  # without the `Job`
    model: type[BaseModel]

    @classmethod
    def of(cls, name: str, handler: Callable[..., Any]) -> Arguments:
        """From the handler's signature. Every argument has an annotation that pydantic knows."""
        hints = get_type_hints(handler, include_extras=True)
        _, *parameters = signature(handler).parameters.values()
        if wrong := [item.name for item in parameters if item.name not in hints or item.kind in _STARRED]:
            raise TypeError(f"{name}: {', '.join(wrong)} needs an annotation, and no star")
        fields: dict[str, Any] = {
            item.name: (hints[item.name], ... if item.default is Parameter.empty else item.default)
            for item in parameters
        }
        model = create_model(name, __config__=ConfigDict(extra="forbid", arbitrary_types_allowed=False), **fields)
        return cls(name, Signature(parameters), model)

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(self.signature.parameters)

    @property
    def required(self) -> bool:
        """Whether there are any that must be given."""
        return any(item.default is Parameter.empty for item in self.signature.parameters.values())

    def write(self, *args: Any, **kwargs: Any) -> str:
        """The JSON to store. Raises for what the handler would not take: the fault is the caller's."""
        given = self.signature.bind(*args, **kwargs).arguments
        text = self.model(**given).model_dump_json()
        if len(text.encode()) > LONGEST:
            raise ValueError(f"{self.job}: more than {LONGEST} bytes of arguments: store them, and queue their id")
        return text

    def read(self, text: str) -> dict[str, Any]:
        """The arguments, as the handler takes them."""
        try:
            values = self.model.model_validate_json(text)
        except ValidationError as error:
            where = ", ".join(sorted({str(item["loc"][0]) if item["loc"] else "?" for item in error.errors()}))
            raise JobFailed(f"queued by another version: its arguments do not fit ({where})") from error
        return {name: getattr(values, name) for name in self.names}


_STARRED = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
