//! The guarded HTTP client: one GET with its redirects, judged at every hop, bounded in time and bytes.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION,
};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::address::{Policy, Reach};
use super::body::{self, Body, Limits, WhenTooLarge};
use super::error::{self, FetchError, NetError};
use super::exchange::{Follow, Hop, Kind, Request, Response, Sent, describe};
use super::old_hosts::OldHosts;
use super::resolver::GuardedResolver;
use super::{Settings, headers};
use crate::model::ErrorClass;

/// Makes all requests of the program. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    open: Dialects,
    /// For ports outside `allow_ports`: resolves names into listed networks only.
    listed_only: Option<Dialects>,
    old_hosts: OldHosts,
    policy: Arc<Policy>,
    settings: Arc<Settings>,
    has_ca_store: bool,
}

/// The same client in the newest HTTP that a server agrees to, and in HTTP/1.1 alone.
#[derive(Clone, Debug)]
struct Dialects {
    any: reqwest::Client,
    http1: reqwest::Client,
}

/// Largest robots.txt that is read, in bytes.
const ROBOTS_BYTES_MAX: usize = 512 * 1024;
/// Largest head of an answer, in bytes.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Connections to one host kept open for the next request: hosts are asked one request at a time.
const IDLE_CONNECTIONS_MAX: usize = 1;
/// How long a connection is kept, longer than the gap between requests to one host.
const IDLE_CONNECTION: Duration = Duration::from_secs(15);
impl Client {
    /// A client within `settings`.
    ///
    /// On a machine without CA certificates plain http works and every https address fails as
    /// [`ErrorClass::Tls`]; see [`Client::has_ca_store`].
    ///
    /// # Errors
    /// [`NetError::Setting`] when the contact cannot be sent, [`NetError::Setup`] when the HTTP library
    /// cannot be set up.
    pub fn new(settings: &Settings) -> Result<Self, NetError> {
        Self::with_trust(settings, Trust::System)
    }

    fn with_trust(settings: &Settings, trust: Trust) -> Result<Self, NetError> {
        // An error says that a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let policy = Arc::new(Policy::new(settings));
        let (open, has_ca_store) = build(settings, &policy, Reach::Open, trust)?;
        let listed_only = match policy.has_listed() {
            true => Some(build(settings, &policy, Reach::ListedOnly, trust)?.0),
            false => None,
        };
        Ok(Self {
            open,
            listed_only,
            old_hosts: OldHosts::default(),
            policy,
            settings: Arc::new(settings.clone()),
            has_ca_store,
        })
    }

    /// Whether certificates can be checked; without a store every https address fails.
    pub fn has_ca_store(&self) -> bool {
        self.has_ca_store
    }

