"""Documents of features: named after them, and left behind by them."""

from __future__ import annotations

import pytest
from written import titles

from openfactory.shared.documents.service.features import renamed


async def test_documents_follow_their_features_name(ann, write, make_feature):
    feature = await make_feature("Login")
    await write("Login requirements", type="feature_requirements", featureId=feature["id"])
    body = {"type": "feature_blueprint", "title": "How people get in", "featureId": feature["id"]}
    blueprint = (await ann.post("/foundry/blueprints", json=body)).json()

    await ann.patch(f"/features/{feature['id']}", json={"name": "Sign-in"})

    (document,) = (await ann.get("/refinery/documents")).json()["documents"]
    assert (document["title"], document["featureName"]) == ("Sign-in requirements", "Sign-in")
    after = (await ann.get(f"/foundry/blueprints/{blueprint['id']}")).json()
    assert (after["title"], after["featureName"]) == ("How people get in", "Sign-in")


async def test_a_new_name_is_in_the_log_and_the_search(ann, write, make_feature):
    feature = await make_feature("Login")
    document = await write("Login", type="feature_requirements", featureId=feature["id"])

    await ann.patch(f"/features/{feature['id']}", json={"name": "Passkeys"})

    activity = (await ann.get("/activity", params={"entityId": document["id"]})).json()["activities"][0]
    assert activity["changes"] == {"title": {"old": "Login", "new": "Passkeys"}}
    found = (await ann.get("/search", params={"q": "passk", "types": "document"})).json()["results"]
    assert [hit["entityId"] for hit in found] == [document["id"]]


async def test_documents_outlive_their_feature(ann, write, make_feature):
    feature = await make_feature("Login")
    document = await write("Login", type="feature_requirements", featureId=feature["id"])

    await ann.delete(f"/features/{feature['id']}")

    after = (await ann.get(f"/refinery/documents/{document['id']}")).json()
    assert (after["title"], after["featureId"], after["featureName"]) == ("Login", None, None)
    assert await titles(ann) == ["Login"]


@pytest.mark.parametrize(
    ("title", "old", "new", "expected"),
    [
        ("Login", "Login", "Sign-in", "Sign-in"),
        ("The LOGIN flow", "Login", "Sign-in", "The Sign-in flow"),
        ("Logins", "Login", "Sign-in", "Logins"),
        ("C++ (login)", "C++", "Rust", "Rust (login)"),
        ("a.b", "a.b", r"\1", r"\1"),
        ("axb", "a.b", "c", "axb"),
        ("x" * 198 + " a", "a", "bcd", "x" * 198 + " a"),
    ],
)
def test_a_title_holds_the_name_as_words_of_its_own(title, old, new, expected):
    assert renamed(title, old, new) == expected
