//! The words around a cited agency's name, by language.
//!
//! Each pattern sees a short window that ends, or begins, at the name.

use std::sync::LazyLock;

use regex::Regex;

use super::masked::pattern;

/// What may stand between a cue and the name: articles, `state news agency`, `Iran's semi-official`.
const DESCRIPTION: &str = concat!(
    r"(?:(?:(?i:the|a|an|its|his|their|new|news|press|wire|agency|agencies|service|state|official|",
    r"semi-official|state-(?:run|owned|backed|controlled)|",
    r"government-run|local|national|international|global|private|independent|financial|leading|",
    r"country's|broadcaster|reporters?\s+from|die|der|dem|den|das|",
    r"deutschen?|staatlichen?|amtlichen?|russischen?|chinesischen?|(?:nachrichten|presse)agentur(?:en)?|",
    r"l|la|le|les|el|al|une|una|un|agence(?:\s+de\s+presse)?|agencia(?:\s+de\s+noticias)?|",
    r"agência(?:\s+de\s+notícias)?|agenzia(?:\s+di\s+stampa)?|",
    r"estatal|oficial|officielle?|агентств[оауе]м?|информагентств[оау]|государственно\p{L}+|",
    r"російськ\p{L}+|agencj[ai]|agencji)|",
    r"\p{Lu}[\p{Ll}.]+(?:['’]s)?|[A-Z]{2,3}(?:['’]s)?)[\s'’“\x22]+){0,6}",
);

/// Whether the window before a name says that the name is the source of what is told.
pub(super) fn leads_to_source(before: &str, is_doubtful: bool) -> bool {
    /// Words after which a source stands, whatever it is called.
    static STRONG: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            concat!(
                r"(?:^|[\s,;:(“\x22'’—–-])(?i:",
                // English
                r"told|according\s+to|citing|(?:as\s+)?quoted\s+by|quoting|cited\s+by|reported\s+by|",
                r"reports?\s+(?:by|from|in)|seen\s+by|reviewed\s+by|obtained\s+by|",
                r"interview(?:s|ed)?\s+(?:with|to|by)|interview\s+given\s+to|sp(?:oke|eaking)\s+(?:to|",
                r"with)|talking\s+to|confirmed\s+to|(?:statement|comments?|remarks)\s+to|said\s+to|",
                r"(?:polled|surveyed|compiled|carried|published|run|viewed|verified|calculated|",
                r"released|issued)\s+by|(?:tally|count|poll|survey|calculations?|footage|data|",
                r"dispatch(?:es)?)\s+(?:by|from)|",
                r"(?:asked|contacted)\s+by|(?:quer(?:y|ies)|questions?|enquiries)\s+(?:from|by)|",
                r"informed|(?:quotes|cites|quoted|cited)|tells|telling|",
                // German
                r"laut|gegenüber|nach\s+(?:Angaben|Informationen|einem\s+Bericht)(?:\s+(?:der|von))?|",
                r"unter\s+Berufung\s+auf|sagte(?:\s+(?:er|sie))?|erklärte|(?:bericht|meld)ete?n?|",
                r"schreibt|zitiert\s+von|",
                // French
                r"selon|d['’]après|(?:déclar|expliqu|confi|indiqu|affirm|précis|assur|confirm|di[ts]|",
                r"racont|rapport)\p{{L}}*\s+(?:à|a)|(?:cité|interrogé|contacté|consulté)e?s?\s+par|",
                r"auprès\s+de|rapporte|",
                // Spanish, Portuguese, Italian
                r"según|segundo|secondo|de\s+acuerdo\s+con|de\s+acordo\s+com|citad[oa]s?\s+por|",
                r"consultad[oa]s?\s+por|en\s+declaraciones\s+a|em\s+declarações\s+à|",
                r"con\s+información\s+de|",
                r"(?:dij|dic|declar|asegur|afirm|explic|señal|coment|confirm|indic|inform|relat|",
                r"manifest|precis|detall|apunt|subray|cont[óa]|diss|ha\s+detto|",
                r"ha\s+dichiarato)\p{{L}}*\s+(?:a|à|ao)|inform[óa]|",
                r"riferisce|riporta|come\s+riferito\s+da|ha\s+detto\s+all|",
                // Russian, Ukrainian, Polish
                r"передает|передаёт|передала|сообщает|сообщило|сообщил[аи]?|пишет|по\s+данным|",
                r"со\s+ссылкой\s+на|рассказал[аи]?|заявил[аи]?|цитирует|повідомляє|передає|",
                r"за\s+даними|з\s+посиланням\s+на|",
                r"podała|podaje|poinformowała|według|powiedział[aoy]?|cytowan[yaei]+\s+przez",
                r")\s*[\s'’“\x22]\s*{description}$|据$"
            ),
            description = DESCRIPTION
        ))
    });
    /// Words that ask for a name which can be nothing else.
    static WEAK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            concat!(
                r"(?:^|[\s,;:(“”\x22'’])(?i:writes?|wrote|reports?|reported|said|says|noted|via|",
                r"per)\s+{description}$",
            ),
            description = DESCRIPTION
        ))
    });
    STRONG.is_match(before) || (!is_doubtful && WEAK.is_match(before))
}

