//! Asks for a feed and says what came of it, with all that the store and the schedule need to know.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::model::{LeasedFeed, PollObservation, PollOutcome, SkipDays, SkipHours, Validators};
use crate::net_guard::{Client, FetchError, Kind, Request, Response};

/// Feeds first, but whatever there is: some servers answer 406 to anything less.
const FEED_ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, \
     application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1";

/// What came of asking for a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 304, or the very bytes of last time: nothing to parse, and a success.
    NotModified(Exchange),
    /// A body to be parsed, be it a feed or not.
    Document {
        exchange: Exchange,
        /// Content encoding undone, character encoding as it came.
        body: Vec<u8>,
        /// The `Content-Type` header.
        content_type: Option<String>,
    },
    /// 410.
    Gone(FetchError),
    Failed(FetchError),
}

/// What a successful answer said besides its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub status: u16,
    /// Who answered after redirects; the base of relative links.
    pub final_url: String,
    /// To be stored in the place of the old ones, in the same transaction as the entries. If the document
    /// cannot be parsed, neither these nor `body_sha256` may be stored, or it would not be asked for again.
    pub validators: Validators,
    /// SHA-256 of the body, after a 304 of the last body; to be stored likewise.
    pub body_sha256: Option<Vec<u8>>,
    /// Bytes received, after decompression.
    pub bytes: i64,
    pub retry_after_s: Option<i64>,
    pub max_age_s: Option<i64>,
    pub permanent_redirect: Option<String>,
}

/// Asks for `feed`, conditionally when it gave validators. `now` reads headers that name dates.
pub async fn get_feed(client: &Client, feed: &LeasedFeed, now: DateTime<Utc>) -> Answer {
    let known = &feed.validators;
    let request = Request {
        etag: known.etag.as_deref(),
        last_modified: known.last_modified.as_deref(),
        validators_url: known.url.as_deref(),
        accept: Some(FEED_ACCEPT),
        ..Request::new(&feed.url, Kind::Feed)
    };
    let response = match client.get(request, now).await {
        Ok(response) => response,
        Err(error) => return Answer::Failed(error),
    };
    match response.status_error() {
        Some(error) if response.status == 410 && !response.is_challenge => Answer::Gone(error),
        Some(error) => Answer::Failed(error),
        None if response.status == 304 => Answer::NotModified(confirmed(response, feed)),
        None => received(response, feed),
    }
}

/// A 304 updates the validators it names and leaves the others.
fn confirmed(response: Response, feed: &LeasedFeed) -> Exchange {
    let validators = Validators {
        etag: response.etag.or_else(|| feed.validators.etag.clone()),
        last_modified: response
            .last_modified
            .or_else(|| feed.validators.last_modified.clone()),
        url: Some(response.final_url.clone()),
    };
    Exchange {
        status: response.status,
        final_url: response.final_url,
        validators,
        body_sha256: feed.body_sha256.clone(),
        bytes: 0,
        retry_after_s: response.retry_after_s,
        max_age_s: response.max_age_s,
        permanent_redirect: response.permanent_redirect,
    }
}

/// A 200 replaces all validators, also when its body is the old one: stale ones would make every later
/// poll unconditional.
fn received(response: Response, feed: &LeasedFeed) -> Answer {
    let body_sha256 = Sha256::digest(&response.body).to_vec();
    let is_known = feed.body_sha256.as_ref() == Some(&body_sha256);
    let has_validators = response.etag.is_some() || response.last_modified.is_some();
    let exchange = Exchange {
        status: response.status,
        validators: Validators {
            etag: response.etag,
            last_modified: response.last_modified,
            url: has_validators.then(|| response.final_url.clone()),
        },
        final_url: response.final_url,
        body_sha256: Some(body_sha256),
        bytes: i64::try_from(response.body.len()).unwrap_or(i64::MAX),
        retry_after_s: response.retry_after_s,
        max_age_s: response.max_age_s,
        permanent_redirect: response.permanent_redirect,
    };
    if is_known {
        return Answer::NotModified(exchange);
    }
    Answer::Document {
        exchange,
        body: response.body,
        content_type: response.content_type,
    }
}

impl Answer {
    /// The success, if it was one.
    pub fn exchange(&self) -> Option<&Exchange> {
        match self {
            Self::NotModified(exchange) | Self::Document { exchange, .. } => Some(exchange),
            Self::Gone(_) | Self::Failed(_) => None,
        }
    }

    /// The failure, if it was one.
    pub fn error(&self) -> Option<&FetchError> {
        match self {
            Self::Gone(error) | Self::Failed(error) => Some(error),
            Self::NotModified(_) | Self::Document { .. } => None,
        }
    }

