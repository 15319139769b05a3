"""Verifying ID tokens (OpenID Connect Core 1.0, section 3.1.3.7)."""

from __future__ import annotations

from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import Token

from openfactory.core import clock
from openfactory.core.oidc.issuers import Metadata
from openfactory.core.oidc.provider import Flow, Provider

# Signatures by private keys only: HS256 would take the public key, which anybody can read, for a secret.
ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
LEEWAY_SECONDS: Final = 60


class _Registry(JWSRegistry):
    def get_alg(self, name: str) -> Any:
        # joserfc 1.8 warns of `EdDSA`, for which RFC 9864 prefers `Ed25519`; issuers go on using it.
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(f"Algorithm of '{name}' is not allowed")
        return self.algorithms[name]


def signed_by(keys: KeySet, id_token: str) -> Token:
    """The token, if one of the keys has signed it. InvalidKeyIdError: its key is not among them."""
    # Headers nobody knows must be ignored (RFC 7515, section 4), except those in `crit`, which stay checked.
    return jwt.decode(id_token, keys, registry=_Registry(strict_check_header=False))


def verified_claims(
    token: Token, provider: Provider, metadata: Metadata, flow: Flow, access_token: str | None
) -> dict[str, Any]:
    """The claims, if the token was made by this issuer for this client, for this flow, and lately."""
    # Authlib 1.9.9 takes the hash for at_hash from the algorithm's name, and knows EdDSA by its old one only.
    header = {**token.header, "alg": "EdDSA"} if token.header["alg"] == "Ed25519" else token.header
    claims = CodeIDToken(
        token.claims,
        header,
        options={
            "iss": {"essential": True, "value": metadata.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        },
        params={"nonce": flow.nonce, "client_id": provider.client_id, "access_token": access_token},
    )
    claims.validate(now=int(clock.now().timestamp()), leeway=LEEWAY_SECONDS)
    return dict(claims)


REFUSALS: Final = (JoseError, ValueError, TypeError, KeyError)
"""What these functions raise for a token that is not to be trusted."""
