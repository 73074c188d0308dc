//! Asks for an article's page, by leave of its site's robots.txt, and says when to try again.

use chrono::{DateTime, Utc};

use super::Settings;
use super::robots::{Robots, RobotsVerdict};
use super::schedule::{RETRY_AFTER_S_MAX, jittered};
use crate::model::ErrorClass;
use crate::net_guard::{Client, FetchError, Follow, Kind, Request, Response};

/// HTML, but whatever there is.
const PAGE_ACCEPT: &str = "text/html, application/xhtml+xml, application/xml;q=0.8, */*;q=0.1";
/// Sites that a page's address may lead through: a shortener, a counter, the outlet, its new name.
const SITES_MAX: usize = 5;

/// A page as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchedPage {
    /// Where it was found after redirects.
    pub final_url: String,
    pub status: u16,
    /// Content encoding undone, character encoding as it came.
    pub body: Vec<u8>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The page was larger than allowed and its end is missing.
    pub truncated: bool,
    /// Seconds to leave the site alone, by its robots.txt, at most 60.
    pub crawl_delay_s: Option<f64>,
}

/// Asks for the page at `url`. Each site on the way is asked for its robots.txt first, unless that is known.
///
/// # Errors
/// As for [`Client::get`], and for every status but 200 and 203; [`ErrorClass::Robots`] when a site forbids
/// it, [`ErrorClass::Binary`] when the answer is not text. What keeps a robots.txt from us keeps the page
/// from us too, and has its class.
pub async fn get_page(
    client: &Client,
    robots: &Robots,
    url: &str,
    now: DateTime<Utc>,
) -> Result<FetchedPage, FetchError> {
    let mut at = url.to_owned();
    for _ in 0..SITES_MAX {
        let crawl_delay_s = leave(robots, &at, now).await?;
        let request = Request {
            follow: Follow::SameOrigin,
            accept: Some(PAGE_ACCEPT),
            ..Request::new(&at, Kind::Page)
        };
        let mut response = client.get(request, now).await?;
        if let Some(elsewhere) = response.left_for.take() {
            at = elsewhere;
            continue;
        }
        return received(response, crawl_delay_s);
    }
    Err(FetchError::new(
        ErrorClass::Redirect,
        format!("{url}: leads through more than {SITES_MAX} sites"),
    ))
}

/// Seconds until a page is tried again that failed with `error` and has now been tried `attempts` times;
/// `None` when it is to be given up and the article read from the feed's own text.
pub fn retry_after_s(attempts: i64, error: &FetchError, settings: &Settings, jitter: f64) -> Option<i64> {
    use ErrorClass as E;
    let may_pass = match error.class {
        E::Connect | E::Timeout | E::DnsTemporary | E::TooManyRequests | E::ServerError | E::BadBody => true,
        // A robots.txt that made its parser stumble is asked for again.
        E::ParserFault => true,
        E::DnsNotFound
        | E::Tls
        | E::AddressRefused
        | E::Redirect
        | E::Robots
        | E::Forbidden
        | E::NotFound
        | E::Gone
        | E::ClientError
        | E::OddStatus
        | E::TooLarge
        | E::NotAFeed
        | E::Unparsable
        | E::Binary => false,
    };
    if !may_pass || attempts >= settings.page_attempts_max {
        return None;
    }
    // Four times as long each time: a minute, four, a quarter of an hour, an hour.
    let quadruplings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or(0);
    let wait_s = settings
        .page_retry_first_s
        .saturating_mul(4_i64.pow(quadruplings))
        .min(settings.page_retry_max_s);
    let asked_s = error.retry_after_s.unwrap_or(0).clamp(0, RETRY_AFTER_S_MAX);
    Some(jittered(wait_s, jitter.clamp(0.0, 1.0)).max(asked_s).max(1))
}

async fn leave(robots: &Robots, url: &str, now: DateTime<Utc>) -> Result<Option<f64>, FetchError> {
    match robots.allowed(url, now).await {
        RobotsVerdict::Allowed { crawl_delay_s } => Ok(crawl_delay_s),
        RobotsVerdict::Disallowed => Err(FetchError::new(
            ErrorClass::Robots,
            format!("{url}: the site's robots.txt forbids it"),
        )),
        RobotsVerdict::Unreachable(class) => {
            let detail = format!("{url}: not asked for, because the site's robots.txt cannot be had for now");
            Err(FetchError::new(class, detail))
        }
    }
}

fn received(response: Response, crawl_delay_s: Option<f64>) -> Result<FetchedPage, FetchError> {
    if let Some(error) = response.status_error() {
        return Err(error);
    }
    if let Some(format) = binary_format(&response.body) {
        let error = FetchError::new(
            ErrorClass::Binary,
            format!("{}: is {format}, not a page", response.final_url),
        );
        return Err(FetchError {
            status: Some(response.status),
            ..error
        });
    }
    Ok(FetchedPage {
        final_url: response.final_url,
        status: response.status,
        body: response.body,
        content_type: response.content_type,
        truncated: response.truncated,
        crawl_delay_s,
    })
}

