//! What the headers of an answer say about when to come back. Pure.

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{AGE, CACHE_CONTROL, CONTENT_TYPE, DATE, EXPIRES, HeaderMap, HeaderName, RETRY_AFTER};

/// Longest believable `Retry-After`, in seconds: a year. Larger values are mistakes, such as an epoch stamp.
const RETRY_AFTER_S_ABSURD: i64 = 366 * 24 * 3600;
/// Longest freshness that is handed on, in seconds: a year, the most that HTTP caches believe.
const MAX_AGE_S_MAX: i64 = 366 * 24 * 3600;

/// Seconds to stay away by `Retry-After`, given as seconds or as a date; `None` when absent, not positive,
/// unreadable or absurd. Source: RFC 9110 section 10.2.3.
pub(super) fn retry_after_s(headers: &HeaderMap, now: DateTime<Utc>) -> Option<i64> {
    let value = text(headers, &RETRY_AFTER)?;
    let seconds = match whole_seconds(value) {
        Some(seconds) => seconds,
        None => {
            // Measured by the server's own clock when it gives it: ours may differ.
            let from = text(headers, &DATE).and_then(http_date).unwrap_or(now);
            (http_date(value)? - from).num_seconds()
        }
    };
    (1..=RETRY_AFTER_S_ABSURD).contains(&seconds).then_some(seconds)
}

/// Seconds for which the answer is fresh: `max-age` less `Age`, else `Expires` less `Date`; `None` when
/// not positive, unreadable, or overruled by `no-cache` or `no-store`. Source: RFC 9111 section 4.2.
pub(super) fn max_age_s(headers: &HeaderMap, now: DateTime<Utc>) -> Option<i64> {
    let mut max_age = None;
    for value in headers.get_all(CACHE_CONTROL) {
        for directive in value.to_str().unwrap_or("").split(',') {
            let (name, argument) = directive.split_once('=').unwrap_or((directive, ""));
            let argument = argument.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "no-cache" | "no-store" => return None,
                "max-age" => max_age = max_age.or(Some(whole_seconds(argument)?)),
                _ => {}
            }
        }
    }
    let fresh_s = match max_age {
        Some(max_age) => {
            let age = text(headers, &AGE).and_then(whole_seconds).unwrap_or(0);
            max_age.saturating_sub(age)
        }
        None => {
            let until = text(headers, &EXPIRES).and_then(http_date)?;
            let from = text(headers, &DATE).and_then(http_date).unwrap_or(now);
            (until - from).num_seconds()
        }
    };
    (fresh_s > 0).then_some(fresh_s.min(MAX_AGE_S_MAX))
}

/// The `Content-Type` as given, parameters included, trimmed; `None` when absent, empty or not text.
pub(super) fn content_type(headers: &HeaderMap) -> Option<String> {
    text(headers, &CONTENT_TYPE).map(str::to_owned)
}

/// A header byte for byte; `None` when absent or empty.
pub(super) fn bytes(headers: &HeaderMap, name: &HeaderName) -> Option<Vec<u8>> {
    headers
        .get(name)
        .map(|value| value.as_bytes().to_vec())
        .filter(|value| !value.is_empty())
}

/// Reads an HTTP date in any of its three forms, with a two-digit or four-digit year, whatever weekday it
/// names: wrong weekdays occur, and the rest of the date is right.
pub(super) fn http_date(value: &str) -> Option<DateTime<Utc>> {
    let value = value.trim();
    let after_weekday = value
        .split_once([',', ' '])
        .map_or(value, |(_, rest)| rest)
        .trim();
    let bare = after_weekday
        .trim_end_matches(" GMT")
        .trim_end_matches(" UTC")
        .trim_end_matches(" +0000");
    // %y before %Y: `%Y` would read the two digits of `06-Nov-94` as the year 94.
    [
        "%d %b %Y %H:%M:%S",
        "%d-%b-%y %H:%M:%S",
        "%d-%b-%Y %H:%M:%S",
        "%b %d %H:%M:%S %Y",
        "%b %e %H:%M:%S %Y",
    ]
    .iter()
    .find_map(|form| NaiveDateTime::parse_from_str(bare, form).ok())
    .map(|at| at.and_utc())
}

