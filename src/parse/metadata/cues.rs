//! The words around a date that say what it is a date of, in the languages pages come in.
//!
//! All lower case. From the pages of sampled newsrooms and the templates of common publishing systems.

use std::sync::LazyLock;

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

/// What the name of an element, its class or id, says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub naming: Naming,
    pub meaning: Meaning,
    /// It is a place that speaks of other articles, of readers, or of the site.
    pub is_elsewhere: bool,
}

impl Name {
    /// What this name and `other`, of the same element, say together; `other` of what is dated.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            naming: self.naming.max(other.naming),
            meaning: if other.meaning == Meaning::Unknown {
                self.meaning
            } else {
                other.meaning
            },
            is_elsewhere: self.is_elsewhere || other.is_elsewhere,
        }
    }
}

/// Words in names of lines about the article.
const LINE_TOKENS: &[&str] = &[
    "byline",
    "info",
    "infos",
    "meta",
    "posted",
    "subline",
    "submitted",
];
/// Words in names of dates.
const DATE_TOKENS: &[&str] = &[
    "created",
    "date",
    "dateline",
    "dates",
    "datestamp",
    "datetime",
    "datum",
    "fecha",
    "modified",
    "postdate",
    "posttime",
    "pubdate",
    "publish",
    "published",
    "publishedtime",
    "publishtime",
    "time",
    "timestamp",
    "updated",
];
/// Words in names of places that speak of something else.
const ELSEWHERE_TOKENS: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "archive",
    "archives",
    "biography",
    "calendar",
    "carousel",
    "comment",
    "commentlist",
    "comments",
    "copyright",
    "disqus",
    "footer",
    "latest",
    "menu",
    "mostread",
    "nav",
    "navigation",
    "newsletter",
    "popular",
    "readnext",
    "recirc",
    "recirculation",
    "recommendations",
    "recommended",
    "related",
    "sidebar",
    "teaser",
    "teasers",
    "ticker",
    "trending",
    "tweet",
    "twitter",
    "upnext",
];
/// Words that end like dates and are none.
const NO_DATES: &[&str] = &["candidate", "consolidate", "mandate", "validate"];
/// Longest word of a name that is looked at, in bytes.
const TOKEN_BYTES_MAX: usize = 24;

/// Reads `name`, the class or id of an element, by its words: `entry-date`, `postedOn`, `last_updated`.
///
/// What follows `--` is a variant's name and may speak of any place.
pub(super) fn name(name: &str) -> Name {
    let mut read = Name::default();
    for word in name.split_ascii_whitespace() {
        let (mut token, mut len) = ([0_u8; TOKEN_BYTES_MAX], 0);
        let mut is_variant = false;
        let mut before = b' ';
        for byte in word.bytes().chain([b' ']) {
            let begins = before.is_ascii_lowercase() && byte.is_ascii_uppercase();
            if begins || !(byte.is_ascii_alphanumeric() || byte >= 0x80) {
                if len > 1 && len <= TOKEN_BYTES_MAX {
                    read.add(&token[..len], is_variant);
                }
                len = 0;
                is_variant |= byte == b'-' && before == b'-';
            }
            if byte.is_ascii_alphanumeric() || byte >= 0x80 {
                if let Some(place) = token.get_mut(len) {
                    *place = byte.to_ascii_lowercase();
                }
                len += 1;
            }
            before = byte;
        }
    }
    read
}

impl Name {
    fn add(&mut self, token: &[u8], is_variant: bool) {
        let stem = Stem::of(token);
        // Most words of a page's classes are in none of the lists.
        let is_listed = may_be_listed(token);
        let is_in =
            |list: &[&str]| is_listed && list.binary_search_by(|known| known.as_bytes().cmp(token)).is_ok();
        let is_update = stem == Stem::Update;
        if is_update
            || is_in(DATE_TOKENS)
            || token.ends_with(b"date") && !NO_DATES.iter().any(|no| no.as_bytes() == token)
        {
            self.naming = Naming::Date;
        } else if self.naming == Naming::None && is_in(LINE_TOKENS) {
            self.naming = Naming::Line;
        }
        if is_update {
            self.meaning = Meaning::Modified;
        } else if self.meaning == Meaning::Unknown && stem == Stem::Publication {
            self.meaning = Meaning::Published;
        }
        self.is_elsewhere |= !is_variant && is_in(ELSEWHERE_TOKENS);
    }
}

/// The part of a word that says whether it speaks of publishing or of changing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stem {
    None,
    Publication,
    Update,
}

impl Stem {
    fn of(token: &[u8]) -> Self {
        let mut found = Self::None;
        for (at, byte) in token.iter().enumerate() {
            let rest = &token[at..];
            match byte {
                b'u' if rest.starts_with(b"updat") => return Self::Update,
                b'm' if rest.starts_with(b"modif") => return Self::Update,
                b'p' if rest.starts_with(b"publi") || rest.starts_with(b"pubda") => found = Self::Publication,
                _ => {}
            }
        }
        found
    }
}

/// Whether a word of the lists begins like `token` and is as long.
fn may_be_listed(token: &[u8]) -> bool {
    /// For each first letter the lengths of the listed words, one bit each.
    static LENGTHS: LazyLock<[u32; 26]> = LazyLock::new(|| {
        let mut lengths = [0; 26];
        for word in [LINE_TOKENS, DATE_TOKENS, ELSEWHERE_TOKENS].into_iter().flatten() {
            if let Some(place) = word.bytes().next().and_then(letter) {
                lengths[place] |= 1 << word.len();
            }
        }
        lengths
    });
    token
        .first()
        .and_then(|byte| letter(*byte))
        .is_some_and(|place| LENGTHS[place] & (1 << token.len()) != 0)
}

/// The place of a lower-case letter in the alphabet.
fn letter(byte: u8) -> Option<usize> {
    byte.is_ascii_lowercase().then(|| usize::from(byte - b'a'))
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
        let read = |text: &str| (name(text).naming, name(text).meaning);
        assert_eq!(read("entry-date published"), (Naming::Date, Meaning::Published));
        assert_eq!(read("c-postDate"), (Naming::Date, Meaning::Unknown));
        assert_eq!(read("last_updated"), (Naming::Date, Meaning::Modified));
        assert_eq!(read("byline"), (Naming::Line, Meaning::Unknown));
        for text in ["candidate", "sometimes", "runtime", "", "é-ü", "a"] {
            assert_eq!(read(text).0, Naming::None, "{text}");
        }
        assert!(name("box RelatedStories").is_elsewhere && name("comment-list").is_elsewhere);
        assert!(!name("article-header header--navigation").is_elsewhere);
    }

    #[test]
    fn the_lists_are_sorted() {
        for list in [LINE_TOKENS, DATE_TOKENS, ELSEWHERE_TOKENS, NO_DATES] {
            assert!(list.is_sorted() && list.iter().all(|word| word.len() <= TOKEN_BYTES_MAX));
        }
    }

    proptest! {
        #[test]
        fn any_name_is_taken(text in "\\PC{0,40}") {
            let _ = (name(&text), meaning(&text), says_published(&text));
        }
    }
}
