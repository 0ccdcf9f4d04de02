"""Reports whose layout was damaged or moved on the way to plain text, in words of our own. Names are invented."""

COLUMNS = """\
Datum Vår beteckning Er beteckning

Lena Strand

Socialkontoret

lena.strand@example.se

2018-08-28 SN 18/0098 Socialnämnden

Postadress: Exempelby kommun, 123 45 Exempelby Telefon: 0123-456 78 00

ABC1005, v2.0, 2014-11-03

Ändrade riktlinjer för färdtjänst

Förslag till beslut

Socialnämnden godkänner de ändrade riktlinjerna.

Sammanfattning

Riktlinjerna ändras i två delar. Ändringen gäller resor på helger och kvällar och ger den som har

färdtjänst samma rätt som andra resenärer.

Beslutsunderlag

\uf0b7 Tjänsteskrivelse daterad 2018-08-28

\uf0b7 Riktlinjer med ändringar markerade

Barnperspektiv

Barn påverkas inte.

Eva Falk

Socialchef Maria Berg

Avdelningschef

Datum Vår beteckning 2 (2)

2018-08-28 SN 18/0098

Beslut sänds till

\uf0b7 Diariet
"""

CAPITALS = """\
DATUM
2019-05-29
DIARIENUMMER
KS 2019/123
HANDLÄGGARE
Anna Maria Ek
Utredare

KOMMUNSTYRELSENS ARBETSUTSKOTT

Köp av mark vid Ängavägen
KS 2019/123

SAMMANFATTNING AV ÄRENDET
Kommunen erbjuds att köpa mark.

ÄRENDEBESKRIVNING
Marken ligger vid vägen. Priset är
rimligt enligt en oberoende värdering.

FÖRSLAG TILL BESLUT
Kommunstyrelsens arbetsutskott föreslår kommunstyrelsen besluta:
Att köpa marken för 200 000 kronor, samt
Att ge mark- och exploateringschefen i uppdrag att underteckna köpekontraktet.

BESLUTSUNDERLAG
Värdering 2019-04-02.
Karta.

BESLUTET SKICKAS TILL
Mark- och exploateringschef
Ekonomiavdelningen: redovisning & upphandling
Säljaren
"""

PAGES = """\
Sida 1(2)
KOMMUNLEDNINGSKONTORET
Datum 2020-11-02        Dnr KSM2018-693-214
Till: Kommunfullmäktige
Rubrik: Ny delegationsordning

Kommunstyrelsens förslag till kommunfullmäktige
Kommunfullmäktige antar delegationsordningen.

Sammanfattning
Delegationsordningen har setts över. Ändringarna är
Sida 2(2)
KOMMUNLEDNINGSKONTORET
Datum 2020-11-02        Dnr KSM2018-693-214
små och gäller främst titlar.

Ärendet
Översynen gjordes under hösten.

Expedieras till: Samtliga nämnder

Maria Ny        Olle Gammal
Kommundirektör  Kanslichef
"""

TORN = """\
Till kommunstyrelsen

Ansökan om bidrag till föreningen Fyren

Förslag till beslut:

Kommunstyrelsen beviljar föreningen ett bidrag om 30 000

kronor för år 2025.

Medlen tas ur kommunstyrelsens konto för oförutsedda utgifter.

Sammanfattning:

Föreningen driver ett kafé för unga.

Bilagor:

Bilaga 1 Ansökan Bilaga 2 Stadgar

Bilaga 3: Årsberättelse

Kopia till

Föreningen Fyren
"""

OUTLINE = """\
Avgift för sommarkolonin

Förslag till beslut
Barn- och utbildningsnämnden beslutar att

1. fastställa avgiften till 500 kronor

2. avgiften gäller från och med
den 1 juni 2024

Ärendet
Bakgrunden är följande:
- avgiften är gammal
- kostnaderna har ökat.

Beslutet ska skickas till
Region Exempel och Försäkringskassan senast den 15 augusti 2024.

Handläggare
Rektor Jonas Blom
Telefon 0123-45 67 89

\tAvgift för sommarkolonin
\tFörslag till beslut
\tÄrendet
\tBeslutet ska skickas till
"""
