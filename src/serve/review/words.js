// What the page says, in both languages; {0} is a number or a name.
"use strict";
const WORDS = {
  en: {
    title: "Review", toolbar: "Actions", rows: "Pairs of sentences", map: "The document: weak places are tall and red, confirmed ones low and green",
    progress: "{0} of {1} confirmed · {2} without translation · {3} weak",
    weakest: "Next weakest", confirm: "Confirm", confirmAll: "Confirm all", from: "from", undo: "Undo", redo: "Redo", realign: "Realign from here",
    add: "Add to memory", export: "Export as", download: "Download", help: "Keys", close: "Close", search: "Search", show: "Show", all: "everything",
    open: "not confirmed", weak: "weak (below 60 %)", gaps: "without translation", noted: "with a note", large: "large print", language: "Language",
    confirmed: "confirmed", gap: "no translation", moved: "moved", empty: "nothing here", firm: "firm", fair: "fair", weakWord: "weak",
    merge: "Merge with next", divide: "Divide", unlink: "Unlink", link: "Link", linkStart: "Link with …", linkEnd: "Link here", linkStop: "Do not link",
    upSource: "Source: first sentence up", downSource: "Source: last sentence down", upTarget: "Translation: first sentence up", downTarget: "Translation: last sentence down",
    edit: "Correct the text", split: "Split at the cursor", join: "Join its sentences", note: "Note", notePrompt: "Note on this pair",
    added: "{0} new units in {1}, {2} known", none: "There is nothing left that is not confirmed.", failed: "It did not work: {0}",
    stale: "The project was changed in another window; this page now shows it as it is.", offline: "The server does not answer: is it still running?",
    keys: {
      "↑ ↓": "previous, next pair", "w": "next weakest pair", "c": "confirm, or take it back", "m": "merge with the next pair", "d": "divide: one sentence of each side stays",
      "u": "unlink: both sides stand alone", "l": "link: press it on the sentence, then on its translation", "q a": "source: first sentence up, last sentence down",
      "p ;": "translation: first sentence up, last sentence down", "e": "correct the source text; Shift+E the translation", "j": "join the first two sentences of the source; Shift+J of the translation",
      "Ctrl+Enter": "while correcting: split at the cursor", "Enter, Esc": "while correcting: done, leave as it was", "n": "note", "r": "realign from here", "z y": "undo, redo", "/": "search", "?": "this sheet"
    }
  },
  ar: {
    title: "مراجعة", toolbar: "إجراءات", rows: "أزواج الجمل", map: "المستند: المواضع الضعيفة طويلة حمراء، والمؤكدة قصيرة خضراء",
    progress: "أُكِّد {0} من {1} · بلا ترجمة {2} · ضعيف {3}",
    weakest: "الأضعف التالي", confirm: "تأكيد", confirmAll: "تأكيد الكل", from: "من", undo: "تراجع", redo: "إعادة", realign: "أعد المحاذاة من هنا",
    add: "أضف إلى الذاكرة", export: "تصدير بصيغة", download: "تنزيل", help: "المفاتيح", close: "إغلاق", search: "بحث", show: "عرض", all: "الكل",
    open: "غير المؤكد", weak: "الضعيف (دون ٦٠ ٪)", gaps: "بلا ترجمة", noted: "ما عليه ملاحظة", large: "خط كبير", language: "اللغة",
    confirmed: "مؤكد", gap: "بلا ترجمة", moved: "منقول", empty: "لا شيء هنا", firm: "متين", fair: "مقبول", weakWord: "ضعيف",
    merge: "ادمج مع التالي", divide: "اقسم", unlink: "افصل", link: "اربط", linkStart: "اربط مع …", linkEnd: "اربط هنا", linkStop: "ألغ الربط",
    upSource: "المصدر: أول جملة إلى أعلى", downSource: "المصدر: آخر جملة إلى أسفل", upTarget: "الترجمة: أول جملة إلى أعلى", downTarget: "الترجمة: آخر جملة إلى أسفل",
    edit: "صحح النص", split: "اقطع عند المؤشر", join: "صل جملتيه", note: "ملاحظة", notePrompt: "ملاحظة على هذا الزوج",
    added: "{0} وحدة جديدة في {1}، و{2} معروفة", none: "لم يبق شيء غير مؤكد.", failed: "لم ينجح ذلك: {0}",
    stale: "تغير المشروع في نافذة أخرى، وهذه الصفحة تعرضه الآن كما هو.", offline: "الخادم لا يجيب: هل ما زال يعمل؟",
    keys: {
      "↑ ↓": "الزوج السابق، الزوج التالي", "w": "أضعف زوج تال", "c": "تأكيد أو إلغاؤه", "m": "دمج مع الزوج التالي", "d": "قسمة: تبقى جملة واحدة من كل جانب",
      "u": "فصل: يقف كل جانب وحده", "l": "ربط: اضغطه على الجملة ثم على ترجمتها", "q a": "المصدر: أول جملة إلى أعلى، آخر جملة إلى أسفل",
      "p ;": "الترجمة: أول جملة إلى أعلى، آخر جملة إلى أسفل", "e": "تصحيح نص المصدر، ومع Shift نص الترجمة", "j": "وصل أول جملتين من المصدر، ومع Shift من الترجمة",
      "Ctrl+Enter": "أثناء التصحيح: قطع عند المؤشر", "Enter, Esc": "أثناء التصحيح: تم، أو يبقى كما كان", "n": "ملاحظة", "r": "إعادة المحاذاة من هنا", "z y": "تراجع، إعادة", "/": "بحث", "?": "هذه الصفحة"
    }
  }
};
