"""The words by which archives call the interviewer, the interview and the area, and the words that stand beside them.

Small letters without accents, as `recognise` reads names and labels. Each line is a language or a few that are close.
"""

from __future__ import annotations

INTERVIEWER_WORDS = (
    *("interviewer", "interviewers", "interviwer", "intervewer", "interviewr", "intervieuwer", "iwer", "iver"),
    *("iviewer", "enumerator", "enumerators", "enumerador", "surveyor", "srvyr", "fieldworker", "field worker"),
    *("fieldagent", "field agent", "intervieuwster", "enquetor"),
    *("field interviewer", "data collector", "datacollector", "pollster", "canvasser", "investigator", "investigators"),
    *("intervr", "intvr", "intrvr", "intvwr", "intrvwr", "intervwr", "ivwr", "fieldinterviewer"),
    *("interviewerin", "interviewers", "befrager", "befragerin", "befragers"),
    *("enqueteur", "enqueteurs", "enqueteurice", "enquetrice", "agent enqueteur", "intervieweur", "intervieweuse"),
    *("encuestador", "encuestadora", "entrevistador", "entrevistadora", "encuestador a", "entrevistador a"),
    *("inquiridor", "inquiridora", "pesquisador", "pesquisadora", "enquestador", "enquestadora", "enquesteur"),
    *("elkarrizketatzaile", "elkarrizketatzailea", "elkarrizketatzailearen", "inkestatzaile", "inkestatzailea"),
    *("intervistatore", "intervistatrice", "rilevatore", "rilevatrice"),
    *("ankieter", "ankietera", "ankieterka", "ankieterki", "ankietera ki"),
    *("tazatel", "tazatele", "tazatelka", "tazatelky", "anketar", "anketara", "anketarja", "anketarka", "anketarke"),
    *("opytovatel", "opytovatela", "anketator", "anketatora", "anketer", "anketera", "ispitivac", "ispitivaca"),
    *("intervjuer", "intervjuera", "intervjuerin", "интервјуер", "интервјуера", "анкетар", "анкетара", "анкетарот"),
    *("анкетьор", "анкетьора", "интервюер", "интервюера", "интервюиращ", "интервюиращия", "anketyor", "anketior"),
    *("интервьюер", "интервьюера", "анкетер", "анкетера", "інтервюер", "інтервюера", "intervyuer", "interviuer"),
    *("kerdezo", "kerdezobiztos", "kerdezobiztosok", "kerdezo biztos", "kerdbizt"),
    *("anchetator", "anchetatorului", "operator de interviu", "operatorului de interviu", "intervievator"),
    *("anketues", "anketuesi", "anketuesit", "intervistues", "intervistuesi", "intervistuesit"),
    *("συνεντευκτης", "συνεντευκτη", "συνεντευκτρια", "συνεντευκτριας", "ερευνητης", "ερευνητη", "synenteyktis"),
    *("anketor", "anketorun", "gorusmeci", "gorusmecinin", "musahibeci", "müsahibəci"),
    *("kusitleja", "intervetajs", "intervetaja", "interviuotojas", "interviuotojo", "apklausejas", "apklausejo"),
    *("haastattelija", "haastattelijan", "intervjuare", "intervjuarens", "intervjuar", "intervjuers", "intervjueren"),
    *("interviewerens", "spyrill", "spyrils", "ინტერვიუერი", "ინტერვიუერის", "מראיין", "מראיינת", "המראיין", "סוקר"),
    *("باحث", "الباحث", "المقابل", "pewawancara", "penemuduga", "pencacah", "tagapanayam", "mdadisi", "mhoji"),
    *("đieu tra vien", "dieu tra vien", "访员", "访问员", "訪員", "訪問員", "调查员", "調查員", "調査員", "面接員"),
    *("면접원", "조사원", "ผสมภาษณ", "พนกงานสมภาษณ"),
)
SHORT_INTERVIEWER = (  # with a word of ID_WORDS behind only: int alone may be anything
    *("int", "intv", "intvw", "interv", "intrv", "intw", "iv", "ivw", "enum", "enq", "fw", "fwint", "srv", "taz"),
    *("interviu", "researcher", "assessor", "intrvw"),
)
SHORT_AFTER_ID = (
    *("int", "intv", "interv", "enq", "enum", "entrev", "entrevist", "encuest", "enc", "taz", "operator", "fw"),
)
ID_BEFORE_SHORT = ("id", "cod", "code", "codigo", "cislo", "cis", "no", "num", "kod")
NO_PAIRS = ("numint", "numintv", "numinterv", "noint", "nointv", "numenc", "idenc", "noenc", "numencuest", "idencuest")
ID_WORDS = (
    *("id", "ids", "identifier", "identification", "ident", "idnr", "idno", "idcode", "uid", "guid", "pin", "badge"),
    *("number", "numb", "num", "nr", "no", "nbr", "nmbr", "n", "code", "cod", "codes", "key", "nummer", "numero"),
    *("identifikation", "identifikationsnummer", "identifikator", "kennung", "kennziffer", "kennnummer", "kennnr"),
    *("schlussel", "identificatie", "identificatienummer", "identifiant", "matricule", "identifiants"),
    *("codigo", "identificador", "identificacion", "identificacao", "codice", "identificativo", "codi", "clave"),
    *("kod", "koda", "kode", "kodas", "kods", "kodi", "kodu", "kood", "koodi", "kodja", "kodszama", "numer", "numeris"),
    *("cislo", "cis", "broj", "br", "sifra", "sif", "stevilka", "oznaka", "numurs", "numri", "numara", "numarasi"),
    *("sorszam", "sorszama", "szam", "szama", "azonosito", "azonositoja", "azon", "tunnus", "numar", "numarul"),
    *("номер", "код", "шифра", "ид", "идентификатор", "идентификационен", "идентификационный", "број", "αριθμος"),
    *("κωδικος", "ნომერი", "კოდი", "מספר", "קוד", "رقم", "رمز", "كود", "nomor", "nombor", "ma so", "ma", "so"),
    *("编号", "编码", "代码", "代碼", "編號", "番号", "コード", "번호", "코드", "รหส"),
)
NAME_WORDS = (
    *("name", "names", "nom", "nombre", "nome", "naam", "initials", "imie", "nazwisko", "imie i nazwisko", "ime"),
    *("jmeno", "meno", "navn", "namn", "nimi", "neve", "numele", "имя", "фио", "име", "username", "nama", "姓名"),
)
FILLERS = (
    *("of", "the", "a", "an", "for", "unique", "anonymised", "anonymized", "anonymous", "anonym", "anonymisierte"),
    *("anon", "scrambled", "masked", "pseudonymised", "pseudonymized", "pseudonym", "random", "randomised", "final"),
    *("randomized", "recoded", "main", "survey", "original", "system", "staff", "capi", "papi", "cati", "f2f", "who"),
    *("ess", "country specific", "national", "within country", "conducted", "assigned", "responsible", "personal", "s"),
    *("de", "del", "d", "du", "da", "do", "des", "der", "die", "das", "dem", "den", "van", "het", "een", "l", "la"),
    *("le", "les", "el", "il", "lo", "dell", "della", "dello", "o", "i", "του", "της", "η", "на", "ο", "und", "and"),
    *("first", "last", "full", "laufende", "lfd", "persönliche", "internal", "wave", "round"),
)
PREFIXES = ("fw", "f", "main", "final", "the", "ess", "capi", "x", "anon", "field")
SUFFIXES = ("final", "f2f", "anon", "orig", "dv", "mod", "main", "capi", "r")
ALONE = ("enq", "interv", "intv", "enum", "enumer", "encuest", "entrev", "intviewer", "interid")  # of columns only
MASKED = ("scrambled", "anonymised", "anonymized", "anonymous", "masked", "pseudonymised", "recoded", "randomised")
RESPONSIBLE = ("responsible", "responsible__name", "responsible_name", "responsible_id")  # of Survey Solutions
SENDERS = ("username", "submitterid", "submittername", "submitted_by", "_submitted_by")  # of ODK, SurveyCTO and Kobo

