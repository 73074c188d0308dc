//! Weekdays: their names, and whether the lead of a report speaks of its own day.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};

use super::month::joined;
use crate::model::Span;
use crate::text;

/// Sentences of the report among which its day is looked for.
const LEAD_SENTENCES: usize = 2;

/// Bytes of the report that are looked at for them: leads are short, broken pages are not.
const LEAD_BYTES_MAX: usize = 800;

/// Names of the days, Monday first, lower case, in the case that follows "on".
const NAMES: [&[&str]; 7] = [
    &[
        "monday",
        "montag",
        "lundi",
        "lunes",
        "lunedì",
        "segunda-feira",
        "maandag",
        "måndag",
        "måndagen",
        "mandag",
        "poniedziałek",
        "понедельник",
        "понеділок",
        "pazartesi",
        "الاثنين",
        "الإثنين",
        "सोमवार",
        "pondělí",
        "pondelok",
    ],
    &[
        "tuesday",
        "dienstag",
        "mardi",
        "martes",
        "martedì",
        "terça-feira",
        "dinsdag",
        "tisdag",
        "tisdagen",
        "tirsdag",
        "wtorek",
        "вторник",
        "вівторок",
        "salı",
        "الثلاثاء",
        "मंगलवार",
        "úterý",
        "utorok",
    ],
    &[
        "wednesday",
        "mittwoch",
        "mercredi",
        "miércoles",
        "mercoledì",
        "quarta-feira",
        "woensdag",
        "onsdag",
        "onsdagen",
        "środę",
        "среду",
        "середу",
        "çarşamba",
        "الأربعاء",
        "الاربعاء",
        "बुधवार",
        "středu",
        "stredu",
    ],
    &[
        "thursday",
        "donnerstag",
        "jeudi",
        "jueves",
        "giovedì",
        "quinta-feira",
        "donderdag",
        "torsdag",
        "torsdagen",
        "czwartek",
        "четверг",
        "четвер",
        "perşembe",
        "الخميس",
        "गुरुवार",
        "बृहस्पतिवार",
        "čtvrtek",
        "štvrtok",
    ],
    &[
        "friday",
        "freitag",
        "vendredi",
        "viernes",
        "venerdì",
        "sexta-feira",
        "vrijdag",
        "fredag",
        "fredagen",
        "piątek",
        "пятницу",
        "п'ятницю",
        "п’ятницю",
        "cuma",
        "الجمعة",
        "शुक्रवार",
        "pátek",
        "piatok",
    ],
    &[
        "saturday",
        "samstag",
        "sonnabend",
        "samedi",
        "sábado",
        "sabato",
        "zaterdag",
        "lördag",
        "lördagen",
        "lørdag",
        "sobotę",
        "субботу",
        "суботу",
        "cumartesi",
        "السبت",
        "शनिवार",
        "sobotu",
    ],
    &[
        "sunday",
        "sonntag",
        "dimanche",
        "domingo",
        "domenica",
        "zondag",
        "söndag",
        "söndagen",
        "søndag",
        "niedzielę",
        "воскресенье",
        "неділю",
        "الأحد",
        "الاحد",
        "रविवार",
        "neděli",
        "nedeľu",
    ],
];

/// Short forms, which datelines use and sentences do not.
const SHORT: [&[&str]; 7] = [
    &["mon"],
    &["tue", "tues"],
    &["wed"],
    &["thu", "thurs"],
    &["fri"],
    &["sat"],
    &["sun"],
];

/// What stands for a day in scripts without spaces, Monday first: `周五`, `星期五`, `金曜`, `금요일`.
const UNSPACED: [&[&str]; 7] = [
    &["周一", "週一", "星期一", "月曜", "월요일"],
    &["周二", "週二", "星期二", "火曜", "화요일"],
    &["周三", "週三", "星期三", "水曜", "수요일"],
    &["周四", "週四", "星期四", "木曜", "목요일"],
    &["周五", "週五", "星期五", "金曜", "금요일"],
    &["周六", "週六", "星期六", "土曜", "토요일"],
    &["周日", "週日", "星期日", "星期天", "日曜", "일요일"],
];

/// Names that English and German write with a capital; the other languages do not.
const CAPITAL: [&str; 15] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
];

/// Words that, right before a day, move it to another week or make it a name.
const OTHER_WEEK: [&str; 34] = [
    "next",
    "last",
    "coming",
    "previous",
    "every",
    "each",
    "until",
    "till",
    "by",
    "from",
    "since",
    "black",
    "good",
    "bloody",
    "holy",
    "ash",
    "super",
    "nächsten",
    "kommenden",
    "vergangenen",
    "letzten",
    "bis",
    "ab",
    "seit",
    "jeden",
    "prochain",
    "próximo",
    "pasado",
    "hasta",
    "prossimo",
    "scorso",
    "przyszły",
    "następny",
    "следующий",
];

/// Words that, some way before a day, put it into the future.
const FUTURE: [&str; 14] = [
    "will",
    "shall",
    "plans",
    "due",
    "wird",
    "werden",
    "soll",
    "sollen",
    "sera",
    "será",
    "sarà",
    "będzie",
    "будет",
    "буде",
];

/// The day called `word`, full or shortened, whatever its case.
pub(super) fn of_word(word: &str) -> Option<Weekday> {
    let word = word.trim_end_matches('.').to_lowercase();
    let at = |table: &[&[&str]; 7]| table.iter().position(|names| names.contains(&word.as_str()));
    at(&NAMES).or_else(|| at(&SHORT)).and_then(nth)
}

/// All names as an alternation for a pattern, longer ones first.
pub(super) fn alternation() -> String {
    joined(
        NAMES
            .iter()
            .chain(&SHORT)
            .flat_map(|names| names.iter().copied())
            .collect(),
    )
}

