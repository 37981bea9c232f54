"""Words that stand beside a reason for no answer in a label: who gave it, how it came about, what it is about."""

LINKS = (
    "or", "and", "oder", "und", "ou", "et", "o", "y", "e", "of", "en", "lub", "i", "nebo", "a", "vagy", "ali",
    "ili", "или", "и", "або", "arba", "vai", "voi", "tai", "eller", "og", "och", "ή", "veya", "sau", "ose", "no",
    "d", "also",
)  # fmt: skip
SPEAKERS = (
    "respondent", "respondents", "resp", "r", "ip", "iv", "interviewee", "person", "subject", "befragter",
    "befragte", "zielperson", "enquete", "encuestado", "encuestada", "entrevistado", "entrevistada", "le",
    "repondant", "i", "missing", "code", "codes", "the",
)  # fmt: skip
ASIDES = (
    "spontaneous", "spontaneously", "spont", "sp", "vol", "volunteered", "dnr", "unprompted", "espontanea",
    "espontaneo", "esp", "spontan", "spontane", "spontanee", "spontaneo", "spontaneamente", "spontann", "spontannie",
    "do not read",
    "do not read out", "do not read aloud", "don't read",
    "don't read out", "do not prompt", "not read", "not read out",
    "do not probe", "nicht vorlesen", "no leer", "no lea", "nao ler", "ne pas lire", "ne pas citer", "non leggere",
    "niet voorlezen", "nie czytac", "ne citati", "ne olvassa fel", "не зачитывать", "ikke les opp", "las inte upp",
    "democracy", "democratie", "democracia",
    "papi", "cati", "capi", "cawi", "to the question", "this question", "the question", "to say", "to answer",
    "about it", "about this", "remember", "remembr", "remmbr", "recall",
    "lembra", "recuerda", "in this country", "in country", "code", "missing", "yet",
)  # fmt: skip
ANSWERS = (
    "other", "others", "none", "never", "nobody", "nothing", "autre", "autres", "aucun", "aucune", "otro", "otros",
    "otra", "otras", "ninguno", "ninguna", "outro", "outros", "outra", "outras", "nenhum", "nenhuma", "andere",
    "anderer", "anderes", "sonstige", "sonstiges", "keine", "keiner", "anders", "geen", "altro", "altri", "nessuno",
    "inne", "inny", "zaden", "jine", "jiny", "zadny", "iny", "ine", "egyeb", "mas", "drugo", "drugi", "ostalo", "muu",
    "muut", "annat", "annan", "andet", "anden", "annet", "annar", "ingen", "kita", "cits", "αλλο", "diger",
    "друго", "другое", "інше", "друга", "אחר", "اخر", "اخرى", "alt", "altul", "altele", "tjeter",
    "ingine", "nyingine",
)  # fmt: skip
EXPLAINED = (
    "not applicable", "non applicable", "no aplica", "nao se aplica", "inapplicable", "inap", "iap",
    "not in universe", "not universe", "niu", "not available for",
)  # fmt: skip
UNKNOWN = ("unknown", "unbekannt", "inconnu", "inconnue", "desconocido", "desconocida", "desconhecido", "onbekend")
ABOUT = (
    "if", "whether", "who", "what", "which", "zu", "zum", "zur", "ob", "welche", "welcher", "si", "qui",
    "quel", "quelle", "quien", "cual", "se", "quem", "qual", "o", "kind",
    "why", "when", "all", "warum", "wann", "pourquoi", "quand", "cuando", "quando",
)  # fmt: skip
NOT_ASKED = (
    "not asked", "not administered", "nicht erhoben", "nicht befragt", "nicht gefragt", "nicht gestellt",
    "non demande", "non demandee", "no preguntado", "no preguntada", "nao perguntado", "niet gevraagd",
)  # fmt: skip
NOT_KNOWN = (
    "not computable", "cannot be computed", "not determined", "nicht berechenbar", "nicht berechnet",
    "nicht zuzuordnen", "nicht zu zuordnen", "nicht bestimmbar", "unplausibel", "non calculable", "no calculable",
)  # fmt: skip
NEGATED = (
    "not mentioned", "not ment", "not chosen", "not selected", "not ticked", "nicht genannt", "non cite",
    "no mencionado", "nao mencionado", "non mentionne", "niet genoemd",
)  # fmt: skip
