"""Rules about the choice of words."""

from __future__ import annotations

from openfactory.shared.documents.review.phrases import Phrases, any_of
from openfactory.shared.documents.review.rule import SentenceRule
from openfactory.shared.documents.review.sources import Source, incose

_VAGUE = any_of("""
    ~appropriate, ~adequate, ~sufficient, reasonable, reasonably, suitable, suitably, acceptable, acceptably,
    tolerable, satisfactory, satisfactorily, ~efficient, ~effective, flexible, flexibly, ~robust, user-friendly,
    friendly, easy, easily, easy to use, ~intuitive, simple, simply, ~seamless, modern, attractive, appealing,
    state-of-the-art, up-to-date, good, bad, nice, ~nice, beautiful, clearly, ~normal, ~typical, ~usual, unusual,
    ~abnormal, common, ~significant, ~minimal, ~optimal, high-performance, high-quality, scalable, performant,
    ~secure, safely, reliable, reliably, stable, ~fast, ~quick, ~slow, ~rapid, ~swift, ~prompt, timely, ~responsive,
    recent, recently, ~frequent, often, sometimes, occasionally, rarely, seldom, many, several, few, some, various,
    numerous, a lot of, lots of, plenty of, nearly, almost, approximately, roughly, relevant, important, importantly,
    large, small, big, huge, heavy, heavily, ~smooth, graceful, gracefully, ~proper, correctly, ~accurate, meaningful,
    helpful, useful, informative, interesting, ~convenient, comprehensive, sensible, sensibly, ~proactive, smart,
    ~intelligent, enough, readable, legible, ~professional, ~excessive, ~extensive, considerable, considerably,
    ~substantial, ~moderate, negligible, ergonomic, comfortable, comfortably, elegant, lightweight, powerful,
    innovative, cutting-edge, world-class, cost-effective, affordable, inexpensive, economical, pleasant, familiar,
    logical, logically, handy, tidy, neat, popular, leading, major, minor, essential, basic, strong, ~strong,
    suspicious, sensitive, resilient, fault-tolerant, very, quite, rather, fairly, relatively, mostly, mainly,
    largely, partly, possibly, potentially, probably, perhaps, likely, serious, ~severe, noticeable, noticeably,
    brief, briefly, maintainable, extensible, usable, understandable, best practice, best practices, industry
    standard, at a glance, as expected, similar, certain, future growth, ~undue, well-structured, well-designed,
    well-documented, carefully, thoroughly, multiple, a variety of, a wide range of, a couple of, peak hours, peak
    times, peak loads, peak load, peak season, harsh, adverse, extreme, unexpected, concise, compact, transparent,
    self-explanatory, straightforward, engaging, trustworthy, look and feel, commercially available, busy,
    hassle-free, low-cost, high-resolution, natural, naturally, minimally, long-lasting, durable, in most cases,
    majority
    """)
