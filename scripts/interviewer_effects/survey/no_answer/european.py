"""Labels of no answer: other languages of Europe, Turkey and the Caucasus. See the package for the
form.
"""

TABLE = """
# Hungarian
not applicable | ESS | nem alkalmazhato; nem ertelmezheto; nem vonatkozik ra; nem vonatkozik; nem
  kerdeztek; nem kerdezett; nem kellett kerdezni; nem lett megkerdezve; nem kerult megkerdezesre;
  ~nem relevans; nem tettek fel; nem kerdezik; ~nt
refusal | ESS | megtagadta; megtagadja; valaszmegtagadas; visszautasitotta; elutasitotta; nem akar
  valaszolni; nem akart valaszolni; nem kivan valaszolni; nem kivant valaszolni; megtagadta a
  valaszt; megtagadta a valaszadast; valaszt megtagadta; megtagadja a valaszt; inkabb nem valaszol;
  valasz megtagadasa; elutasitas; visszautasitas
don't know | ESS, EB | nem tudja; nem tudom; nt; ntv; nem tudja megmondani; nem tudom megmondani;
  nem tudja eldonteni; nem tudja megitelni; nem tud valaszolni; nem tud valasztani; nem tudta; nincs
  velemenye; nincs velemenyem; nem emlekszik; nem emlekszem; nehez megmondani; nem biztos benne; nem
  hallott rola; nem ertette a kerdest
no answer | ESS | nem valaszol; nem valaszolt; nincs valasz; valaszhiany; nv; nem valaszolta meg;
  valasz nelkul; hianyzo valasz; nem adott valaszt
not available | ESS | nem elerheto; nincs adat; adathiany; hianyzo adat; hianyzik; hianyzo; hianyzo
  ertek; ismeretlen; nem ismert; nem all rendelkezesre; nem megallapithato; nem kodolhato;
  olvashatatlan; nincs informacio
# Lithuanian
not applicable | ESS | netaikoma; ~netinka; neklausta; klausimas neuzduotas; nebuvo klausta;
  neklausiama; neuzduotas; ~nereikia; netaikytina; ~neaktualu
refusal | ESS | atsisake; atsisako; atsisakymas; atsisake atsakyti; atsisako atsakyti; atsisakau
  atsakyti; nenori atsakyti; nenoriu atsakyti; nenorejo atsakyti; atsisakymas atsakyti; nenori
  sakyti; nenoriu sakyti
don't know | ESS, EB | nezino; nezinau; nezino negali pasakyti; negali pasakyti; negaliu pasakyti;
  negali atsakyti; negaliu atsakyti; sunku pasakyti; neturi nuomones; neturiu nuomones; nera
  nuomones; neatsimena; neatsimenu; neprisimena; neprisimenu; ~nesu tikras; negali pasirinkti;
  negaliu pasirinkti; nesuprato klausimo; n/n
no answer | ESS | neatsake; neatsakyta; nera atsakymo; be atsakymo; neatsako; atsakymo nera;
  nenurode; nenurodyta; ~n a
not available | ESS | nera duomenu; ~truksta; trukstama reiksme; trukstami duomenys; trukstama;
  nezinoma; nezinomas; neprieinama; nera informacijos; neiskaitoma
# Latvian
not applicable | ESS | nav piemerojams; neattiecas; nav attiecinams; nav jautats; jautajums nav
  uzdots; netika jautats; nav uzdots; nepiemero; nejautaja
refusal | ESS | atteicas; atteikums; atteicas atbildet; atsakas; atsakas atbildet; atteiksanas;
  atteikusies; atteicies; nevelas atbildet; negrib atbildet; nevelos atbildet; negribu atbildet;
  atteikums atbildet; atteicas sniegt atbildi
don't know | ESS, EB | nezina; nezinu; grutti pateikt; gruti pateikt; grutibas atbildet; nevar
  pateikt; nevaru pateikt; nevar atbildet; nevar izveleties; nav viedokla; nav viedoklis; neatceras;
  neatceros; ~nav parliecinats; nav dzirdejis; nesaprata jautajumu; nz; gruti atbildet
no answer | ESS | nav atbildes; neatbildeja; bez atbildes; neatbild; nav atbildejis; nav
  atbildejusi; na; nav noradits; nav noradijis; nav sniegta atbilde
not available | ESS | nav pieejams; nav datu; ~trukst; trukstosa vertiba; trukst datu; trukstosi
  dati; nezinams; nav informacijas; nav zinams; nesalasams
# Estonian
not applicable | ESS | ei kohaldu; ei ole kohaldatav; ei puutu asjasse; ei kusitud; ei kusita; pole
  kusitud; kusimust ei esitatud; mitterakendatav; ei ole asjakohane; ~ei kehti; pole asjakohane
refusal | ESS | keeldus; ~keeldub; keeldumine; keeldus vastamast; keeldub vastamast; keeldun
  vastamast; ei soovi vastata; ei soovinud vastata; ei taha vastata; ei tahtnud vastata; vastamisest
  keeldumine; vastamast keeldunud
don't know | ESS, EB | ei tea; ei oska oelda; ei osanud oelda; ei oska vastata; ei tea ei oska
  oelda; eo; e o; raske oelda; ei oska valida; ei oska hinnata; puudub arvamus; arvamus puudub; ei
  maleta; ~ei ole kindel; ~pole kindel; ei saanud kusimusest aru; ei ole kuulnud
no answer | ESS | vastamata; ei vastanud; vastus puudub; ei vasta; vastuseta; puudub vastus; ei ole
  vastanud; markimata
not available | ESS | ~puudub; ~puuduv; puuduv vaartus; andmed puuduvad; andmeid pole; andmeid ei
  ole; teadmata; pole teada; ei ole teada; pole saadaval; info puudub
# Finnish
not applicable | ESS | ei sovellu; ei koske; ei koske vastaajaa; ei kysytty; ei kysyta; kysymysta ei
  esitetty; ~ei relevantti; ei sovellettavissa; ei sovelleta; ei tarvitse vastata; ei kuulu
  kohderyhmaan
refusal | ESS | kieltaytyi; kieltaytyy; kieltaytyminen; kieltaytyi vastaamasta; kieltaytyy
  vastaamasta; ei halua vastata; ei halunnut vastata; en halua vastata; ei halua sanoa; en halua
  sanoa; en halua kertoa; vastauskielto; ei suostunut vastaamaan
don't know | ESS, EB | ei osaa sanoa; en osaa sanoa; eos; e o s; ei tieda; en tieda; ei osannut
  sanoa; ei osaa valita; en osaa valita; ei osaa vastata; vaikea sanoa; ei mielipidetta; ei muista;
  en muista; ~ei ole varma; en ole varma; ei osaa arvioida; ei ymmarra kysymysta; ei ole kuullut
no answer | ESS | ei vastausta; ei vastannut; ei vastaa; puuttuva vastaus; vastaus puuttuu; ei
  vastattu; jatti vastaamatta; ei ilmoitettu
not available | ESS | ei saatavilla; ~puuttuu; puuttuva tieto; ~puuttuva; puuttuvat; tieto puuttuu;
  ei tietoa; tuntematon; puuttuva arvo; ei saatavissa; ei tiedossa; ei luettavissa; puuttuvat tiedot
# Greek
not applicable | ESS | δεν εφαρμοζεται; μη εφαρμοσιμο; δεν ισχυει; δεν αφορα; δεν ρωτηθηκε; δεν
  ερωτηθηκε; δεν τεθηκε; η ερωτηση δεν τεθηκε; μη εφαρμοσιμη; δεν υποβληθηκε; δ ε
refusal | ESS | αρνηση; αρνηθηκε; αρνειται; αρνηθηκε να απαντησει; αρνειται να απαντησει; αρνουμαι
  να απαντησω; δεν θελει να απαντησει; δεν θελω να απαντησω; δεν επιθυμει να απαντησει; δεν επιθυμω
  να απαντησω; αρνηση απαντησης; προτιμω να μην απαντησω
don't know | ESS, EB | δεν γνωριζω; δεν γνωριζει; δεν ξερω; δεν ξερει; δγ; δξ; δγ/δα; δεν μπορω να
  πω; δεν μπορει να πει; δεν εχω γνωμη; δεν εχει γνωμη; χωρις γνωμη; δεν θυμαμαι; δεν θυμαται;
  δυσκολο να πω; δεν ειμαι σιγουρος; δεν μπορω να επιλεξω; δε γνωριζω; δε γνωριζει; δε ξερω; δε
  ξερει; δε θυμαμαι; δεν καταλαβε την ερωτηση
no answer | ESS | δεν απαντω; δεν απαντα; δα; δεν απαντησε; καμια απαντηση; χωρις απαντηση;
  αναπαντητο; δε απαντω; δεν υπαρχει απαντηση; δεν εδωσε απαντηση
not available | ESS | δεν ειναι διαθεσιμο; μη διαθεσιμο; ελλειπουσα τιμη; δεν υπαρχουν στοιχεια;
  χωρις στοιχεια; αγνωστο; αγνωστη; αγνωστος; ελλειπει; λειπει; ελλιπη δεδομενα
# Turkish
not applicable | ESS | uygulanamaz; uygulanmaz; ~uygun degil; ~gecerli degil; sorulmadi; soru
  sorulmadi; ~ilgisiz; ~ilgili degil; kapsam disi; bu ulkede sorulmadi
refusal | ESS | reddetti; ~reddediyor; cevap vermeyi reddetti; cevaplamayi reddetti; cevap vermek
  istemedi; cevap vermek istemiyor; cevaplamak istemiyor; cevaplamak istemedi; yanit vermek
  istemiyor; yanitlamak istemiyor; yanitlamayi reddetti; yanit vermeyi reddetti; soylemek istemiyor;
  cevap vermek istemiyorum; yanitlamak istemiyorum; reddedildi
don't know | ESS, EB | bilmiyor; ~by; ~fy; bilmiyorum; fikri yok; fikrim yok; bilmiyor fikri yok;
  hatirlamiyor; hatirlamiyorum; karar veremiyor; karar veremiyorum; ~emin degil; emin degilim;
  soyleyemez; secemiyor; bilmem; soylemek zor; anlamadi; soruyu anlamadi; duymadi; bilmiyor/fikri
  yok
no answer | ESS | cevap yok; cevapsiz; yanit yok; yanitsiz; cevap vermedi; yanit vermedi;
  yanitlamadi; cevaplamadi; cevap verilmedi; bos birakti; belirtmedi; belirtilmemis; fikri yok cevap
  yok; ~cy; ~fy
not available | ESS | mevcut degil; ~kayip; kayip deger; ~eksik; eksik deger; eksik veri; kayip
  veri; veri yok; bilgi yok; bilinmiyor; bilinmeyen; okunamadi
# Albanian
not applicable | ESS | nuk aplikohet; nuk zbatohet; nuk eshte pyetur; nuk u pyet; pa aplikim; e
  paaplikueshme; nuk ka lidhje; pyetja nuk u be; nuk perkatet
refusal | ESS | refuzim; refuzoi; ~refuzon; refuzon te pergjigjet; refuzoi te pergjigjet; refuzoj te
  pergjigjem; nuk deshiron te pergjigjet; nuk deshiroj te pergjigjem; nuk do te pergjigjet;
  refuzuar; refuzim per t'u pergjigjur; nuk dua te pergjigjem
don't know | ESS | nuk e di; nuk di; nuk ka mendim; nuk kam mendim; pa mendim; nuk mund te them; nuk
  mban mend; nuk me kujtohet; nuk kujtohet; e veshtire te thuhet; ~nuk eshte i sigurt; nuk jam i
  sigurt; s'e di; nuk mund te zgjedh
no answer | ESS | pa pergjigje; nuk ka pergjigje; nuk pergjigjet; nuk u pergjigj; s'ka pergjigje;
  nuk eshte pergjigjur; nuk jep pergjigje
not available | ESS | nuk eshte i disponueshem; nuk disponohet; ~mungon; te dhena mungojne; mungojne
  te dhenat; nuk ka te dhena; i panjohur; e panjohur; vlera munguese; nuk ka informacion
# Georgian, Armenian, Azerbaijani
not applicable | EVS | არ ეხება; არ შეესაბამება; չի վերաբերում; aid deyil; sorusulmayib
refusal | EVS | უარი; უარი პასუხზე; პასუხზე უარი; հրաժարվել է; հրաժարվում եմ պատասխանել; imtina;
  cavabdan imtina; imtina etdi; imtina edir
don't know | EVS | არ ვიცი; არ იცის; չգիտեմ; դժվարանում եմ պատասխանել; bilmirem; bilmir; cavab
  vermekde cetinlik cekirem
no answer | EVS | პასუხი არ არის; չկա պատասխան; առանց պատասխանի; cavab yoxdur; cavab vermedi
# Maltese, Irish, Catalan, Basque, Galician, Luxembourgish, Welsh
not applicable | ESS, EB | mhux applikabbli; ma japplikax; ni bhaineann; no procedeix; ez dagokio;
  non procede; net applicabel; amherthnasol; ddim yn berthnasol
refusal | ESS, EB | irrifjuta; irrifjutat; diultaithe; dhiultaigh; refusa contestar; es nega a
  contestar; uko egin du; rexeita; negase a contestar; refuseiert; gwrthod; gwrthododd ateb
don't know | ESS, EB | ma nafx; ma jafx; nil a fhios agam; nil a fhios; no ho sap; no sap; ez daki;
  ez dakit; eza daki; weess net; weess et net; ddim yn gwybod; non sabe
no answer | ESS, EB | ebda twegiba; gan freagra; no contesta; no respon; ez du erantzun; erantzunik
  ez; keng antwert; dim ateb
"""