/// The last day `weekday` that is not later than a day after publication: a zone further east may be
/// ahead of Greenwich.
pub(super) fn resolve(weekday: Weekday, published: DateTime<Utc>) -> Option<NaiveDate> {
    let latest = published.date_naive().checked_add_days(Days::new(1))?;
    // "Monday" in a report of Sunday evening is the Monday of the week before, unless Monday has begun.
    (0..7)
        .filter_map(|back| latest.checked_sub_days(Days::new(back)))
        .find(|day| day.weekday() == weekday)
}

/// Whether a day that the first sentences of `report` name is the day of the report: `filed_on`, the
/// day before, or the day of publication.
///
/// `None` when they name none, or only days of other weeks and days to come (`next Friday`, `will meet
/// on Monday`). A report that speaks of another day may carry the date of an older one.
pub(super) fn is_own_day(
    text: &str,
    report: Span,
    filed_on: NaiveDate,
    published: Option<DateTime<Utc>>,
) -> Option<bool> {
    let end = text.floor_char_boundary(report.end.min(report.start + LEAD_BYTES_MAX));
    let lead = Span::new(report.start, end.max(report.start));
    let mut own = vec![filed_on.weekday()];
    own.extend(filed_on.pred_opt().map(|day| day.weekday()));
    own.extend(published.map(|at| at.date_naive().weekday()));
    let mut is_named = false;
    for sentence in text::sentences(text, lead).into_iter().take(LEAD_SENTENCES) {
        for day in named(sentence.of(text)) {
            if own.contains(&day) {
                return Some(true);
            }
            is_named = true;
        }
    }
    is_named.then_some(false)
}

/// The days that a sentence names as its own, in order.
fn named(sentence: &str) -> Vec<Weekday> {
    /// Words before a day that may put it into the future: `will meet again on Monday`.
    const FUTURE_WORDS: usize = 8;
    /// Words before a day that may move it: `since last Monday`.
    const WEEK_WORDS: usize = 2;
    let is_part =
        |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’') || ('\u{900}'..='\u{97F}').contains(&c);
    let words: Vec<&str> = sentence
        .split(|c: char| !is_part(c))
        .filter(|word| !word.is_empty())
        .collect();
    let mut days = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let lower = word.to_lowercase();
        let Some(day) = NAMES
            .iter()
            .position(|names| names.contains(&lower.as_str()))
            .and_then(nth)
        else {
            continue;
        };
        let is_capital = word.starts_with(char::is_uppercase);
        let is_cased =
            !lower.starts_with(char::is_lowercase) || is_capital == CAPITAL.contains(&lower.as_str());
        let is_among = |table: &[&str], reach: usize| {
            words[at.saturating_sub(reach)..at]
                .iter()
                .any(|word| table.contains(&word.to_lowercase().as_str()))
        };
        let is_elsewhere = is_among(&OTHER_WEEK, WEEK_WORDS) || is_among(&FUTURE, FUTURE_WORDS);
        if is_cased && !is_elsewhere {
            days.push(day);
        }
    }
    for (at, names) in UNSPACED.iter().enumerate() {
        if names.iter().any(|name| sentence.contains(name)) {
            days.extend(nth(at));
        }
    }
    days
}

/// The day at `at`, Monday at 0.
fn nth(at: usize) -> Option<Weekday> {
    u8::try_from(at).ok().and_then(|at| Weekday::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Filed on Friday, 14 March 2025, and published then.
    fn own(lead: &str) -> Option<bool> {
        let day = NaiveDate::from_ymd_opt(2025, 3, 14).unwrap();
        let published = crate::model::parse_instant("2025-03-14T12:00:00Z");
        is_own_day(lead, Span::new(0, lead.len()), day, published)
    }

    #[test]
    fn the_day_of_the_report_and_the_day_before_are_right() {
        for lead in [
            "The port reopened on Friday.",
            "The port reopened on Thursday.",
            "Officials spoke. The port reopened Friday, they said.",
            "Der Hafen ist seit gestern offen, hieß es am Freitag.",
            "Le port a rouvert vendredi.",
            "El puerto reabrió el viernes.",
            "O porto reabriu na sexta-feira.",
            "Il porto ha riaperto venerdì.",
            "Port otwarto w piątek.",
            "Порт открыли в пятницу.",
            "港口周五重新开放。",
            "항구가 금요일 다시 열렸다.",
            "قالت الوزارة يوم الجمعة إن الميناء فتح.",
        ] {
            assert_eq!(own(lead), Some(true), "{lead}");
        }
    }

    #[test]
    fn another_day_is_not() {
        assert_eq!(own("The port reopened on Monday."), Some(false));
        assert_eq!(own("Le port a rouvert lundi."), Some(false));
    }

    #[test]
    fn no_day_and_days_of_other_weeks_tell_nothing() {
        for lead in [
            "The port reopened.",
            "The council will meet again on Monday.",
            "The port reopened last Monday.",
            "Black Friday sales rose.",
            "Plácido Domingo sang.",
            "Officials spoke. The port reopened. It was Monday.",
            "",
        ] {
            assert_ne!(own(lead), Some(false), "{lead}");
        }
    }

    #[test]
    fn a_day_alone_is_the_last_one() {
        let published = crate::model::parse_instant("2025-03-14T12:00:00Z").unwrap();
        let day = |name| resolve(of_word(name).unwrap(), published).unwrap().to_string();
        assert_eq!(day("Freitag"), "2025-03-14");
        assert_eq!(day("Monday"), "2025-03-10");
        assert_eq!(day("Sat."), "2025-03-15");
    }
}