    /// Asks for `request.url`, follows redirects, and reads the body of a success.
    ///
    /// `now` is used only for headers that name dates.
    ///
    /// # Errors
    /// When no answer came, one that is refused, or a body that is broken or too large. A status such as
    /// 404 is an answer: see [`Response::status_error`].
    pub async fn get(&self, request: Request<'_>, now: DateTime<Utc>) -> Result<Response, FetchError> {
        let allowed_ms = match request.kind {
            Kind::Feed => self.settings.feed_timeout_ms,
            Kind::Page | Kind::Robots => self.settings.page_timeout_ms,
        };
        let deadline = Instant::now() + Duration::from_millis(allowed_ms);
        match timeout_at(deadline, self.follow(request, now)).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let detail = format!("{}: not complete after {allowed_ms} ms", request.url);
                Err(FetchError::new(ErrorClass::Timeout, detail))
            }
        }
    }

    async fn follow(&self, request: Request<'_>, now: DateTime<Utc>) -> Result<Response, FetchError> {
        let mut url = parse(request.url)?;
        let validators_url = request
            .validators_url
            .and_then(|text| parse(text).ok())
            .unwrap_or_else(|| url.clone());
        let mut hops: Vec<Hop> = Vec::new();
        let mut retry_after_s = None;
        loop {
            let sent = if url == validators_url {
                conditions(&request)
            } else {
                HeaderMap::new()
            };
            let is_conditional = !sent.is_empty();
            let answer = self.ask(&url, &request, sent).await?;
            let status = answer.status().as_u16();
            retry_after_s = retry_after_s.max(headers::retry_after_s(answer.headers(), now));
            let mut left_for = None;
            if matches!(status, 301 | 302 | 303 | 307 | 308) {
                let target = redirect_target(&url, &answer)?;
                hops.push(Hop {
                    status,
                    url: url.to_string(),
                });
                self.judge_redirect(&hops, &url, &target)?;
                if request.follow == Follow::Everywhere || target.origin() == url.origin() {
                    url = target;
                    continue;
                }
                left_for = Some(target.to_string());
            }
            let mut response = describe(&url, &answer, hops, now);
            response.left_for = left_for;
            response.retry_after_s = retry_after_s;
            response.sent = if is_conditional {
                Sent::Conditional
            } else {
                Sent::Unconditional
            };
            if response.is_success() {
                let Body { bytes, truncated } = self.read(&url, request.kind, &response, answer).await?;
                (response.body, response.truncated) = (bytes, truncated);
            }
            return Ok(response);
        }
    }

    /// Sends one request and waits for the head of its answer.
    async fn ask(
        &self,
        url: &Url,
        request: &Request<'_>,
        mut sent: HeaderMap,
    ) -> Result<reqwest::Response, FetchError> {
        let refused =
            |why: String| FetchError::new(ErrorClass::AddressRefused, format!("{url}: not connected: {why}"));
        let reach = self.policy.judge_url(url).map_err(refused)?;
        let client = match (reach, &self.listed_only) {
            (Reach::ListedOnly, Some(listed_only)) => listed_only,
            _ => &self.open,
        };
        if url.scheme() == "https" && !self.has_ca_store {
            let detail =
                format!("{url}: no CA certificates on this machine; install its ca-certificates package");
            return Err(FetchError::new(ErrorClass::Tls, detail));
        }
        sent.insert(ACCEPT_ENCODING, HeaderValue::from_static(body::ACCEPTED));
        if let Some(accept) = request
            .accept
            .and_then(|accept| HeaderValue::from_str(accept).ok())
        {
            sent.insert(ACCEPT, accept);
        }
        let answer = self.send(client, url, sent).await?;
        // The resolver and `judge_url` have judged it; this holds even if the library learns new ways.
        if let Some(peer) = answer.remote_addr() {
            self.policy.judge_address(peer.ip(), reach).map_err(refused)?;
        }
        let head_bytes: usize = answer
            .headers()
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if head_bytes > HEAD_BYTES_MAX {
            let detail = format!("{url}: {head_bytes} bytes of headers");
            return Err(FetchError::new(ErrorClass::TooLarge, detail));
        }
        Ok(answer)
    }

    /// Waits for the head of the answer. A server that breaks HTTP/2 is asked again in HTTP/1.1, and from then on.
    async fn send(
        &self,
        client: &Dialects,
        url: &Url,
        sent: HeaderMap,
    ) -> Result<reqwest::Response, FetchError> {
        let first_byte = Duration::from_millis(self.settings.first_byte_timeout_ms);
        let ask = async |client: &reqwest::Client| {
            let pending = client.get(url.clone()).headers(sent.clone()).send();
            tokio::time::timeout(first_byte, pending).await
        };
        let mut outcome = if self.old_hosts.contains(url) {
            ask(&client.http1).await
        } else {
            ask(&client.any).await
        };
        if let Ok(Err(error)) = &outcome
            && error::is_about_http2(error)
        {
            outcome = ask(&client.http1).await;
            if matches!(outcome, Ok(Ok(_))) {
                self.old_hosts.add(url);
            }
        }
        match outcome {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(error::from_request(url, &error)),
            Err(_) => {
                let detail = format!("{url}: no answer within {} ms", first_byte.as_millis());
                Err(FetchError::new(ErrorClass::Timeout, detail))
            }
        }
    }

    fn judge_redirect(&self, hops: &[Hop], from: &Url, target: &Url) -> Result<(), FetchError> {
        let refused = |why: &str| {
            let detail = format!("{from}: redirect to {target} not followed: {why}");
            let status = hops.last().map(|hop| hop.status);
            FetchError {
                status,
                ..FetchError::new(ErrorClass::Redirect, detail)
            }
        };
        if hops.len() > self.settings.redirects_max as usize {
            return Err(refused("too many redirects"));
        }
        if hops.iter().any(|hop| hop.url == target.as_str()) {
            return Err(refused("it leads in a circle; the site may insist on cookies"));
        }
        if from.scheme() == "https" && target.scheme() == "http" {
            return Err(refused("it leaves https for http"));
        }
        Ok(())
    }

    async fn read(
        &self,
        url: &Url,
        kind: Kind,
        response: &Response,
        answer: reqwest::Response,
    ) -> Result<Body, FetchError> {
        let (bytes_max, when_too_large) = match kind {
            Kind::Feed => (in_memory(self.settings.feed_body_bytes_max), WhenTooLarge::Fail),
            Kind::Page => (in_memory(self.settings.page_body_bytes_max), WhenTooLarge::CutOff),
            Kind::Robots => (ROBOTS_BYTES_MAX, WhenTooLarge::CutOff),
        };
        if let (Kind::Page, Some(given)) = (kind, &response.content_type)
            && !is_readable(given)
        {
            let detail = format!("{url}: `{given}` is not a page");
            return Err(FetchError {
                status: Some(response.status),
                ..FetchError::new(ErrorClass::Binary, detail)
            });
        }
        let idle = Duration::from_millis(self.settings.idle_timeout_ms);
        body::read(
            answer,
            url,
            Limits {
                bytes_max,
                encoded_bytes_max: in_memory(self.settings.encoded_body_bytes_max),
                idle,
                when_too_large,
            },
        )
        .await
    }
}

