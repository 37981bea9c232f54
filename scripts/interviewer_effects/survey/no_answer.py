"""How archives label what is no answer, by language and reason: the one table that `reasons` reads.

An entry of TABLE is `reason | source | phrase; phrase; …` under the name of its language; indented lines continue it.
Phrases are compared without capitals, accents and points. A phrase that starts with ~ is an answer elsewhere (`Trifft
nicht zu` on a scale of agreement, ND for North Dakota): alone it counts only beside a value that looks like a code.
Sources: ESS (European Social Survey, questionnaires and files of rounds 1 to 11), EVS (European and World Values
Survey), EB (Eurobarometer), EES (European Election Studies), GESIS (German archive), LB (Latinobarómetro, LAPOP), ESEB
(Brazilian election study), AfB (Afrobarometer), AB (Arab Barometer), GSS, ANES, CSES, ISSP (social and election surveys
of the United States and of the comparative programmes), UKDS (British archive), DHS and IPUMS (household surveys and
censuses), OECD (PISA, PIAAC), PL and CZ (the Polish and Czech archives).
"""

from __future__ import annotations

TABLE = """
# any
not applicable | GSS, IPUMS | nap; iap; niu; nsa; n/a; nvt; tnz
refusal | GSS, ANES, CSES | rf; ~ref; ~rfsl; refus
don't know | GSS, ISSP, AfB | dk; dknw
no answer | GSS, ISSP | na; dkna; ~nac
not available | GSS, OECD | ~nav; sysmis; system missing; nan
# English
not applicable | ESS, GSS, DHS | not applicable; non applicable; not app; not appl; not applic; inapplicable; inappl;
  inapplic; inap; inapp; ~inappropriate; inappropiate; inapprpopiate; ~does not apply; ~doesn't apply; ~doesnt apply;
  question does not apply; not asked; not asked of r; not asked of respondent; question not asked; item not asked; was
  not asked; not asked in country; not asked in this country; not asked in the country; not asked in survey; not asked
  in this wave; not administered; question not administered; not in universe; not in sample; not in subsample; not in
  split; not part of sample; not on ballot; not on this form; ~skip; skipped; valid skip; legitimate skip; logical
  skip; logically not applicable; legit skip; skip pattern; routed out; ~filtered; ~filtered out; ~filter; not routed;
  out of universe; ~out of scope; ~ineligible; ~not eligible; ~not relevant; ~not included; ~not included in country;
  not surveyed; question skipped; skipped by design; ~by design; structural missing; not presented; not shown; not
  fielded; item not fielded; not assigned; ~none applicable
refusal | ESS, GSS, ANES | refusal; refusals; refused; refuses; refuse; refusal to answer; refused to answer; refuses
  to answer; refused to say; refuses to say; refused to respond; refused to reply; refused answer; refused question;
  refused to answer question; refused to answer the question; refused to choose; refused item; item refused; refused
  to give answer; refused to give information; answer refused; ~declined; declined to answer; declines to answer;
  declined to say; declined to state; decline to answer; decline to say; decline to state; prefer not to say; prefer
  not to answer; prefers not to say; prefers not to answer; preferred not to say; preferred not to answer; prefer not
  to disclose; prefer not to respond; prefer not to state; would prefer not to say; i prefer not to answer; would
  rather not say; would rather not answer; rather not say; rather not answer; rather not to say; i'd rather not say; i
  would rather not say; i'd prefer not to say; i would prefer not to say; don't want to answer; do not want to answer;
  does not want to answer; doesn't want to answer; did not want to answer; didn't want to answer; don't want to say;
  do not want to say; does not want to say; do not wish to answer; does not wish to answer; don't wish to answer; did
  not wish to answer; do not wish to say; unwilling to answer; unwilling to say; not willing to answer; not willing to
  say; will not answer; will not say; won't answer; won't say; wouldn't say; would not say; i do not want to answer; i
  don't want to answer; choose not to answer; chose not to answer; choose not to say; chooses not to answer; keep
  confidential; ~confidential; ~withheld; answer withheld
don't know | ESS, GSS, AfB, ISSP | don't know; dont know; don t know; donot know; do not know; does not know; doesn't
  know; doesnt know; didn't know; did not know; don´t know; donæt know; d k; i don't know; i do not know; don't know
  exactly; don't know enough; don't know enough to say; don't know enough about it; don't know answer; don't know the
  answer; don't really know; really don't know; dk enough; dk much about it; don't know much; don't know much about
  it; don't know what it is; don't know how many; don't know where to rate; don't know how to answer; don't know how
  to rate; know know; not known; doesn't remember; does not remember; don't remember; do not remember; dont remember;
  dont rememb; dont remembr; dont rmembr; remmbr; didn't remember; did not remember; don't recall; do not recall; does
  not recall; can't recall; cannot recall; cant recall; could not recall; couldn't remember; can't remember; cannot
  remember; cant remember; could not remember; unable to remember; not remembered; don't recognize; don't recognise;
  does not recognize; cannot recognize; can't say; cannot say; cant say; can not say; could not say; couldn't say;
  unable to say; ~unable to answer; unable to respond; unable to tell; can't tell; cant tell; cannot tell; can't
  answer; cannot answer; cant answer; could not answer; unable to rate; can't rate; cannot rate; unable to judge;
  cannot judge; can't judge; unable to evaluate; cannot evaluate; unable to determine; can't determine; cannot
  determine; cannot be determined; can't choose; cant choose; cannot choose; can not choose; could not choose; unable
  to choose; can't decide; cannot decide; can't pick; hard to say; difficult to say; hard to tell; hard to answer;
  difficult to answer; it is difficult to say; it's hard to say; depends don't know; ~not sure; ~unsure; i'm not sure;
  i am not sure; am not sure; no opinion; no opinion on this; has no opinion; have no opinion; don't have an opinion;
  no view; no idea; has no idea; have no idea; ~haven't heard; ~have not heard; ~havent heard; ~haven't heard of;
  ~have not heard of; ~haven't heard of it; ~never heard of it; haven't heard enough; have not heard enough; havent
  heard enough; haven’t heard enough; haven't heard enough to say; havent heard enough to say; have not heard enough
  to say; haven't heard enough about it; haven't heard enough about them; haven't heard enough about them to say;
  haven't heard enough to have an opinion; not heard enough; not heard enough to say; haven't thought; haven't thought
  about; haven't thought about it; haven't thought much; haven't thought much about it; haven't thought much about
  this; haven't thought enough about it; don't understand; do not understand; did not understand; didn't understand;
  don't understand question; do not understand question; do not understand the question; did not understand question;
  did not understand the question; didn't understand the question; does not understand the question; can't understand
  answer; question not understood; ~no knowledge; not enough information; insufficient information; not enough
  information to say; ~not familiar; ~not familiar with; not familiar enough to say
no answer | ESS, GSS, DHS | no answer; no answers; no answer given; no answer provided; no answer recorded; no
  response; no responses; no response given; non response; nonresponse; item nonresponse; item non response; unit
  nonresponse; no reply; non reply; no further reply; no further answer; not answered; not answered question;
  unanswered; question not answered; question unanswered; did not answer; didn't answer; didnt answer; does not
  answer; doesn't answer; did not respond; didn't respond; did not reply; left blank; no ans; no resp; no ans given;
  not ascertained; not asc; not ascert; na not ascertained; not stated; not stated or inferred; not specified; not
  reported; not given; none given; no report; not declared; not provided; omitted; omitted or invalid; omit; ~missed;
  not reached; web blank; web skip; page blank; seen but not answered; seen but unanswered; question seen but
  unanswered; ~terminated; break off; breakoff; interview break off; partial interview; not completed; no code; blank
  no answer; ~empty; nothing entered; no statement; no indication; schedule not applicable; proxy respondent not asked
not available | ESS, UKDS, DHS | not available; not avail; ~unavailable; data not available; information not
  available; no data; no data available; data missing; missing; missings; missing data; missing value; missing values;
  missing case; missing code; missing information; missing info; missing answer; missing response; missing item; user
  missing; user-missing; other missing; missing other; missing unspecified; missing not specified; item missing; age
  missing; answer missing; value missing; response missing; missing due to error; missing by error; missing by
  mistake; missing by interviewer error; ~interviewer error; interviewer mistake; interview error; filter error;
  routing error; coding error; data error; ~error in data; technical error; program error; capi error; filter mistake;
  unknown; ~unk; ~unkn; unknown value; unknown no answer; no information; no info; information missing; information
  not given; no information available; information lacking; not recorded; not coded; not codeable; not codable;
  uncodeable; uncodable; uncodeable response; unable to code; cannot be coded; not codeable response; insufficient to
  code; not classifiable; unclassifiable; inadequately described; illegible; ~unreadable; ~invalid; invalid answer;
  invalid response; invalid value; invalid code; ~implausible; implausible value; ~inconsistent; inconsistent answer;
  inconsistent response; not determined; ~undetermined; not determinable; not derivable; cannot be derived; could not
  be derived; not computable; not calculated; ~lost; ~lost data; garbled text; suppressed; suppressed for
  confidentiality; not released; not released for confidentiality; anonymised; anonymized; data suppressed; anomalous
  value; data not collected; not collected; ~dropped; ~excluded; na excluded; multiple answers; multiple response;
  more than one answer; multiple responses invalid; not merged
# German
not applicable | ESS, GESIS | nicht zutreffend; ~trifft nicht zu; ~tnz; nicht anwendbar; entfallt; entfaellt; nicht
  erhoben; nicht gefragt; wurde nicht gefragt; frage nicht gestellt; frage wurde nicht gestellt; nicht gestellt; in
  diesem land nicht gefragt; ~filter; filterfuhrung; aufgrund von filterfuhrung; nicht befragt; frage entfallt; keine
  gultige angabe notig; nicht in auswahlgesamtheit; nicht im fragebogen; designbedingt fehlend; designbedingt
refusal | ESS, GESIS | verweigert; verweigerung; antwort verweigert; verweigert die antwort; angabe verweigert;
  verweigert die angabe; auskunft verweigert; aussage verweigert; antwortverweigerung; mochte nicht antworten; mochte
  ich nicht sagen; mochte nicht sagen; will nicht antworten; will ich nicht sagen; will nicht sagen; das mochte ich
  nicht sagen; das mochte ich nicht beantworten; mochte ich nicht beantworten; moechte ich nicht sagen; moechte nicht
  antworten; mochte die frage nicht beantworten; mochte keine angabe machen; mochte dazu nichts sagen; lieber keine
  antwort; lieber nicht sagen; sage ich nicht
don't know | ESS, GESIS, EB | weiss nicht; weiss ich nicht; weiss es nicht; das weiss ich nicht; ich weiss nicht; ich
  weiss es nicht; weisz nicht; wei nicht; weis nicht; weiß nich; weiss nicht genau; weiss nicht mehr; nicht gewusst;
  wn; ~w n; kann ich nicht sagen; kann nicht sagen; kann es nicht sagen; kann ich nicht beurteilen; kann nicht
  beurteilen; kann das nicht beurteilen; kann man nicht sagen; kann ich nicht einschatzen; kann mich nicht
  entscheiden; kann ich nicht beantworten; kann nicht wahlen; kann mich nicht erinnern; erinnere mich nicht; weiss
  nicht erinnere mich nicht; nicht bekannt; ist mir nicht bekannt; keine meinung; habe keine meinung; keine ahnung;
  keine erinnerung; schwer zu sagen; ~nicht sicher; ~bin nicht sicher; bin mir nicht sicher; nie davon gehort; nicht
  genug davon gehort; noch nichts davon gehort
no answer | ESS, GESIS | keine angabe; keine angaben; keine angabe gemacht; ohne angabe; ka; keine antwort; keine
  antworten; kein antwort; nicht beantwortet; unbeantwortet; keine nennung moglich; keine auskunft; keine aussage;
  keine stellungnahme; nicht geantwortet; antwort fehlt; fehlende antwort; nicht angegeben; abbruch; interview
  abgebrochen; interviewabbruch
not available | GESIS | nicht verfugbar; nicht verfuegbar; ~fehlend; fehlender wert; fehlende werte; fehlende angabe;
  ~fehlt; unbekannt; wert fehlt; missing; datenfehler; nicht ermittelbar; nicht bestimmbar; nicht kodierbar; nicht
  codierbar; nicht klassifizierbar; keine information; keine informationen; keine information verfugbar; keine
  informationen verfugbar; keine daten; nicht auswertbar; wert nicht vorhanden; nicht vorhanden; unlesbar; nicht
  lesbar; nicht rekonstruierbar; unplausibel; unplausibler wert; nicht vercodbar; mehrfachnennung; mehrfachnennungen;
  ~ungultig; ungultige angabe; nicht erfasst
# Dutch
not applicable | ESS | niet van toepassing; nvt; n v t; niet gevraagd; vraag niet gesteld; niet gesteld; niet
  voorgelegd; overgeslagen; niet toepasselijk; vraag niet van toepassing; ~niet relevant
refusal | ESS | weigert; weigering; geweigerd; weigert te antwoorden; weigert antwoord; weigerde; weigerde te
  antwoorden; weigert te zeggen; wil niet zeggen; wil niet antwoorden; wil het niet zeggen; wil ik niet zeggen; wil
  geen antwoord geven; zeg ik liever niet; wil ik liever niet zeggen; liever niet zeggen; zegt liever niet; geen
  antwoord willen geven; antwoord geweigerd
don't know | ESS, EB | weet niet; weet het niet; weet ik niet; weet dit niet; weet ik niet meer; ik weet het niet;
  weet niet meer; weet het echt niet; weet niet precies; wnt; ~w n; kan niet zeggen; kan ik niet zeggen; kan het niet
  zeggen; kan niet kiezen; kan geen keuze maken; kan niet beoordelen; geen mening; geen idee; heeft geen mening;
  moeilijk te zeggen; ~niet zeker; niet bekend; herinnert zich niet; kan zich niet herinneren; weet niet kan niet
  zeggen
no answer | ESS | geen antwoord; gaf geen antwoord; geen antwoord gegeven; niet beantwoord; niet geantwoord; geen
  opgave; niet opgegeven; niet ingevuld; geen respons; non respons; ~ga; geen antwoord bekend
not available | ESS | niet beschikbaar; ~ontbreekt; ontbrekend; ontbrekende waarde; onbekend; geen gegevens; geen
  informatie; niet vastgesteld; niet gecodeerd; niet codeerbaar; onleesbaar; ~ongeldig
# French
not applicable | ESS, AfB | non applicable; pas applicable; ne s'applique pas; sans objet; s/o; ~s o; non concerne;
  non concernee; non concernes; pas concerne; n'est pas concerne; non demande; non demandee; non demande en; question
  non posee; non posee; pas posee; pas pose; question pas posee; question non demandee; non demandee dans le pays; non
  demande dans le pays; non demande dans ce pays; non demande en tunisie; ~filtre; hors champ; non eligible;
  inapplicable
refusal | ESS, AfB | refus; refuse; refusee; refus de repondre; refuse de repondre; a refuse; a refuse de repondre;
  refus de reponse; refuse de dire; refusez; refuse de se prononcer; ne veut pas repondre; ne veut pas dire; ne
  souhaite pas repondre; je ne souhaite pas repondre; ne desire pas repondre; prefere ne pas repondre; prefere ne pas
  dire; je prefere ne pas repondre; je prefere ne pas le dire; ne souhaite pas se prononcer
don't know | ESS, AfB, EB | ne sait pas; ne sais pas; ne sait plus; ne sais plus; nsp; ne sait; sait pas; sais pas; je
  ne sais pas; ne le sait pas; ne sait vraiment pas; ne peut pas dire; ne peut dire; ne peut pas choisir; ne peut
  choisir; ne peut determiner; ne peut pas determiner; ne peut pas repondre; ne se prononce pas; ne se souvient pas;
  ne se rappelle pas; ne s'en souvient pas; ne se souvient plus; ne me souviens pas; sans opinion; pas d'opinion; n'a
  pas d'opinion; n'a pas d'avis; sans avis; pas d'avis; aucune idee; difficile a dire; ~pas sur; ~n'est pas sur; ~n'en
  a jamais entendu parler; ~n'en a pas entendu parler; n'en a pas suffisamment entendu parler; pas assez entendu
  parler; n'a pas suffisamment entendu parler; n'en ai pas assez entendu parler; ne comprend pas la question; n'a pas
  compris la question; ~ne connait pas; ne connait pas la reponse; ~ns
no answer | ESS, AfB | sans reponse; pas de reponse; aucune reponse; non reponse; n'a pas repondu; ne repond pas; ne
  reponds pas; n'a pas donne de reponse; reponse manquante; non repondu; pas repondu; non renseigne; non renseignee;
  non declare; non precise; non indique; ~nr; ~n r; ~nrp; spr; pas d'autres reponses; sans indication; pas
  d'indication
not available | ESS, AfB | non disponible; pas disponible; donnee manquante; donnees manquantes; ~manquant;
  ~manquante; valeur manquante; valeurs manquantes; inconnu; inconnue; non connu; pas de donnees; aucune information;
  pas d'information; indetermine; non determine; non code; non codable; non classable; illisible; ~invalide; ~nd; ~n
  d; ~mq
# Spanish
not applicable | ESS, LB | no aplica; no aplicable; no procede; no corresponde; no se aplica; no preguntado; no
  preguntada; no se pregunto; pregunta no realizada; no se hizo la pregunta; no se le pregunto; no se pregunta; no
  preguntado en el pais; no se pregunto en el pais; inaplicable; no pertinente; no elegible; ~filtro; ~np; ~n p
refusal | ESS, LB | ~rechazo; ~rechaza; ~rechazado; rechaza contestar; rechaza responder; se niega; se nego; se niega
  a contestar; se niega a responder; se nego a contestar; se nego a responder; rehusa; rehuso; rehusa contestar;
  rehusa responder; rehuso contestar; no quiere contestar; no quiere responder; no quiso contestar; no quiso
  responder; no quiere decir; no desea contestar; no desea responder; prefiere no contestar; prefiere no responder;
  prefiere no decir; prefiero no contestar; prefiero no responder; prefiero no decirlo; prefiere no decirlo; negativa
  a responder
don't know | ESS, LB, EB | no sabe; no se; no lo sabe; no lo se; no sabria; no sabria decir; no sabe decir; no sabria
  que decir; ns; ~n s; nsnc; nsnr; ns nr; ns nc; nose; no puede decir; no puede elegir; no puede escoger; no puede
  responder; no puedo elegir; no recuerda; no se acuerda; no lo recuerda; no me acuerdo; no recuerdo; no opina; no
  tiene opinion; sin opinion; ~no ha oido; ~no ha oido hablar; no ha oido lo suficiente; ~no conoce; no entiende; no
  entiende la pregunta; no entendio; no entendio la pregunta; dificil de decir; dificil decir; ~no esta seguro; no
  estoy seguro; indeciso no sabe; ~desconoce
no answer | ESS, LB | no contesta; no contesto; no responde; no respondio; sin respuesta; sin contestar; no hay
  respuesta; no da respuesta; no dio respuesta; no respuesta; no contestado; no contestada; no respondido; ~n c; ~nc;
  ~nr; ~n r; ~s r; no declarado; no declara; no especificado; no especificada; no especifica; no informa; sin
  especificar; sin declarar; en blanco sin respuesta
not available | ESS, LB | no disponible; sin datos; sin dato; no hay datos; dato perdido; datos perdidos; ~perdido;
  ~perdidos; valor perdido; valores perdidos; ~faltante; valor faltante; dato faltante; sin informacion; no hay
  informacion; desconocido; desconocida; ignorado; ~nd; ~n d; ~s d; ~s i; no codificable; no codificado; ilegible;
  ~invalido; ~no valido; ~error; inclasificable; no clasificable; no registrado
# Portuguese
not applicable | ESS, ESEB, AfB | nao se aplica; nao aplicavel; nao aplica; nao se aplicava; nsa; n s a; nao foi
  perguntado; nao perguntado; nao perguntada; pergunta nao feita; nao colocada; ~filtro; inap; inaplicavel; nao se
  perguntou; nao elegivel
refusal | ESS, ESEB, AfB | recusa; recusou; recusou responder; recusou se; recusou-se; recusou-se a responder; recusou
  a responder; recusa responder; recusa-se a responder; recusa se a responder; recusou se a responder; recusa-se; nao
  quis responder; nao quer responder; nao quer dizer; nao quis dizer; nao deseja responder; prefere nao responder;
  prefere nao dizer; prefiro nao responder; prefiro nao dizer; negou-se a responder
don't know | ESS, ESEB, AfB | nao sabe; nao sei; nao sabe dizer; nao sabia; nao sabe avaliar; nao sabe responder; nao
  sabe ao certo; nao soube; nao soube responder; nao soube dizer; nao pode dizer; nao pode escolher; nao consegue
  escolher; nao consegue dizer; nao lembra; nao se lembra; nao lembro; nao me lembro; nao recorda; nao se recorda; nao
  tem opiniao; sem opiniao; dificil dizer; ~nao tem certeza; ~nao ouviu falar; nao ouviu o suficiente; ~nao conhece;
  nao entende; nao entendeu; nao entendeu a pergunta; nao percebeu a pergunta; ns; nsnr
no answer | ESS, ESEB | nao responde; nao respondeu; nao resposta; sem resposta; nao respondido; nao houve resposta;
  nao respondida; ~nr; ~n r; ~sr; nao declarado; nao declarou; nao informou; nao informado; nao informa; nao
  especificado; nao especificou; nao deu resposta
not available | ESS, ESEB | nao disponivel; indisponivel; sem informacao; nao ha informacao; sem dados; ~ausente;
  valor ausente; valor omisso; ~omisso; dados em falta; ~em falta; desconhecido; desconhecida; ignorado; ~nd; nao
  codificavel; nao codificado; ilegivel; ~invalido; ~perdido
# Italian
not applicable | ESS | non applicabile; non pertinente; non si applica; non richiesto; non richiesta; non chiesto; non
  chiesta; non previsto; domanda non posta; non posta; non dovuto; ~filtro; non riguarda
refusal | ESS | rifiuto; ~rifiuta; rifiutato; rifiuto di rispondere; rifiuta di rispondere; si rifiuta; si rifiuta di
  rispondere; ha rifiutato; si e rifiutato; non vuole rispondere; non vuole dire; non intende rispondere; preferisce
  non rispondere; preferisce non dire; preferisco non rispondere; preferisco non dirlo
don't know | ESS, EB | non sa; non so; non lo so; non lo sa; non saprei; non sa dire; non sa rispondere; non puo dire;
  non puo scegliere; non sa scegliere; non ricorda; non mi ricordo; non si ricorda; non ricordo; nessuna opinione;
  senza opinione; non ha opinioni; non ha un'opinione; difficile a dirsi; difficile dire; ~non e sicuro; non sono
  sicuro; ~non ne ho mai sentito parlare; non ha capito la domanda; ~ns
no answer | ESS | non risponde; non risposto; non ha risposto; nessuna risposta; senza risposta; mancata risposta;
  mancate risposte; non indica; non indicato; non dichiara; non dichiarato; non specificato; ~nr; ~n r
not available | ESS | non disponibile; ~mancante; dato mancante; dati mancanti; valore mancante; valori mancanti;
  sconosciuto; ignoto; non noto; nessun dato; nessuna informazione; non rilevato; non codificabile; non codificato;
  illeggibile; ~non valido; non classificabile; ~nd; ~n d
# Polish
not applicable | ESS, PL | nie dotyczy; nie dot; nie zadano; nie pytano; nie zadano pytania; pytanie nie bylo zadane;
  pytania nie zadano; nie zadawano; ~nd; nie stosuje sie; nie ma zastosowania; ~filtr; pominiete
refusal | ESS, PL | odmowa; odmowa odpowiedzi; odmawia; odmawia odpowiedzi; odmowil; odmowila; odmowil odpowiedzi;
  odmowil(a) odpowiedzi; odmowila odpowiedzi; nie chce odpowiedziec; nie chce odpowiadac; nie chce mowic; nie chce
  powiedziec; wole nie odpowiadac; woli nie odpowiadac; wole nie mowic; odm
don't know | ESS, PL, EB | nie wiem; nie wie; trudno powiedziec; trudno mi powiedziec; ciezko powiedziec; nie potrafie
  powiedziec; nie potrafi powiedziec; nie potrafi wybrac; nie mam zdania; nie ma zdania; brak zdania; bez zdania; nie
  pamietam; nie pamieta; nie jestem pewien; ~nie jest pewien; nie moge wybrac; nie slyszalem; nie slyszal; ~nw; ~tp;
  nie rozumie pytania; nie rozumiem pytania
no answer | ESS, PL | brak odpowiedzi; bez odpowiedzi; nie odpowiada; nie odpowiedzial; nie odpowiedziala; nie
  udzielil odpowiedzi; nie udzielono odpowiedzi; brak informacji od respondenta
not available | ESS, PL | brak danych; brak informacji; niedostepne; niedostepny; nieznane; nieznany; nieznana; ~brak;
  ~bd; nieczytelne; bledne dane; ~blad; nie do zakodowania; niesklasyfikowane; nieustalone
# Czech
not applicable | ESS, CZ | nehodi se; netyka se; netyka se ho; nedotazan; nedotazano; nedotazovan; neptano se; otazka
  nebyla polozena; nepolozeno; nepolozena otazka; irelevantni otazka; neaplikovatelne; nevztahuje se; neuplatnuje se
refusal | ESS, CZ | odmitl; odmitla; odmitl odpovedet; odmitla odpovedet; ~odmita; odmita odpovedet; odmitnuti;
  odmitnuti odpovedi; odmitl(a); nechce odpovedet; nechce odpovidat; nechce rici; nechci odpovidat; nepreje si
  odpovedet; radeji neodpovim
don't know | ESS, CZ, EB | nevi; nevim; neví; nevi se; nedokaze rici; nedokazu rici; nedokaze posoudit; nedokazu
  posoudit; neumi rici; neumim rici; nemuze rici; nemuze vybrat; nedokaze vybrat; neumi posoudit; nema nazor; nemam
  nazor; bez nazoru; nepamatuje si; nepamatuji si; nepamatuje; tezko rici; tezko posoudit; ~neni si jist; nejsem si
  jist; nerozumi otazce; neslysel
no answer | ESS, CZ | neodpovedel; neodpovedela; bez odpovedi; neodpovida; zadna odpoved; neodpovedel(a); neuvedeno;
  neuvedl; neuvedla; neudano; neodpovezeno; chybi odpoved
not available | ESS, CZ | neni k dispozici; nedostupne; ~chybi; ~chybejici; chybejici udaj; chybejici hodnota;
  chybejici data; neznamo; neznamy; neznama; nezjisteno; nezjisten; nelze urcit; nelze zaradit; nelze zakodovat;
  necitelne
# Slovak
not applicable | ESS | netyka sa; nehodi sa; ~neplati; nevztahuje sa; nepytane; nepytali sa; otazka nebola polozena;
  nebola polozena; nepolozena; neaplikovatelne
refusal | ESS | odmietol; odmietla; odmietol odpovedat; odmietla odpovedat; ~odmieta; odmieta odpovedat; odmietnutie;
  odmietnutie odpovede; odmietol(a); nechce odpovedat; nechce povedat; nechcem odpovedat; neprial si odpovedat
don't know | ESS, EB | nevie; neviem; nevedel; nevie povedat; neviem povedat; neviem posudit; nevie posudit; nevie sa
  vyjadrit; nevie vybrat; nevie odpovedat; nema nazor; nemam nazor; bez nazoru; nepamata si; nepamatam sa; nepamata
  sa; tazko povedat; ~nie je si isty; nie som si isty; nerozumie otazke; nepocul
no answer | ESS | neodpovedal; neodpovedala; neodpoveda; bez odpovede; ziadna odpoved; neuviedol; neuviedla;
  neuvedene; neodpovedal(a); chyba odpoved
not available | ESS | nie je k dispozicii; nedostupne; ~chyba; chyba udaj; chybajuci udaj; chybajuca hodnota;
  chybajuce udaje; nezname; neznamy; nezistene; neda sa urcit; necitatelne
# Hungarian
not applicable | ESS | nem alkalmazhato; nem ertelmezheto; nem vonatkozik ra; nem vonatkozik; nem kerdeztek; nem
  kerdezett; nem kellett kerdezni; nem lett megkerdezve; nem kerult megkerdezesre; ~nem relevans; nem tettek fel; nem
  kerdezik; ~nt
refusal | ESS | megtagadta; megtagadja; valaszmegtagadas; visszautasitotta; elutasitotta; nem akar valaszolni; nem
  akart valaszolni; nem kivan valaszolni; nem kivant valaszolni; megtagadta a valaszt; megtagadta a valaszadast;
  valaszt megtagadta; megtagadja a valaszt; inkabb nem valaszol; valasz megtagadasa; elutasitas; visszautasitas
don't know | ESS, EB | nem tudja; nem tudom; nt; ntv; nem tudja megmondani; nem tudom megmondani; nem tudja eldonteni;
  nem tudja megitelni; nem tud valaszolni; nem tud valasztani; nem tudta; nincs velemenye; nincs velemenyem; nem
  emlekszik; nem emlekszem; nehez megmondani; nem biztos benne; nem hallott rola; nem ertette a kerdest
no answer | ESS | nem valaszol; nem valaszolt; nincs valasz; valaszhiany; nv; nem valaszolta meg; valasz nelkul;
  hianyzo valasz; nem adott valaszt
not available | ESS | nem elerheto; nincs adat; adathiany; hianyzo adat; hianyzik; hianyzo; hianyzo ertek; ismeretlen;
  nem ismert; nem all rendelkezesre; nem megallapithato; nem kodolhato; olvashatatlan; nincs informacio
# Slovene
not applicable | ESS | se ne nanasa; ~ni relevantno; ~ne velja; ni vprasan; ni bil vprasan; ni bilo vprasano;
  vprasanje ni bilo zastavljeno; ~ni ustrezno; ~neustrezno; se ne nanasa na; preskok; ni uporabno
refusal | ESS | zavrnil; zavrnila; zavrnitev; zavrnil odgovor; zavraca; zavrnil(a); odklonil; odklonila; odklonil
  odgovor; odklanja odgovor; noce odgovoriti; ne zeli odgovoriti; ne zelim odgovoriti; zavrnitev odgovora; brez
  odgovora zavrnil
don't know | ESS, EB | ne ve; ne vem; ne more reci; ne morem reci; ne more oceniti; ne morem oceniti; ne more izbrati;
  ne morem se odlociti; nima mnenja; nimam mnenja; brez mnenja; se ne spomni; se ne spomnim; tezko reci; ~ni
  preprican; ne razume vprasanja; ne vem ne morem oceniti
no answer | ESS | ni odgovora; brez odgovora; ni odgovoril; ni odgovorila; bo; b o; ne odgovori; ni odgovoril(a);
  neodgovor
not available | ESS | ni na voljo; ni na razpolago; manjkajoca vrednost; manjkajoci podatek; ~manjka; ni podatka; ni
  podatkov; neznano; neznan; ni mogoce dolociti; ni znano; neberljivo
# Croatian, Serbian, Bosnian, Montenegrin
not applicable | ESS, EVS | nije primjenjivo; neprimjenjivo; nije primenljivo; neprimenljivo; ne odnosi se; ne odnosi
  se na; nije pitano; nije pitan; nije postavljeno; pitanje nije postavljeno; nije upitan; ~nije relevantno; ~ne vazi;
  nije pitana; preskok; не односи се; није примењиво; није питано; неприменљиво
refusal | ESS, EVS | ~odbija; odbio; odbila; odbijanje; odbija odgovoriti; odbio odgovoriti; odbija odgovor; odbio
  odgovor; odbija da odgovori; odbio da odgovori; odbio/la; odbio(la); ne zeli odgovoriti; ne zeli da odgovori; ne
  zelim odgovoriti; ne zelim da odgovorim; nije zelio odgovoriti; nije zeleo da odgovori; odbijen odgovor; bez
  odgovora odbija; одбија; одбио; одбија да одговори; одбио да одговори; одбијање; не жели да одговори
don't know | ESS, EVS | ne zna; ne znam; nz; ne moze reci; ne mogu reci; ne moze da kaze; ne mogu da kazem; ne moze
  procijeniti; ne mogu procijeniti; ne mogu da procenim; ne moze da proceni; ne moze izabrati; nema misljenje; nema
  misljenja; nemam misljenje; bez misljenja; ne sjeca se; ne secam se; ne seca se; ne sjecam se; tesko je reci; tesko
  reci; ~nije siguran; nisam siguran; ne razumije pitanje; ne razume pitanje; не зна; не знам; не може да процени;
  нема мишљење; не сећа се; не може да каже
no answer | ESS, EVS | bez odgovora; bo; b o; nema odgovora; nije odgovorio; nije odgovorila; ne odgovara; nije
  odgovorio(la); neodgovoreno; nije navedeno; nije naveo; без одговора; нема одговора; није одговорио
not available | ESS, EVS | nije dostupno; nedostupno; ~nedostaje; nedostajuci podatak; nedostajuca vrijednost;
  nedostajuca vrednost; nema podataka; nema podatka; nepoznato; nepoznat; nije poznato; necitljivo; није доступно;
  ~недостаје; нема података; непознато
# Bulgarian
not applicable | ESS | неприложимо; не е приложимо; не се отнася; не се отнася за; не е задаван; не е зададен;
  въпросът не е зададен; не се прилага; не е питан; неприложим; не е задаван въпросът
refusal | ESS | ~отказва; отказал; отказ; отказва да отговори; отказал да отговори; отказ от отговор; отказ да
  отговори; отказала; отказвам да отговоря; не желае да отговори; не желая да отговоря; не иска да отговори; не искам
  да отговоря; предпочитам да не отговоря
don't know | ESS, EB | не знае; не знам; не зная; нз; не може да каже; не мога да кажа; не може да прецени; не мога да
  преценя; не може да избере; няма мнение; нямам мнение; без мнение; не си спомня; не помни; не помня; трудно е да се
  каже; трудно да се каже; ~не е сигурен; не съм сигурен; не разбира въпроса
no answer | ESS | без отговор; няма отговор; не отговаря; не е отговорил; не отговорил; не отговори; бо; не е
  отговорила; липсва отговор; непопълнено; не е посочено
not available | ESS | няма данни; не е налично; ~липсва; липсваща стойност; липсващи данни; липсваща информация;
  неизвестно; неизвестен; няма информация; не може да се определи; нечетливо
# Russian
not applicable | ESS, EVS | неприменимо; не применимо; не относится; не задавался; вопрос не задавался; не задавали;
  не спрашивали; вопрос не задан; не имеет отношения; не касается; нет применения; вопрос не задавался в стране; не
  требуется
refusal | ESS, EVS | отказ; отказался; отказалась; отказ от ответа; отказываюсь отвечать; отказ отвечать; отказался
  отвечать; отказалась отвечать; отказался(лась); отказался ответить; отказывается отвечать; отказываюсь; не хочет
  отвечать; не хочу отвечать; не желает отвечать; не желаю отвечать; предпочитаю не отвечать; предпочел не отвечать
don't know | ESS, EVS | не знаю; не знает; зо; з/о; затрудняюсь ответить; затрудняюсь; затрудняется ответить;
  затруднился ответить; затруднился; затрудняется; затрудняюсь сказать; не могу сказать; не может сказать; не могу
  оценить; не могу выбрать; не может выбрать; трудно сказать; трудно ответить; нет мнения; не имею мнения; не помню;
  не помнит; ~не уверен; не слышал; не понимает вопроса; не понял вопрос
no answer | ESS, EVS | нет ответа; без ответа; не ответил; не ответила; не отвечает; не ответил(а); ответа нет; ответ
  не получен; не указано; не указал; пропуск
not available | ESS, EVS | нет данных; недоступно; не доступно; ~отсутствует; пропущено; пропущенное значение; данные
  отсутствуют; неизвестно; неизвестен; нет информации; не определено; неразборчиво; не поддается кодированию
# Ukrainian
not applicable | ESS | не застосовується; не стосується; не застосовно; незастосовно; не запитували; питання не
  задавалось; питання не ставилося; не задавалося; не питали; питання не ставилось
refusal | ESS | відмова; відмовився; відмовилась; відмовилася; відмова від відповіді; відмова відповідати;
  відмовляється відповідати; відмовився відповідати; відмовляюсь відповідати; відмовляюся відповідати; не хоче
  відповідати; не хочу відповідати; не бажає відповідати; не бажаю відповідати
don't know | ESS | не знаю; не знає; важко відповісти; важко сказати; вв; в/в; не може сказати; не можу сказати; не
  може оцінити; не може вибрати; немає думки; не маю думки; не пам'ятаю; не памятаю; не пам'ятає; не памятає; ~не
  впевнений; важко оцінити; не розуміє питання
no answer | ESS | немає відповіді; без відповіді; не відповів; не відповіла; не відповідає; відповіді немає; відсутня
  відповідь; не вказано; пропуск
not available | ESS | немає даних; недоступно; відсутні дані; ~відсутнє; ~відсутній; пропущене значення; пропущено;
  невідомо; невідомий; немає інформації
# Lithuanian
not applicable | ESS | netaikoma; ~netinka; neklausta; klausimas neuzduotas; nebuvo klausta; neklausiama; neuzduotas;
  ~nereikia; netaikytina; ~neaktualu
refusal | ESS | atsisake; atsisako; atsisakymas; atsisake atsakyti; atsisako atsakyti; atsisakau atsakyti; nenori
  atsakyti; nenoriu atsakyti; nenorejo atsakyti; atsisakymas atsakyti; nenori sakyti; nenoriu sakyti
don't know | ESS, EB | nezino; nezinau; nezino negali pasakyti; negali pasakyti; negaliu pasakyti; negali atsakyti;
  negaliu atsakyti; sunku pasakyti; neturi nuomones; neturiu nuomones; nera nuomones; neatsimena; neatsimenu;
  neprisimena; neprisimenu; ~nesu tikras; negali pasirinkti; negaliu pasirinkti; nesuprato klausimo; n/n
no answer | ESS | neatsake; neatsakyta; nera atsakymo; be atsakymo; neatsako; atsakymo nera; nenurode; nenurodyta; ~n
  a
not available | ESS | nera duomenu; ~truksta; trukstama reiksme; trukstami duomenys; trukstama; nezinoma; nezinomas;
  neprieinama; nera informacijos; neiskaitoma
# Latvian
not applicable | ESS | nav piemerojams; neattiecas; nav attiecinams; nav jautats; jautajums nav uzdots; netika
  jautats; nav uzdots; nepiemero; nejautaja
refusal | ESS | atteicas; atteikums; atteicas atbildet; atsakas; atsakas atbildet; atteiksanas; atteikusies;
  atteicies; nevelas atbildet; negrib atbildet; nevelos atbildet; negribu atbildet; atteikums atbildet; atteicas
  sniegt atbildi
don't know | ESS, EB | nezina; nezinu; grutti pateikt; gruti pateikt; grutibas atbildet; nevar pateikt; nevaru
  pateikt; nevar atbildet; nevar izveleties; nav viedokla; nav viedoklis; neatceras; neatceros; ~nav parliecinats; nav
  dzirdejis; nesaprata jautajumu; nz; gruti atbildet
no answer | ESS | nav atbildes; neatbildeja; bez atbildes; neatbild; nav atbildejis; nav atbildejusi; na; nav
  noradits; nav noradijis; nav sniegta atbilde
not available | ESS | nav pieejams; nav datu; ~trukst; trukstosa vertiba; trukst datu; trukstosi dati; nezinams; nav
  informacijas; nav zinams; nesalasams
# Estonian
not applicable | ESS | ei kohaldu; ei ole kohaldatav; ei puutu asjasse; ei kusitud; ei kusita; pole kusitud; kusimust
  ei esitatud; mitterakendatav; ei ole asjakohane; ~ei kehti; pole asjakohane
refusal | ESS | keeldus; ~keeldub; keeldumine; keeldus vastamast; keeldub vastamast; keeldun vastamast; ei soovi
  vastata; ei soovinud vastata; ei taha vastata; ei tahtnud vastata; vastamisest keeldumine; vastamast keeldunud
don't know | ESS, EB | ei tea; ei oska oelda; ei osanud oelda; ei oska vastata; ei tea ei oska oelda; eo; e o; raske
  oelda; ei oska valida; ei oska hinnata; puudub arvamus; arvamus puudub; ei maleta; ~ei ole kindel; ~pole kindel; ei
  saanud kusimusest aru; ei ole kuulnud
no answer | ESS | vastamata; ei vastanud; vastus puudub; ei vasta; vastuseta; puudub vastus; ei ole vastanud;
  markimata
not available | ESS | ~puudub; ~puuduv; puuduv vaartus; andmed puuduvad; andmeid pole; andmeid ei ole; teadmata; pole
  teada; ei ole teada; pole saadaval; info puudub
# Finnish
not applicable | ESS | ei sovellu; ei koske; ei koske vastaajaa; ei kysytty; ei kysyta; kysymysta ei esitetty; ~ei
  relevantti; ei sovellettavissa; ei sovelleta; ei tarvitse vastata; ei kuulu kohderyhmaan
refusal | ESS | kieltaytyi; kieltaytyy; kieltaytyminen; kieltaytyi vastaamasta; kieltaytyy vastaamasta; ei halua
  vastata; ei halunnut vastata; en halua vastata; ei halua sanoa; en halua sanoa; en halua kertoa; vastauskielto; ei
  suostunut vastaamaan
don't know | ESS, EB | ei osaa sanoa; en osaa sanoa; eos; e o s; ei tieda; en tieda; ei osannut sanoa; ei osaa valita;
  en osaa valita; ei osaa vastata; vaikea sanoa; ei mielipidetta; ei muista; en muista; ~ei ole varma; en ole varma;
  ei osaa arvioida; ei ymmarra kysymysta; ei ole kuullut
no answer | ESS | ei vastausta; ei vastannut; ei vastaa; puuttuva vastaus; vastaus puuttuu; ei vastattu; jatti
  vastaamatta; ei ilmoitettu
not available | ESS | ei saatavilla; ~puuttuu; puuttuva tieto; ~puuttuva; puuttuvat; tieto puuttuu; ei tietoa;
  tuntematon; puuttuva arvo; ei saatavissa; ei tiedossa; ei luettavissa; puuttuvat tiedot
# Swedish
not applicable | ESS | ej tillampligt; inte tillampligt; ej tillamplig; ~ej aktuellt; ~inte aktuellt; ~ej relevant; ej
  fragad; inte fragad; fragan ej stalld; fragan inte stalld; ej stalld; stalldes ej; ~inte relevant; ej tillfragad;
  ~galler ej; ~passar inte in
refusal | ESS | vagrar; vagrade; vagran; vagrar svara; vagrade svara; vagrar att svara; vill inte svara; vill ej
  svara; ville inte svara; ville ej svara; vill inte uppge; vill inte saga; vill ej uppge; avbojer att svara; avbojer;
  avstar fran att svara; foredrar att inte svara
don't know | ESS, EB | vet ej; vet inte; jag vet inte; vet inte riktigt; kan inte saga; kan ej saga; kan inte svara;
  kan inte valja; kan inte bedoma; kan ej bedoma; ingen asikt; ingen uppfattning; har ingen asikt; svart att saga;
  minns inte; kommer inte ihag; kommer ej ihag; minns ej; ~inte saker; ~osaker; ~ve; forstar inte fragan; har inte
  hort talas om
no answer | ESS | inget svar; ej svar; svarar inte; svarar ej; svarade inte; svarade ej; uppgift saknas; ej besvarat;
  ej besvarad; obesvarad; inte svarat; ej svarat; inget svar angivet; ~es; ej ifyllt; ej uppgivet; svar saknas
not available | ESS | ej tillgangligt; inte tillgangligt; ej tillganglig; ~saknas; data saknas; saknat varde; saknade
  varden; okant; okand; ingen uppgift; ingen information; bortfall; internt bortfall; partiellt bortfall; ej kodbart;
  olasligt
# Norwegian
not applicable | ESS | ~ikke relevant; ~ikke aktuelt; ikke anvendelig; ikke spurt; ikke stilt; sporsmal ikke stilt;
  sporsmalet ikke stilt; ~gjelder ikke; ~passer ikke; ble ikke spurt; ~uaktuelt; ikke stilt sporsmal
refusal | ESS | nekter; nektet; nektet a svare; nekter a svare; nekting; vil ikke svare; vil ikke si; onsker ikke a
  svare; onsker ikke svare; onsket ikke a svare; ville ikke svare; vegret seg; vegring; vil ikke oppgi; onsker ikke a
  oppgi; foretrekker a ikke svare
don't know | ESS, EB | vet ikke; veit ikkje; vet ikkje; jeg vet ikke; kan ikke si; kan ikke svare; kan ikke velge; kan
  ikke vurdere; ingen mening; har ingen mening; ingen oppfatning; vanskelig a si; husker ikke; husker ikkje; ~usikker;
  ~ikke sikker; forstar ikke sporsmalet; har ikke hort om
no answer | ESS | ubesvart; ikke svar; ikke besvart; intet svar; ingen svar; svarer ikke; svarte ikke; manglende svar;
  ikke svart; mangler svar; ikke oppgitt; uoppgitt
not available | ESS | ikke tilgjengelig; ~mangler; ~manglende; mangler data; manglende verdi; manglende data;
  uoppgitt; ukjent; ingen opplysning; ingen data; ingen informasjon; opplysning mangler; uleselig; ikke kodbar
# Danish
not applicable | ESS | ~ikke relevant; ~ikke aktuel; ~ikke aktuelt; ikke anvendelig; ~uaktuel; ~uaktuelt; ikke spurgt;
  ikke stillet; sporgsmal ikke stillet; sporgsmalet ikke stillet; ~ej relevant; blev ikke spurgt; ~galder ikke;
  ~gaelder ikke; ~passer ikke
refusal | ESS | naegter; nagter; naegtede; nagtede; naegter at svare; naegtede at svare; vil ikke svare; ville ikke
  svare; vil ikke oplyse; onsker ikke at svare; onskede ikke at svare; vil ikke sige; vil helst ikke svare; vaegring;
  onsker ikke at oplyse; afslag; afviser at svare
don't know | ESS, EB | ved ikke; ved det ikke; ved ej; det ved jeg ikke; jeg ved ikke; kan ikke sige; kan ikke svare;
  kan ikke vaelge; kan ikke vurdere; ingen mening; har ingen mening; ingen holdning; svaert at sige; husker ikke; kan
  ikke huske; ~ikke sikker; ~usikker; forstar ikke sporgsmalet; har ikke hort om
no answer | ESS | intet svar; ubesvaret; ikke besvaret; svarer ikke; svarede ikke; ej svar; manglende svar; uoplyst;
  ikke oplyst; ikke svaret; ingen svar; mangler svar
not available | ESS | ikke tilgaengelig; ~mangler; ~manglende; manglende data; manglende vaerdi; ukendt; ingen
  oplysninger; ingen data; ingen information; oplysning mangler; ulaeselig; ikke kodbar
# Icelandic
not applicable | ESS | a ekki vid; ekki vid; ekki spurt; ekki spurdur; ekki spurd; spurning ekki logd fyrir; var ekki
  spurt; var ekki spurdur; ekki logd fyrir
refusal | ESS | neitar; neitar ad svara; neitadi; neitadi ad svara; neitun; vill ekki svara; vil ekki svara; vildi
  ekki svara; neita ad svara; vil ekki segja
don't know | ESS | veit ekki; veit thad ekki; eg veit ekki; vissi ekki; get ekki sagt; getur ekki sagt; man ekki;
  engin skodun; hef enga skodun; hefur enga skodun; ~ekki viss; erfitt ad segja
no answer | ESS | svarar ekki; svaradi ekki; ekkert svar; ekki svarad; osvarad; engin svor; svar vantar
not available | ESS | ekki tiltakt; ~vantar; upplysingar vantar; gogn vantar; othekkt; engar upplysingar; ekki til;
  ekki vitad
# Greek
not applicable | ESS | δεν εφαρμοζεται; μη εφαρμοσιμο; δεν ισχυει; δεν αφορα; δεν ρωτηθηκε; δεν ερωτηθηκε; δεν τεθηκε;
  η ερωτηση δεν τεθηκε; μη εφαρμοσιμη; δεν υποβληθηκε; δ ε
refusal | ESS | αρνηση; αρνηθηκε; αρνειται; αρνηθηκε να απαντησει; αρνειται να απαντησει; αρνουμαι να απαντησω; δεν
  θελει να απαντησει; δεν θελω να απαντησω; δεν επιθυμει να απαντησει; δεν επιθυμω να απαντησω; αρνηση απαντησης;
  προτιμω να μην απαντησω
don't know | ESS, EB | δεν γνωριζω; δεν γνωριζει; δεν ξερω; δεν ξερει; δγ; δξ; δγ/δα; δεν μπορω να πω; δεν μπορει να
  πει; δεν εχω γνωμη; δεν εχει γνωμη; χωρις γνωμη; δεν θυμαμαι; δεν θυμαται; δυσκολο να πω; δεν ειμαι σιγουρος; δεν
  μπορω να επιλεξω; δε γνωριζω; δε γνωριζει; δε ξερω; δε ξερει; δε θυμαμαι; δεν καταλαβε την ερωτηση
no answer | ESS | δεν απαντω; δεν απαντα; δα; δεν απαντησε; καμια απαντηση; χωρις απαντηση; αναπαντητο; δε απαντω; δεν
  υπαρχει απαντηση; δεν εδωσε απαντηση
not available | ESS | δεν ειναι διαθεσιμο; μη διαθεσιμο; ελλειπουσα τιμη; δεν υπαρχουν στοιχεια; χωρις στοιχεια;
  αγνωστο; αγνωστη; αγνωστος; ελλειπει; λειπει; ελλιπη δεδομενα
# Turkish
not applicable | ESS | uygulanamaz; uygulanmaz; ~uygun degil; ~gecerli degil; sorulmadi; soru sorulmadi; ~ilgisiz;
  ~ilgili degil; kapsam disi; bu ulkede sorulmadi
refusal | ESS | reddetti; ~reddediyor; cevap vermeyi reddetti; cevaplamayi reddetti; cevap vermek istemedi; cevap
  vermek istemiyor; cevaplamak istemiyor; cevaplamak istemedi; yanit vermek istemiyor; yanitlamak istemiyor;
  yanitlamayi reddetti; yanit vermeyi reddetti; soylemek istemiyor; cevap vermek istemiyorum; yanitlamak istemiyorum;
  reddedildi
don't know | ESS, EB | bilmiyor; bilmiyorum; fikri yok; fikrim yok; bilmiyor fikri yok; hatirlamiyor; hatirlamiyorum;
  karar veremiyor; karar veremiyorum; ~emin degil; emin degilim; soyleyemez; secemiyor; bilmem; soylemek zor;
  anlamadi; soruyu anlamadi; duymadi; bilmiyor/fikri yok
no answer | ESS | cevap yok; cevapsiz; yanit yok; yanitsiz; cevap vermedi; yanit vermedi; yanitlamadi; cevaplamadi;
  cevap verilmedi; bos birakti; belirtmedi; belirtilmemis; fikri yok cevap yok; ~cy; ~fy
not available | ESS | mevcut degil; ~kayip; kayip deger; ~eksik; eksik deger; eksik veri; kayip veri; veri yok; bilgi
  yok; bilinmiyor; bilinmeyen; okunamadi
# Hebrew
not applicable | ESS | ~לא רלוונטי; ~לא רלבנטי; לא ישים; לא נשאל; לא נשאלה; השאלה לא נשאלה; לא חל
refusal | ESS | סירוב; סרב; סירב; מסרב; מסרבת; מסרב לענות; סירב לענות; סרב לענות; מסרב/ת; סירבה לענות; לא רוצה לענות;
  לא מעוניין לענות; מעדיף לא לענות; מעדיפ/ה לא לענות
don't know | ESS | לא יודע; לא יודעת; לא יודע/ת; לא ידוע לי; איני יודע; אינו יודע; לא יכול לומר; לא יכול לבחור; אין
  דעה; אין לי דעה; לא זוכר; לא זוכרת; קשה לומר; ~לא בטוח; ~לא בטוחה; לא הבין את השאלה; לא שמע
no answer | ESS | אין תשובה; ללא תשובה; לא ענה; לא ענתה; לא עונה; לא השיב; בלי תשובה; לא נענה
not available | ESS | לא זמין; אין נתונים; ~חסר; ערך חסר; נתון חסר; נתונים חסרים; לא ידוע; אין מידע; אין נתון
# Arabic
not applicable | AB, AfB | لا ينطبق; غير منطبق; لا تنطبق; لم يسأل; لم يُسأل; لم يطرح السؤال; لم يتم طرح السؤال; لا
  ينطبق عليه; غير مطبق; لم تُسأل
refusal | AB, AfB | رفض; رفض الإجابة; رفض الاجابة; رفض ان يجيب; رفض أن يجيب; رفضت الإجابة; يرفض الإجابة; أرفض الإجابة;
  لا يريد الإجابة; لا أريد الإجابة; لا يرغب بالإجابة; لا يرغب في الإجابة; أفضل عدم الإجابة; امتنع عن الإجابة; ارفض;
  رافض
don't know | AB, AfB | لا أعرف; لا اعرف; لا يعرف; لا تعرف; لا أدري; لا ادري; لا يدري; لا أعلم; لا يعلم; لا رأي; لا رأي
  لي; ليس لدي رأي; ليس لديه رأي; لا أتذكر; لا يتذكر; ~غير متأكد; لست متأكد; لا أستطيع الاختيار; لا يستطيع الاختيار; لا
  يستطيع أن يحدد; صعب القول; لم يسمع; لم يفهم السؤال
no answer | AB, AfB | لا إجابة; لا اجابة; بدون إجابة; لا جواب; بدون جواب; لم يجب; لم يجب على السؤال; دون إجابة; غير
  مبين; لا توجد إجابة; لم يرد; لا يوجد جواب
not available | AB, AfB | غير متوفر; غير متاح; ~مفقود; قيمة مفقودة; بيانات مفقودة; غير معروف; لا توجد بيانات; لا توجد
  معلومات; بيانات ناقصة; غير محدد
# Albanian
not applicable | ESS | nuk aplikohet; nuk zbatohet; nuk eshte pyetur; nuk u pyet; pa aplikim; e paaplikueshme; nuk ka
  lidhje; pyetja nuk u be; nuk perkatet
refusal | ESS | refuzim; refuzoi; ~refuzon; refuzon te pergjigjet; refuzoi te pergjigjet; refuzoj te pergjigjem; nuk
  deshiron te pergjigjet; nuk deshiroj te pergjigjem; nuk do te pergjigjet; refuzuar; refuzim per t'u pergjigjur; nuk
  dua te pergjigjem
don't know | ESS | nuk e di; nuk di; nuk ka mendim; nuk kam mendim; pa mendim; nuk mund te them; nuk mban mend; nuk me
  kujtohet; nuk kujtohet; e veshtire te thuhet; ~nuk eshte i sigurt; nuk jam i sigurt; s'e di; nuk mund te zgjedh
no answer | ESS | pa pergjigje; nuk ka pergjigje; nuk pergjigjet; nuk u pergjigj; s'ka pergjigje; nuk eshte
  pergjigjur; nuk jep pergjigje
not available | ESS | nuk eshte i disponueshem; nuk disponohet; ~mungon; te dhena mungojne; mungojne te dhenat; nuk ka
  te dhena; i panjohur; e panjohur; vlera munguese; nuk ka informacion
# Macedonian
not applicable | ESS | не е применливо; неприменливо; не се однесува; не е прашан; не е прашано; прашањето не е
  поставено; не е поставено
refusal | ESS | ~одбива; одби; одбил; одбива да одговори; одби да одговори; одбил да одговори; одбивање; одбивам да
  одговорам; не сака да одговори; не сакам да одговорам
don't know | ESS | не знам; не знае; нема мислење; немам мислење; не може да каже; не можам да кажам; не се сеќава; не
  се сеќавам; тешко е да се каже; ~не е сигурен; не може да процени
no answer | ESS | без одговор; нема одговор; не одговори; не одговара; не одговорил; бо
not available | ESS | не е достапно; ~недостасува; нема податоци; непознато; нема информации; недостасува вредност
# Romanian
not applicable | ESS, EVS | nu se aplica; neaplicabil; nu este cazul; nu e cazul; nu i s-a adresat intrebarea;
  intrebare neadresata; nu a fost intrebat; nu s-a intrebat; nu se pune intrebarea; neintrebat; ~nc; nu se potriveste
refusal | ESS, EVS | refuz; ~refuza; a refuzat; refuza sa raspunda; a refuzat sa raspunda; refuz sa raspund; nu vrea
  sa raspunda; nu vreau sa raspund; nu doreste sa raspunda; nu doresc sa raspund; prefer sa nu raspund; refuz de
  raspuns
don't know | ESS, EVS, EB | nu stie; nu stiu; nu poate spune; nu pot spune; nu poate aprecia; nu pot aprecia; nu poate
  alege; nu are o parere; nu are opinie; nu am o parere; fara opinie; nu isi aminteste; nu-mi amintesc; nu mai tine
  minte; greu de spus; ~nu este sigur; nu sunt sigur; nu a auzit; nu intelege intrebarea; ~ns
no answer | ESS, EVS | nu raspunde; nu a raspuns; fara raspuns; nu raspund; nonraspuns; non raspuns; niciun raspuns;
  ~nr; ~n r; nedeclarat; nespecificat; nu declara
not available | ESS, EVS | indisponibil; nu este disponibil; ~lipsa; ~lipseste; lipsa date; date lipsa; valoare lipsa;
  necunoscut; necunoscuta; nu sunt date; nicio informatie; ilizibil; nu se cunoaste
# Swahili
not applicable | AfB | haihusiki; haihusu; haimhusu; haikuulizwa; hakuulizwa; swali halikuulizwa; si husika; haitumiki
refusal | AfB | amekataa; alikataa; alikataa kujibu; amekataa kujibu; anakataa kujibu; nakataa kujibu; kukataa; hataki
  kujibu; sitaki kujibu; kukataa kujibu
don't know | AfB | sijui; hajui; hafahamu; sifahamu; sina maoni; hana maoni; hakumbuki; sikumbuki; hana uhakika; sina
  uhakika; hajasikia
no answer | AfB | hakujibu; hakuna jibu; hajajibu; bila jibu; hajatoa jibu
not available | AfB | haipatikani; haijulikani; hakuna data; hakuna taarifa; imekosekana; haipo
# Georgian, Armenian, Azerbaijani
not applicable | EVS | არ ეხება; არ შეესაბამება; չի վերաբերում; aid deyil; sorusulmayib
refusal | EVS | უარი; უარი პასუხზე; პასუხზე უარი; հրաժարվել է; հրաժարվում եմ պատասխանել; imtina; cavabdan imtina;
  imtina etdi; imtina edir
don't know | EVS | არ ვიცი; არ იცის; չգիտեմ; դժվարանում եմ պատասխանել; bilmirem; bilmir; cavab vermekde cetinlik
  cekirem
no answer | EVS | პასუხი არ არის; չկա պատասխան; առանց պատասխանի; cavab yoxdur; cavab vermedi
# Maltese, Irish, Catalan, Basque, Galician, Luxembourgish, Welsh
not applicable | ESS, EB | mhux applikabbli; ma japplikax; ni bhaineann; no procedeix; ez dagokio; non procede; net
  applicabel; amherthnasol; ddim yn berthnasol
refusal | ESS, EB | irrifjuta; irrifjutat; diultaithe; dhiultaigh; refusa contestar; es nega a contestar; uko egin du;
  rexeita; negase a contestar; refuseiert; gwrthod; gwrthododd ateb
don't know | ESS, EB | ma nafx; ma jafx; nil a fhios agam; nil a fhios; no ho sap; no sap; ez daki; ez dakit; eza
  daki; weess net; weess et net; ddim yn gwybod; non sabe
no answer | ESS, EB | ebda twegiba; gan freagra; no contesta; no respon; ez du erantzun; erantzunik ez; keng antwert;
  dim ateb
# Afrikaans, Amharic, Hausa
refusal | AfB | geweier; weier; weier om te antwoord; ya ki amsawa
don't know | AfB | weet nie; ek weet nie; አላውቅም; ban sani ba; bai sani ba
no answer | AfB | geen antwoord; babu amsa
# Indonesian, Malay, Tagalog, Vietnamese, Thai, Japanese, Korean, Chinese, Hindi, Urdu, Persian
not applicable | EVS, ISSP | tidak berlaku; tidak ditanyakan; hindi angkop;
  khong ap dung; ไม่เกี่ยวข้อง; 非該当; 해당없음; 해당 없음; 不适用; 不適用; लागू नहीं; قابل
  اطلاق نہیں; مورد ندارد
refusal | EVS, ISSP | menolak; menolak menjawab; tumanggi; tu choi; tu choi
  tra loi; ปฏิเสธ; 拒否; 回答拒否; 거절; 응답거절; 응답 거절; 拒绝; 拒绝回答; 拒絕; 拒答; उत्तर देने
  से इंकार; جواب دینے سے انکار; امتناع
don't know | EVS, ISSP | tidak tahu; tidak tau; hindi alam; khong biet;
  ไม่ทราบ; ไม่รู้; わからない; 分からない; 모름; 모르겠다; 모르겠음; 잘 모르겠다; 不知道; 不清楚; 无法选择;
  無法選擇; 说不清; पता नहीं; मालूम नहीं; معلوم نہیں; پتہ نہیں; نمی دانم; نمیدانم
no answer | EVS, ISSP | tidak menjawab; tidak jawab; walang sagot; khong tra
  loi; ไม่ตอบ; 無回答; 무응답; 未回答; 没有回答; 未作答; कोई उत्तर नहीं; کوئی جواب نہیں; بی
  پاسخ; بدون پاسخ
not available | EVS, ISSP | data hilang; 결측; 欠損; 缺失; 缺失值
"""
