"""Labels of no answer: English, and what all languages share. See the package for the form."""

TABLE = """
# any
not applicable | GSS, IPUMS | nap; iap; niu; nsa; n/a; nvt; tnz
refusal | GSS, ANES, CSES | rf; ~ra; ~ref; ~rfsl; refus
don't know | GSS, ISSP, AfB | dk; dknw
no answer | GSS, ISSP | na; dkna; ~nac
not available | GSS, OECD | ~nav; sysmis; system missing; nan
# English
not applicable | ESS, GSS, DHS | not applicable; non applicable; not app; not appl; not applic;
  inapplicable; inappl; inapplic; inap; inapp; ~inappropriate; inappropiate; inapprpopiate; ~does
  not apply; ~doesn't apply; ~doesnt apply; question does not apply; not asked; not asked of r; not
  asked of respondent; question not asked; item not asked; was not asked; not asked in country; not
  asked in this country; not asked in the country; not asked in survey; not asked in this wave; not
  administered; question not administered; not in universe; not universe; not in sample; not in
  subsample; not in split; not part of sample; not on ballot; not on this form; ~skip; skipped;
  valid skip; legitimate skip; logical skip; logically not applicable; legit skip; skip pattern;
  routed out; ~filtered; ~filtered out; ~filter; not routed; out of universe; ~out of scope;
  ~ineligible; ~not eligible; ~not relevant; ~not included; ~not included in country; not surveyed;
  question skipped; skipped by design; ~by design; structural missing; not presented; not shown; not
  in wave; not in this wave; no post election interview; no post interview; no pre election
  interview; restricted; restricted access; not fielded; item not fielded; not assigned; ~none
  applicable
refusal | ESS, GSS, ANES | refusal; refusals; refused; refuses; refuse; refusal to answer; refused
  to answer; refuses to answer; refused to say; refuses to say; refused to respond; refused to
  reply; refused answer; refused question; refused to answer question; refused to answer the
  question; refused to choose; refused item; item refused; refused to give answer; refused to give
  information; answer refused; ~declined; declined to answer; declines to answer; declined to say;
  declined to state; decline to answer; decline to say; decline to state; prefer not to say; prefer
  not to answer; prefers not to say; prefers not to answer; preferred not to say; preferred not to
  answer; prefer not to disclose; prefer not to respond; prefer not to state; would prefer not to
  say; i prefer not to answer; would rather not say; would rather not answer; rather not say; rather
  not answer; rather not to say; i'd rather not say; i would rather not say; i'd prefer not to say;
  i would prefer not to say; don't want to answer; do not want to answer; does not want to answer;
  doesn't want to answer; did not want to answer; didn't want to answer; don't want to say; do not
  want to say; does not want to say; do not wish to answer; does not wish to answer; don't wish to
  answer; did not wish to answer; do not wish to say; unwilling to answer; unwilling to say; not
  willing to answer; not willing to say; will not answer; will not say; won't answer; won't say;
  wouldn't say; would not say; i do not want to answer; i don't want to answer; choose not to
  answer; chose not to answer; choose not to say; chooses not to answer; unwilling; keep
  confidential; ~confidential; ~withheld; answer withheld
don't know | ESS, GSS, AfB, ISSP | don't know; dont know; don t know; donot know; do not know; does
  not know; doesn't know; doesnt know; didn't know; did not know; don´t know; donæt know; d k; i
  don't know; i do not know; don't know exactly; don't know enough; don't know enough to say; don't
  know enough about it; don't know answer; don't know the answer; don't really know; really don't
  know; dk enough; dk much about it; don't know much; don't know much about it; don't know what it
  is; don't know how many; don't know where to rate; don't know how to answer; don't know how to
  rate; know know; not known; doesn't remember; does not remember; don't remember; do not remember;
  dont remember; dont rememb; dont remembr; dont rmembr; remmbr; didn't remember; did not remember;
  don't recall; do not recall; does not recall; can't recall; cannot recall; cant recall; could not
  recall; couldn't remember; can't remember; cannot remember; cant remember; could not remember;
  unable to remember; not remembered; don't recognize; don't recognise; does not recognize; cannot
  recognize; can't say; cannot say; cant say; can not say; could not say; couldn't say; unable to
  say; ~unable to answer; unable to respond; unable to tell; can't tell; cant tell; cannot tell;
  can't answer; cannot answer; cant answer; could not answer; unable to rate; can't rate; cannot
  rate; unable to judge; cannot judge; can't judge; unable to evaluate; cannot evaluate; unable to
  determine; can't determine; cannot determine; cannot be determined; can't choose; cant choose;
  cannot choose; can not choose; could not choose; unable to choose; can't decide; cannot decide;
  can't pick; hard to say; difficult to say; hard to tell; hard to answer; difficult to answer; it
  is difficult to say; it's hard to say; depends don't know; ~not sure; ~unsure; i'm not sure; i am
  not sure; am not sure; no opinion; no opinion on this; has no opinion; have no opinion; don't have
  an opinion; no view; no idea; has no idea; have no idea; ~haven't heard; ~have not heard; ~havent
  heard; ~haven't heard of; ~have not heard of; ~haven't heard of it; ~never heard of it; haven't
  heard enough; have not heard enough; havent heard enough; haven’t heard enough; haven't heard
  enough to say; havent heard enough to say; have not heard enough to say; haven't heard enough
  about it; haven't heard enough about them; haven't heard enough about them to say; haven't heard
  enough to have an opinion; not heard enough; not heard enough to say; haven't thought; haven't
  thought about; haven't thought about it; haven't thought much; haven't thought much about it;
  haven't thought much about this; haven't thought enough about it; don't understand; do not
  understand; did not understand; didn't understand; don't understand question; do not understand
  question; do not understand the question; did not understand question; did not understand the
  question; didn't understand the question; did not understand the word or question; did not
  understand the word; does not understand question; i don't understand the question; does not
  understand the question; can't understand answer; question not understood; ~no knowledge; not
  enough information; insufficient information; not enough information to say; ~not familiar; ~not
  familiar with; not familiar enough to say
no answer | ESS, GSS, DHS | no answer; no answers; does not respond; doesn't respond; no answer
  given; no answer provided; no answer recorded; no response; no responses; no response given; non
  response; nonresponse; item nonresponse; item non response; unit nonresponse; unit non response;
  unit non response no post interview; no reply; non reply; no further reply; no further answer; not
  answered; not answered question; unanswered; question not answered; question unanswered; did not
  answer; didn't answer; didnt answer; does not answer; doesn't answer; did not respond; didn't
  respond; did not reply; left blank; ~blank; ~blanks; no ans; no resp; no ans given; not
  ascertained; not asc; not ascert; na not ascertained; not stated; not stated or inferred; not
  specified; not reported; not given; none given; no report; not declared; not provided; omitted;
  omitted or invalid; omit; ~missed; not reached; web blank; web skip; page blank; seen but not
  answered; seen but unanswered; question seen but unanswered; ~terminated; break off; breakoff;
  interview break off; partial interview; interview breakoff; sufficient partial iw; sufficient
  partial interview; no post data; deleted due to incomplete interview; deleted due to partial
  interview; ~abandoned; presented but not answered; presented not answered; not completed; no code;
  blank no answer; ~empty; nothing entered; no statement; no indication; schedule not applicable;
  proxy respondent not asked
not available | ESS, UKDS, DHS, AB | ~not clear; ~unspecific; unspecific answer; unspecified; no
  serious answer; not available; not documented; data not provided; documentation unclear; not
  avail; ~unavailable; data not available; information not available; no data; no data available;
  data missing; missing; missings; missing data; missing value; missing values; missing case;
  missing code; missing information; missing info; missing answer; missing response; missing item;
  user missing; user-missing; other missing; missing other; missing unspecified; missing not
  specified; item missing; age missing; answer missing; value missing; response missing; missing due
  to error; missing by error; missing by mistake; missing by interviewer error; ~interviewer error;
  interviewer mistake; interview error; filter error; routing error; coding error; data error;
  ~error in data; technical error; program error; capi error; filter mistake; unknown; ~unk; ~unkn;
  unknown value; unknown no answer; no information; no info; information missing; information not
  given; no information available; information lacking; not recorded; not coded; not codeable; not
  codable; uncodeable; uncodable; uncodeable response; unable to code; cannot be coded; not codeable
  response; insufficient to code; not classifiable; unclassifiable; inadequately described;
  illegible; ~unreadable; ~invalid; invalid answer; invalid response; invalid value; invalid code;
  ~implausible; implausible value; ~inconsistent; inconsistent answer; inconsistent response; not
  determined; ~undetermined; not determinable; not derivable; cannot be derived; could not be
  derived; not computable; not calculated; ~lost; ~lost data; garbled text; survey exclusion;
  confidentiality suppression; suppressed; suppressed for confidentiality; not released; not
  released for confidentiality; anonymised; anonymized; data suppressed; anomalous value; data not
  collected; not collected; ~dropped; ~excluded; na excluded; multiple answers; multiple response;
  more than one answer; multiple responses invalid; not merged; missing or wild; ~wild; flagged
  cases; flagged case; out of plausible limits; age out of plausible limits; height out of plausible
  limits; weight out of plausible limits
"""
