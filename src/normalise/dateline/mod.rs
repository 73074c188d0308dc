//! Reads the dateline: the place, date and credit that open a news report.
//!
//! `Riga, March 3 (ValleyPress) The ...`, `LONDON (Reuters) - ...`, `(ANSA) - BARI, 27 LUG - ...`.
//! This module only takes the opening apart; [`crate::attribute`] decides what the credit means.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::place::Gazetteer;
use crate::model::{Dateline, Span};

mod date;
mod month;
mod plausible;
mod shape;
mod teaser;
mod weekday;

/// Paragraphs of the body that may open with the dateline: a standfirst or a byline can stand
/// before it, and what comes later is the dateline of another story's teaser.
const PARAGRAPHS_MAX: usize = 3;
/// Bytes of a paragraph that are looked at; the longest sampled dateline has 90.
const WINDOW_BYTES: usize = 320;

/// The dateline of the report in `body`, a part of `text`; `None` when it opens without one.
///
/// `published` resolves a date without a year. Weak shapes, without credit and date (`HALIFAX —`),
/// count only in the first paragraph. Sources: sampled wire stories of some thirty agencies.
pub fn read(text: &str, body: Span, published: Option<DateTime<Utc>>) -> Option<Dateline> {
    let mut at = body.start;
    let paragraphs = body.of(text).split('\n').filter_map(|line| {
        let whole = Span::new(at, at + line.len());
        at = whole.end + 1;
        let kept = whole.trimmed(text);
        (!kept.is_empty()).then_some(kept)
    });
    for (index, paragraph) in paragraphs.take(PARAGRAPHS_MAX).enumerate() {
        let line = paragraph.of(text);
        let Some(opening) = shape::opening(window(line)) else {
            continue;
        };
        if opening.is_weak && index > 0 {
            continue;
        }
        if teaser::is_teaser(text, body, paragraph, paragraph.start + opening.whole.end) {
            continue;
        }
        let span =
            |range: Range<usize>| Span::new(paragraph.start + range.start, paragraph.start + range.end);
        let date_on = opening
            .date
            .clone()
            .and_then(|range| date::resolve(&line[range], published));
        let country = opening
            .place
            .clone()
            .and_then(|range| Gazetteer::shipped().country_of(&line[range]));
        let report = Span::new(paragraph.start + opening.whole.end, body.end);
        return Some(Dateline {
            span: span(opening.whole),
            place: opening.place.map(span),
            date: opening.date.map(span),
            date_on,
            credit: opening.credit.map(span),
            country: country.map(str::to_owned),
            is_weekday_right: date_on.and_then(|day| weekday::is_own_day(text, report, day, published)),
        });
    }
    None
}

/// Whether `line` opens with a dateline that has a credit or a date: enough to end a summary box.
pub fn opens(line: &str) -> bool {
    shape::opening(window(line.trim_start())).is_some_and(|opening| !opening.is_weak)
}

