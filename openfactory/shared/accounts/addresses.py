"""E-mail addresses as callers send them: checked for their form, in the lower case that is stored."""

from __future__ import annotations

from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, StringConstraints


def _address(text: str) -> str:
    try:
        # An address with signs beyond ASCII before the @ could not be mailed to: few servers know SMTPUTF8.
        address = validate_email(
            text, check_deliverability=False, test_environment=True, allow_smtputf8=False
        ).normalized
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None
    return address.lower()


Email = Annotated[
    str,
    StringConstraints(min_length=3, max_length=320, strip_whitespace=True),
    AfterValidator(_address),
    Field(json_schema_extra={"format": "email"}, examples=["ann@example.com"]),
]
