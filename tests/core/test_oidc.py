"""Signing in by an OpenID Connect issuer or GitHub: whom to believe, and whom not."""

from __future__ import annotations

import dataclasses
import json
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from openfactory.core.oidc import GITHUB_SCOPES, Flow, Identity, Provider, SignInClient, SignInFailed
from openfactory.testing.clock import shifted
from openfactory.testing.issuer import Issuer, approve, github, issuer
from openfactory.testing.signing import Signer
from openfactory.testing.web import Answer
from openfactory.testing.web import web_server as serving

CALLBACK = "http://127.0.0.1:8000/api/auth/oauth/acme/callback"


@pytest.fixture
async def client():
    client = SignInClient(allow=["127.0.0.1"])
    yield client
    await client.close()


@pytest.fixture
async def acme():
    async with issuer() as server:
        yield server


async def sign_in(client: SignInClient, server: Issuer) -> Identity:
    """All of it, as a browser does it."""
    provider = server.provider()
    url, flow = await client.start(provider, CALLBACK)
    return await client.finish(provider, flow, await approve(url), CALLBACK)


async def test_a_person_signs_in_by_an_issuer(client, acme):
    assert await sign_in(client, acme) == Identity(
        provider="acme",
        subject="user-1",
        email="ann@example.com",
        email_verified=True,
        name="Ann Archer",
        avatar_url="https://pictures.example.com/ann.png",
    )


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES384", "EdDSA", "Ed25519"])
async def test_every_usual_signature_is_understood(client, algorithm):
    async with issuer(algorithm) as server:
        assert (await sign_in(client, server)).subject == "user-1"


async def test_an_algorithm_outside_the_list_is_refused(client):
    async with issuer("ES256K") as server:
        server.signer.half_hash = lambda access_token: None  # or its hash would be what is refused
        with pytest.raises(SignInFailed, match="ID token"):
            await sign_in(client, server)


@pytest.mark.filterwarnings("ignore:Key size should be")
async def test_a_key_that_can_be_factored_is_not_believed(client):
    async with issuer("RS256") as server:
        server.signer = Signer("RS256", size=1024)
        with pytest.raises(SignInFailed, match="ID token"):
            await sign_in(client, server)


async def test_the_browser_is_sent_with_state_nonce_and_a_challenge(client, acme):
    url, flow = await client.start(acme.provider(), CALLBACK, redirect_to="/projects")

    sent = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{acme.url}/authorize?")
    assert sent["response_type"] == "code"
    assert sent["redirect_uri"] == CALLBACK
    assert sent["scope"] == "openid email profile"
    assert (sent["state"], sent["nonce"]) == (flow.state, flow.nonce)
    assert sent["code_challenge_method"] == "S256"
    assert flow.code_verifier not in url
    assert flow.redirect_to == "/projects"


async def test_a_flow_is_new_each_time_and_survives_json(client, acme):
    _, first = await client.start(acme.provider(), CALLBACK)
    _, second = await client.start(acme.provider(), CALLBACK)

    assert len({first.state, first.nonce, first.code_verifier, second.state, second.nonce, second.code_verifier}) == 6
    assert msgspec.json.decode(json.dumps(dataclasses.asdict(first)), type=Flow) == first


@pytest.mark.parametrize(
    "fault",
    [
        "nonce", "no nonce", "audience", "audience with azp", "audiences without azp", "azp", "issuer", "expired",
        "future", "at_hash", "no subject", "alg none", "alg HS256", "signature", "no id token",
    ],
)  # fmt: skip
async def test_an_id_token_that_is_not_right_is_refused(client, acme, fault):
    acme.faults.add(fault)
    with pytest.raises(SignInFailed, match="ID token"):
        await sign_in(client, acme)

    acme.faults.clear()
    assert (await sign_in(client, acme)).subject == "user-1"


async def test_clocks_may_differ_by_less_than_a_minute(client, acme):
    provider = acme.provider()
    url, flow = await client.start(provider, CALLBACK)
    parameters = await approve(url)
    token = acme.signer.signed
    acme.signer.signed = lambda claims, broken=False: token({**claims, "exp": claims["iat"] - 50}, broken=broken)

    assert (await client.finish(provider, flow, parameters, CALLBACK)).subject == "user-1"


async def test_an_issuer_that_calls_itself_otherwise_is_refused(client, acme):
    acme.faults.add("metadata issuer")

    with pytest.raises(SignInFailed, match="another issuer"):
        await client.start(acme.provider(), CALLBACK)


async def test_a_slash_at_the_end_of_an_issuer_does_not_matter(client, acme):
    acme.metadata = {"issuer": acme.url + "/"}
    signed = acme.signer.signed
    acme.signer.signed = lambda claims, broken=False: signed({**claims, "iss": acme.url + "/"}, broken=broken)

    assert (await sign_in(client, acme)).subject == "user-1"


