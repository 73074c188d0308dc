//! Every form of date seen, and those that must not be read.

use super::*;
use crate::model::stamp;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_718_000_000, 0).unwrap() // 2024-06-10
}

fn reading(raw: &str) -> (String, DateQuality) {
    let read = read(Some(raw), now());
    (read.at.map(stamp).unwrap_or_default(), read.quality)
}

#[test]
fn every_form_of_the_table_is_read_as_it_says() {
    let forms = include_str!("forms.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let mut count = 0;
    for form in forms {
        let [raw, at, quality] = form.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {form}")
        };
        let (read_at, read_quality) = reading(&raw.replace("\\n", "\n"));
        assert_eq!((read_at.as_str(), read_quality.as_str()), (at, quality), "{raw}");
        count += 1;
    }
    assert!(count >= 60, "{count} forms");
}

#[test]
fn other_days_and_hours_are_read_too() {
    for (raw, at) in [
        ("Thu, 7 Mar 2024 08:30:00 GMT", "2024-03-07T08:30:00Z"),
        ("2024-03-14T24:00:00Z", "2024-03-15T00:00:00Z"),
        ("Dec 31, 2023 11:59 PM PST", "2024-01-01T07:59:00Z"),
        ("2024年3月14日 下午1:05", "2024-03-14T13:05:00Z"),
        ("Fri, 29 Feb 2024 12:00:00 GMT", "2024-02-29T12:00:00Z"),
        ("12 août 2023 10:00 GMT", "2023-08-12T10:00:00Z"),
        ("1er mai 2023 10:00 GMT", "2023-05-01T10:00:00Z"),
        ("lun, 02 dic 2019 10:00:00 +0000", "2019-12-02T10:00:00Z"),
        ("Ter, 05 Set 2023 10:00:00 +0000", "2023-09-05T10:00:00Z"),
        ("Вт, 07 июня 2022 10:00:00 GMT", "2022-06-07T10:00:00Z"),
        ("mar, 12 nov 2019 10:00:00 GMT", "2019-11-12T10:00:00Z"),
    ] {
        assert_eq!(reading(raw).0, at, "{raw}");
    }
}

#[test]
fn a_day_alone_is_its_first_instant() {
    for raw in [
        "2024-03-14",
        "2024-03-14Z",
        "2024-03-14+03:00",
        "20240314",
        "14 Mar 2024",
        "March 14, 2024",
        "2024年3月14日",
    ] {
        assert_eq!(
            reading(raw),
            ("2024-03-14T00:00:00Z".to_owned(), DateQuality::NoZone),
            "{raw}"
        );
    }
}

#[test]
fn unknown_zones_are_marked() {
    for raw in [
        "Thu, 14 Mar 2024 05:30:00 XYZ",
        "Thu, 14 Mar 2024 05:30:00 A",
        "2024-03-14 05:30 Europe/Moscow",
        "Thu, 14 Mar 2024 05:30:00 +9900",
    ] {
        assert_eq!(
            reading(raw),
            ("2024-03-14T05:30:00Z".to_owned(), DateQuality::UnknownZone),
            "{raw}"
        );
    }
}

#[test]
fn what_cannot_be_read_or_has_two_readings_has_no_instant() {
    for raw in [
        "yesterday",
        "2 hours ago",
        "Thu, 31 Feb 2024 05:30:00 GMT",
        "Thu, 14 Mar 2024 25:30:00 GMT",
        "14 Mar 99999 05:30:00 GMT",
        "2024-13-45",
        "0000-00-00 00:00:00",
        "24-03-14",
        "7400000000",
        "14 March",
        "2024",
        "12:30",
        "Thu, 14 Mar 1024 05:30:00 GMT",
        "<b>",
    ] {
        assert_eq!(reading(raw), (String::new(), DateQuality::Unparsed), "{raw}");
    }
    assert_eq!(reading(&"14 Mar 2024 ".repeat(1_000)).1, DateQuality::Unparsed);
}

#[test]
fn years_beyond_all_news_are_not_read_in_any_form() {
    for raw in [
        "7289654400",
        "7289654400000",
        "2201-01-01T00:00:00Z",
        "2200-12-31T23:30:00-05:00",
    ] {
        assert_eq!(reading(raw), (String::new(), DateQuality::Unparsed), "{raw}");
    }
    assert_eq!(reading("7289654399").0, "2200-12-31T23:59:59Z");
}

#[test]
fn a_missing_date_is_never_made_up() {
    for raw in [None, Some(""), Some(" \n ")] {
        assert_eq!(read(raw, now()), ClaimedTime::default());
    }
}

#[test]
fn the_future_and_the_far_past_are_kept_and_marked() {
    let soon = (now() + TimeDelta::minutes(14)).to_rfc3339();
    let later = (now() + TimeDelta::minutes(16)).to_rfc3339();
    assert_eq!(reading(&soon).1, DateQuality::Ok);
    assert_eq!(reading(&later).1, DateQuality::Future);
    assert_eq!(
        reading("Thu, 01 Jan 1970 00:00:00 GMT"),
        ("1970-01-01T00:00:00Z".to_owned(), DateQuality::Ancient)
    );
}

proptest::proptest! {
    #[test]
    fn reading_never_panics(raw in "\\PC{0,40}|[0-9:TZ+ /.-]{0,30}|[0-9]{1,4} (Mar|mar|Мар|März) [0-9: ]{0,12}") {
        read(Some(&raw), now());
    }

    #[test]
    fn what_is_written_is_read(seconds in 800_000_000_i64..1_700_000_000) {
        let at = DateTime::from_timestamp(seconds, 0).unwrap();
        proptest::prop_assert_eq!(read(Some(&at.to_rfc2822()), now()).at, Some(at));
        proptest::prop_assert_eq!(read(Some(&stamp(at)), now()).at, Some(at));
    }
}