fn window(line: &str) -> &str {
    &line[..line.floor_char_boundary(WINDOW_BYTES)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Place, date, credit and the first words of the report.
    fn parts(text: &str) -> Option<(&str, &str, &str, &str)> {
        let found = read(text, Span::new(0, text.len()), None)?;
        let part = |span: Option<Span>| span.map_or("", |span| span.of(text));
        Some((
            part(found.place),
            part(found.date),
            part(found.credit),
            &text[found.span.end..],
        ))
    }

    #[test]
    fn place_date_and_agency() {
        for (text, expected) in [
            (
                "NEMURO, Japan, Oct 19 (Reuters) - Fishing",
                ("NEMURO, Japan", "Oct 19", "Reuters", "Fishing"),
            ),
            (
                "Riga, March 3 (BNS) The port",
                ("Riga", "March 3", "BNS", "The port"),
            ),
            (
                "Oslo, March 3 (NTB): A ferry",
                ("Oslo", "March 3", "NTB", "A ferry"),
            ),
            ("LIMA. March 3 (Andina) -- A", ("LIMA", "March 3", "Andina", "A")),
            ("Pune: March 3 (PTI) Two", ("Pune", "March 3", "PTI", "Two")),
            ("OMSK, March 3 /TASS/. The", ("OMSK", "March 3", "TASS", "The")),
            (
                "Lagos, 3 Mar 2020 (AFP) — Oil",
                ("Lagos", "3 Mar 2020", "AFP", "Oil"),
            ),
            ("Quito, 7 oct (EFE).- El", ("Quito", "7 oct", "EFE", "El")),
            (
                "Agra (Uttar Pradesh) [India], Jan 13 (ANI): The",
                ("Agra (Uttar Pradesh) [India]", "Jan 13", "ANI", "The"),
            ),
            ("Köln, 3. März (dpa) - Die", ("Köln", "3. März", "dpa", "Die")),
            (
                "ТОМСК, 3 марта. /ТАСС/. Завод",
                ("ТОМСК", "3 марта", "ТАСС", "Завод"),
            ),
        ] {
            assert_eq!(parts(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn place_and_agency() {
        for (text, expected) in [
            (
                "OSAKA/BUSAN (Reuters) - Two",
                ("OSAKA/BUSAN", "", "Reuters", "Two"),
            ),
            (
                "LOS ALAMOS, N.M. (AP) — A dog",
                ("LOS ALAMOS, N.M.", "", "AP", "A dog"),
            ),
            ("Bremen/Kassel (dpa) - Die", ("Bremen/Kassel", "", "dpa", "Die")),
            ("Rostock (dpa/lno) – Die", ("Rostock", "", "dpa/lno", "Die")),
            (
                "TRIESTE, Italy (AP) “It falls”",
                ("TRIESTE, Italy", "", "AP", "“It falls”"),
            ),
            ("NEW YORK (AP) - It", ("NEW YORK", "", "AP", "It")),
            (
                "Los Angeles, March 3 (AP) It",
                ("Los Angeles", "March 3", "AP", "It"),
            ),
            (
                "DENVER--(BUSINESS WIRE)--Acme",
                ("DENVER", "", "BUSINESS WIRE", "Acme"),
            ),
            ("KYIV (AFP), March 3 - A", ("KYIV", "March 3", "AFP", "A")),
        ] {
            assert_eq!(parts(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn an_agency_without_brackets() {
        for (text, expected) in [
            ("Oslo, May 11, NTB - The", ("Oslo", "May 11", "NTB", "The")),
            (
                "ТОМСК, 5 июл — РИА Новости. Суд",
                ("ТОМСК", "5 июл", "РИА Новости", "Суд"),
            ),
            ("Riga, May 2, LETA The", ("Riga", "May 2", "LETA", "The")),
            ("MANILA, PNA - The", ("MANILA", "", "PNA", "The")),
            ("Damascus, SANA - The", ("Damascus", "", "SANA", "The")),
        ] {
            assert_eq!(parts(text), Some(expected), "{text}");
        }
        for text in ["HALIFAX, NS - The", "Dubai, UAE - The", "Acme, NATO - The"] {
            assert_ne!(parts(text).map(|parts| parts.2.is_empty()), Some(false), "{text}");
        }
    }

    #[test]
    fn a_known_place_and_a_short_form_need_no_separator() {
        for text in [
            "Köln (epd). Die",
            "Brüssel (AFP) Die",
            "Rom (dpa) Die",
            "Hannover. (dpa) Das",
        ] {
            assert!(parts(text).is_some(), "{text}");
        }
        for text in [
            "Nowhereville (ABC) The",
            "Paris (GB) The",
            "London (Ont.) The",
            "Rom (dpa) hat",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn scripts_without_capitals() {
        for (text, expected) in [
            (
                "(부산=연합뉴스) 홍길동 기자 = 항구가",
                ("부산", "", "연합뉴스", "항구가"),
            ),
            ("【ロンドン共同】英中銀は", ("ロンドン", "", "共同", "英中銀は")),
            ("القاهرة (رويترز) - قالت", ("القاهرة", "", "رويترز", "قالت")),
            (
                "नयी दिल्ली, 14 मार्च (भाषा) सरकार",
                ("नयी दिल्ली", "14 मार्च", "भाषा", "सरकार"),
            ),
        ] {
            assert_eq!(parts(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_label_before_it_belongs_to_it() {
        let text = "UPDATE 2-SYDNEY, June 18 (Reuters) - The";
        assert_eq!(parts(text), Some(("SYDNEY", "June 18", "Reuters", "The")));
        assert_eq!(read(text, Span::new(0, text.len()), None).unwrap().span.start, 0);
    }

    #[test]
    fn the_country_and_the_days_are_resolved() {
        let published = crate::model::parse_instant("2025-01-01T08:00:00Z");
        let of = |text: &str| {
            let found = read(text, Span::new(0, text.len()), published).unwrap();
            let day = found.date_on.map(|day| day.to_string());
            (found.country, day, found.is_weekday_right)
        };
        let gb = |day: Option<&str>, right| (Some("GB".to_owned()), day.map(str::to_owned), right);
        assert_eq!(
            of("LONDON, Dec 31 (Reuters) - The port reopened on Tuesday."),
            gb(Some("2024-12-31"), Some(true))
        );
        assert_eq!(
            of("CAMBRIDGE, England, Dec 31 (Reuters) - The port reopened on Sunday."),
            gb(Some("2024-12-31"), Some(false))
        );
        assert_eq!(of("London, 31 (EFE).- El puerto"), gb(Some("2024-12-31"), None));
        assert_eq!(
            of("London, Montag (dpa) - Der Hafen"),
            gb(Some("2024-12-30"), None)
        );
        assert_eq!(
            of("LONDON (Reuters) - The port reopened on Sunday."),
            gb(None, None)
        );
    }

    #[test]
    fn the_agency_alone_or_first() {
        for (text, expected) in [
            ("(Reuters) - The", ("", "", "Reuters", "The")),
            ("(EFE).- El", ("", "", "EFE", "El")),
            ("(ANSA) - BARI, 27 LUG - Il", ("BARI", "27 LUG", "ANSA", "Il")),
        ] {
            assert_eq!(parts(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn no_agency() {
        for (text, expected) in [
            (
                "SANTA ROSA, Calif., March 9 - Acme",
                ("SANTA ROSA, Calif.", "March 9", "", "Acme"),
            ),
            ("HALIFAX — Inflation", ("HALIFAX", "", "", "Inflation")),
            (
                "ST. HELEN, Mich. — Health",
                ("ST. HELEN, Mich.", "", "", "Health"),
            ),
        ] {
            assert_eq!(parts(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn furniture_before_it_is_passed_over() {
        let text = "By Alan Wyse and Maria Hosen RICHMOND, Nov 5 (Reuters) - The";
        assert_eq!(parts(text), Some(("RICHMOND", "Nov 5", "Reuters", "The")));
        let found = read(text, Span::new(0, text.len()), None).unwrap();
        assert!(found.span.of(text).starts_with("RICHMOND"));
    }

    #[test]
    fn chinese_openings() {
        assert_eq!(
            parts("上海3月5日电（新华社）会议"),
            Some(("上海", "3月5日", "新华社", "会议"))
        );
        assert_eq!(
            parts("新华社上海3月5日电 会议"),
            Some(("上海", "3月5日", "新华社", "会议"))
        );
    }

    #[test]
    fn ordinary_sentences_have_none() {
        for text in [
            "Norlund, the salt firm (OSE: NORL) said",
            "Annual Parade (AP) floats will be shown",
            "The African National Congress (ANC) - The party",
            "The Ministry (MoF) said on March 3 - a Monday - that",
            "On March 3, the council (which is elected) met.",
            "Acme Corp (NYSE: ACM) - Shares rose",
            "BREAKING — The",
            "Friday, March 3 - What to watch",
            "He said (laughing) - well",
            "NASA — the agency",
            "(Photo) - The",
            "",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn only_the_first_paragraphs_count() {
        let text = "One.\nTwo.\nThree.\nBONN (dpa) - Vier";
        assert_eq!(parts(text), None);
        let text = "Standfirst.\n\nBONN (dpa) - Eins";
        assert!(parts(text).is_some());
        assert_eq!(parts("Standfirst.\nBONN — Eins"), None);
    }

    proptest! {
        #[test]
        fn spans_lie_on_characters(text in "\\PC{0,80}|[A-Z][a-z ,.()/é—-]{0,60}") {
            if let Some(found) = read(&text, Span::new(0, text.len()), None) {
                for span in [Some(found.span), found.place, found.date, found.credit].into_iter().flatten() {
                    prop_assert!(text.get(span.start..span.end).is_some());
                    prop_assert!(found.span.contains(span));
                }
            }
        }
    }
}