_VAGUE_IN_PLACE = (
    r"\b(?:is|are|be|remain|stay|very|more|a)\s+clear\b(?!\s*-?text)",
    r"(?<!at\s)(?<!the\s)\bmost\s+(?!recent)\w+s\b",
    r"\b(?:about|around|circa|ca\.)\s+(?=\d|half\b|a\s+(?:dozen|hundred|thousand)\b)",
    r"\b(?:take|takes|last|very|so)\s+long\b",
    r"\btoo\s+(?:long|short|many|few|large|small|big|high|low|late|early|easy|hard|much|little|slow|fast|often|old|hot|cold|"
    r"dark|bright|loud|quiet|expensive|close|far|complex|complicated|difficult)\b",
    r"\b(?:only|all|any)\s+(?:the\s+)?necessary\b|\bnecessary\s+(?:steps?|measures?|data|information|permissions?|"
    r"documents?|actions?|precautions?|rights)\b|\bthey\s+need\b(?!\s+to\b)",
    r"\b(?:high|low)\s+(?:load|performance|availability|latency|throughput|quality|volumes?|traffic|bandwidth|usability|"
    r"reliability|standards?|security|accuracy|precision|resolution|speed|rates?|demand|costs?|noise|power|effort|"
    r"maintenance)\b",
    r"\b(?:is|be|are|stay|remain|kept)\s+(?:very\s+|as\s+)?(?:high|low)\b",
    r"\bopen\s+to\s+\w+",
    r"\bstandard\s+(?:hardware|browsers?|software|equipment|tools?)\b|\bcurrent\s+(?:browsers?|devices?|technolog\w+)\b",
    r"\bdifferent\s+(?:devices?|browsers?|platforms?|formats?|languages?|types?|kinds?|systems)\b",
    r"\ba\s+(?:large\s+|small\s+|certain\s+|limited\s+)?number\s+of\s+(?!the\b)\w+s\b",
    r"(?<!as\s)\bwell\b(?=\s+\w+(?:ed|en|wn)\b|\s*[.,;]|\s*$)",
)
_NOT_VAGUE = (
    r"several\s+times|rather\s+than|quite\s+\w+\s+than|very\s+(?:same|first|last)|as\s+\w+\s+as(?!\s+possible)|major\s+version|minor\s+version|how\s+(?:many|often|large|long)|as\s+(?:many|often|large|fast|small)\s+as|fast[\s-]forward|in\s+common(?=\s*[,.;]|\s+with|\s*$)|"
    r"common\s+criteria|significant\s+(?:figures?|digits?)|most\s+recent|normal\s+form|large\s+object|"
    r"(?:some|many|several)\s*one|stable\s+(?:sort|release)|certain\s+that|smart\s*(?:phones?|cards?|meters?|watch)|"
    r"simple\s+(?:mail|network|object)|quick\s+(?:order|start|access|search)|secure\s+(?:boot|element|shell)|"
    r"small\s+caps|(?:shall|must|to|can)\s+secure|few\s*er|as\s+recent\s+as|fast\s+as|multiple\s+(?:choice|of)|extreme\s+values?|busy\s+signal|"
    r"natural\s+(?:numbers?|persons?|gas)"
)

VAGUE = SentenceRule(
    id="vague-term",
    severity="warning",
    source=incose(7),
    explanation="Two readers can understand this word differently, and test for different things.",
    question="Which number, list or condition would show that it is met?",
    words=True,
    find=Phrases(
        _VAGUE,
        *_VAGUE_IN_PLACE,
        having="""
            clear most about around circa ca long too necessary need high low open standard current different number
            well
        """,
        unless=_NOT_VAGUE,
    ),
)

ESCAPE = SentenceRule(
    id="escape-clause",
    severity="warning",
    source=incose(8),
    explanation="With this clause it is up to whoever builds it whether to do it at all.",
    question="On which condition shall it be done? State it, or drop the clause.",
    words=True,
    find=Phrases(
        r"\b(?:if|where|wherever|when|whenever|as\s+far\s+as|in\s?so\s?far\s+as|unless)\s+"
        r"(?:(?:at|all|it|this|that|is|be|technically|reasonably|absolutely|deemed|considered|otherwise|economically)\s+){0,4}"
        r"(?:possible|necessary|needed|required|applicable|appropriate|feasible|practical|practicable|known|desired|"
        r"reasonable|impossible|impractical|unavoidable|sensible|available)\b(?!\s+(?:by|for|to|from|in)\b)",
        r"\b(?:if|as|when|where|as\s+far\s+as)\s+(?:the\s+)?(?:\w+\s+)?(?:circumstances?|time|budget|situation|"
        r"workload|resources|conditions?)\s+(?:permits?|allows?|requires?|demands?)\b",
        r"\bas\s+(?:appropriate|needed|required|necessary|applicable|far\s+as\s+\w+|much\s+as\s+\w+|good\s+as\s+\w+)\b",
        r"\bto\s+the\s+(?:greatest\s+|fullest\s+|maximum\s+)?extent\s+\w+",
        any_of("""
            best effort, best efforts, reasonable effort, reasonable efforts, every effort, ideally, preferably, in
            principle, in general, generally, where it makes sense, if time permits, if time allows, at the
            discretion, at its discretion, try to, tries to, attempt to, attempts to, strive to, strives to, aim to,
            aims to, endeavour to, endeavor to, subject to availability, if resources permit, at least in part, more
            or less, should the need arise, within reason, optionally, as a rule
            """),
    ),
)