    /// The status, when there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.exchange()
            .map(|exchange| exchange.status)
            .or_else(|| self.error().and_then(|error| error.status))
    }

    /// How the poll ended, as far as the network is concerned; a document may still prove unreadable.
    pub fn outcome(&self) -> PollOutcome {
        match self {
            Self::NotModified(_) => PollOutcome::NotModified,
            Self::Document { .. } => PollOutcome::Fetched,
            Self::Gone(error) | Self::Failed(error) => PollOutcome::Failed(error.class),
        }
    }

    /// What the schedule is told: `at` is when the answer came; counts, `window_s` and `soft_hint_s` are
    /// left for those who read the document.
    pub fn observation(&self, at: DateTime<Utc>, host_was_pressed: bool) -> PollObservation {
        let exchange = self.exchange();
        let retry_after_s = match self.error() {
            Some(error) => error.retry_after_s,
            None => exchange.and_then(|exchange| exchange.retry_after_s),
        };
        PollObservation {
            at,
            outcome: self.outcome(),
            entries: 0,
            new_entries: 0,
            window_s: None,
            retry_after_s,
            max_age_s: exchange.and_then(|exchange| exchange.max_age_s),
            soft_hint_s: None,
            skip_hours: SkipHours::default(),
            skip_days: SkipDays::default(),
            skip_broken_at: None,
            permanent_redirect: exchange.and_then(|exchange| exchange.permanent_redirect.clone()),
            host_was_pressed,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use chrono::{TimeZone, Utc};

    use super::*;
    use crate::model::{ErrorClass, FeedHistory};
    use crate::net_guard::test_origin::{Origin, Reply, answer, loopback_settings};

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 14, 12, 0, 0).unwrap()
    }

    fn client() -> Client {
        Client::new(&loopback_settings()).unwrap()
    }

    fn feed(url: &str) -> LeasedFeed {
        LeasedFeed {
            feed_id: 1,
            url: url.to_owned(),
            host_key: crate::poll::host_key(url).unwrap(),
            validators: Validators::default(),
            body_sha256: None,
            history: FeedHistory::new(),
            lease_gen: 1,
        }
    }

    /// A server that gives these answers in turn.
    async fn script(replies: Vec<Reply>) -> Origin {
        let replies = Mutex::new(replies.into_iter());
        Origin::start(move |_, _| {
            replies
                .lock()
                .unwrap()
                .next()
                .unwrap_or_else(|| answer("500 X", &[], b""))
        })
        .await
    }

    /// Polls and keeps what a store would keep.
    async fn poll(client: &Client, feed: &mut LeasedFeed) -> Answer {
        let answer = get_feed(client, feed, now()).await;
        if let Some(exchange) = answer.exchange() {
            feed.validators = exchange.validators.clone();
            feed.body_sha256.clone_from(&exchange.body_sha256);
        }
        answer
    }

    fn line<'a>(head: &'a str, name: &str) -> Option<&'a str> {
        head.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    #[tokio::test]
    async fn validators_are_sent_back_byte_for_byte_and_follow_every_answer() {
        let odd_date = "Sat, 14 Mar 2026 10:00:00 +0100";
        let origin = script(vec![
            answer(
                "200 OK",
                &[("etag", "W/\"1-gzip\""), ("last-modified", odd_date)],
                b"<rss>1</rss>",
            ),
            answer("304 Not Modified", &[("etag", "\"2\"")], b""),
            answer("200 OK", &[("etag", "\"3\"")], b"<rss>1</rss>"),
            answer("200 OK", &[], b"<rss>2</rss>"),
            answer("200 OK", &[], b"<rss>3</rss>"),
        ])
        .await;
        let (client, mut feed) = (client(), feed(&origin.url("/rss")));
        let mut outcomes = Vec::new();
        for _ in 0..5 {
            outcomes.push(poll(&client, &mut feed).await.outcome());
        }
        use PollOutcome::{Fetched, NotModified};
        assert_eq!(outcomes, [Fetched, NotModified, NotModified, Fetched, Fetched]);
        let heads = origin.heads();
        let sent: Vec<_> = heads
            .iter()
            .map(|head| (line(head, "if-none-match"), line(head, "if-modified-since")))
            .collect();
        assert_eq!(
            sent,
            [
                (None, None),
                (Some("W/\"1-gzip\""), Some(odd_date)),
                // The 304 renewed the tag and left the date.
                (Some("\"2\""), Some(odd_date)),
                // The 200 renewed the tag and dropped the date, though its body was the old one.
                (Some("\"3\""), None),
                (None, None),
            ]
        );
    }

    #[tokio::test]
    async fn validators_of_another_address_are_not_sent() {
        let origin = Origin::start(|_, _| answer("200 OK", &[("etag", "\"new\"")], b"x")).await;
        let mut feed = feed(&origin.url("/moved"));
        feed.validators = Validators {
            etag: Some(b"\"old\"".to_vec()),
            last_modified: None,
            url: Some("http://old.example/rss".to_owned()),
        };
        poll(&client(), &mut feed).await;
        assert_eq!(line(&origin.heads()[0], "if-none-match"), None);
        assert_eq!(feed.validators.url, Some(origin.url("/moved")));
    }

    #[tokio::test]
    async fn a_feed_behind_a_redirect_is_asked_conditionally_too() {
        let origin = Origin::start(|path, head| match path {
            "/feed" => answer("302 Found", &[("location", "/real")], b""),
            _ if head.contains("if-none-match: \"a\"") => answer("304 Not Modified", &[], b""),
            _ => answer("200 OK", &[("etag", "\"a\"")], b"x"),
        })
        .await;
        let (client, mut feed) = (client(), feed(&origin.url("/feed")));
        assert_eq!(poll(&client, &mut feed).await.outcome(), PollOutcome::Fetched);
        assert_eq!(poll(&client, &mut feed).await.outcome(), PollOutcome::NotModified);
        assert_eq!(poll(&client, &mut feed).await.outcome(), PollOutcome::NotModified);
    }

    #[tokio::test]
    async fn a_document_comes_with_all_that_is_to_be_stored() {
        let lines = [
            ("content-type", "text/xml; charset=koi8-r"),
            ("cache-control", "max-age=600"),
            ("age", "60"),
        ];
        let origin = Origin::start(move |path, _| match path {
            "/old" => answer("301 Moved", &[("location", "/new")], b""),
            _ => answer("200 OK", &lines, b"<rss/>"),
        })
        .await;
        let answer = get_feed(&client(), &feed(&origin.url("/old")), now()).await;
        let observed = answer.observation(now(), true);
        assert_eq!((observed.max_age_s, observed.host_was_pressed), (Some(540), true));
        assert_eq!(observed.permanent_redirect, Some(origin.url("/new")));
        let Answer::Document {
            exchange,
            body,
            content_type,
        } = answer
        else {
            panic!("{answer:?}")
        };
        assert_eq!(
            (body.as_slice(), exchange.bytes, exchange.status),
            (b"<rss/>".as_slice(), 6, 200)
        );
        assert_eq!(content_type.as_deref(), Some("text/xml; charset=koi8-r"));
        assert_eq!(exchange.body_sha256.map(|hash| hash.len()), Some(32));
        assert_eq!(exchange.validators, Validators::default());
    }

    #[tokio::test]
    async fn failures_say_what_where_and_how_long() {
        let origin = Origin::start(|path, _| match path {
            "/gone" => answer("410 Gone", &[], b""),
            "/busy" => answer("429 Too Many", &[("retry-after", "120")], b""),
            "/wall" => answer("200 OK", &[("cf-mitigated", "challenge")], b"<html>"),
            "/part" => answer("206 Partial", &[], b"<rss"),
            _ => answer("304 Not Modified", &[], b""),
        })
        .await;
        let client = client();
        let get = async |path: &str| get_feed(&client, &feed(&origin.url(path)), now()).await;
        assert!(matches!(get("/gone").await, Answer::Gone(error) if error.class == ErrorClass::Gone));
        let busy = get("/busy").await;
        assert_eq!(
            (busy.status(), busy.observation(now(), false).retry_after_s),
            (Some(429), Some(120))
        );
        assert!(busy.error().unwrap().detail.contains("/busy"));
        for (path, class) in [
            ("/wall", ErrorClass::Forbidden),
            ("/part", ErrorClass::OddStatus),
            // Nobody asked whether it was modified.
            ("/unasked", ErrorClass::OddStatus),
        ] {
            assert_eq!(get(path).await.outcome(), PollOutcome::Failed(class), "{path}");
        }
    }

    #[tokio::test]
    async fn a_web_page_in_the_place_of_a_feed_is_left_to_the_parser() {
        let origin =
            Origin::start(|_, _| answer("200 OK", &[("content-type", "text/html")], b"<html>")).await;
        let answer = get_feed(&client(), &feed(&origin.url("/")), now()).await;
        assert!(matches!(answer, Answer::Document { .. }));
    }
}
