"""The document is valid OpenAPI 3.1, and says what a client generator needs."""

from __future__ import annotations

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator


@pytest.fixture
async def document(client):
    return (await client.get("/openapi.json")).json()


FOREIGN = {"error_description"}  # OAuth's own name


def operations(document):
    return [operation for path in document["paths"].values() for operation in path.values()]


async def test_it_passes_the_official_validator(document):
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


async def test_operation_ids_are_unique(document):
    ids = [operation["operationId"] for operation in operations(document)]
    assert len(ids) == len(set(ids))


async def test_every_operation_has_a_summary_a_tag_and_says_what_it_needs(document):
    for operation in operations(document):
        assert operation["summary"], operation
        assert operation["tags"], operation
        assert operation["x-needs"], operation


async def test_every_field_name_is_camel_case(document):
    for name, schema in document["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert "_" not in field or field in FOREIGN, f"{name}.{field}"


async def test_the_reference_page_needs_nothing_from_elsewhere(client):
    page = await client.get("/docs")
    assert page.status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "docs.js"):
        assert f'"/docs/{asset}"' in page.text
        assert (await client.get(f"/docs/{asset}")).status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert (await client.get("/docs/secret.py")).status_code == 404