INTERVIEW_WORDS = (
    *("interview", "interviews", "respondent", "respondents", "questionnaire", "case", "record", "serial", "subject"),
    *("sample person", "participant", "person", "entrevista", "cuestionario", "encuesta", "encuestado", "questionario"),
    *("entretien", "repondant", "intervista", "rispondente", "intervistato", "fragebogen", "befragten", "befragte"),
    *("befragtennummer", "fragebogennummer", "interviewnummer", "vragenlijst", "ankiety", "wywiadu"),
    *("respondenta", "rozhovoru", "dotazniku", "dotaznika", "intervju", "intervjua", "upitnika", "vprasalnika"),
    *("kerdoiv", "chestionar", "chestionarului", "interviului", "анкеты", "интервью", "респондента", "анкета", "anket"),
    *("haastattelu", "vastaaja", "folio", "unique"),
)
SHORT_INTERVIEW = (
    *("resp", "case", "quest", "respondent", "respondents", "interview", "serial", "sbj", "subj", "subject", "samp"),
    *("caso", "cuest", "entrevista", "record", "rec", "unique", "uniq", "obs", "sample"),
)
INTERVIEW_NAMES = (
    *("sbjnum", "interview__key", "interview__id", "instanceid", "meta_instanceid", "key", "_uuid", "uuid", "serial"),
    *("serialno", "hhid", "folio", "nquest", "lfdn", "cues", "numentre", "numinves", "qno", "idnum", "studyid"),
)
AREA_WORDS = (
    *("psu", "primary sampling unit", "primary sampling units", "sampling point", "sample point", "sampling unit"),
    *("cluster", "sampling cluster", "enumeration area", "sampling area", "census tract", "sample cluster", "ea"),
    *("punto de muestreo", "punto muestral", "unidad primaria de muestreo", "point de chute", "grappe", "segmento"),
    *("stichprobenpunkt", "sample-point", "samplepoint", "punkt losowania", "conglomerado", "unidad primaria"),
)
COUNTRY_WORDS = ("country", "land", "pays", "pais", "paese", "nation", "kraj", "zeme", "ulke", "orszag", "страна")
COUNTRY_FILLERS = (
    *("iso", "3166", "1", "alpha", "alphanumeric", "numeric", "alphabetic", "abbreviation", "2", "3", "letter"),
    *("digit", "survey", "sample", "prefix", "label"),
)
WEIGHT_KINDS = (
    *("post stratification", "poststratification", "design", "sampling", "sample", "analysis", "survey", "probability"),
    *("calibration", "calibrated", "final", "respondent", "person", "individual", "combined", "national", "adjusted"),
    *("population size", "cross sectional", "weighting", "normalised", "normalized", "household"),
)
