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
