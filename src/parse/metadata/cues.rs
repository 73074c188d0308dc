//! The words around a date that say what it is a date of, in the languages pages come in.
//!
//! All lower case. From the pages of sampled newsrooms and the templates of common publishing systems.

/// Words that say "since then it was changed". Looked for as parts of words, so stems serve.
const MODIFIED: &[&str] = &[
    "updat",
    "modif",
    "revis",
    "edited",
    "aktualisier",
    "geändert",
    "bearbeitet",
    "stand:",
    "stand ",
    "mis à jour",
    "mise à jour",
    "maj ",
    "actualiz",
    "editado",
    "atualiza",
    "aggiorna",
    "bijgewerkt",
    "gewijzigd",
    "aktualiz",
    "zmieniono",
    "обновлен",
    "обновлён",
    "изменен",
    "изменён",
    "оновлен",
    "güncelle",
    "uppdatera",
    "ändrad",
    "opdatere",
    "oppdater",
    "päivitetty",
    "frissít",
    "diperbarui",
    "cập nhật",
    "更新",
    "수정",
    "업데이트",
    "آخر تحديث",
    "تحديث",
    "अपडेट",
    "ενημέρωση",
];

/// Words that say "then it came out".
const PUBLISHED: &[&str] = &[
    "publish",
    "posted",
    "first post",
    "originally",
    "created",
    "released",
    "issued",
    "date:",
    "veröffentlicht",
    "erschienen",
    "erstellt",
    "datum:",
    "publié",
    "paru",
    "publicad",
    "publicación",
    "fecha",
    "criado",
    "data:",
    "pubblicat",
    "gepubliceerd",
    "geplaatst",
    "opublikowan",
    "dodano",
    "опубликован",
    "дата",
    "опубліковано",
    "yayın",
    "giriş",
    "oluşturulma",
    "publicerad",
    "publiceret",
    "offentliggjort",
    "publisert",
    "julkaistu",
    "megjelen",
    "publikován",
    "vydáno",
    "publicat",
    "diterbitkan",
    "đăng",
    "发布",
    "發布",
    "发表",
    "公開",
    "投稿",
    "配信",
    "掲載",
    "입력",
    "등록",
    "게시",
    "نشر",
    "प्रकाशित",
    "δημοσιεύ",
];

/// What a date is a date of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Meaning {
    #[default]
    Unknown,
    Published,
    Modified,
}

/// What the words in `before`, the text in front of a date, say of it: the cue nearest to the date.
pub(super) fn meaning(before: &str) -> Meaning {
    let before = before.to_lowercase();
    let last = |words: &[&str]| words.iter().filter_map(|word| before.rfind(word)).max();
    match (last(PUBLISHED), last(MODIFIED)) {
        (None, None) => Meaning::Unknown,
        (published, modified) if published >= modified => Meaning::Published,
        _ => Meaning::Modified,
    }
}

/// Whether `after`, the text behind a date, begins by saying that it came out then: `14 May - Posted by`.
pub(super) fn says_published(after: &str) -> bool {
    const BYTES: usize = 20;
    let begin = after[..after.floor_char_boundary(BYTES)].to_lowercase();
    PUBLISHED.iter().any(|word| begin.contains(word))
}

/// How much the name of an element says about its being a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Naming {
    #[default]
    None,
    /// A line about the article, among others its date.
    Line,
    /// The date itself.
    Date,
}

/// Words in names of lines about the article.
const LINE_TOKENS: &[&str] = &[
    "byline",
    "posted",
    "submitted",
    "meta",
    "info",
    "subline",
    "infos",
];
/// Words in names of dates.
const DATE_TOKENS: &[&str] = &[
    "date",
    "dates",
    "datetime",
    "dateline",
    "datestamp",
    "timestamp",
    "time",
    "published",
    "publish",
    "pubdate",
    "datum",
    "fecha",
    "updated",
    "modified",
    "created",
];

