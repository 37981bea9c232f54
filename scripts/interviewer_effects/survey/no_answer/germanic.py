"""Labels of no answer: German, Dutch, and the languages of Scandinavia and Iceland. See the package
for the form.
"""

TABLE = """
# German
not applicable | ESS, GESIS | nicht zutreffend; ~trifft nicht zu; ~tnz; nicht anwendbar; entfallt;
  entfaellt; nicht erhoben; nicht gefragt; wurde nicht gefragt; frage nicht gestellt; frage wurde
  nicht gestellt; nicht gestellt; in diesem land nicht gefragt; ~filter; filterfuhrung; aufgrund von
  filterfuhrung; nicht befragt; frage entfallt; keine gultige angabe notig; nicht in
  auswahlgesamtheit; nicht im fragebogen; designbedingt fehlend; designbedingt
refusal | ESS, GESIS | verweigert; verweigerung; antwort verweigert; verweigert die antwort; angabe
  verweigert; verweigert die angabe; auskunft verweigert; aussage verweigert; antwortverweigerung;
  mochte nicht antworten; mochte ich nicht sagen; mochte nicht sagen; will nicht antworten; will ich
  nicht sagen; will nicht sagen; das mochte ich nicht sagen; das mochte ich nicht beantworten;
  mochte ich nicht beantworten; moechte ich nicht sagen; moechte nicht antworten; mochte die frage
  nicht beantworten; mochte keine angabe machen; mochte dazu nichts sagen; lieber keine antwort;
  lieber nicht sagen; sage ich nicht
don't know | ESS, GESIS, EB | weiss nicht; weiss ich nicht; weiss es nicht; das weiss ich nicht; ich
  weiss nicht; ich weiss es nicht; weisz nicht; wei nicht; weis nicht; weiß nich; weiss nicht genau;
  weiss nicht mehr; nicht gewusst; wn; ~w n; kann ich nicht sagen; kann nicht sagen; kann es nicht
  sagen; kann ich nicht beurteilen; kann nicht beurteilen; kann das nicht beurteilen; kann man nicht
  sagen; kann ich nicht einschatzen; kann mich nicht entscheiden; kann ich nicht beantworten; kann
  nicht wahlen; kann mich nicht erinnern; erinnere mich nicht; weiss nicht erinnere mich nicht;
  nicht bekannt; ist mir nicht bekannt; keine meinung; habe keine meinung; keine ahnung; keine
  erinnerung; schwer zu sagen; ~nicht sicher; ~bin nicht sicher; bin mir nicht sicher; nie davon
  gehort; nicht genug davon gehort; noch nichts davon gehort
no answer | ESS, GESIS | keine angabe; keine angaben; keine angabe gemacht; ohne angabe; ka; keine
  antwort; keine antworten; kein antwort; nicht beantwortet; unbeantwortet; keine nennung moglich;
  keine auskunft; keine aussage; keine stellungnahme; nicht geantwortet; antwort fehlt; fehlende
  antwort; nicht angegeben; abbruch; interview abgebrochen; interviewabbruch
not available | GESIS | nicht verfugbar; nicht zuzuordnen; nicht berechenbar; angaben unplausibel;
  nicht verfuegbar; ~fehlend; fehlender wert; fehlende werte; fehlende angabe; ~fehlt; unbekannt;
  wert fehlt; missing; datenfehler; nicht ermittelbar; nicht bestimmbar; nicht kodierbar; nicht
  codierbar; nicht klassifizierbar; keine information; keine informationen; keine information
  verfugbar; keine informationen verfugbar; keine daten; nicht auswertbar; wert nicht vorhanden;
  nicht vorhanden; unlesbar; nicht lesbar; nicht rekonstruierbar; unplausibel; unplausibler wert;
  nicht vercodbar; mehrfachnennung; mehrfachnennungen; ~ungultig; ungultige angabe; nicht erfasst
# Dutch
not applicable | ESS | niet van toepassing; nvt; n v t; niet gevraagd; vraag niet gesteld; niet
  gesteld; niet voorgelegd; overgeslagen; niet toepasselijk; vraag niet van toepassing; ~niet
  relevant
refusal | ESS | weigert; weigering; geweigerd; weigert te antwoorden; weigert antwoord; weigerde;
  weigerde te antwoorden; weigert te zeggen; wil niet zeggen; wil niet antwoorden; wil het niet
  zeggen; wil ik niet zeggen; wil geen antwoord geven; zeg ik liever niet; wil ik liever niet
  zeggen; liever niet zeggen; zegt liever niet; geen antwoord willen geven; antwoord geweigerd
don't know | ESS, EB | weet niet; weet het niet; weet ik niet; weet dit niet; weet ik niet meer; ik
  weet het niet; weet niet meer; weet het echt niet; weet niet precies; wnt; ~w n; kan niet zeggen;
  kan ik niet zeggen; kan het niet zeggen; kan niet kiezen; kan geen keuze maken; kan niet
  beoordelen; geen mening; geen idee; heeft geen mening; moeilijk te zeggen; ~niet zeker; niet
  bekend; herinnert zich niet; kan zich niet herinneren; weet niet kan niet zeggen
no answer | ESS | geen antwoord; gaf geen antwoord; geen antwoord gegeven; niet beantwoord; niet
  geantwoord; geen opgave; niet opgegeven; niet ingevuld; geen respons; non respons; ~ga; geen
  antwoord bekend
not available | ESS | niet beschikbaar; ~ontbreekt; ontbrekend; ontbrekende waarde; onbekend; geen
  gegevens; geen informatie; niet vastgesteld; niet gecodeerd; niet codeerbaar; onleesbaar;
  ~ongeldig
# Swedish
not applicable | ESS | ej tillampligt; inte tillampligt; ej tillamplig; ~ej aktuellt; ~inte
  aktuellt; ~ej relevant; ej fragad; inte fragad; fragan ej stalld; fragan inte stalld; ej stalld;
  stalldes ej; ~inte relevant; ej tillfragad; ~galler ej; ~passar inte in
refusal | ESS | vagrar; vagrade; vagran; vagrar svara; vagrade svara; vagrar att svara; vill inte
  svara; vill ej svara; ville inte svara; ville ej svara; vill inte uppge; vill inte saga; vill ej
  uppge; avbojer att svara; avbojer; avstar fran att svara; foredrar att inte svara
don't know | ESS, EB | vet ej; vet inte; jag vet inte; vet inte riktigt; kan inte saga; kan ej saga;
  kan inte svara; kan inte valja; kan inte bedoma; kan ej bedoma; ingen asikt; ingen uppfattning;
  har ingen asikt; svart att saga; minns inte; kommer inte ihag; kommer ej ihag; minns ej; ~inte
  saker; ~osaker; ~ve; forstar inte fragan; har inte hort talas om
no answer | ESS | inget svar; ej svar; svarar inte; svarar ej; svarade inte; svarade ej; uppgift
  saknas; ej besvarat; ej besvarad; obesvarad; inte svarat; ej svarat; inget svar angivet; ~es; ej
  ifyllt; ej uppgivet; svar saknas
not available | ESS | ej tillgangligt; inte tillgangligt; ej tillganglig; ~saknas; data saknas;
  saknat varde; saknade varden; okant; okand; ingen uppgift; ingen information; bortfall; internt
  bortfall; partiellt bortfall; ej kodbart; olasligt
# Norwegian
not applicable | ESS | ~ikke relevant; ~ikke aktuelt; ikke anvendelig; ikke spurt; ikke stilt;
  sporsmal ikke stilt; sporsmalet ikke stilt; ~gjelder ikke; ~passer ikke; ble ikke spurt;
  ~uaktuelt; ikke stilt sporsmal
refusal | ESS | nekter; nektet; nektet a svare; nekter a svare; nekting; vil ikke svare; vil ikke
  si; onsker ikke a svare; onsker ikke svare; onsket ikke a svare; ville ikke svare; vegret seg;
  vegring; vil ikke oppgi; onsker ikke a oppgi; foretrekker a ikke svare
don't know | ESS, EB | vet ikke; veit ikkje; vet ikkje; jeg vet ikke; kan ikke si; kan ikke svare;
  kan ikke velge; kan ikke vurdere; ingen mening; har ingen mening; ingen oppfatning; vanskelig a
  si; husker ikke; husker ikkje; ~usikker; ~ikke sikker; forstar ikke sporsmalet; har ikke hort om
no answer | ESS | ubesvart; ikke svar; ikke besvart; intet svar; ingen svar; svarer ikke; svarte
  ikke; manglende svar; ikke svart; mangler svar; ikke oppgitt; uoppgitt
not available | ESS | ikke tilgjengelig; ~mangler; ~manglende; mangler data; manglende verdi;
  manglende data; uoppgitt; ukjent; ingen opplysning; ingen data; ingen informasjon; opplysning
  mangler; uleselig; ikke kodbar
# Danish
not applicable | ESS | ~ikke relevant; ~ikke aktuel; ~ikke aktuelt; ikke anvendelig; ~uaktuel;
  ~uaktuelt; ikke spurgt; ikke stillet; sporgsmal ikke stillet; sporgsmalet ikke stillet; ~ej
  relevant; blev ikke spurgt; ~galder ikke; ~gaelder ikke; ~passer ikke
refusal | ESS | naegter; nagter; naegtede; nagtede; naegter at svare; naegtede at svare; vil ikke
  svare; ville ikke svare; vil ikke oplyse; onsker ikke at svare; onskede ikke at svare; vil ikke
  sige; vil helst ikke svare; vaegring; onsker ikke at oplyse; afslag; afviser at svare
don't know | ESS, EB | ved ikke; ved det ikke; ved ej; det ved jeg ikke; jeg ved ikke; kan ikke
  sige; kan ikke svare; kan ikke vaelge; kan ikke vurdere; ingen mening; har ingen mening; ingen
  holdning; svaert at sige; husker ikke; kan ikke huske; ~ikke sikker; ~usikker; forstar ikke
  sporgsmalet; har ikke hort om
no answer | ESS | intet svar; ubesvaret; ikke besvaret; svarer ikke; svarede ikke; ej svar;
  manglende svar; uoplyst; ikke oplyst; ikke svaret; ingen svar; mangler svar
not available | ESS | ikke tilgaengelig; ~mangler; ~manglende; manglende data; manglende vaerdi;
  ukendt; ingen oplysninger; ingen data; ingen information; oplysning mangler; ulaeselig; ikke
  kodbar
# Icelandic
not applicable | ESS | a ekki vid; ekki vid; ekki spurt; ekki spurdur; ekki spurd; spurning ekki
  logd fyrir; var ekki spurt; var ekki spurdur; ekki logd fyrir
refusal | ESS | neitar; neitar ad svara; neitadi; neitadi ad svara; neitun; vill ekki svara; vil
  ekki svara; vildi ekki svara; neita ad svara; vil ekki segja
don't know | ESS | veit ekki; veit thad ekki; eg veit ekki; vissi ekki; get ekki sagt; getur ekki
  sagt; man ekki; engin skodun; hef enga skodun; hefur enga skodun; ~ekki viss; erfitt ad segja
no answer | ESS | svarar ekki; svaradi ekki; ekkert svar; ekki svarad; osvarad; engin svor; svar
  vantar
not available | ESS | ekki tiltakt; ~vantar; upplysingar vantar; gogn vantar; othekkt; engar
  upplysingar; ekki til; ekki vitad
"""
