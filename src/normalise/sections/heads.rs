//! Lines that are only a head, and what they open.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::SectionKind;

/// Longest head, in bytes and words.
const HEAD_BYTES_MAX: usize = 72;
const HEAD_WORDS_MAX: usize = 7;

/// Heads as whole lines, lower case, without the colon. From the sampled pages and feeds; single
/// words are here only when they were seen as lines of their own.
const HEADS: &[(SectionKind, &[&str])] = &[
    (
        SectionKind::Synopsis,
        &[
            "synopsis",
            "summary",
            "in brief",
            "in short",
            "tl;dr",
            "tldr",
            "quick summary",
            "story highlights summary",
            "ai summary",
            "ai generated summary",
            "article summary",
            "the gist",
            "abstract",
            "kurz gefasst",
            "zusammenfassung",
            "das wichtigste in kürze",
            "en bref",
            "résumé",
            "l'essentiel",
            "resumen",
            "en resumen",
            "resumo",
            "em resumo",
            "riassunto",
            "in breve",
            "in sintesi",
            "samenvatting",
            "in het kort",
            "streszczenie",
            "w skrócie",
            "özet",
            "кратко",
            "коротко",
            "сводка",
            "ringkasan",
            "सारांश",
            "ملخص",
            "摘要",
        ],
    ),
    (
        SectionKind::KeyTakeaways,
        &[
            "key takeaways",
            "takeaways",
            "key takeaway",
            "the takeaways",
            "main takeaways",
            "key points",
            "key point",
            "main points",
            "key facts",
            "key details",
            "what you need to know",
            "what to know",
            "things to know",
            "why it matters",
            "the big picture",
            "das wichtigste",
            "die wichtigsten punkte",
            "wichtige punkte",
            "auf einen blick",
            "points clés",
            "points clefs",
            "ce qu'il faut retenir",
            "à retenir",
            "puntos clave",
            "claves",
            "las claves",
            "lo más importante",
            "pontos-chave",
            "pontos principais",
            "principais pontos",
            "punti chiave",
            "i punti chiave",
            "kernpunten",
            "najważniejsze informacje",
            "najważniejsze punkty",
            "öne çıkanlar",
            "главное",
            "ключевые моменты",
            "poin penting",
            "要点",
            "أبرز النقاط",
        ],
    ),
    (
        SectionKind::Highlights,
        &[
            "highlights",
            "story highlights",
            "key highlights",
            "at a glance",
            "main highlights",
            "quick read",
            "news highlights",
            "highlights of the story",
            "destacados",
            "destaques",
            "im überblick",
            "les faits",
            "in primo piano",
            "hoogtepunten",
        ],
    ),
    (
        SectionKind::Faq,
        &[
            "faq",
            "faqs",
            "frequently asked questions",
            "frequently asked questions (faqs)",
            "frequently asked questions (faq)",
            "people also ask",
            "häufig gestellte fragen",
            "häufige fragen",
            "fragen und antworten",
            "foire aux questions",
            "questions fréquentes",
            "preguntas frecuentes",
            "perguntas frequentes",
            "domande frequenti",
            "veelgestelde vragen",
            "najczęściej zadawane pytania",
            "sıkça sorulan sorular",
            "частые вопросы",
            "часто задаваемые вопросы",
            "常见问题",
        ],
    ),
    (
        SectionKind::Related,
        &[
            "related",
            "related articles",
            "related stories",
            "related news",
            "related content",
            "related topics",
            "related coverage",
            "related links",
            "also read",
            "read also",
            "read more",
            "read next",
            "more stories",
            "more news",
            "more from this section",
            "more on this story",
            "more on this",
            "you may also like",
            "you might also like",
            "you might be interested in",
            "recommended",
            "recommended for you",
            "recommended stories",
            "recommended reading",
            "most read",
            "most popular",
            "most viewed",
            "trending",
            "trending now",
            "trending stories",
            "top stories",
            "latest news",
            "editor's picks",
            "editors' picks",
            "don't miss",
            "see also",
            "further reading",
            "up next",
            "in other news",
            "explore more",
            "tags",
            "topics",
            "mehr zum thema",
            "mehr zu diesem thema",
            "lesen sie auch",
            "auch interessant",
            "das könnte sie auch interessieren",
            "das könnte dich auch interessieren",
            "meistgelesen",
            "zum thema",
            "weiterlesen",
            "schlagworte",
            "themen",
            "à lire aussi",
            "lire aussi",
            "sur le même sujet",
            "les plus lus",
            "voir aussi",
            "à lire également",
            "te puede interesar",
            "también te puede interesar",
            "lee también",
            "lea también",
            "ver también",
            "más noticias",
            "noticias relacionadas",
            "más leídas",
            "temas",
            "leia também",
            "leia mais",
            "veja também",
            "mais lidas",
            "notícias relacionadas",
            "leggi anche",
            "potrebbe interessarti",
            "i più letti",
            "lees ook",
            "meest gelezen",
            "czytaj też",
            "czytaj także",
            "zobacz też",
            "zobacz także",
            "polecane",
            "ilgili haberler",
            "читайте также",
            "читайте по теме",
            "по теме",
            "смотрите также",
            "baca juga",
            "相关新闻",
            "اقرأ أيضا",
        ],
    ),
    (
        SectionKind::Subscribe,
        &[
            "subscribe",
            "subscribe now",
            "newsletter",
            "newsletters",
            "our newsletter",
            "sign up",
            "sign up now",
            "follow us",
            "follow us on",
            "join us",
            "stay connected",
            "get the app",
            "download the app",
            "download our app",
            "share",
            "share this",
            "share this article",
            "share this story",
            "share on",
            "support us",
            "support our journalism",
            "subscribe to our newsletter",
            "sign up for our newsletter",
            "jetzt abonnieren",
            "folgen sie uns",
            "teilen",
            "artikel teilen",
            "abonnez-vous",
            "suivez-nous",
            "partager",
            "s'abonner",
            "suscríbete",
            "síguenos",
            "compartir",
            "assine",
            "siga-nos",
            "compartilhe",
            "iscriviti",
            "seguici",
            "condividi",
            "abonneer",
            "deel dit artikel",
            "udostępnij",
            "abone ol",
            "подписаться",
            "подписывайтесь",
            "поделиться",
        ],
    ),
    (
        SectionKind::Advertisement,
        &[
            "advertisement",
            "advertisment",
            "ad",
            "ads",
            "advertising",
            "sponsored",
            "sponsored content",
            "promoted",
            "story continues below advertisement",
            "story continues below this ad",
            "article continues below",
            "article continues after advertisement",
            "article continues below this ad",
            "advertisement - scroll to continue",
            "anzeige",
            "werbung",
            "publicité",
            "publicidad",
            "publicidade",
            "pubblicità",
            "advertentie",
            "reklama",
            "reklam",
            "реклама",
            "iklan",
            "- advertisement -",
            "广告",
        ],
    ),
    (
        SectionKind::Disclaimer,
        &[
            "disclaimer",
            "disclosure",
            "legal notice",
            "haftungsausschluss",
            "avertissement",
            "descargo de responsabilidad",
            "aviso legal",
            "esclusione di responsabilità",
        ],
    ),
    (
        SectionKind::LiveBlog,
        &[
            "live updates",
            "live blog",
            "liveblog",
            "live coverage",
            "liveticker",
            "en direct",
            "en vivo",
            "ao vivo",
            "in diretta",
        ],
    ),
];