/// What `name`, the class and id of an element, says of it: `entry-date`, `postedOn`, `last_updated`.
pub(super) fn naming(name: &str) -> (Naming, Meaning) {
    let mut naming = Naming::None;
    let mut kind = Meaning::Unknown;
    for token in tokens(name) {
        let token = token.to_ascii_lowercase();
        let token = token.as_str();
        let is_update = token.contains("updat") || token.contains("modif");
        let is_date = DATE_TOKENS.contains(&token)
            || token.ends_with("time") && (token.starts_with("publi") || token.starts_with("post"))
            || token.ends_with("date")
                && !["candidate", "validate", "mandate", "consolidate"].contains(&token);
        if is_date || is_update {
            naming = Naming::Date;
        } else if LINE_TOKENS.contains(&token) {
            naming = naming.max(Naming::Line);
        }
        if is_update {
            kind = Meaning::Modified;
        } else if kind == Meaning::Unknown && (token.contains("publi") || token.starts_with("pubdate")) {
            kind = Meaning::Published;
        }
    }
    (naming, kind)
}

/// Words in names of places that speak of other articles, of readers, or of the site.
const ELSEWHERE_TOKENS: &[&str] = &[
    "related",
    "comment",
    "comments",
    "commentlist",
    "sidebar",
    "recommended",
    "recommendations",
    "popular",
    "trending",
    "mostread",
    "newsletter",
    "footer",
    "twitter",
    "tweet",
    "recirc",
    "recirculation",
    "latest",
    "ticker",
    "copyright",
    "teaser",
    "teasers",
    "readnext",
    "upnext",
    "disqus",
    "navigation",
    "nav",
    "menu",
    "carousel",
    "archive",
    "archives",
    "calendar",
    "biography",
    "ad",
    "ads",
    "advert",
];

/// Whether `name`, the class and id of an element, is that of a place that is not about the article.
pub(super) fn is_elsewhere(name: &str) -> bool {
    // What follows `--` is a variant's name, which may speak of anything.
    let words = name
        .split_ascii_whitespace()
        .map(|word| word.split("--").next().unwrap_or(word));
    words.flat_map(tokens).any(|token| {
        ELSEWHERE_TOKENS
            .iter()
            .any(|known| token.eq_ignore_ascii_case(known))
    })
}

/// `entry`, `meta`, `date` of `entry-metaDate`.
fn tokens(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).flat_map(|word| {
        let mut rest = word;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let mut before_is_lower = false;
            let end = rest
                .char_indices()
                .find(|(_, c)| {
                    let is_end = before_is_lower && c.is_uppercase();
                    before_is_lower = c.is_lowercase();
                    is_end
                })
                .map_or(rest.len(), |(at, _)| at);
            let (token, tail) = rest.split_at(end);
            rest = tail;
            Some(token)
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_nearest_cue_counts() {
        assert_eq!(meaning("Published 18 Nov | Updated: "), Meaning::Modified);
        assert_eq!(
            meaning("Last updated: x, first published on "),
            Meaning::Published
        );
        assert_eq!(meaning("Zuletzt aktualisiert am "), Meaning::Modified);
        assert_eq!(meaning("By Jane Roe, "), Meaning::Unknown);
        assert_eq!(meaning("Опубликовано: "), Meaning::Published);
    }

    #[test]
    fn names_of_elements_are_read_by_their_words() {
        assert_eq!(naming("entry-date published"), (Naming::Date, Meaning::Published));
        assert_eq!(naming("c-postDate"), (Naming::Date, Meaning::Unknown));
        assert_eq!(naming("last_updated"), (Naming::Date, Meaning::Modified));
        assert_eq!(naming("byline"), (Naming::Line, Meaning::Unknown));
        for name in [
            "candidate",
            "update-newsletter-x data",
            "sometimes",
            "runtime",
            "",
        ] {
            assert!(
                naming(name).0 != Naming::Date || naming(name).1 == Meaning::Modified,
                "{name}"
            );
        }
        assert!(is_elsewhere("box RelatedStories") && is_elsewhere("comment-list"));
        assert!(!is_elsewhere("article-header"));
    }

    proptest! {
        #[test]
        fn any_name_is_taken(name in "\\PC{0,40}") {
            let _ = (naming(&name), is_elsewhere(&name), meaning(&name));
        }
    }
}
