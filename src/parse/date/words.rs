//! Month names and zone names as feeds write them.

/// Months by language, abbreviations included, lower case; one line per month. Names shared by languages
/// stand once. Weekdays are no concern here, they are never needed.
const MONTHS: [&str; 12] = [
    // English, German, French, Spanish, Italian, Portuguese, Dutch | Russian, Ukrainian | Polish, Turkish
    "jan january januar jän jänner janvier janv enero ene gennaio gen janeiro januari янв январь января січень січня сту styczeń stycznia ocak",
    "feb february februar februari feber février févr fev fév fevrier febrero febbraio fevereiro фев февр февраль февраля лютий лютого luty lutego şubat subat",
    "mar march mär märz maerz mrz mars marzo março marco maart mrt мар март марта березень березня marzec marca mart",
    "apr april avril avr abril abr aprile апр апрель апреля квітень квітня kwiecień kwietnia nisan",
    "may mai mayo maggio mag maio mei май мая травень травня maj maja mayıs mayis",
    "jun june juni juin junio giugno giu junho июн июнь июня червень червня czerwiec czerwca haziran",
    "jul july juli juil juillet julio luglio lug julho июл июль июля липень липня lipiec lipca temmuz",
    "aug august août aout aoû agosto ago augustus авг август августа серпень серпня sierpień sierpnia ağustos agustos",
    "sep sept september septembre septiembre setiembre settembre set setembro сен сент сентябрь сентября вересень вересня wrzesień września eylül eylul",
    "oct october okt oktober octobre octubre ottobre ott outubro out окт октябрь октября жовтень жовтня październik października ekim",
    "nov november novembre noviembre novembro ноя нояб ноябрь ноября листопад листопада listopad listopada kasım kasim",
    "dec december dez dezember décembre déc decembre diciembre dic dicembre dezembro дек декабрь декабря грудень грудня grudzień grudnia aralık aralik",
];

/// Zone names with their distance from UTC in minutes. Where a name has several meanings, the one that
/// feeds use: `IST` is India, `CST` and `EST` are North America (RFC 822), `BST` is British summer.
const ZONES: &[(&str, i32)] = &[
    ("acdt", 630),
    ("acst", 570),
    ("adt", -180),
    ("aedt", 660),
    ("aest", 600),
    ("akdt", -480),
    ("akst", -540),
    ("art", -180),
    ("ast", -240),
    ("awst", 480),
    ("brt", -180),
    ("bst", 60),
    ("cat", 120),
    ("cdt", -300),
    ("cest", 120),
    ("cet", 60),
    ("cst", -360),
    ("eat", 180),
    ("edt", -240),
    ("eest", 180),
    ("eet", 120),
    ("est", -300),
    ("gmt", 0),
    ("hkt", 480),
    ("hst", -600),
    ("ict", 420),
    ("idt", 180),
    ("irst", 210),
    ("ist", 330),
    ("jst", 540),
    ("kst", 540),
    ("mdt", -360),
    ("mest", 120),
    ("mesz", 120),
    ("met", 60),
    ("mez", 60),
    ("msd", 240),
    ("msk", 180),
    ("mst", -420),
    ("myt", 480),
    ("ndt", -150),
    ("npt", 345),
    ("nst", -210),
    ("nzdt", 780),
    ("nzst", 720),
    ("pdt", -420),
    ("pht", 480),
    ("pkt", 300),
    ("pst", -480),
    ("sast", 120),
    ("sgt", 480),
    ("trt", 180),
    ("ut", 0),
    ("utc", 0),
    ("uzt", 300),
    ("wat", 60),
    ("west", 60),
    ("wet", 0),
    ("wib", 420),
    ("z", 0),
    ("мск", 180),
];

/// The month that `word` (lower case, without full stop) names, 1 to 12.
pub(in crate::parse) fn month(word: &str) -> Option<u32> {
    if word.chars().count() < 3 {
        return None;
    }
    let index = MONTHS
        .iter()
        .position(|names| names.split(' ').any(|name| name == word))?;
    u32::try_from(index + 1).ok()
}

/// Minutes east of UTC of the zone `name` (lower case).
pub(super) fn zone(name: &str) -> Option<i32> {
    let at = ZONES.binary_search_by_key(&name, |entry| entry.0).ok()?;
    Some(ZONES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_sorted() {
        assert!(ZONES.is_sorted_by_key(|entry| entry.0));
    }

    #[test]
    fn no_name_stands_for_two_months() {
        let mut names: Vec<_> = MONTHS.iter().flat_map(|names| names.split(' ')).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