OPEN_ENDED = SentenceRule(
    id="open-ended",
    severity="warning",
    source=incose(9),
    explanation="The list has no end, so nobody can say when all of it is done.",
    question="What else belongs to it? Name every case, or define the class.",
    words=True,
    find=Phrases(
        r"\b(?:etc|e\.\s?g|i\.\s?a)\b(?!\.?,?\s*[\"“'\dˑ€$£])\.?",
        r"\.\.\.|…",
        r"\b(?:for\s+(?:example|instance)|such\s+as)\b(?!\s*[\"“'\dˑ€$£])",
        any_of("""
            and so on, and so forth, including but not limited to, but not limited to, not limited to, among others,
            amongst others, among other things, and others, and the like, or the like, and similar, or similar, and
            more, at a minimum, as a minimum, inter alia, and the rest, or something like that, to name a few
            """),
        r"\b(?:and|or)(?:\s+(?:all|any))?\s+(?:other|further)\s+"
        r"(?!users?\b|people\b|persons?\b|members?\b|customers?\b|employees\b)"
        r"(?:\w+\s+)?\w+s\b(?!\s+(?:of|in|from)\s+the\s+same\b)|\b(?:and|or)\s+other\s+(?:data|information)\b",
        r"\b(?:formats?|systems?|devices?|browsers?|types?|things|events|files|information|data|services|tools|platforms|"
        r"sources|methods)\s+like\b",
        unless=r"one\s+and\s+more",
    ),
)

ABSOLUTE = SentenceRule(
    id="absolute",
    severity="info",
    source=incose(26, 32),
    explanation="This claims every case and every time, which no test can show.",
    question="Is it achievable for every case? For which set, or at which rate, is it enough?",
    words=True,
    find=Phrases(
        any_of("""
            always, never, ever, at all times, at any time, anytime, at no time, without exception, completely,
            totally, perfectly, entirely, absolutely, unlimited, unlimitedly, infinite, infinitely, everything,
            everyone, everybody, everywhere, anything, anywhere, error-free, bug-free, fault-free, zero downtime, zero
            defects, zero errors, all cases, in any case, each and every, guarantee, guarantees, guaranteed,
            foolproof, around the clock, whatsoever
            """),
        r"\b(?:under|in)\s+(?:all|any|no)\s+(?:circumstances?|conditions?|situations?|cases?)\b",
        r"\b24/7\b|\b24\s+hours\s+a\s+day\b",
        r"(?<![\d.,])100\s?(?:%|percent\b|per\s+cent\b)",
        r"\b(?:all|every|any)\s+(?:possible\s+|conceivable\s+|kinds?\s+of\s+|types?\s+of\s+|sorts?\s+of\s+)+\w+",
        r"\b(?:all|every|any)\s+(?:types?|kinds?|sorts?|devices?|browsers?|platforms?|languages?|formats?|systems|situations?|"
        r"errors?|users?|times?|data|requests?|inputs?|environments?|eventualit(?:y|ies))\b"
        r"(?!\s+(?:of|that|which|who|with|in|on|listed|whose|from|assigned|for|named|to|between|older|without)\b)",
        having="under in 24 100 all every any",
        unless=r"(?:if|whether|when)\s+(?:there\s+(?:is|are)\s+)?any\s+\w+|guaranteed\s+by",
    ),
)

