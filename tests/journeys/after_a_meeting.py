"""What comes after a meeting: minutes checked, remarked on, changed and signed; the notice, appeals, the final day."""

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from casework import clock
from casework.law.clocks import last_appeal_day
from tests.conftest import PASSWORD
from tests.journeys.hall import CONTESTED, PARTIAL, Hall

APPROVER = "Första ersättaren"
ROUND = ("sekreterare", "ordforande", "forsta")
"""Who sign: who keeps the minutes, who led, and who approves them."""
OPENING = "Sammanträdet inleddes med en tyst minut."
BETTER = "Sammanträdet inleddes med en tyst minut för hembygdsföreningens ordförande."
REMARK = "Det bör stå vem den tysta minuten gällde."
CORRECTED = "Det ska stå ”grannkommunerna och regionen”."
WRONG = f"I § 7 står ”grannkommunerna”. {CORRECTED}"


def signs(hall: Hall, name: str, page: Page | None = None) -> None:
    """The person reads what waits on his desk and signs it."""
    page = page or to_be_signed(hall, name)
    page.get_by_label("Ditt lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Underteckna protokollet").click()
    expect(page.get_by_text("Du har undertecknat protokollet.")).to_be_visible()


def to_be_signed(hall: Hall, name: str) -> Page:
    """The person opens the minutes from his desk."""
    page = hall[name]
    page.goto("/")
    page.get_by_role("region", name="Protokoll att underteckna").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Underteckna", exact=True)).to_be_visible()
    return page


def a_paragraph_is_approved_at_once(hall: Hall) -> None:
    """While the meeting goes on; its letters go, those of nothing else."""
    secretary = hall.at_the_item("sekreterare", PARTIAL)
    secretary.locator("summary", has_text="Justera paragrafen omedelbart").click()
    secretary.locator("label", has_text=APPROVER).last.click()
    secretary.get_by_role("button", name="Justera omedelbart").click()
    expect(secretary.get_by_text("Paragrafen justeras omedelbart.")).to_be_visible()
    for name in ROUND:
        signs(hall, name)
    hall.looked_at("forsta")
    assert "§ 6/" in hall.letter_to("socialchef", "Beslut § 6")
    for name in ROUND:
        hall.follows(name)


def the_minutes_are_checked_and_handed_over(hall: Hall) -> None:
    """The check says who is missing; then the text is frozen."""
    secretary = hall.at_the_meeting("sekreterare")
    secretary.get_by_role("button", name="Börja protokollet").click()
    check = secretary.get_by_role("region", name="Förkontroll")
    expect(check).to_contain_text("Justerare saknas: 0 är vald av 1.")
    expect(check.get_by_text("Lämna för justering")).to_have_count(0)
    secretary.get_by_role("region", name="Justerare").get_by_label("Justerare").select_option(label=APPROVER)
    secretary.get_by_role("button", name="Välj", exact=True).click()
    expect(check).to_contain_text("Inget saknas")
    secretary.locator("summary", has_text="Inledande text").click()
    secretary.get_by_label("Inledande text").fill(OPENING)
    secretary.locator("details[open]").get_by_role("button", name="Spara texten").click()
    expect(secretary.get_by_role("article").get_by_text(OPENING).first).to_be_visible()
    hall.looked_at("sekreterare")
    secretary.locator("summary", has_text="Lämna för justering").click()
    secretary.get_by_role("button", name="Lämna för justering").click()
    expect(secretary.get_by_text("Protokollet är ute för justering.")).to_be_visible()


