"""Labels of no answer: Slavic languages. See the package for the form."""

TABLE = """
# Polish
not applicable | ESS, PL | nie dotyczy; nie dot; nie zadano; nie pytano; nie zadano pytania; pytanie
  nie bylo zadane; pytania nie zadano; nie zadawano; ~nd; nie stosuje sie; nie ma zastosowania;
  ~filtr; pominiete
refusal | ESS, PL | odmowa; odmowa odpowiedzi; odmawia; odmawia odpowiedzi; odmowil; odmowila;
  odmowil odpowiedzi; odmowil(a) odpowiedzi; odmowila odpowiedzi; nie chce odpowiedziec; nie chce
  odpowiadac; nie chce mowic; nie chce powiedziec; wole nie odpowiadac; woli nie odpowiadac; wole
  nie mowic; odm
don't know | ESS, PL, EB | nie wiem; nie wie; trudno powiedziec; trudno mi powiedziec; ciezko
  powiedziec; nie potrafie powiedziec; nie potrafi powiedziec; nie potrafi wybrac; nie mam zdania;
  nie ma zdania; brak zdania; bez zdania; nie pamietam; nie pamieta; nie jestem pewien; ~nie jest
  pewien; nie moge wybrac; nie slyszalem; nie slyszal; ~nw; ~tp; nie rozumie pytania; nie rozumiem
  pytania
no answer | ESS, PL | brak odpowiedzi; bez odpowiedzi; nie odpowiada; nie odpowiedzial; nie
  odpowiedziala; nie udzielil odpowiedzi; nie udzielono odpowiedzi; brak informacji od respondenta
not available | ESS, PL | brak danych; brak informacji; niedostepne; niedostepny; nieznane;
  nieznany; nieznana; ~brak; ~bd; nieczytelne; bledne dane; ~blad; nie do zakodowania;
  niesklasyfikowane; nieustalone
# Czech
not applicable | ESS, CZ | nehodi se; netyka se; netyka se ho; nedotazan; nedotazano; nedotazovan;
  neptano se; otazka nebyla polozena; nepolozeno; nepolozena otazka; irelevantni otazka;
  neaplikovatelne; nevztahuje se; neuplatnuje se
refusal | ESS, CZ | odmitl; odmitla; odmitl odpovedet; odmitla odpovedet; ~odmita; odmita odpovedet;
  odmitnuti; odmitnuti odpovedi; odmitl(a); nechce odpovedet; nechce odpovidat; nechce rici; nechci
  odpovidat; nepreje si odpovedet; radeji neodpovim
don't know | ESS, CZ, EB | nevi; nevim; neví; nevi se; nedokaze rici; nedokazu rici; nedokaze
  posoudit; nedokazu posoudit; neumi rici; neumim rici; nemuze rici; nemuze vybrat; nedokaze vybrat;
  neumi posoudit; nema nazor; nemam nazor; bez nazoru; nepamatuje si; nepamatuji si; nepamatuje;
  tezko rici; tezko posoudit; ~neni si jist; nejsem si jist; nerozumi otazce; neslysel
no answer | ESS, CZ | neodpovedel; neodpovedela; bez odpovedi; neodpovida; zadna odpoved;
  neodpovedel(a); neuvedeno; neuvedl; neuvedla; neudano; neodpovezeno; chybi odpoved
not available | ESS, CZ | neni k dispozici; nedostupne; ~chybi; ~chybejici; chybejici udaj;
  chybejici hodnota; chybejici data; neznamo; neznamy; neznama; nezjisteno; nezjisten; nelze urcit;
  nelze zaradit; nelze zakodovat; necitelne
# Slovak
not applicable | ESS | netyka sa; nehodi sa; ~neplati; nevztahuje sa; nepytane; nepytali sa; otazka
  nebola polozena; nebola polozena; nepolozena; neaplikovatelne
refusal | ESS | odmietol; odmietla; odmietol odpovedat; odmietla odpovedat; ~odmieta; odmieta
  odpovedat; odmietnutie; odmietnutie odpovede; odmietol(a); nechce odpovedat; nechce povedat;
  nechcem odpovedat; neprial si odpovedat
don't know | ESS, EB | nevie; neviem; nevedel; nevie povedat; neviem povedat; neviem posudit; nevie
  posudit; nevie sa vyjadrit; nevie vybrat; nevie odpovedat; nema nazor; nemam nazor; bez nazoru;
  nepamata si; nepamatam sa; nepamata sa; tazko povedat; ~nie je si isty; nie som si isty; nerozumie
  otazke; nepocul
no answer | ESS | neodpovedal; neodpovedala; neodpoveda; bez odpovede; ziadna odpoved; neuviedol;
  neuviedla; neuvedene; neodpovedal(a); chyba odpoved
not available | ESS | nie je k dispozicii; nedostupne; ~chyba; chyba udaj; chybajuci udaj; chybajuca
  hodnota; chybajuce udaje; nezname; neznamy; nezistene; neda sa urcit; necitatelne
# Slovene
not applicable | ESS | se ne nanasa; ~ni relevantno; ~ne velja; ni vprasan; ni bil vprasan; ni bilo
  vprasano; vprasanje ni bilo zastavljeno; ~ni ustrezno; ~neustrezno; se ne nanasa na; preskok; ni
  uporabno
refusal | ESS | zavrnil; zavrnila; zavrnitev; zavrnil odgovor; zavraca; zavrnil(a); odklonil;
  odklonila; odklonil odgovor; odklanja odgovor; noce odgovoriti; ne zeli odgovoriti; ne zelim
  odgovoriti; zavrnitev odgovora; brez odgovora zavrnil
don't know | ESS, EB | ne ve; ne vem; ne more reci; ne morem reci; ne more oceniti; ne morem
  oceniti; ne more izbrati; ne morem se odlociti; nima mnenja; nimam mnenja; brez mnenja; se ne
  spomni; se ne spomnim; tezko reci; ~ni preprican; ne razume vprasanja; ne vem ne morem oceniti
no answer | ESS | ni odgovora; brez odgovora; ni odgovoril; ni odgovorila; bo; b o; ne odgovori; ni
  odgovoril(a); neodgovor
not available | ESS | ni na voljo; ni na razpolago; manjkajoca vrednost; manjkajoci podatek;
  ~manjka; ni podatka; ni podatkov; neznano; neznan; ni mogoce dolociti; ni znano; neberljivo
# Croatian, Serbian, Bosnian, Montenegrin
not applicable | ESS, EVS | nije primjenjivo; neprimjenjivo; nije primenljivo; neprimenljivo; ne
  odnosi se; ne odnosi se na; nije pitano; nije pitan; nije postavljeno; pitanje nije postavljeno;
  nije upitan; ~nije relevantno; ~ne vazi; nije pitana; preskok; не односи се; није примењиво; није
  питано; неприменљиво
refusal | ESS, EVS | ~odbija; odbio; odbila; odbijanje; odbija odgovoriti; odbio odgovoriti; odbija
  odgovor; odbio odgovor; odbija da odgovori; odbio da odgovori; odbio/la; odbio(la); ne zeli
  odgovoriti; ne zeli da odgovori; ne zelim odgovoriti; ne zelim da odgovorim; nije zelio
  odgovoriti; nije zeleo da odgovori; odbijen odgovor; bez odgovora odbija; одбија; одбио; одбија да
  одговори; одбио да одговори; одбијање; не жели да одговори
don't know | ESS, EVS | ne zna; ne znam; nz; ne moze reci; ne mogu reci; ne moze da kaze; ne mogu da
  kazem; ne moze procijeniti; ne mogu procijeniti; ne mogu da procenim; ne moze da proceni; ne moze
  izabrati; nema misljenje; nema misljenja; nemam misljenje; bez misljenja; ne sjeca se; ne secam
  se; ne seca se; ne sjecam se; tesko je reci; tesko reci; ~nije siguran; nisam siguran; ne razumije
  pitanje; ne razume pitanje; не зна; не знам; не може да процени; нема мишљење; не сећа се; не може
  да каже
no answer | ESS, EVS | bez odgovora; bo; b o; nema odgovora; nije odgovorio; nije odgovorila; ne
  odgovara; nije odgovorio(la); neodgovoreno; nije navedeno; nije naveo; без одговора; нема
  одговора; није одговорио
not available | ESS, EVS | nije dostupno; nedostupno; ~nedostaje; nedostajuci podatak; nedostajuca
  vrijednost; nedostajuca vrednost; nema podataka; nema podatka; nepoznato; nepoznat; nije poznato;
  necitljivo; није доступно; ~недостаје; нема података; непознато
# Bulgarian
not applicable | ESS | неприложимо; не е приложимо; не се отнася; не се отнася за; не е задаван; не
  е зададен; въпросът не е зададен; не се прилага; не е питан; неприложим; не е задаван въпросът
refusal | ESS | ~отказва; отказал; отказ; отказва да отговори; отказал да отговори; отказ от
  отговор; отказ да отговори; отказала; отказвам да отговоря; не желае да отговори; не желая да
  отговоря; не иска да отговори; не искам да отговоря; предпочитам да не отговоря
don't know | ESS, EB | не знае; не знам; не зная; нз; не може да каже; не мога да кажа; не може да
  прецени; не мога да преценя; не може да избере; няма мнение; нямам мнение; без мнение; не си
  спомня; не помни; не помня; трудно е да се каже; трудно да се каже; ~не е сигурен; не съм сигурен;
  не разбира въпроса
no answer | ESS | без отговор; ~но; няма отговор; не отговаря; не е отговорил; не отговорил; не
  отговори; бо; не е отговорила; липсва отговор; непопълнено; не е посочено
not available | ESS | няма данни; не е налично; ~липсва; липсваща стойност; липсващи данни; липсваща
  информация; неизвестно; неизвестен; няма информация; не може да се определи; нечетливо
# Russian
not applicable | ESS, EVS | неприменимо; не применимо; не относится; не задавался; вопрос не
  задавался; не задавали; не спрашивали; вопрос не задан; не имеет отношения; не касается; нет
  применения; вопрос не задавался в стране; не требуется
refusal | ESS, EVS | отказ; отказался; отказалась; отказ от ответа; отказываюсь отвечать; отказ
  отвечать; отказался отвечать; отказалась отвечать; отказался(лась); отказался ответить;
  отказывается отвечать; отказываюсь; не хочет отвечать; не хочу отвечать; не желает отвечать; не
  желаю отвечать; предпочитаю не отвечать; предпочел не отвечать
don't know | ESS, EVS | не знаю; не знает; зо; з/о; затрудняюсь ответить; затрудняюсь; затрудняется
  ответить; затруднился ответить; затруднился; затрудняется; затрудняюсь сказать; не могу сказать;
  не может сказать; не могу оценить; не могу выбрать; не может выбрать; трудно сказать; трудно
  ответить; нет мнения; не имею мнения; не помню; не помнит; ~не уверен; не слышал; не понимает
  вопроса; не понял вопрос
no answer | ESS, EVS | нет ответа; без ответа; не ответил; не ответила; не отвечает; не ответил(а);
  ответа нет; ответ не получен; не указано; не указал; пропуск
not available | ESS, EVS | нет данных; недоступно; не доступно; ~отсутствует; пропущено; пропущенное
  значение; данные отсутствуют; неизвестно; неизвестен; нет информации; не определено; неразборчиво;
  не поддается кодированию
# Ukrainian
not applicable | ESS | не застосовується; не стосується; не застосовно; незастосовно; не запитували;
  питання не задавалось; питання не ставилося; не задавалося; не питали; питання не ставилось
refusal | ESS | відмова; відмовився; відмовилась; відмовилася; відмова від відповіді; відмова
  відповідати; відмовляється відповідати; відмовився відповідати; відмовляюсь відповідати;
  відмовляюся відповідати; не хоче відповідати; не хочу відповідати; не бажає відповідати; не бажаю
  відповідати
don't know | ESS | не знаю; не знає; ~вс; важко відповісти; важко сказати; вв; в/в; не може сказати;
  не можу сказати; не може оцінити; не може вибрати; немає думки; не маю думки; не пам'ятаю; не
  памятаю; не пам'ятає; не памятає; ~не впевнений; важко оцінити; не розуміє питання
no answer | ESS | немає відповіді; без відповіді; не відповів; не відповіла; не відповідає;
  відповіді немає; відсутня відповідь; не вказано; пропуск
not available | ESS | немає даних; недоступно; відсутні дані; ~відсутнє; ~відсутній; пропущене
  значення; пропущено; невідомо; невідомий; немає інформації
# Macedonian
not applicable | ESS | не е применливо; неприменливо; не се однесува; не е прашан; не е прашано;
  прашањето не е поставено; не е поставено
refusal | ESS | ~одбива; одби; одбил; одбива да одговори; одби да одговори; одбил да одговори;
  одбивање; одбивам да одговорам; не сака да одговори; не сакам да одговорам
don't know | ESS | не знам; не знае; нема мислење; немам мислење; не може да каже; не можам да
  кажам; не се сеќава; не се сеќавам; тешко е да се каже; ~не е сигурен; не може да процени
no answer | ESS | без одговор; нема одговор; не одговори; не одговара; не одговорил; бо
not available | ESS | не е достапно; ~недостасува; нема податоци; непознато; нема информации;
  недостасува вредност
"""