_IMPROVING = ", ".join(
    f"{stem}{ending}"
    for stems, endings in (
        (
            (
                "improv",
                "enhanc",
                "optimis",
                "optimiz",
                "minimis",
                "minimiz",
                "maximis",
                "maximiz",
                "streamlin",
                "accelerat",
            ),
            "e es ed ing",
        ),
        (("simplif",), "y ies ied ying"),
    )
    for stem in stems
    for ending in endings.split()
)
_DEGREES = (
    "better|worse|faster|slower|easier|simpler|higher|lower|larger|smaller|bigger|shorter|longer|cheaper|quicker|smoother|"
    "safer|cleaner|clearer|stronger|lighter|quieter|greater|fewer|closer|newer|nicer|friendlier|sooner|earlier|"
    r"(?<!one\sor\s)(?<!two\sor\s)(?<!no\s)(?<!any\s)(?<!once\s)(?<!\d\s)(?<!or\s)(?<!and\s)more\s+(?!than\b)\w+|"
    r"(?<!\d\s)(?<!no\s)(?<!or\s)less\s+(?!than\b)\w+"
)
COMPARATIVE = SentenceRule(
    id="comparative",
    severity="warning",
    source=Source("smells", "comparatives and superlatives"),
    explanation="A comparison without a value to compare with cannot be tested.",
    question="Compared with what, and by how much? Name the number or the measured baseline.",
    words=True,
    find=Phrases(
        rf"\b(?:{_DEGREES})\b(?!(?:\s+\w+){{0,2}}\s+than\b)(?!\s+of\s+the\s+two\b)",
        rf"\b(?:{_DEGREES})(?:\s+\w+){{0,2}}\s+than\s+(?:before|today|now|currently|previously|usual|(?:in\s+)?the\s+"
        r"(?:old|existing|current|previous|present|legacy|former)\b(?:\s+\w+)?|it\s+(?:is|was)\b|other\w*|competitors?)",
        r"\b(?:the\s+)?(?:best|worst|fastest|easiest|simplest|optimum)\b(?!\s+(?:practices?|efforts?))",
        any_of(_IMPROVING),
        r"\bspe(?:ed|eds|d)\s+up\b",
        r"\bas\s+(?:low|high|short|close|little|cheap|quiet|light|cheaply|quietly|closely)\s+as\s+possible\b",
        having="""
            better worse faster slower easier simpler higher lower larger smaller bigger shorter longer cheaper quicker
            smoother safer cleaner clearer stronger lighter quieter greater fewer closer newer nicer friendlier sooner
            earlier more less best worst fastest easiest simplest optimum possible speed speeds sped
        """,
        unless=r"(?:\d\S*|or|and)\s+(?:\w+\s+)?(?:or|and)\s+(?:higher|lower|larger|smaller|longer|more|less|newer|later|greater)|"
        r"or\s+(?:higher|lower|larger|smaller|longer|newer|greater|fewer|better|earlier)|"
        r"(?:\d+|one|two|three|four|five|ten|some|few)\s+(?:more|fewer|less)(?:\s+\w+)?|"
        r"(?:no|not|whichever\s+is|the)\s+(?:longer|earlier|sooner|higher|lower|larger|smaller|greater)\b(?!\s+than)|"
        r"at\s+the\s+(?:latest|earliest)|(?:lower|higher|shorter)\s+(?:case|bound|limit)",
    ),
)

SLASH = SentenceRule(
    id="slash",
    severity="info",
    source=incose(17),
    explanation="A slash can mean “and”, “or”, or either of the two.",
    question="Which of them is meant? Write the word.",
    words=True,
    find=Phrases(
        r"\band/or\b",
        r"(?<![\w/.:@#~-])(?!(?:and/or|km|m|kg|mg|g|l|ml|kbit|mbit|gbit|kb|mb|gb|req|requests?|w|n|a|i|c|s)/)"
        r"[A-Za-z][\w-]*[a-z](?:/(?!(?:h|s|min|d|day|hour|second|minute|week|month|year|o|a)\b)[A-Za-z][\w-]*[a-z])+"
        r"(?![\w/]|\.\w)",
        r"(?<![\w/.:@#~-])[A-Z]{2,}/[a-z][\w-]+(?:/[a-z][\w-]*)*(?![\w/])",
        unless=r"(?:application|text|image|audio|video|multipart|font|message|model)/[\w.+*-]+|"
        r"(?:input/output|client/server|read/write|on/off|yes/no|true/false|pass/fail|start/stop|publish/subscribe|"
        r"key/value|TCP/IP|pub/sub|ci/cd|ui/ux)|(?-i:\w*[a-z][A-Z]\w*/\w+|\w+/\w*[a-z][A-Z]\w*)",
    ),
)
