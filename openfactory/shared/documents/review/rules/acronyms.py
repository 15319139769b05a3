"""The rule about abbreviations that a document does not explain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openfactory.shared.documents.review.page import Sentence
from openfactory.shared.documents.review.rule import SentenceRule
from openfactory.shared.documents.review.sources import incose
from openfactory.shared.documents.review.spots import Span

_ACRONYM = re.compile(r"(?<![\w./-])(?<!\d\s)([A-Z][A-ZÄÖÜÉÈÀÑÇŁŚŻ]{1,5})s?(?![\w/]|[-.][\w<]?\d|-<|\.\w)")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        AA AAA AC AD AES AI AM AND ANY API ASCII BIC BIOS CA CAD CAPTCHA CD CET CHF CI CLI CNC CPU CRM CRUD CSRF CSS
        CSV CV DB DC DHCP DIN DNS DOCX DPI DST DVD EAN EC ECG EEC EM EN EPUB ERP ETA EU EUR FAQ FTP GB GBP GDPR GIF
        GIS GMT GNSS GPG GPS GPU GTIN GUI HD HDD HDMI HEIC HMAC HR HTML HTTP HTTPS IBAN ID IDE IDS IEC IEEE IETF IF
        II III IMAP IO IP ISBN ISO IT ITU IV JPEG JPG JS JSON JWT KB KPI LAN LCD LDAP LED LTE MAC MB MFA MIT ML MP
        MQTT MS MUST NATO NFC NIST NO NOT NTP OCR OIDC OK OR OS OTP PC PCB PDF PGP PHP PIN PLC PM PNG PO POP PR PSD
        PUK QA QR RAM REST RFC RFID ROM RPC RSA RSS SAML SCADA SDK SEPA SFTP SHA SHALL SI SIM SKU SLA SMS SMTP SOAP
        SQL SSD SSH SSL SSN SSO SVG SWIFT TB TBA TBC TBD TBR TCP THEN TIFF TLS TODO TOTP TS TSV TV UDP UI UK UML UN
        UPS URI URL US USA USB USD UTC UTF UUID UX VAT VI VII VIII VM VPN WAN WCAG WEBP WHEN WLAN WSDL WWW XHTML XLS
        XLSX XML XSS YAML ZIP
        """,
    )
)


def _unknown(sentence: Sentence) -> Iterator[Span]:
    if sentence.text.isupper():
        return
    for match in _ACRONYM.finditer(sentence.text):
        if match[1] not in _COMMON and match[1] not in sentence.page.abbreviations:
            yield Span(match.start(1), match.end(1))


ACRONYM = SentenceRule(
    id="acronym",
    severity="info",
    source=incose(37),
    explanation="The document does not say what this abbreviation stands for.",
    question="Write it out where it comes first, or list it among the terms.",
    words=True,
    once=True,
    find=_unknown,
)
