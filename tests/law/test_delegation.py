"""KL 6:38, 5:1 and 6:44 by the words of a point: what is pointed out, by paragraph, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.delegation import Known, assembly_matters, bars, is_preparation

TASK = "Kommunledningsförvaltningen får i uppdrag att se över medlemskapet i förbundet och föreslå nya mål."
RAISE = "Bidraget till förbundet höjs med 24 000 kronor under förutsättning att övriga parter gör detsamma."


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        (TASK, []),
        ("Rapporten läggs till handlingarna.", []),
        ("Ordföranden får teckna avtalet.", []),
        (RAISE, ["6 kap. 38 § 1"]),
        ("Kommunen går i borgen för lånet.", ["6 kap. 38 § 1"]),
        ("Inriktningen för verksamheten ändras.", ["6 kap. 38 § 1"]),
        ("Yttrande till kommunfullmäktige över motionen godkänns.", ["6 kap. 38 § 2"]),
        ("Nämnden yttrar sig till förvaltningsrätten över det överklagade beslutet.", ["6 kap. 38 § 2"]),
        ("Ärendet rör myndighetsutövning mot enskild.", ["6 kap. 38 § 3"]),
        ("Medborgarförslaget avslås.", ["6 kap. 38 § 4"]),
        ("Ansökan om vård enligt LVU godkänns.", ["6 kap. 38 § 5"]),
        ("Beslutet får inte delegeras enligt 6 kap. 38 § 3 kommunallagen.", ["6 kap. 38 § 3", "6 kap. 38 § 5"]),
        (f"{TASK} {RAISE}", ["6 kap. 38 § 1"]),
    ],
)
def test_what_may_not_be_delegated_is_told_by_its_paragraph(text: str, paragraphs: list[str]) -> None:
    assert [bar.paragraph for bar in bars(text)] == paragraphs


def test_what_is_known_of_the_case_counts_as_its_words_do() -> None:
    assert [bar.paragraph for bar in bars("Förslaget avslås.", Known(citizen_proposal=True))] == ["6 kap. 38 § 4"]
    assert [bar.paragraph for bar in bars("Ansökan avslås.", Known(exercises_authority=True))] == ["6 kap. 38 § 3"]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Budgeten för nästa år fastställs.", ["5 kap. 1 § 2"]),
        ("Taxan för uthyrning höjs.", ["5 kap. 1 § 2"]),
        ("Reglementet för nämnden antas.", ["6 kap. 44 §"]),
        ("Årsredovisningen godkänns.", ["5 kap. 1 § 7"]),
        ("Förbundsordningen ändras.", ["5 kap. 1 §"]),
        ("Kommunfullmäktige föreslås fastställa budgeten.", []),
        ("Förvaltningen får i uppdrag att ta fram underlag till en ny taxa.", []),
        ("Taxibolaget får ersättning.", []),
    ],
)
def test_what_is_the_assemblys_is_told_unless_it_is_put_to_it(text: str, paragraphs: list[str]) -> None:
    assert [bar.paragraph for bar in assembly_matters(text)] == paragraphs


def test_a_task_to_review_is_preparation_and_a_decision_is_not() -> None:
    assert (is_preparation(TASK), is_preparation(RAISE)) == (True, False)


@given(st.text(max_size=400) | st.lists(st.sampled_from(f"{TASK} {RAISE} 6 kap. 38 § 2 lån".split())).map(" ".join))
def test_any_text_gets_at_most_one_word_of_each_paragraph(text: str) -> None:
    told = [bar.paragraph for bar in bars(text)]
    assert len(told) == len(set(told))
    assert all("%(number)s" in bar.text_sv for bar in [*bars(text), *assembly_matters(text)])
