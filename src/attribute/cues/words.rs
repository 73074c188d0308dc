//! The words of each language that make a name the source of what is told.
//!
//! All are parts of patterns, read whatever their case. From the press of these languages; a gap such
//! as `[^.!?]{0,50}?` is the subject between verb and preposition (`zegt een woordvoerder tegen`).

/// The cues of one language.
pub(super) struct Words {
    /// BCP 47 primary tag.
    pub language: &'static str,
    /// What stands before the name; articles and descriptions may come between.
    pub before: &'static str,
    /// What stands behind the name, or behind `news agency`, an apostrophe or a bracket there.
    pub after: &'static str,
    /// What touches the name from before; for scripts and particles without a space. Empty for none.
    pub touching_before: &'static str,
    /// What touches it from behind.
    pub touching_after: &'static str,
}

pub(super) static LANGUAGES: [Words; 19] = [
    Words {
        language: "en",
        before: concat!(
            r"told|according\s+to|citing|(?:as\s+)?quoted\s+by|quoting|cited\s+by|reported\s+by|",
            r"reports?\s+(?:by|from|in)|seen\s+by|reviewed\s+by|obtained\s+by|",
            r"interview(?:s|ed)?\s+(?:with|to|by)|interview\s+given\s+to|sp(?:oke|eaking)\s+(?:to|with)|",
            r"talking\s+to|confirmed\s+to|(?:statement|comments?|remarks)\s+to|said\s+to|",
            r"(?:polled|surveyed|compiled|carried|published|run|viewed|verified|calculated|released|",
            r"issued|monitored|gathered|collected)\s+by|(?:tally|count|poll|survey|calculations?|footage|",
            r"data|dispatch(?:es)?)\s+(?:by|from)|(?:asked|contacted|approached|reached)\s+by|",
            r"(?:quer(?:y|ies)|questions?|enquiries)\s+(?:from|by)|",
            r"informed|(?:quotes|cites|quoted|cited)|tells|telling",
        ),
        after: concat!(
            r"reported|reports?|quoted|quotes|cited|quoting|citing|was\s+(?:un)?able\s+to|",
            r"(?:could\s+not|couldn['’]t)\s+(?:immediately\s+|independently\s+)?(?:verify|confirm|reach|",
            r"establish)|(?:has\s+|had\s+)?(?:learned|learnt|seen|reviewed|obtained)|poll(?:ed)?|",
            r"survey(?:ed)?|tally|interview|calculations|(?:correspondents?|reporters?|journalists?|photographers?|",
            r"stringers?|crews?)\s+(?:at|in|on|who|near|there|saw|heard|witnessed|found|counted)",
        ),
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "de",
        before: concat!(
            r"laut|gegenüber|nach\s+(?:Angaben|Informationen|Auskunft|einem\s+Bericht)(?:\s+(?:der|von))?|",
            r"unter\s+Berufung\s+auf|sagten?(?:\s+(?:er|sie))?|erklärten?|bestätigten?|teilten?|",
            r"(?:bericht|meld)ete?n?|schreibt|zitiert\s+(?:von|aus)|(?:Gespräch|Interview)\s+mit|",
            r"Anfrage\s+(?:von|der)|befragt\s+von|erfuhr",
        ),
        after: r"zufolge|meldete?|berichtete?|erfuhr|gegenüber|sagte",
        touching_before: "",
        // Compounds: dpa-Korrespondent, AFP-Journalisten.
        touching_after: r"-(?:Korrespondent|Reporter|Journalist|Fotograf|Mitarbeiter|Umfrage|Anfrage|Informationen|Bericht|Interview|Gespräch)",
    },
    Words {
        language: "fr",
        before: concat!(
            r"selon|d['’]après|(?:déclar|expliqu|confi|indiqu|affirm|précis|assur|confirm|di[ts]|",
            r"racont|rapport|témoign|annonc|détaill|soulign)\p{L}*\s+(?:\p{L}+\s+)?(?:à|a)|",
            r"(?:cité|interrogé|contacté|consulté|joint)e?s?\s+par|auprès\s+de|rapporte|écrit|",
            r"apprend|(?:journaliste|correspondant|photographe|reporter)e?s?\s+de|(?:entretien|interview)\s+(?:avec|à)|information\s+de|citant",
        ),
        after: r"rapporte|rapportait|a\s+(?:rapporté|appris|indiqué)|écrit|précise|révèle",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "es",
        before: concat!(
            r"según|de\s+acuerdo\s+con|citad[oa]s?\s+por|consultad[oa]s?\s+por|",
            r"en\s+declaraciones\s+(?:a|con)|con\s+información\s+de|entrevista\s+(?:con|a|de)|",
            r"(?:dij|dic|declar|asegur|afirm|explic|señal|coment|confirm|indic|inform|relat|manifest|",
            r"precis|detall|apunt|subray|cont[óa]|diss)\p{L}*\s+(?:\p{L}+\s+)?a|inform[óa]|reporta|",
            r"reportó|recoge|publica|(?:periodista|corresponsal|fotógraf[oa]|reporter[oa])(?:e?s)?\s+de",
        ),
        after: r"informó|informa|recoge|reportó|reporta|ha\s+podido\s+saber|publicó|citando",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "pt",
        before: concat!(
            r"segundo|conforme|de\s+acordo\s+com|em\s+(?:declarações|entrevista)\s+à|citad[oa]s?\s+pel[oa]|",
            r"(?:diss|dit|afirm|declar|explic|confirm|adiant|indic|revel|cont|refer|avanç|garant|inform|",
            r"sublinh|salient|acrescent|relat)\p{L}*\s+(?:\p{L}+\s+)?(?:à|ao)|noticiou|noticia|avança|informou|",
            r"(?:jornalista|repórter|correspondente|fotógraf[oa])(?:e?s)?\s+d[ao]",
        ),
        after: r"noticiou|noticia|avançou|avança|informou|apurou|adianta",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "it",
        before: concat!(
            r"secondo|(?:ha(?:nno)?\s+)?(?:detto|dichiarato|riferito|spiegato|raccontato|confermato|affermato|",
            r"precisato)\s+(?:\p{L}+\s+)?all?|(?:lo\s+)?(?:riferisce|riporta|scrive|rende\s+noto|apprende|",
            r"annuncia)|come\s+riferi(?:to\s+da|sce)|citat[oaie]\s+da(?:ll)?|sentit[oaie]\s+da(?:ll)?|",
            r"(?:giornalist[aie]|cronist[aie]|corrispondent[ei])\s+de(?:ll)?|intervistat[oa]\s+da(?:ll)?|parlando\s+(?:con|all)|intervista\s+all?",
        ),
        after: r"apprende|riferisce|scrive|riporta|ha\s+(?:appreso|riferito)",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "nl",
        before: concat!(
            r"volgens|meldt|meldde|bericht|schrijft|(?:zeg(?:t|gen)|zei(?:den)?|vertel(?:t|de)|meld(?:t|de)|",
            r"bevestig(?:t|de)|verklaar(?:t|de)|laat|liet|zo)\b[^.!?]{0,50}?\s(?:tegen|aan)|",
            r"gesprek\s+met|navraag\s+van|op\s+gezag\s+van",
        ),
        after: r"meldt|meldde|schrijft|berichtte?|heeft\s+(?:vernomen|gemeld)",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "sv",
        before: concat!(
            r"enligt|(?:säger|sade|sa|berättar|uppger|skriver|bekräftar|förklarar|meddelar|kommenterar)",
            r"\b[^.!?]{0,50}?\s(?:till|för)|rapporterar|skriver|uppger|intervju\s+med|citerar",
        ),
        after: r"rapporterar|uppger|skriver|erfar|har\s+(?:sökt|tagit\s+del)",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "no",
        before: concat!(
            r"ifølge|(?:sier|sa|forteller|opplyser|opplyste|bekrefter|skriver|melder)\b[^.!?]{0,50}?\stil|",
            r"melder|rapporterer|skriver|intervju\s+med",
        ),
        after: r"melder|skriver|erfarer|rapporterer|får\s+opplyst",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "da",
        before: concat!(
            r"ifølge|(?:siger|sagde|fortæller|oplyser|oplyste|bekræfter|skriver|meddeler)\b[^.!?]{0,50}?\stil|",
            r"oplyser|rapporterer|interview\s+med",
        ),
        after: r"skriver|erfarer|rapporterer|oplyser",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "pl",
        before: concat!(
            r"(?:powiedział|poinformował|przekazał|mówił|dodał|wyjaśnił|potwierdził|relacjonował|podkreślił|",
            r"zaznaczył|ocenił)[aoi]?|mówi|informuje|ocenia|podała|podaje|donosi|pisze|według|rozmowie\s+z|",
            r"cytowan\p{L}+\s+przez|wywiadzie\s+dla|za",
        ),
        after: r"podała|podaje|informuje|poinformowała|donosi|dowiedziała|ustaliła",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "ru",
        before: concat!(
            r"переда[её]т|передал[аои]?|сообщает|сообщил[аои]?|сообщили|пишет|по\s+(?:данным|информации|",
            r"сообщению)|со\s+ссылкой\s+на|(?:рассказал|заявил|пояснил|уточнил|отметил|подтвердил|сказал)[аи]?|",
            r"цитирует|корреспонденту|(?:беседе|разговоре)\s+с|интервью|информирует",
        ),
        after: r"переда[её]т|сообщает|узнал[оа]?|стало\s+известно",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "uk",
        before: concat!(
            r"повідомля[єю]\p{L}*|повідоми\p{L}+|передає|пише|інформує|за\s+(?:даними|інформацією|",
            r"повідомленням)|із?\s+посиланням\s+на|(?:розпові|сказа|заяви|зазначи|уточни)[влаи]+|",
            r"коментарі|інтерв['’]ю|кореспонденту",
        ),
        after: r"повідомляє|передає|інформує|стало\s+відомо",
        touching_before: "",
        touching_after: "",
    },
    Words {
        language: "tr",
        before: r"kaynaklarından",
        after: concat!(
            r"(?:muhabir\p{L}*|haberine\s+göre|yaptığı\s+açıklama\p{L}*|konuşan|açıklama\p{L}*\s+yapan|",
            r"aktardığına\s+göre|bildirdi|verdiği\s+(?:demeç|bilgi)\p{L}*|değerlendiren|duyurdu|yazdı)",
        ),
        touching_before: "",
        // Case endings stand behind an apostrophe: AA'nın, Ajansı'na.
        touching_after: r"['’]?\p{Ll}{1,4}\s+(?:yaptığı|konuşan|verdiği|açıklama|haber|aktar|bildir|anlat|bilgi|demeç|değerlendir|röportaj)",
    },
    Words {
        language: "ar",
        before: concat!(
            r"و?(?:وفق|وفقا|وفقًا|بحسب|حسب|نقلت|ذكرت|أفادت|افادت|أوردت|قالت|أعلنت|نقلا\s+عن|نقلًا\s+عن)(?:\s+عن)?",
            r"(?:\s+(?:ل|لل)?(?:وكالة|الوكالة|الأنباء|أنباء|للأنباء|لوكالة|الصحافة|الرسمية|\p{Arabic}+ية))*",
        ),
        after: "",
        // "A source told Reuters": the preposition is part of the name's word.
        touching_before: concat!(
            r"(?:قال|قالت|صرح|صرحت|أبلغ|أكد|أكدت|أوضح|ذكر|أضاف|وفقا|وفقًا)[^.]{0,60}\s",
            r"ل(?:وكالة\s+(?:الأنباء\s+|أنباء\s+)?)?",
        ),
        touching_after: "",
    },
    Words {
        language: "hi",
        before: "",
        after: "",
        touching_before: "",
        touching_after: concat!(
            r"\s*(?:को|से|ने)\s[^।.]{0,40}?(?:बताया|कहा|बातचीत)|\s*के\s+(?:अनुसार|मुताबिक|हवाले)|",
            r"\s*(?:समाचार\s+)?एजेंसी",
        ),
    },
    Words {
        language: "zh",
        before: "",
        after: "",
        touching_before: r"(?:据|據|告诉|告訴|援引|引述|接受|对|對|向)(?:官方|官媒|国家|日本|韩国|美国|法国|英国)?",
        touching_after: r"(?:通讯社|通訊社)?(?:报道|報道|报导|報導|援引|引述|消息|称|稱|说|說|表示|记者|記者|专访|專訪|采访|採訪)",
    },
    Words {
        language: "ja",
        before: "",
        after: "",
        touching_before: "",
        touching_after: concat!(
            r"(?:通信)?(?:によると|によれば|の取材|とのインタビュー|に対し|に語|に話|に明らか|にコメント|",
            r"に答え|の調査|の集計|[はが][^。]{0,40}(?:報じ|伝え|報道))|消息",
        ),
    },
    // Particles touch the name: `연합뉴스에 따르면`.
    Words {
        language: "ko",
        before: "",
        after: "",
        touching_before: "",
        touching_after: concat!(
            r"(?:통신)?(?:에\s*따르면|에\s+(?:말|밝|전)|[와과]의\s|[을를]\s*인용|의\s*보도|",
            r"[은는이가]\s[^.]{0,60}(?:보도|전했|밝혔))",
        ),
    },
];