/// Heads that also stand before a colon with their only entry in the same line: `Also read: ...`.
const INLINE_HEADS: &[(SectionKind, &[&str])] = &[
    (
        SectionKind::Related,
        &[
            "also read",
            "read also",
            "read more",
            "related",
            "see also",
            "must read",
            "watch",
            "more",
            "lesen sie auch",
            "lire aussi",
            "à lire aussi",
            "lee también",
            "lea también",
            "leia também",
            "leia mais",
            "leggi anche",
            "lees ook",
            "czytaj też",
            "czytaj także",
            "читайте также",
            "baca juga",
            "also watch",
            "read",
            "tags",
            "topics",
        ],
    ),
    (
        SectionKind::Disclaimer,
        &["disclaimer", "disclosure", "haftungsausschluss"],
    ),
];

static LOOKUP: LazyLock<HashMap<&'static str, SectionKind>> = LazyLock::new(|| table(HEADS));
static INLINE: LazyLock<HashMap<&'static str, SectionKind>> = LazyLock::new(|| table(INLINE_HEADS));

fn table(rows: &'static [(SectionKind, &[&str])]) -> HashMap<&'static str, SectionKind> {
    rows.iter()
        .flat_map(|(kind, heads)| heads.iter().map(|head| (*head, *kind)))
        .collect()
}

/// What `line` opens when all of it is a head, a colon and marks at its edges aside.
pub(super) fn head(line: &str) -> Option<SectionKind> {
    if line.len() > HEAD_BYTES_MAX || line.split_whitespace().count() > HEAD_WORDS_MAX {
        return None;
    }
    let bare = line.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ':' | '#' | '*' | '>' | '»' | '▶' | '►' | '|' | '…' | '–' | '—' | '-'
            )
    });
    LOOKUP.get(key(bare).as_str()).copied()
}

