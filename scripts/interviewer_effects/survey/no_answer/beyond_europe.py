"""Labels of no answer: languages of Africa and Asia. See the package for the form."""

TABLE = """
# Hebrew
not applicable | ESS | ~לא רלוונטי; ~לא רלבנטי; לא ישים; לא נשאל; לא נשאלה; השאלה לא נשאלה; לא חל
refusal | ESS | סירוב; סרב; סירב; מסרב; מסרבת; מסרב לענות; סירב לענות; סרב לענות; מסרב/ת; סירבה
  לענות; לא רוצה לענות; לא מעוניין לענות; מעדיף לא לענות; מעדיפ/ה לא לענות
don't know | ESS | לא יודע; לא יודעת; לא יודע/ת; לא ידוע לי; איני יודע; אינו יודע; לא יכול לומר; לא
  יכול לבחור; אין דעה; אין לי דעה; לא זוכר; לא זוכרת; קשה לומר; ~לא בטוח; ~לא בטוחה; לא הבין את
  השאלה; לא שמע
no answer | ESS | אין תשובה; ללא תשובה; לא ענה; לא ענתה; לא עונה; לא השיב; בלי תשובה; לא נענה
not available | ESS | לא זמין; אין נתונים; ~חסר; ערך חסר; נתון חסר; נתונים חסרים; לא ידוע; אין מידע;
  אין נתון
# Arabic
not applicable | AB, AfB | لا ينطبق; غير منطبق; لا تنطبق; لم يسأل; لم يُسأل; لم يطرح السؤال; لم يتم
  طرح السؤال; لا ينطبق عليه; غير مطبق; لم تُسأل
refusal | AB, AfB | رفض; رفض الإجابة; رفض الاجابة; رفض ان يجيب; رفض أن يجيب; رفضت الإجابة; يرفض
  الإجابة; أرفض الإجابة; لا يريد الإجابة; لا أريد الإجابة; لا يرغب بالإجابة; لا يرغب في الإجابة;
  أفضل عدم الإجابة; امتنع عن الإجابة; ارفض; رافض
don't know | AB, AfB | لا أعرف; لا اعرف; لا يعرف; لا تعرف; لا أدري; لا ادري; لا يدري; لا أعلم; لا
  يعلم; لا رأي; لا رأي لي; ليس لدي رأي; ليس لديه رأي; لا أتذكر; لا يتذكر; ~غير متأكد; لست متأكد; لا
  أستطيع الاختيار; لا يستطيع الاختيار; لا يستطيع أن يحدد; صعب القول; لم يسمع; لم يفهم السؤال
no answer | AB, AfB | لا إجابة; لا اجابة; بدون إجابة; لا جواب; بدون جواب; لم يجب; لم يجب على السؤال;
  دون إجابة; غير مبين; لا توجد إجابة; لم يرد; لا يوجد جواب
not available | AB, AfB | غير متوفر; غير متاح; ~مفقود; قيمة مفقودة; بيانات مفقودة; غير معروف; لا
  توجد بيانات; لا توجد معلومات; بيانات ناقصة; غير محدد
# Swahili
not applicable | AfB | haihusiki; haihusu; haimhusu; haikuulizwa; hakuulizwa; swali halikuulizwa; si
  husika; haitumiki
refusal | AfB | amekataa; alikataa; alikataa kujibu; amekataa kujibu; anakataa kujibu; nakataa
  kujibu; kukataa; hataki kujibu; sitaki kujibu; kukataa kujibu
don't know | AfB | sijui; hajui; hafahamu; sifahamu; sina maoni; hana maoni; hakumbuki; sikumbuki;
  hana uhakika; sina uhakika; hajasikia
no answer | AfB | hakujibu; hakuna jibu; hajajibu; bila jibu; hajatoa jibu
not available | AfB | haipatikani; haijulikani; hakuna data; hakuna taarifa; imekosekana; haipo
# Afrikaans, Amharic, Hausa, Malagasy, Somali, Creole, Bantu languages from Zulu to Luganda
refusal | AfB | geweier; weier; akafuni ukuphendula; angifuni ukuphendula; waa diiday; refize
  reponn; yanze gusubiza; weier om te antwoord; ya ki amsawa
don't know | AfB | weet nie; angazi; akazi; andazi; ha ke tsebe; ga ke itse; handizivi;
  sindikudziwa; tsy fantatra; tsy mahalala; tsy hay; sinzi; ma aqaan; simbizi; ntabwo mbizi;
  simanyi; mi o mo; amaghi m; xamul; hin beeku; pa konnen; ek weet nie; አላውቅም; ban sani ba; bai sani
  ba
no answer | AfB | geen antwoord; tsy mamaly; መልስ የለም; babu amsa
# Indonesian, Malay, Tagalog, Vietnamese, Thai, Japanese, Korean, Chinese, Hindi, Urdu, Persian
not applicable | EVS, ISSP | tidak berlaku; tidak ditanyakan; hindi angkop; khong ap dung;
  ไม่เกี่ยวข้อง; 非該当; 해당없음; 해당 없음; 不适用; 不適用; लागू नहीं; قابل اطلاق نہیں; مورد ندارد
refusal | EVS, ISSP | menolak; menolak menjawab; tumanggi; tu choi; tu choi tra loi; ปฏิเสธ; 拒否;
  回答拒否; 거절; 응답거절; 응답
  거절; 拒绝; 拒绝回答; 拒絕; 拒答; उत्तर देने से इंकार; جواب دینے سے انکار; امتناع
don't know | EVS, ISSP | tidak tahu; tidak tau; hindi alam; khong biet; ไม่ทราบ; ไม่รู้; わからない;
  分からない; 모름; 모르겠다; 모르겠음;
  잘 모르겠다; 不知道; 不清楚; 无法选择; 無法選擇; 说不清; पता नहीं; मालूम नहीं; معلوم نہیں; پتہ نہیں;
  نمی دانم; نمیدانم
no answer | EVS, ISSP | tidak menjawab; tidak jawab; walang sagot; khong tra loi; ไม่ตอบ; 無回答;
  무응답; 未回答; 没有回答; 未作答;
  कोई उत्तर नहीं; کوئی جواب نہیں; بی پاسخ; بدون پاسخ
not available | EVS, ISSP | data hilang; 결측; 欠損; 缺失; 缺失值
"""