async def test_keys_are_fetched_again_after_a_rotation(client, acme):
    await sign_in(client, acme)
    acme.rotate_keys()

    await sign_in(client, acme)
    await sign_in(client, acme)

    assert acme.paths.count("/keys") == 2


async def test_keys_without_ids_can_be_rotated_too(client, acme):
    del acme.signer.published["kid"]
    await sign_in(client, acme)
    acme.rotate_keys()
    del acme.signer.published["kid"]

    assert (await sign_in(client, acme)).subject == "user-1"


async def test_keys_that_are_not_understood_do_not_hide_the_others(client, acme):
    answer = acme.answer

    def with_odd_keys(ask):
        if ask.path != "/keys":
            return answer(ask)
        odd = [
            {"kty": "AKP", "kid": "1"},
            {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
            {"kty": "EC"},
            {"kty": "oct", "k": "AA"},
        ]
        given = json.loads(answer(ask).body)
        return type(answer(ask)).json({"keys": [*odd, *given["keys"]]})

    async with serving(with_odd_keys) as url:
        acme.url = url
        assert (await sign_in(client, acme)).subject == "user-1"


async def test_metadata_is_kept_for_minutes(client, acme):
    await sign_in(client, acme)
    await sign_in(client, acme)
    assert acme.paths.count("/.well-known/openid-configuration") == 1

    with shifted(minutes=11):
        await sign_in(client, acme)
    assert acme.paths.count("/.well-known/openid-configuration") == 2


@pytest.mark.parametrize("methods", [["client_secret_basic"], ["client_secret_post"]])
async def test_the_client_authenticates_as_the_issuer_wants_it(client, acme, methods):
    acme.auth_methods = methods
    acme.grants.client_secret = "plain-secret"

    assert (await sign_in(client, acme)).subject == "user-1"


async def test_a_wrong_client_secret_is_reported_and_not_shown(client, acme):
    provider = dataclasses.replace(acme.provider(), client_secret="swordfish")
    url, flow = await client.start(provider, CALLBACK)

    with pytest.raises(SignInFailed, match=r"acme refused the sign-in \(invalid_client\)"):
        await client.finish(provider, flow, await approve(url), CALLBACK)
    assert "swordfish" not in repr(provider)


async def test_a_code_is_good_once_and_for_its_own_verifier(client, acme):
    provider = acme.provider()
    url, flow = await client.start(provider, CALLBACK)
    parameters = await approve(url)

    await client.finish(provider, flow, parameters, CALLBACK)
    with pytest.raises(SignInFailed, match="invalid_grant"):
        await client.finish(provider, flow, parameters, CALLBACK)

    other = dataclasses.replace(flow, code_verifier="a" * 43)
    with pytest.raises(SignInFailed, match="invalid_grant"):
        await client.finish(provider, other, await approve(url), CALLBACK)


@pytest.mark.parametrize("state", [None, "", "another", "\ud800"])
async def test_an_answer_to_another_flow_is_refused(client, acme, state):
    provider = acme.provider()
    url, flow = await client.start(provider, CALLBACK)
    parameters = await approve(url)
    del parameters["state"]
    if state is not None:
        parameters["state"] = state

    with pytest.raises(SignInFailed, match="not started here"):
        await client.finish(provider, flow, parameters, CALLBACK)
    assert "/token" not in acme.paths


async def test_a_flow_of_one_provider_does_not_finish_at_another(client, acme):
    url, flow = await client.start(acme.provider("acme"), CALLBACK)

    with pytest.raises(SignInFailed, match="not started here"):
        await client.finish(acme.provider("other"), flow, await approve(url), CALLBACK)


async def test_the_issuer_named_in_the_answer_must_be_the_one_asked(client, acme):
    acme.metadata = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(SignInFailed, match="does not come from acme"):
        await sign_in(client, acme)

    acme.grants.answer_as = "https://attacker.example.com"
    with pytest.raises(SignInFailed, match="does not come from acme"):
        await sign_in(client, acme)

    acme.grants.answer_as = acme.url
    assert (await sign_in(client, acme)).subject == "user-1"


async def test_who_refuses_at_the_provider_is_told_so(client, acme):
    acme.grants.denied = True

    with pytest.raises(SignInFailed, match="cancelled at acme"):
        await sign_in(client, acme)


async def test_text_from_the_address_bar_is_not_repeated(client, acme):
    provider = acme.provider()
    _, flow = await client.start(provider, CALLBACK)
    answer = {"state": flow.state, "error": "<b>Call 555-0100</b>", "error_description": "Call 555-0100"}

    with pytest.raises(SignInFailed) as failure:
        await client.finish(provider, flow, answer, CALLBACK)

    assert str(failure.value) == "acme refused the sign-in"


async def test_an_answer_without_a_code_is_refused(client, acme):
    provider = acme.provider()
    _, flow = await client.start(provider, CALLBACK)

    with pytest.raises(SignInFailed, match="no code"):
        await client.finish(provider, flow, {"state": flow.state}, CALLBACK)


async def test_address_and_name_can_come_from_the_userinfo_endpoint(client, acme):
    acme.email_by = "userinfo"

    found = await sign_in(client, acme)

    assert (found.email, found.email_verified, found.name) == ("ann@example.com", True, "Ann Archer")


async def test_the_userinfo_of_another_person_is_refused(client, acme):
    acme.email_by = "userinfo"
    acme.faults.add("other subject")

    with pytest.raises(SignInFailed, match="another person"):
        await sign_in(client, acme)


@pytest.mark.parametrize(
    ("word", "verified"),
    [
        (True, True),
        ("true", True),
        (False, False),
        ("false", False),
        (None, False),
        ("yes", False),
        ([1], False),
    ],
)
async def test_an_address_counts_as_verified_only_when_the_issuer_says_so(client, acme, word, verified):
    acme.user["email_verified"] = word

    assert (await sign_in(client, acme)).email_verified is verified


@pytest.mark.parametrize("email", [None, "", "nobody", 7])
async def test_without_an_address_there_is_no_sign_in(client, acme, email):
    acme.user["email"] = email

    with pytest.raises(SignInFailed, match="e-mail address"):
        await sign_in(client, acme)


async def test_what_is_shown_of_a_person_is_made_harmless(client, acme):
    acme.user |= {"name": "Ann\r\n\x1b[31m " + "x" * 500, "picture": "javascript:alert(1)"}

    found = await sign_in(client, acme)

    assert found.name is not None
    assert found.name.startswith("Ann [31m xxx")
    assert len(found.name) == 200
    assert found.avatar_url is None


async def test_an_issuer_on_a_private_address_needs_a_permission(acme):
    client = SignInClient()

    with pytest.raises(SignInFailed, match="cannot be reached"):
        await client.start(acme.provider(), CALLBACK)

    await client.close()
    assert acme.paths == []


@pytest.mark.parametrize("endpoint", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"])
async def test_an_endpoint_of_another_scheme_is_refused(client, acme, endpoint):
    acme.metadata = {endpoint: "javascript:alert(1)"}

    with pytest.raises(SignInFailed, match="not protected by TLS"):
        await client.start(acme.provider(), CALLBACK)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"issuer": 7}', b"\xff"])
async def test_nonsense_instead_of_metadata_is_a_failed_sign_in(client, body):
    async with serving(lambda ask: Answer(200, body)) as url:
        provider = Provider(name="acme", issuer=url, client_id="a", client_secret="b")
        with pytest.raises(SignInFailed, match="not understood"):
            await client.start(provider, CALLBACK)


async def test_an_issuer_that_fails_is_a_failed_sign_in(client):
    async with serving(lambda ask: Answer(500)) as url:
        provider = Provider(name="acme", issuer=url, client_id="a", client_secret="b")
        with pytest.raises(SignInFailed, match="status 500"):
            await client.start(provider, CALLBACK)

    with pytest.raises(SignInFailed, match="cannot be reached"):
        await client.start(provider, CALLBACK)


async def test_a_person_signs_in_by_github(client):
    async with github() as server:
        provider = server.provider()
        url, flow = await client.start(provider, CALLBACK)
        found = await client.finish(provider, flow, await approve(url), CALLBACK)

    assert "nonce=" not in url
    assert found == Identity(
        provider="github",
        subject="583231",
        email="octo@example.com",
        email_verified=True,
        name="Octo Cat",
        avatar_url="https://avatars.example.com/583231",
    )


async def test_githubs_login_stands_in_for_a_missing_name(client):
    async with github() as server:
        server.user["name"] = None
        server.emails[1]["verified"] = False
        provider = server.provider()
        url, flow = await client.start(provider, CALLBACK)
        found = await client.finish(provider, flow, await approve(url), CALLBACK)

    assert (found.name, found.email_verified) == ("octocat", False)


async def test_githubs_refusals_are_failed_sign_ins(client):
    async with github() as server:
        provider = server.provider()
        url, flow = await client.start(provider, CALLBACK)
        with pytest.raises(SignInFailed, match=r"\(invalid_grant\)"):
            await client.finish(provider, flow, {**await approve(url), "code": "another"}, CALLBACK)

        narrow = dataclasses.replace(provider, scopes=GITHUB_SCOPES[:1])
        url, flow = await client.start(narrow, CALLBACK)
        with pytest.raises(SignInFailed, match="status 404"):
            await client.finish(narrow, flow, await approve(url), CALLBACK)

        server.emails.clear()
        url, flow = await client.start(provider, CALLBACK)
        with pytest.raises(SignInFailed, match="no primary"):
            await client.finish(provider, flow, await approve(url), CALLBACK)


def test_a_provider_is_either_an_issuer_or_a_github():
    with pytest.raises(ValueError, match="either an issuer or both URLs"):
        Provider(name="x", client_id="a", client_secret="b")
    with pytest.raises(ValueError, match="either an issuer or both URLs"):
        Provider(name="x", client_id="a", client_secret="b", github_url="https://github.example.com")