def a_change_after_the_first_signature_voids_it(hall: Hall) -> None:
    """One remarks on the text, another has signed it already; it is changed, and both sign at one moment."""
    approver = to_be_signed(hall, "forsta")
    approver.locator("summary", has_text="Lämna en synpunkt").click()
    approver.get_by_label("Vad du vill säga").fill(REMARK)
    approver.get_by_role("button", name="Lämna synpunkten").click()
    expect(approver.get_by_role("region", name="Synpunkter före justeringen")).to_contain_text(REMARK)
    signs(hall, "ordforande")
    secretary = hall["sekreterare"]
    secretary.reload()
    secretary.get_by_label(f"Svar till {APPROVER}").fill("Inledningen säger det nu.")
    secretary.get_by_role("button", name="Svara").click()
    secretary.locator("summary", has_text="Inledande text").click()
    secretary.get_by_label("Inledande text").fill(BETTER)
    secretary.get_by_label("Varför texten ändras").first.fill("Vem det gällde saknades.")
    secretary.locator("details[open]").get_by_role("button", name="Spara texten").click()
    expect(secretary.get_by_text("Underskrifter som lämnades tidigare gäller inte längre")).to_be_visible()
    expect(secretary.locator("summary", has_text="Underskrifter som inte gäller längre (1)")).to_be_visible()
    approver.get_by_label("Ditt lösenord").fill(PASSWORD)
    approver.get_by_role("button", name="Underteckna protokollet").click()  # the text that he has read is gone
    expect(approver.get_by_text("Texten har ändrats sedan du läste den.").first).to_be_visible()
    both = [to_be_signed(hall, name) for name in ("ordforande", "forsta")]
    for page in both:
        page.get_by_label("Ditt lösenord").fill(PASSWORD)
    for page in both:
        page.evaluate("document.querySelector('form[action$=underskrift]').requestSubmit()")
    for page in both:
        expect(page.get_by_text("Du har undertecknat protokollet.")).to_be_visible()
    signs(hall, "sekreterare")
    expect(hall["sekreterare"].get_by_role("region", name="Justering", exact=True)).to_contain_text("Justerat")
    hall.looked_at("sekreterare")


def the_notice_is_up_and_the_extract_has_come(hall: Hall) -> None:
    """For everybody, at once; and the recipients have what was approved."""
    citizen = hall.people.new_context(base_url=hall.people.url).new_page()
    citizen.goto("/anslagstavla")
    last = last_appeal_day(clock.today())
    for numbers in ("§ 6", "§§ 1–5, 7–9"):
        expect(citizen.get_by_role("main")).to_contain_text(numbers)
    citizen.get_by_role("link", name=re.compile("§§ 1–5, 7–9")).first.click()
    expect(citizen.get_by_role("main")).to_contain_text(f"{last.day} ")
    expect(citizen.get_by_role("main")).not_to_contain_text(CONTESTED)
    assert "§ 7/" in hall.letter_to("socialchef", "Beslut § 7")


def a_slip_is_corrected(hall: Hall) -> None:
    """By a record of its own, signed as the minutes were; what was approved stays as it is."""
    secretary = hall["sekreterare"]
    minutes = secretary.url
    paragraph = secretary.get_by_role("region", name=re.compile(f"§ 7 {CONTESTED}"))
    paragraph.locator("summary", has_text="Utdrag och rättelse").click()
    paragraph.get_by_label("Rättelsens text").fill(WRONG)
    paragraph.get_by_role("button", name="Skriv rättelsen").click()
    expect(secretary.get_by_text("Rättelsen är ett utkast.")).to_be_visible()
    secretary.locator("summary", has_text="Lämna för justering").click()
    secretary.get_by_role("button", name="Lämna för justering").click()
    for name in ROUND:
        signs(hall, name)
    secretary.goto(minutes)
    expect(paragraph.get_by_text("rättad")).to_be_visible()
    expect(paragraph.get_by_role("link", name=WRONG[:40])).to_be_visible()


