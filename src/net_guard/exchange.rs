//! What is asked and what is answered: the plain types around [`super::Client::get`].

use chrono::{DateTime, Utc};
use reqwest::header::{ETAG, HeaderName, LAST_MODIFIED};
use url::Url;

use super::error::FetchError;
use super::headers;
use crate::model::ErrorClass;

/// What is asked for; decides limits and what happens to a body over them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Fails when too large.
    Feed,
    /// Cut off when too large; an answer that says it is neither HTML, XML nor text is not read at all.
    Page,
    /// Cut off at 512 KiB (RFC 9309 asks for at least 500).
    Robots,
}

/// Which redirects are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// All that pass the policy.
    Everywhere,
    /// Only within the scheme, host and port asked first; see [`Response::left_for`].
    SameOrigin,
}

/// One thing to ask for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Absolute http or https address. A fragment, user name and password in it are not sent.
    pub url: &'a str,
    pub kind: Kind,
    pub follow: Follow,
    /// The `ETag` to send back, byte for byte; left out when it cannot be a header.
    pub etag: Option<&'a [u8]>,
    /// The `Last-Modified` to send back, byte for byte; left out when it cannot be a header.
    pub last_modified: Option<&'a [u8]>,
    /// The address that gave the validators; they are sent to this one only. `None`: to `url`.
    pub validators_url: Option<&'a str>,
    /// The `Accept` header; `None` for `*/*`.
    pub accept: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// Asks for `url` without validators.
    pub const fn new(url: &'a str, kind: Kind) -> Self {
        Self {
            url,
            kind,
            follow: Follow::Everywhere,
            etag: None,
            last_modified: None,
            validators_url: None,
            accept: None,
        }
    }
}

/// One redirect on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    pub status: u16,
    /// Who redirected.
    pub url: String,
}

/// Whether validators went out with the request that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    Unconditional,
    Conditional,
}

/// The last answer of a chain of redirects, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    /// Who answered, without fragment and user name.
    pub final_url: String,
    /// The redirects on the way, in order; the last one included that was not followed.
    pub hops: Vec<Hop>,
    /// `final_url` when there were redirects and every one of them was permanent (301 or 308).
    pub permanent_redirect: Option<String>,
    /// Set when [`Follow::SameOrigin`] stopped at a redirect: where it leads. `status` is the redirect's.
    pub left_for: Option<String>,
    pub sent: Sent,
    /// `ETag`, byte for byte.
    pub etag: Option<Vec<u8>>,
    /// `Last-Modified`, byte for byte.
    pub last_modified: Option<Vec<u8>>,
    /// `Content-Type` with its parameters.
    pub content_type: Option<String>,
    /// Seconds to stay away: the longest `Retry-After` of the chain.
    pub retry_after_s: Option<i64>,
    /// Seconds for which this answer is fresh, by `Cache-Control` and `Age`, else `Expires` and `Date`.
    pub max_age_s: Option<i64>,
    /// A bot wall answered instead of the site (`cf-mitigated`).
    pub is_challenge: bool,
    /// Decoded; empty unless the status is a success.
    pub body: Vec<u8>,
    /// The body was larger than allowed and its end is missing.
    pub truncated: bool,
}

/// Set by a bot wall that answers in the place of a site.
const CF_MITIGATED: HeaderName = HeaderName::from_static("cf-mitigated");

impl Response {
    /// Whether the status promises the thing asked for: 200, or 203 from a proxy.
    pub fn is_success(&self) -> bool {
        matches!(self.status, 200 | 203) && !self.is_challenge
    }

    /// The failure that a status means; `None` for 200, 203 and a 304 that was asked for.
    pub fn status_error(&self) -> Option<FetchError> {
        let (class, what) = match self.status {
            _ if self.is_challenge => (
                ErrorClass::Forbidden,
                "a bot wall answered; ask the publisher for access",
            ),
            200 | 203 => return None,
            304 if self.sent == Sent::Conditional => return None,
            401 => (ErrorClass::Forbidden, "it wants a password"),
            403 => (
                ErrorClass::Forbidden,
                "it refuses us; ask the publisher for access",
            ),
            404 => (ErrorClass::NotFound, "nothing there; check the address"),
            410 => (ErrorClass::Gone, "gone for good, it says"),
            429 => (ErrorClass::TooManyRequests, "we ask too often, it says"),
            300..=399 if self.status != 304 => (ErrorClass::Redirect, "a redirect we do not follow"),
            400..=499 => (ErrorClass::ClientError, "it does not accept the request"),
            500..=599 => (ErrorClass::ServerError, "the server is in trouble"),
            _ => (ErrorClass::OddStatus, "makes no sense as an answer"),
        };
        let detail = format!("{}: status {}: {what}", self.final_url, self.status);
        let error = FetchError::new(class, detail);
        Some(FetchError {
            status: Some(self.status),
            retry_after_s: self.retry_after_s,
            ..error
        })
    }
}

/// An answer without its body, before `left_for`, `sent` and `retry_after_s` are known.
pub(super) fn describe(
    url: &Url,
    answer: &reqwest::Response,
    hops: Vec<Hop>,
    now: DateTime<Utc>,
) -> Response {
    let lines = answer.headers();
    let is_redirect_itself = matches!(hops.last(), Some(hop) if hop.url == url.as_str());
    let is_permanent =
        !hops.is_empty() && !is_redirect_itself && hops.iter().all(|hop| matches!(hop.status, 301 | 308));
    Response {
        status: answer.status().as_u16(),
        final_url: url.to_string(),
        hops,
        permanent_redirect: is_permanent.then(|| url.to_string()),
        left_for: None,
        sent: Sent::Unconditional,
        etag: headers::bytes(lines, &ETAG),
        last_modified: headers::bytes(lines, &LAST_MODIFIED),
        content_type: headers::content_type(lines),
        retry_after_s: None,
        max_age_s: headers::max_age_s(lines, now),
        is_challenge: lines
            .get(CF_MITIGATED)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"challenge")),
        body: Vec::new(),
        truncated: false,
    }
}