/// What a line is that has its head before a colon: `Also read: Bridge closes`.
pub(super) fn inline_head(line: &str) -> Option<SectionKind> {
    let window = &line[..line.floor_char_boundary(HEAD_BYTES_MAX)];
    let (before, _) = window.split_once([':', '|'])?;
    INLINE.get(key(before.trim()).as_str()).copied()
}

/// Where the head begins that is glued to the end of `line` ("in two years.Key Takeaways"), if one is.
///
/// Only directly behind the end of a sentence, without a space.
pub(super) fn glued(line: &str) -> Option<usize> {
    let tail_start = line.ceil_char_boundary(line.len().saturating_sub(HEAD_BYTES_MAX));
    let tail = &line[tail_start..];
    let mut before = line[..tail_start].chars().next_back();
    for (at, c) in tail.char_indices() {
        let is_edge = before.is_some_and(|b| matches!(b, '.' | '!' | '?' | '"' | '”' | '’' | ')' | '…'));
        if is_edge && c.is_uppercase() && head(&tail[at..]).is_some_and(opens_by_glue) {
            return Some(tail_start + at);
        }
        before = Some(c);
    }
    None
}

/// Short promotional words end too many ordinary lines.
fn opens_by_glue(kind: SectionKind) -> bool {
    !matches!(kind, SectionKind::Advertisement | SectionKind::Subscribe)
}

fn key(head: &str) -> String {
    head.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '’' | '‘') { '\'' } else { c })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_a_whole_line() {
        assert_eq!(head("Key Takeaways:"), Some(SectionKind::KeyTakeaways));
        assert_eq!(head("## You may also like"), Some(SectionKind::Related));
        assert_eq!(head("Editor’s picks"), Some(SectionKind::Related));
        assert_eq!(head("Highlights from the match were shown"), None);
        assert_eq!(head(""), None);
    }

    #[test]
    fn a_colon_may_follow_in_the_line() {
        assert_eq!(
            inline_head("ALSO READ: Bridge closes"),
            Some(SectionKind::Related)
        );
        assert_eq!(
            inline_head("Read more | Bridge closes"),
            Some(SectionKind::Related)
        );
        assert_eq!(inline_head("The mayor: we close"), None);
    }

    #[test]
    fn a_glued_head_is_found_behind_a_sentence_only() {
        let line = "It could be one parliament with its neighbour.Key Takeaways";
        assert_eq!(glued(line).map(|at| &line[at..]), Some("Key Takeaways"));
        assert_eq!(glued("He spoke. Key Takeaways"), None);
        assert_eq!(glued("The MacKey Takeaways"), None);
        assert_eq!(glued("Summary"), None);
    }
}