/// Digits only: a sign, a fraction or a unit makes it unreadable. Too many digits are a very long time.
fn whole_seconds(value: &str) -> Option<i64> {
    let value = value.trim();
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(value.parse().unwrap_or(i64::MAX))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers
        .get(name)?
        .to_str()
        .ok()
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeZone, Utc};
    use proptest::prelude::*;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::{http_date, max_age_s, retry_after_s};

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 14, 12, 0, 0).unwrap()
    }

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| {
                (
                    name.parse::<HeaderName>().unwrap(),
                    HeaderValue::from_bytes(value.as_bytes()).unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_date_and_nonsense_is_ignored() {
        for (value, expected) in [
            ("120", Some(120)),
            (" 3600 ", Some(3600)),
            ("Sat, 14 Mar 2026 12:30:00 GMT", Some(1800)),
            ("Monday, 14-Mar-26 12:30:00 GMT", Some(1800)),
            ("Sat Mar 14 12:30:00 2026", Some(1800)),
            ("Sat, 14 Mar 2026 11:30:00 GMT", None),
            ("0", None),
            ("-5", None),
            ("1773489600", None),
            ("99999999999999999999999", None),
            ("soon", None),
            ("1.5", None),
            ("", None),
        ] {
            assert_eq!(
                retry_after_s(&headers(&[("retry-after", value)]), now()),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn a_retry_date_is_measured_by_the_servers_own_clock() {
        let lines = headers(&[
            ("retry-after", "Sat, 14 Mar 2026 12:30:00 GMT"),
            ("date", "Sat, 14 Mar 2026 12:20:00 GMT"),
        ]);
        assert_eq!(retry_after_s(&lines, now()), Some(600));
    }

    #[test]
    fn freshness_is_max_age_less_age_else_expires_less_date() {
        for (lines, expected) in [
            (vec![("cache-control", "public, max-age=600")], Some(600)),
            (
                vec![("cache-control", "Max-Age=\"600\""), ("age", "100")],
                Some(500),
            ),
            (vec![("cache-control", "max-age=600"), ("age", "700")], None),
            (vec![("cache-control", "max-age=600, no-cache")], None),
            (vec![("cache-control", "no-store")], None),
            (vec![("cache-control", "max-age=0")], None),
            (vec![("cache-control", "max-age=-1")], None),
            (vec![("cache-control", "private, s-maxage=9")], None),
            (
                vec![
                    ("cache-control", "max-age=60"),
                    ("expires", "Sat, 14 Mar 2026 13:00:00 GMT"),
                ],
                Some(60),
            ),
            (vec![("expires", "Sat, 14 Mar 2026 13:00:00 GMT")], Some(3600)),
            (
                vec![
                    ("expires", "Sat, 14 Mar 2026 13:00:00 GMT"),
                    ("date", "Sat, 14 Mar 2026 12:50:00 GMT"),
                ],
                Some(600),
            ),
            (vec![("expires", "0")], None),
            (vec![("expires", "-1")], None),
            (vec![], None),
        ] {
            assert_eq!(max_age_s(&headers(&lines), now()), expected, "{lines:?}");
        }
    }

    #[test]
    fn the_three_forms_of_http_dates_and_a_wrong_weekday_are_read() {
        let expected = Utc.with_ymd_and_hms(1994, 11, 6, 8, 49, 37).single();
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37 +0000",
        ] {
            assert_eq!(http_date(text), expected, "{text}");
        }
        assert_eq!(http_date("Sun, 31 Feb 1994 08:49:37 GMT"), None);
    }

    proptest! {
        #[test]
        fn reading_never_panics(value in "[ -~]{0,40}") {
            let lines = headers(&[
                ("retry-after", &value), ("cache-control", &value), ("expires", &value), ("age", &value), ("date", &value),
            ]);
            let _ = (retry_after_s(&lines, now()), max_age_s(&lines, now()));
        }
    }
}
