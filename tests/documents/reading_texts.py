"""Reports in the forms that municipalities use, in words of our own. Names of persons are invented."""

LABELLED = """\
Exempelby kommun
Kommunledningskontoret

Tjänsteskrivelse 1 (2)

Datum: 2024-02-20
Diarienummer: KS-2024-00240
Handläggare: Karin Lund, utredare
Telefon: 0123-456 78

Till Kommunstyrelsen

Svar på motion om fler cykelställ vid
stationen

FÖRSLAG TILL BESLUT:
Kommunstyrelsen föreslår kommunfullmäktige besluta
1. Motionen bifalls i den del som gäller stationens norra sida.
2. Tekniska nämnden får i uppdrag att återkomma med en kostnads-
beräkning senast den 1 oktober 2024.
3. Beslutet justeras omedelbart.

Sammanfattning av ärendet:
En motion har lämnats in. Förvaltningen ser positivt på den.

Bakgrund
Motionen lämnades den 12 december 2023.

Förvaltningens bedömning
Behovet är stort.

Ekonomiska konsekvenser
Kostnaden ryms i budget.

Beslutsunderlag
1. Motion om fler cykelställ, 2023-12-12
2. Yttrande från tekniska nämnden § 12/2024

Bilagor: Karta över området, Fotografier

Expedieras till:
Motionären, tekniska nämnden samt kommunens revisorer

Anna Ek
Kommundirektör

Bo Dahl
Ekonomichef
"""

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

THREE_STEPS = """\
Regionförvaltningen TJÄNSTEUTLÅTANDE
HSN 2015-5613
2016-10-03
Handläggare: Bengt Åkesson
Hälso- och sjukvårdsnämnden

Inrättande av ett samordningsförbund i Exempelby

Ärendebeskrivning
I ärendet föreslås att ett samordningsförbund inrättas.

Beslutsunderlag
Direktörens tjänsteutlåtande, 2016-10-03
Förslag till förbundsordning för samordningsförbundet,
bilaga 1
Avsiktsförklaring, bilaga 2

Ärendets beredning
Ärendet har beretts i samråd med kommunen.

Förslag till beslut
Hälso- och sjukvårdsnämnden föreslår regionstyrelsen föreslå
regionfullmäktige besluta

att ett samordningsförbund inrättas i Exempelby

att fastställa den bilagda förbundsordningen för
förbundet

att omedelbart justera beslutet.

Förvaltningens motivering till förslaget
Förbundet ger parterna en gemensam budget.
"""

TWO_BODIES = """\
Reglemente för kommunens revisorer

Förslag till beslut i kommunstyrelsen
Kommunstyrelsen överlämnar ärendet till kommunfullmäktige.

Förslag till beslut i kommunfullmäktige
Kommunfullmäktige antar reglementet.
Reglementet gäller från den 1 januari 2025.

Ärendet i korthet
Ett nytt reglemente behövs.

Handlingar
Reglemente
Protokollsutdrag AU 2024-05-02 § 45

Beslutet ska skickas till: Kommunstyrelsen, socialnämnden och barn- och utbildningsnämnden

Handläggare
Per Öst
Kommunjurist
per.ost@example.se
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

SENTENCE = """\
Ökat stöd till föräldrar

Förslag till beslut

Socialnämnden föreslås besluta:

att  inrätta en familjecentral tillsammans med regionen

att  finansieringen sker inom ram

Ärendebeskrivning

Sedan 2019 finns det en plan för en familjecentral.

Förvaltningens bedömning

Förvaltningen bedömer att det är rätt tid.

Beslutet skickas till regionen och till familjeenheten senast 2024-10-01.

Exempelby 2024-04-15

Siv Holm, socialchef
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

FREE_HEADING = """\
Finsam: fortsatt medlemskap

Sammanfattning
Kort text om saken i fråga.

Bakgrund
Här kommer bakgrunden. Den är kort men fortsätter
över två rader.

Begrepp

Med förbund menas här ett samordningsförbund enligt lagen om finansiell samordning.

Förslag till beslut
Arbetsutskottet föreslår kommunstyrelsen
1. att ställa sig bakom fortsatt medlemskap
2. att uppdra åt kommundirektören att
   - teckna avtal
   - återrapportera
3. att paragrafen justeras omedelbart.

Beslut sänds till: Förbundet Exempeldalen, kommundirektören och socialchefen för kännedom senast 2024-06-01

Handläggare: Nils Åberg, kommunsekreterare
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

BOTH_ASSEMBLIES = """\
Utfärdat 2018-03-12
Diarienummer 1900/16

Handläggare
Anna Ek
Telefon: 031-000 00 00

Svar på remiss om nya riktlinjer för
samverkan i länet

Förslag till beslut
I kommunstyrelse och kommunfullmäktige:
1.\tKommunens yttrande översänds till regionen.
2.\tRiktlinjerna ses över vartannat år.

Sammanfattning
Regionen har tagit fram nya riktlinjer.

Barn-, mångfalds-, jämställdhets- och miljöperspektivet
Perspektiven berörs inte.

Bilagor
1.\tRiktlinjer
2.\tRemiss
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
