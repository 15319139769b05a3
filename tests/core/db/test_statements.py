"""Scripts are cut into statements, and nothing is kept where nobody counts."""

from __future__ import annotations

import pytest

from openfactory.core.db.statements import count_statements, record, split_statements

TRIGGER = "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = 1; DELETE FROM c; END"


@pytest.mark.parametrize(
    ("script", "statements"),
    [
        ("", []),
        (" ; ;\n", []),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT 'a;b'; SELECT \"c;d\"", ["SELECT 'a;b'", 'SELECT "c;d"']),
        ("SELECT 'it''s;'; SELECT 2", ["SELECT 'it''s;'", "SELECT 2"]),
        ("SELECT 1 /* a; b */; SELECT 2 -- c; d", ["SELECT 1 /* a; b */", "SELECT 2 -- c; d"]),
        (f"{TRIGGER};\nSELECT 2", [TRIGGER, "SELECT 2"]),
        (f"{TRIGGER};", [TRIGGER]),
    ],
)
def test_a_script_is_cut_where_a_statement_ends(script: str, statements: list[str]):
    assert list(split_statements(script)) == statements


def test_counting_ends_with_its_block_and_another_count_goes_on():
    with count_statements() as outer:
        with count_statements() as inner:
            record("one")
        record("two")
    record("three")

    assert (outer, inner) == (["one", "two"], ["one"])


def test_counting_ends_after_an_error_too():
    with pytest.raises(ZeroDivisionError), count_statements() as seen:
        raise ZeroDivisionError
    record("one")

    assert seen == []
