"""Minutes to begin with: a committee's afternoon with a vote, a reservation and a conflict of interest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from casework.documents.typesetting import (
    MinutesData,
    MinutesNotice,
    MinutesParagraph,
    MinutesPerson,
    Part,
    PartTable,
    PrintedSignature,
    typeset_minutes,
)
from tests.documents.pdf_pages import text_of

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SIGNED = (
    PrintedSignature(
        name="Eva Lund",
        role="Sekreterare",
        signed_at=datetime(2026, 6, 19, 7, 2, tzinfo=UTC),
        method="bekräftad med lösenord",
        approves=False,
    ),
    PrintedSignature(
        name="Karin Ekdal (S)",
        role="Ordförande",
        signed_at=datetime(2026, 6, 19, 12, 40, tzinfo=UTC),
        method="bekräftad med engångskod",
    ),
    PrintedSignature(
        name="Per Åström (M)",
        role="Justerare",
        signed_at=datetime(2026, 6, 20, 7, 30, tzinfo=UTC),
        method="bekräftad med lösenord",
    ),
)
UNSIGNED = tuple(PrintedSignature(name=row.name, role=row.role, approves=row.approves) for row in SIGNED)
VOTES = PartTable(
    columns=("Namn", "Parti", "Ja", "Nej", "Avstår"),
    rows=(
        ("Karin Ekdal", "S", "X", "", ""),
        ("Per Åström", "M", "", "X", ""),
        ("Ali Brandt", "C", "X", "", ""),
        ("Lena Friberg", "V", "X", "", ""),
        ("Olle Gran", "KD", "", "", "X"),
        ("Summa", "", "3", "1", "1"),
    ),
)
GRANT = MinutesParagraph(
    number=41,
    title="Ökat bidrag till samordningsförbundet",
    case_number="KS 2026/1",
    parts=(
        Part(
            heading="Beslut",
            points=(
                "Kommunen ökar sitt bidrag med 24 000 kronor om året.",
                "Ökningen gäller från den 1 januari 2027 och tas ur årets anslag till arbetsmarknadsåtgärder.",
            ),
        ),
        Part(
            heading="Sammanfattning av ärendet",
            text="Förbundet har begärt ett högre bidrag.\n\n"
            "Kostnaden ryms inom ramen.\nFörvaltningen har inget att invända.",
        ),
        Part(
            heading="Yrkanden",
            lines=("Ali Brandt (C) yrkar bifall till förslaget.", "Per Åström (M) yrkar avslag på förslaget."),
        ),
        Part(
            heading="Beslutsgång",
            text="Ordföranden ställer förslagen mot varandra och finner att arbetsutskottet bifaller förslaget. "
            "Omröstning begärs.\n\nDen som bifaller förslaget röstar ja. Den som avslår det röstar nej.",
        ),
        Part(heading="Omröstning", note="Öppen, med upprop", text="Med 3 ja mot 1 nej, 1 avstår.", table=VOTES),
        Part(heading="Reservationer", lines=("Per Åström (M) reserverar sig mot beslutet.",)),
        Part(heading="Jäv", lines=("Stina Holm (L) anmäler jäv och deltar inte i ärendets behandling.",)),
        Part(heading="Beslutet skickas till", lines=("Samordningsförbundet", "Socialnämnden")),
    ),
)
SHORT = MinutesParagraph(
    number=40, title="Val av justerare", parts=(Part(heading="Beslut", points=("Per Åström (M) utses att justera.",)),)
)
DATA = MinutesData(
    authority_name="Exempelkommunen",
    body_name="Kommunstyrelsens arbetsutskott",
    meeting_day=date(2026, 6, 14),
    place="Kommunhuset, rum Linden",
    times=("Kl. 13.00–16.40", "Ajournering kl. 14.15–14.30, under § 41"),
    serving=(
        MinutesPerson(name="Karin Ekdal (S)", role="ordförande"),
        MinutesPerson(name="Per Åström (M)", role="vice ordförande"),
        MinutesPerson(name="Ali Brandt (C)", remote=True),
        MinutesPerson(name="Stina Holm (L)", paragraphs=(40,)),
        MinutesPerson(name="Olle Gran (KD)", serving_for="Stina Holm (L)", paragraphs=(41,)),
        MinutesPerson(name="Lena Friberg (V)"),
    ),
    others=(
        MinutesPerson(name="Bo Ek (S)", role="ersättare, tjänstgör inte"),
        MinutesPerson(name="Eva Lund", role="sekreterare"),
        MinutesPerson(name="Socialchefen", paragraphs=(41,)),
    ),
    approvers=("Per Åström (M)",),
    approval_place="Elektroniskt, senast den 28 juni 2026",
    secretary="Eva Lund",
    paragraphs=(SHORT, GRANT),
    signatures=SIGNED,
    notice=MinutesNotice(
        posted_on=date(2026, 6, 20),
        removal_on=date(2026, 7, 14),
        last_appeal_on=date(2026, 7, 13),
        kept_at="Kommunkansliet, Storgatan 1",
    ),
    approved_at=datetime(2026, 6, 20, 7, 30, tzinfo=UTC),
    sha256=HASH,
    document_number="KSAU 2026:6-1",
    made_at=datetime(2026, 6, 20, 7, 31, tzinfo=UTC),
)
DRAFT: dict[str, Any] = {"signatures": UNSIGNED, "approved_at": None, "notice": MinutesNotice()}
PEOPLE = tuple(MinutesPerson(name=f"Ledamot nummer {number} (S)", role="ledamot") for number in range(1, 62))


def many(count: int, first: int = 38) -> tuple[MinutesParagraph, ...]:
    """Return so many paragraphs, every third of them the long one."""
    return tuple(replace(GRANT if at % 3 == 2 else SHORT, number=first + at) for at in range(count))


def typeset(**changes: Any) -> bytes:
    """Return the minutes of DATA with these changes."""
    return typeset_minutes(replace(DATA, **changes))


def said(**changes: Any) -> str:
    """Return the text of the minutes of DATA with these changes."""
    return text_of(typeset(**changes))