/// Whether the window behind a name makes it speak: `Kyodo said`, `X reported`.
pub(super) fn speaks(after: &str, is_doubtful: bool) -> bool {
    static HOUSE: &str = concat!(
        r"^['’]?s?(?:\s*[(（][^()]{0,30}[)）])?",
        r"(?:\s+(?i:news|press|agency|wire|service|newswire|television|tv|radio|nachrichtenagentur|",
        r"reporters?|journalists?|correspondents?|photographers?|has|have|had|also|later|earlier|first|",
        r"on\s+\p{L}+day))*",
        r"(?:\s*[(（][^()]{0,30}[)）])?,?\s+",
    );
    static STRONG: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            concat!(
                r"{house}(?i:reported|reports?|quoted|quotes|cited|quoting|citing|",
                r"was\s+(?:un)?able\s+to|(?:could\s+not|couldn['’]t)\s+(?:immediately\s+|",
                r"independently\s+)?(?:verify|confirm|reach|establish)|",
                r"(?:has\s+|had\s+)?(?:learned|learnt|seen|reviewed|obtained)|poll(?:ed)?|",
                r"survey(?:ed)?|tally|interview|calculations|",
                r"zufolge|meldete?|berichtete?|rapporte|rapportait|a\s+rapporté|informó|informa|",
                r"recoge|riferisce|передает|передаёт|сообщает|повідомляє|podała|podaje)(?:[^\p{{L}}]|",
                r"$)",
                r"|^(?:报道|報道|消息|によると)"
            ),
            house = HOUSE
        ))
    });
    static WEAK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            concat!(
                r"{house}(?i:said|says|writes?|wrote|added|adds|noted|notes|stated|states|estimates?|",
                r"estimated|claimed|described|published|tweeted|schreibt|schrieb|indique|сообщил[аио]?|",
                r"пишет)(?:[^\p{{L}}]|$)",
            ),
            house = HOUSE
        ))
    });
    STRONG.is_match(after) || (!is_doubtful && WEAK.is_match(after))
}

/// Whether the text itself calls the name an agency: `state news agency X`, `X news agency`.
pub(super) fn calls_agency(before: &str, after: &str) -> bool {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)\b(?:news\s+agency|news\s+agencies|newswire|news\s+service|news\s+wire|",
            r"(?:nachrichten|presse)agentur|agence(?:\s+de\s+presse)?|agencia(?:\s+de\s+noticias)?|",
            r"agência(?:\s+de\s+notícias)?|agenzia(?:\s+di\s+stampa)?|агентств\p{L}+|",
            r"информагентств\p{L}+|agencj\p{L}+)\s+[\x22“'‘«]?$",
        ))
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^[\x22”'’»]?\s+(?i:news\s+agency|newswire|wire\s+service|news\s+wire|news\s+service|",
            r"haber\s+ajansı)\b",
        ))
    });
    BEFORE.is_match(before) || AFTER.is_match(after)
}

/// Whether a doubtful name goes on as something else: `told PTI supporters`, `told AP Dhillon`.
pub(super) fn goes_on_as_other(after: &str) -> bool {
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^\s+(?:\p{Lu}\p{Ll}+\s+\p{Lu}|(?i:supporters?|leaders?|workers?|members?|chief|chairman|",
            r"founder|candidates?|party|lawmakers?|ministers?|officers?|cadres?|activists?|mps?|mlas?|",
            r"government|police|officials?)\b)",
        ))
    });
    OTHER.is_match(after)
}

/// Whether the name belongs to a picture credit or to the name of something else.
pub(super) fn is_picture_or_compound(before: &str, after: &str) -> bool {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?:photo|photos|image|picture|foto|bild|©|/|\bcredit)\s*(?:by|:|courtesy)?\s*$")
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^(?:\s*/\s*\p{Lu}|\s+(?i:photo|photograph|picture|building|headquarters|shares|stock|",
            r"employees?|holdings|foundation|plc|corp)\b)",
        ))
    });
    BEFORE.is_match(before) || AFTER.is_match(after)
}