/// Whose certificates are trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// The machine's store, nobody if there is none.
    System,
    /// Nobody.
    #[cfg(test)]
    Nobody,
    /// The machine's store, and every server is taken to speak HTTP/2, so that tests need no TLS for it.
    #[cfg(test)]
    SystemAndHttp2,
}

impl Trust {
    const fn is_of_system(self) -> bool {
        match self {
            #[cfg(test)]
            Self::Nobody => false,
            _ => true,
        }
    }
}

/// One client in both dialects, and whether it can check certificates.
fn build(
    settings: &Settings,
    policy: &Arc<Policy>,
    reach: Reach,
    trust: Trust,
) -> Result<(Dialects, bool), NetError> {
    let (any, has_ca_store) = build_one(settings, policy, reach, trust, Dialect::Any)?;
    let (http1, _) = build_one(settings, policy, reach, trust, Dialect::Http1)?;
    Ok((Dialects { any, http1 }, has_ca_store))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Any,
    Http1,
}

fn build_one(
    settings: &Settings,
    policy: &Arc<Policy>,
    reach: Reach,
    trust: Trust,
    dialect: Dialect,
) -> Result<(reqwest::Client, bool), NetError> {
    let user_agent = HeaderValue::from_str(&settings.user_agent()).map_err(|_| NetError::Setting {
        field: "contact",
        message: "cannot be sent in a header; use printable ASCII".to_owned(),
    })?;
    let builder = || {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that makes clients"
        )]
        let builder = reqwest::Client::builder();
        let builder = match dialect {
            Dialect::Http1 => builder.http1_only(),
            #[cfg(test)]
            Dialect::Any if trust == Trust::SystemAndHttp2 => builder.http2_prior_knowledge(),
            Dialect::Any => builder,
        };
        builder
            // `body` undoes them: only there can be counted what came.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .user_agent(user_agent.clone())
            // A proxy from the environment would connect where no check was made.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .dns_resolver(GuardedResolver {
                policy: Arc::clone(policy),
                reach,
            })
            .connect_timeout(Duration::from_millis(settings.connect_timeout_ms))
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            .pool_idle_timeout(IDLE_CONNECTION)
            .http2_max_header_list_size(HEAD_BYTES_MAX as u32)
    };
    let setup = |error: &reqwest::Error| NetError::Setup {
        reason: error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string),
    };
    if trust.is_of_system() {
        match builder().build() {
            Ok(client) => return Ok((client, true)),
            Err(error) if !says_no_certificates(&error) => return Err(setup(&error)),
            Err(_) => {}
        }
    }
    let client = builder()
        .tls_certs_only([])
        .build()
        .map_err(|error| setup(&error))?;
    Ok((client, false))
}

/// The certificate verifier refuses to be made without a single root; it has no error type for that.
fn says_no_certificates(error: &reqwest::Error) -> bool {
    error::find::<rustls::Error>(error).is_some_and(|tls| tls.to_string().contains("No CA certificates"))
}

/// `text` as it is asked for: no fragment, no user name, no password.
fn parse(text: &str) -> Result<Url, FetchError> {
    let refused = |why: &str| {
        FetchError::new(
            ErrorClass::AddressRefused,
            format!("`{text}` is not an address: {why}"),
        )
    };
    Url::parse(text.trim())
        .map(bare)
        .map_err(|error| refused(&error.to_string()))
}

fn bare(mut url: Url) -> Url {
    url.set_fragment(None);
    // Both fail only for addresses without a host, which are refused later.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

fn redirect_target(url: &Url, answer: &reqwest::Response) -> Result<Url, FetchError> {
    let status = answer.status().as_u16();
    let failed = |why: &str| FetchError {
        status: Some(status),
        ..FetchError::new(ErrorClass::Redirect, format!("{url}: status {status} {why}"))
    };
    let location = answer
        .headers()
        .get(LOCATION)
        .ok_or_else(|| failed("without a location"))?;
    // Bytes beyond ASCII occur, as UTF-8; the URL parser escapes them.
    let location = String::from_utf8_lossy(location.as_bytes());
    url.join(location.trim())
        .map(bare)
        .map_err(|_| failed("with a location that cannot be read"))
}

fn conditions(request: &Request<'_>) -> HeaderMap {
    let mut conditions = HeaderMap::new();
    for (name, value) in [
        (IF_NONE_MATCH, request.etag),
        (IF_MODIFIED_SINCE, request.last_modified),
    ] {
        if let Some(value) = value.and_then(|bytes| HeaderValue::from_bytes(bytes).ok()) {
            conditions.insert(name, value);
        }
    }
    conditions
}

/// Types that may hold a page. Text and XML are let through because servers mislabel HTML as either.
fn is_readable(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    matches!(
        essence.as_str(),
        "" | "text/html" | "application/xhtml+xml" | "text/plain" | "text/xml" | "application/xml" | "html"
    ) || !essence.contains('/')
}

fn in_memory(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod answer_tests;
#[cfg(test)]
mod tests;