/// First bytes of what is served in the place of pages, with no type or a wrong one.
const SIGNATURES: [(&[u8], &str); 8] = [
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "an image"),
    (b"\xFF\xD8\xFF", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "an archive"),
    (b"\x1F\x8B", "an archive"),
    (b"ID3", "audio"),
    (b"\0\0\0", "video"),
];

fn binary_format(body: &[u8]) -> Option<&'static str> {
    SIGNATURES
        .iter()
        .find(|(signature, _)| body.starts_with(signature))
        .map(|&(_, format)| format)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::net_guard::test_origin::{Origin, answer, loopback_settings};

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 14, 12, 0, 0).unwrap()
    }

    async fn get(url: &str) -> Result<FetchedPage, FetchError> {
        let client = Client::new(&loopback_settings()).unwrap();
        get_page(&client, &Robots::new(client.clone()), url, noon()).await
    }

    #[tokio::test]
    async fn a_page_is_had_by_leave_of_robots_txt() {
        let origin = Origin::start(|path, _| match path {
            "/robots.txt" => answer(
                "200 OK",
                &[],
                b"User-agent: *\nDisallow: /private\nCrawl-delay: 9",
            ),
            _ => answer(
                "200 OK",
                &[("content-type", "text/html; charset=utf-8")],
                b"<html>",
            ),
        })
        .await;
        let page = get(&origin.url("/news")).await.unwrap();
        assert_eq!(
            (page.status, page.body.as_slice(), page.truncated),
            (200, b"<html>".as_slice(), false)
        );
        assert_eq!(
            (page.crawl_delay_s, page.final_url),
            (Some(9.0), origin.url("/news"))
        );
        let asked = origin.connections();
        assert_eq!(
            get(&origin.url("/private/1")).await.unwrap_err().class,
            ErrorClass::Robots
        );
        assert_eq!(origin.connections(), asked + 1, "only robots.txt");
    }

    #[tokio::test]
    async fn a_redirect_to_another_site_needs_the_leave_of_that_site() {
        let target = Origin::start(|path, _| match path {
            "/robots.txt" => answer("200 OK", &[], b"User-agent: *\nDisallow: /closed"),
            _ => answer("200 OK", &[], b"<html>"),
        })
        .await;
        let base = target.base.clone();
        let shortener = Origin::start(move |path, _| match path {
            "/robots.txt" => answer("404 X", &[], b""),
            _ => answer("301 Moved", &[("location", &format!("{base}{path}"))], b""),
        })
        .await;
        let page = get(&shortener.url("/open")).await.unwrap();
        assert_eq!(page.final_url, target.url("/open"));
        assert_eq!(
            get(&shortener.url("/closed")).await.unwrap_err().class,
            ErrorClass::Robots
        );
        assert!(!target.heads().iter().any(|head| head.starts_with("GET /closed")));
    }

    #[tokio::test]
    async fn what_is_not_text_is_told_by_type_or_by_its_first_bytes() {
        let origin = Origin::start(|path, _| match path {
            "/typed" => answer("200 OK", &[("content-type", "image/jpeg")], b"x"),
            "/untyped" => answer("200 OK", &[], b"%PDF-1.7 ..."),
            "/mistyped" => answer("200 OK", &[("content-type", "text/html")], b"PK\x03\x04..."),
            _ => answer("404 X", &[], b""),
        })
        .await;
        for path in ["/typed", "/untyped", "/mistyped"] {
            assert_eq!(
                get(&origin.url(path)).await.unwrap_err().class,
                ErrorClass::Binary,
                "{path}"
            );
        }
        let missing = get(&origin.url("/missing")).await.unwrap_err();
        assert_eq!((missing.class, missing.status), (ErrorClass::NotFound, Some(404)));
    }

    #[tokio::test]
    async fn a_robots_txt_that_cannot_be_had_delays_the_page() {
        let origin = Origin::start(|_, _| answer("500 X", &[], b"")).await;
        let error = get(&origin.url("/news")).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::ServerError);
        assert!(retry_after_s(1, &error, &Settings::default(), 0.5).is_some());
    }

    #[test]
    fn pages_are_retried_ever_later_and_then_given_up() {
        let settings = Settings::default();
        let error = FetchError::new(ErrorClass::Timeout, "x");
        let waits: Vec<_> = (1..=4)
            .map(|attempts| retry_after_s(attempts, &error, &settings, 0.5))
            .collect();
        assert_eq!(waits, [Some(60), Some(240), Some(960), None]);
        let asked = FetchError {
            retry_after_s: Some(5000),
            ..error
        };
        assert_eq!(retry_after_s(1, &asked, &settings, 0.0), Some(5000));
        for class in [
            ErrorClass::NotFound,
            ErrorClass::Robots,
            ErrorClass::Binary,
            ErrorClass::Forbidden,
        ] {
            assert_eq!(
                retry_after_s(1, &FetchError::new(class, "x"), &settings, 0.5),
                None,
                "{class:?}"
            );
        }
    }
}
