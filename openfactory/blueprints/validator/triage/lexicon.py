"""What people write when they report, wish or complain: patterns with weights, for a project that has taught nothing.

The classes are those of Maalej and Nabil, "Bug report, feature request, or simply praise?" (RE'15), performance being
one of its own. English; other languages are learned from the project's own labels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from openfactory.blueprints.validator.statuses import Category

_NOT = r"(?:not|n't|never|no longer|cannot)"


def _compiled(patterns: Mapping[str, float]) -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((re.compile(rf"\b(?:{pattern})" + r"(?!\w)"), weight) for pattern, weight in patterns.items())


PATTERNS: Mapping[Category, tuple[tuple[re.Pattern[str], float], ...]] = {
    Category.PERFORMANCE: _compiled(
        {
            r"(?:slow|sluggish|laggy|choppy|unresponsive)(?:er|est|ly)?": 3,
            r"lag(?:s|ging|ged)?|stutter(?:s|ing|ed)?|freez(?:es?|ing)|froze|hang(?:s|ing)?": 2.5,
            r"time(?:s|d)? out|timeouts?|timing out": 2.5,
            r"takes? (?:\S+ ){0,4}?(?:seconds?|minutes?|hours?|ages|forever|long|longer)": 3,
            r"(?:seconds?|minutes?|hours?) (?:later|to load|to open|to start)": 1.5,
            r"(?:for|half a|over a|wait(?:ing)?(?: for)?) (?:seconds?|minutes?|ages|hours?)": 1.5,
            r"load(?:s|ing)?(?: time| so)?": 1,
            r"memory|ram|cpu|fan": 2,
            r"battery|drain(?:s|ing|ed)?": 2.5,
            r"performance|speed|latency|instant|faster?|wait(?:s|ing)?": 1.5,
            r"big|large|huge|more than \d+|scroll(?:s|ing)?": 0.5,
        }
    ),
    Category.BUG: _compiled(
        {
            r"crash(?:es|ed|ing)?|bugs?|broken|exceptions?|stack ?traces?": 3,
            r"errors?|fail(?:s|ed|ing|ure)?|invalid|undefined|null": 2,
            r"wrong(?:ly)?|incorrect(?:ly)?|mismatch(?:es)?|off by|unreadable|garbled|corrupt(?:ed)?": 2.5,
            rf"(?:do|does|did|is|are|was|were|ca|wo|could|would)? ?{_NOT} (?:\S+ ){{0,2}}?(?:work|open|save|show|load|"
            r"match|appear|arrive|start|happen|recogni[sz]e|scroll|read|log|sync|send|print|find|see|update)\w*": 2.5,
            rf"(?:does|did|is|was|were|do|are|ca|wo)? ?{_NOT}": 0.7,
            r"can't|cannot|unable to|impossible to": 1.2,
            r"nothing happens|stopped working|stuck": 3,
            r"lost|gone|disappear(?:s|ed|ing)?|vanish(?:es|ed)?|missing from|overwritten|overwrites": 2,
            r"twice|duplicated?|same \S+ (?:twice|(?:two|three) times)": 1.5,
            r"(?:40[0-9]|50[0-9])": 1.5,
            r"instead of|although|even though|but it|still shows?|keeps?|jumps?|by itself|brought back": 1,
            r"question marks": 1,
            r"empty page|blank|black on black|typos?|misspel\w+": 2,
            r"creates? two|another company": 1.5,
            r"after (?:the|an?|last) (?:update|upgrade)|after (?:i|we)": 0.7,
        }
    ),
    Category.FEATURE_REQUEST: _compiled(
        {
            r"please (?:add|allow|let|make|support|provide|consider|offer|include)": 3,
            r"(?:would|'d) be (?:\S+ )?(?:great|nice|good|useful|helpful|awesome|lovely|cool|possible)": 3,
            r"(?:could|can) (?:you|we|i) (?:\S+ )?(?:add|support|get|have|include|make|offer|allow|provide)": 3,
            r"(?:i|we)(?:'d| would) (?:love|like)|i wish|we wish|wish(?:es)?": 2.5,
            r"(?:i|we) (?:want|need)": 1.5,
            r"feature|suggest(?:ion|ions|ed)?|ideas?|enhancement|improvement|wishlist": 2,
            r"(?:an? )?(?:option|ability|way|possibility) (?:to|for|of)": 2.5,
            r"(?:should|would) be (?:possible|able)|should (?:allow|support|have)": 2.5,
            r"missing:|is there any chance|any plans|how about|what about|consider(?:ing)?": 2.5,
            r"support (?:for|of)|integrat(?:e|ion|ions)": 2,
            r"^(?:add|adding|allow|support|make|let|more)": 1.5,
            r"would (?:help|save|avoid|let|allow)|make (?:it|the) (?:easier|possible)": 2,
            r"please!?$": 1,
            r"allow": 1,
        }
    ),
    Category.OTHER: _compiled(
        {
            r"thanks?|thank you|thx|congratulations|congrats|well done|keep up": 3,
            r"love (?:it|the|this|your)|loves the|great (?:work|tool|job|product)|best (?:tool|app)": 2.5,
            r"awesome (?:work|tool)": 2.5,
            r"^(?:how|where) (?:do|does|can|could|is|are)": 2.5,
            r"^(?:who|what|which|when) (?:is|are|do|does|can)|whom": 2,
            r"^(?:is|are|do|does) (?:my|you|your|the|it|there)": 1.5,
            r"invoices?|billing|quote|pric(?:e|es|ing)|discount|contract|subscription|licen[cs]e|trial": 2.5,
            r"account manager": 2.5,
            r"training|webinar|interview|newsletter|holidays|office hours|happy new year": 2,
            r"buy|cheap|click here|prize|casino|winner": 3,
            r"^(?:hello|hi|hey|test(?: test)?|asdf)\W*$|test test": 3,
            r"just wanted to say|helpful": 1.5,
            r"manual|documentation|tutorial|explain|(?:do not|don't) understand": 1.5,
        }
    ),
}

# How much more it matters, in thousandths, whatever it is about.
URGENT = _compiled(
    {
        r"data loss|lost (?:all|our|my|everything)|all (?:\S+ ){0,5}(?:gone|lost|deleted|disappeared)": 450,
        r"(?:entire|whole|all) (?:\S+ ){0,4}(?:has|have|is|are|was) (?:disappeared|gone|lost|deleted)": 450,
        r"security|vulnerab\w+|leak(?:s|ed)?|confidential|without (?:signing|logging) in": 450,
        r"(?:of|from|see) (?:another|other) (?:compan(?:y|ies)|customers?|users?|tenants?)": 450,
        r"(?:can't|cannot|can not|unable to) (?:log ?in|sign in|work)": 450,
        r"(?:nobody|none|no one) (?:\S+ ){0,4}can (?:work|log)": 450,
        r"charged (?:twice|two times|again)|double charge": 450,
        r"production is down|completely down|outage|control room|emergency|every page": 450,
        r"urgent(?:ly)?|asap|immediately|critical|blocker|blocked|please help": 200,
        r"crash(?:es|ed|ing)?": 150,
        r"every time|always|everybody|everyone|all of us|whole team|since (?:yesterday|this morning|today)": 100,
    }
)
