"""Labels of no answer: French, Spanish, Portuguese, Italian and Romanian. See the package for the
form.
"""

TABLE = """
# French
not applicable | ESS, AfB | non applicable; enchainement valide; saut valide; pas applicable; ne
  s'applique pas; sans objet; s/o; ~s o; non concerne; non concernee; non concernes; pas concerne;
  n'est pas concerne; non demande; non demandee; non demande en; question non posee; non posee; pas
  posee; pas pose; question pas posee; question non demandee; non demandee dans le pays; non demande
  dans le pays; non demande dans ce pays; non demande en tunisie; ~filtre; hors champ; non eligible;
  inapplicable
refusal | ESS, AfB | refus; refuse; refusee; refus de repondre; refuse de repondre; a refuse; a
  refuse de repondre; refus de reponse; refuse de dire; refusez; refuse de se prononcer; ne veut pas
  repondre; ne veut pas dire; ne souhaite pas repondre; je ne souhaite pas repondre; ne desire pas
  repondre; prefere ne pas repondre; prefere ne pas dire; je prefere ne pas repondre; je prefere ne
  pas le dire; ne souhaite pas se prononcer
don't know | ESS, AfB, EB | ne sait pas; ~pas sur; ~pas sure; ~je ne connais pas; ~ne connait pas;
  ne sais pas; ne sait plus; ne sais plus; nsp; ne sait; sait pas; sais pas; je ne sais pas; ne le
  sait pas; ne sait vraiment pas; ne peut pas dire; ne peut dire; ne peut pas choisir; ne peut
  choisir; ne peut determiner; ne peut pas determiner; ne peut pas repondre; ne se prononce pas; ne
  se souvient pas; ne se rappelle pas; ne s'en souvient pas; ne se souvient plus; ne me souviens
  pas; sans opinion; pas d'opinion; n'a pas d'opinion; n'a pas d'avis; sans avis; pas d'avis; aucune
  idee; difficile a dire; ~pas sur; ~n'est pas sur; ~n'en a jamais entendu parler; ~n'en a pas
  entendu parler; n'en a pas suffisamment entendu parler; pas assez entendu parler; n'a pas
  suffisamment entendu parler; n'en ai pas assez entendu parler; ne comprend pas la question; ~ne
  comprend pas; je ne comprends pas la question; ne comprends pas la question; nspp; n'a pas compris
  la question; ~ne connait pas; ne connait pas la reponse; ~ns
no answer | ESS, AfB | sans reponse; pas de reponse; aucune reponse; non reponse; n'a pas repondu;
  ne repond pas; ne reponds pas; n'a pas donne de reponse; reponse manquante; non repondu; pas
  repondu; non renseigne; non renseignee; non declare; non precise; non indique; ~nr; ~n r; ~nrp;
  spr; pas d'autres reponses; sans indication; pas d'indication
not available | ESS, AfB | non disponible; pas disponible; donnee manquante; donnees manquantes;
  ~manquant; ~manquante; valeur manquante; valeurs manquantes; inconnu; inconnue; non connu; pas de
  donnees; aucune information; pas d'information; indetermine; non determine; non code; non codable;
  non classable; illisible; ~invalide; ~nd; ~n d; ~mq
# Spanish
not applicable | ESS, LB | no aplica; no aplicable; no procede; no corresponde; no se aplica; no
  preguntado; no preguntada; no se pregunto; pregunta no realizada; no se hizo la pregunta; no se le
  pregunto; no se pregunta; no preguntado en el pais; no se pregunto en el pais; inaplicable; no
  pertinente; no elegible; ~filtro; ~np; ~n p
refusal | ESS, LB | ~rechazo; ~rechaza; ~rechazado; rechaza contestar; rechaza responder; se niega;
  se nego; se niega a contestar; se niega a responder; se nego a contestar; se nego a responder;
  rehusa; rehuso; rehusa contestar; rehusa responder; rehuso contestar; no quiere contestar; no
  quiere responder; no quiso contestar; no quiso responder; no quiere decir; no desea contestar; no
  desea responder; prefiere no contestar; prefiere no responder; prefiere no decir; prefiero no
  contestar; prefiero no responder; prefiero no decirlo; prefiere no decirlo; negativa a responder
don't know | ESS, LB, EB | no sabe; no se; no lo sabe; no lo se; no sabria; no sabria decir; no sabe
  decir; no sabria que decir; ns; ~n s; nsnc; nsnr; ns nr; ns nc; nose; no puede decir; no puede
  elegir; no puede escoger; no puede responder; no puedo elegir; no recuerda; no se acuerda; no lo
  recuerda; no me acuerdo; no recuerdo; no opina; no tiene opinion; sin opinion; ~no ha oido; ~no ha
  oido hablar; no ha oido lo suficiente; ~no conoce; no entiende; no entiende la pregunta; no
  entendio; no entendio la pregunta; dificil de decir; dificil decir; ~no esta seguro; no estoy
  seguro; indeciso no sabe; ~desconoce
no answer | ESS, LB | no contesta; no contesto; no responde; no respondio; sin respuesta; sin
  contestar; no hay respuesta; no da respuesta; no dio respuesta; no respuesta; no contestado; no
  contestada; no respondido; ~n c; ~nc; ~nr; ~n r; ~s r; no declarado; no declara; no especificado;
  no especificada; no especifica; no informa; sin especificar; sin declarar; en blanco sin respuesta
not available | ESS, LB | no disponible; sin datos; sin dato; no hay datos; dato perdido; datos
  perdidos; ~perdido; ~perdidos; valor perdido; valores perdidos; ~faltante; valor faltante; dato
  faltante; sin informacion; no hay informacion; desconocido; desconocida; ignorado; ~nd; ~n d; ~s
  d; ~s i; no codificable; no codificado; ilegible; ~invalido; ~no valido; ~error; inclasificable;
  no clasificable; no registrado
# Portuguese
not applicable | ESS, ESEB, AfB | nao se aplica; nao aplicavel; nao aplica; nao se aplicava; nsa; n
  s a; nao foi perguntado; nao perguntado; nao perguntada; pergunta nao feita; nao colocada;
  ~filtro; inap; inaplicavel; nao se perguntou; nao elegivel
refusal | ESS, ESEB, AfB | recusa; recusou; recusou responder; recusou se; recusou-se; recusou-se a
  responder; recusou a responder; recusa responder; recusa-se a responder; recusa se a responder;
  recusou se a responder; recusa-se; nao quis responder; nao quer responder; nao quer dizer; nao
  quis dizer; nao deseja responder; prefere nao responder; prefere nao dizer; prefiro nao responder;
  prefiro nao dizer; negou-se a responder
don't know | ESS, ESEB, AfB | nao sabe; nao sei; nao sabe dizer; nao sabia; nao sabe avaliar; nao
  sabe responder; nao sabe ao certo; nao soube; nao soube responder; nao soube dizer; nao pode
  dizer; nao pode escolher; nao consegue escolher; nao consegue dizer; nao lembra; nao se lembra;
  nao lembro; nao me lembro; nao recorda; nao se recorda; nao tem opiniao; sem opiniao; dificil
  dizer; ~nao tem certeza; ~nao ouviu falar; nao ouviu o suficiente; ~nao conhece; nao entende; nao
  entendeu; nao entendeu a pergunta; nao percebeu a pergunta; ns; nsnr
no answer | ESS, ESEB | nao responde; nao respondeu; nao resposta; sem resposta; nao respondido; nao
  houve resposta; nao respondida; ~nr; ~n r; ~sr; nao declarado; nao declarou; nao informou; nao
  informado; nao informa; nao especificado; nao especificou; nao deu resposta
not available | ESS, ESEB | nao disponivel; indisponivel; sem informacao; nao ha informacao; sem
  dados; ~ausente; valor ausente; valor omisso; ~omisso; dados em falta; ~em falta; desconhecido;
  desconhecida; ignorado; ~nd; nao codificavel; nao codificado; ilegivel; ~invalido; ~perdido
# Italian
not applicable | ESS | non applicabile; non pertinente; non si applica; non richiesto; non
  richiesta; non chiesto; non chiesta; non previsto; domanda non posta; non posta; non dovuto;
  ~filtro; non riguarda
refusal | ESS | rifiuto; ~rifiuta; rifiutato; rifiuto di rispondere; rifiuta di rispondere; si
  rifiuta; si rifiuta di rispondere; ha rifiutato; si e rifiutato; non vuole rispondere; non vuole
  dire; non intende rispondere; preferisce non rispondere; preferisce non dire; preferisco non
  rispondere; preferisco non dirlo
don't know | ESS, EB | non sa; non so; non lo so; non lo sa; non saprei; non sa dire; non sa
  rispondere; non puo dire; non puo scegliere; non sa scegliere; non ricorda; non mi ricordo; non si
  ricorda; non ricordo; nessuna opinione; senza opinione; non ha opinioni; non ha un'opinione;
  difficile a dirsi; difficile dire; ~non e sicuro; non sono sicuro; ~non ne ho mai sentito parlare;
  non ha capito la domanda; ~ns
no answer | ESS | non risponde; non risposto; non ha risposto; nessuna risposta; senza risposta;
  mancata risposta; mancate risposte; non indica; non indicato; non dichiara; non dichiarato; non
  specificato; ~nr; ~n r
not available | ESS | non disponibile; ~mancante; dato mancante; dati mancanti; valore mancante;
  valori mancanti; sconosciuto; ignoto; non noto; nessun dato; nessuna informazione; non rilevato;
  non codificabile; non codificato; illeggibile; ~non valido; non classificabile; ~nd; ~n d
# Romanian
not applicable | ESS, EVS | nu se aplica; neaplicabil; nu este cazul; nu e cazul; nu i s-a adresat
  intrebarea; intrebare neadresata; nu a fost intrebat; nu s-a intrebat; nu se pune intrebarea;
  neintrebat; ~nc; nu se potriveste
refusal | ESS, EVS | refuz; ~refuza; a refuzat; refuza sa raspunda; a refuzat sa raspunda; refuz sa
  raspund; nu vrea sa raspunda; nu vreau sa raspund; nu doreste sa raspunda; nu doresc sa raspund;
  prefer sa nu raspund; refuz de raspuns
don't know | ESS, EVS, EB | nu stie; nu stiu; nu poate spune; nu pot spune; nu poate aprecia; nu pot
  aprecia; nu poate alege; nu are o parere; nu are opinie; nu am o parere; fara opinie; nu isi
  aminteste; nu-mi amintesc; nu mai tine minte; greu de spus; ~nu este sigur; nu sunt sigur; nu a
  auzit; nu intelege intrebarea; ~ns
no answer | ESS, EVS | nu raspunde; nu a raspuns; fara raspuns; nu raspund; nonraspuns; non raspuns;
  niciun raspuns; ~nr; ~n r; nedeclarat; nespecificat; nu declara
not available | ESS, EVS | indisponibil; nu este disponibil; ~lipsa; ~lipseste; lipsa date; date
  lipsa; valoare lipsa; necunoscut; necunoscuta; nu sunt date; nicio informatie; ilizibil; nu se
  cunoaste
"""