def appeals_come_in_and_the_decision_is_confirmed_as_final(hall: Hall, posted: date) -> None:
    """When the weeks are over: one appeal came in time, one too late; the court judges both, and a person confirms."""
    last, registrar = last_appeal_day(posted), hall["registrator"]
    appeals = [
        _appeal_of(hall, "En medlem", last - timedelta(days=3), "Kom in i rätt tid"),
        _appeal_of(hall, "En annan medlem", last + timedelta(days=1), "Kom in för sent"),
    ]
    hall.looked_at("registrator")
    _opens_what_may_be_final(hall)
    chosen = registrar.get_by_role("group", name="Beslut som har fått laga kraft")
    expect(chosen).to_contain_text("§ 5")
    expect(chosen).not_to_contain_text("§ 7")
    expect(registrar.get_by_text("överklagande").first).to_be_visible()
    for url in appeals:
        _settled(hall, url, last + timedelta(days=5))
    _opens_what_may_be_final(hall)
    chosen = registrar.get_by_role("group", name="Beslut som har fått laga kraft")
    expect(chosen).to_contain_text("§ 7")
    hall.looked_at("registrator")
    registrar.get_by_label("Vem du frågade").fill("Förvaltningsrätten i Uppsala")
    registrar.get_by_label("Svaret kom den").fill((last + timedelta(days=7)).isoformat())
    registrar.get_by_label("Vad svaret var").fill("Ingen har överklagat utöver de två som är avgjorda.")
    registrar.get_by_text("Svaret är att ingen har överklagat").click()
    registrar.get_by_role("button", name="Bekräfta", exact=True).click()
    hall.at_the_case("registrator")
    expect(registrar.get_by_role("region", name="Överklagande och laga kraft")).to_contain_text(
        "bekräftat av Registratorn"
    )


def _opens_what_may_be_final(hall: Hall) -> None:
    """The task of the day stands on the registrar's desk."""
    registrar = hall["registrator"]
    registrar.goto("/")
    task = registrar.get_by_role("region", name="Laga kraft att bekräfta")
    task.get_by_role("link", name=re.compile("§§ 1–5")).first.click()
    expect(registrar.get_by_role("heading", level=1, name="Bekräfta laga kraft")).to_be_visible()


def _appeal_of(hall: Hall, who: str, day: date, told: str) -> str:
    """The registrar registers an appeal of the contested decision: its address."""
    registrar = hall.at_the_case("registrator")
    registrar.get_by_role("link", name=re.compile("Registrera överklagande")).first.click()
    registrar.get_by_label("Vem som överklagar").fill(who)
    registrar.get_by_label("Vad överklagandet gäller").fill("Beslutet ska upphävas.")
    registrar.get_by_label("Kom in den").fill(day.isoformat())
    registrar.get_by_label("Kom till").select_option(label="Kommunen, regionen eller förbundet som beslutade")
    registrar.get_by_role("button", name="Registrera", exact=True).click()
    expect(registrar.get_by_role("heading", level=1, name=re.compile("Överklagande av"))).to_be_visible()
    expect(registrar.get_by_text(told, exact=True).first).to_be_visible()
    return registrar.url


def _settled(hall: Hall, url: str, day: date) -> None:
    """Handed on to the court, which rejects it, and nobody appeals further."""
    court = {"day": "Överlämnat den", "whom": "Till vem", "text": "Vad som lämnades över"}
    _steps(hall, url, "Lämna över", {court["day"]: day, court["whom"]: "Förvaltningsrätten", court["text"]: "Allt."})
    given = {"Avgörandets dag": day, "Vem som avgjorde": "Förvaltningsrätten", "Målnummer": "1234-26"}
    _steps(hall, url, "Anteckna avgörandet", given, {"Utgång": "Överklagandet avslaget"})
    told = {"Avgörandet fick laga kraft den": day, "Vad den som avgjorde svarade": "Ingen har överklagat domen."}
    _steps(hall, url, "Anteckna att avgörandet står fast", told)


def _steps(
    hall: Hall, url: str, button: str, given: dict[str, date | str], chosen: dict[str, str] | None = None
) -> None:
    registrar = hall["registrator"]
    registrar.goto(url)
    registrar.locator("summary", has_text=re.compile(f"^{button}$")).click()
    form = registrar.locator("details[open] form")
    for label, option in (chosen or {}).items():
        form.get_by_label(label).select_option(label=option)
    for label, text in given.items():
        form.get_by_label(label, exact=True).fill(text.isoformat() if isinstance(text, date) else text)
    form.get_by_role("button", name=button).click()
    expect(registrar.get_by_role("region", name="Historik")).to_be_visible()
