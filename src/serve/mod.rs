//! The pages about the daemon itself: `/livez`, `/readyz` and `/metrics`, for this machine only.
//!
//! The room knows HTTP and nothing of news: what is told comes from a [`Subject`]. Nothing from feeds or
//! pages is ever served here.

mod ask;
mod door;
mod settings;

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio_util::sync::CancellationToken;

pub use ask::{Health, ask};
pub use settings::{Address, Settings};

use self::door::{Door, Socket};

/// What a scraper of OpenMetrics expects.
const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the pages tell about.
#[async_trait]
pub trait Subject: Send + Sync {
    /// `Err` says what has stopped moving: a restart is the remedy.
    async fn live(&self) -> Result<(), String>;

    /// `Err` says why work cannot be done at present; it may heal.
    async fn ready(&self) -> Result<(), String>;

    /// All figures as OpenMetrics text.
    async fn metrics(&self) -> String;
}

/// A listener that has its address and does not answer yet.
pub struct Listening {
    socket: Socket,
    address: Address,
    is_local: bool,
}

/// Takes the address of `settings`; `None` when the pages are off.
///
/// # Errors
/// When the address is taken, or is not ours to take.
pub async fn listen(settings: &Settings) -> std::io::Result<Option<Listening>> {
    let Some(address) = settings.address() else {
        return Ok(None);
    };
    let (socket, address) = Socket::bind(&address).await?;
    Ok(Some(Listening {
        socket,
        is_local: address.is_local(),
        address,
    }))
}

impl Listening {
    /// Where, with the port that was given when the settings left it open.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Answers about `subject` until `stop`; connections under way are cut then.
    pub async fn answer(self, subject: Arc<dyn Subject>, stop: CancellationToken) {
        let mut pages = Router::new()
            .route("/livez", get(live))
            .route("/readyz", get(ready))
            .route("/metrics", get(metrics))
            .with_state(subject);
        if self.is_local {
            pages = pages.layer(middleware::from_fn(only_by_address));
        }
        match self.socket {
            Socket::Tcp(listener) => serve(Door::new(listener), pages, stop).await,
            Socket::Unix(listener, path) => {
                serve(Door::new(listener), pages, stop).await;
                // A socket that is left behind is taken over at the next start.
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

async fn serve<L>(door: Door<L>, pages: Router, stop: CancellationToken)
where
    Door<L>: axum::serve::Listener,
    <Door<L> as axum::serve::Listener>::Addr: std::fmt::Debug,
{
    tokio::select! {
        () = stop.cancelled() => {}
        ended = std::future::IntoFuture::into_future(axum::serve(door, pages)) => {
            if let Err(error) = ended {
                tracing::error!(error = %error, "the health listener ended");
            }
        }
    }
}

async fn live(State(subject): State<Arc<dyn Subject>>) -> Response {
    verdict(subject.live().await)
}

async fn ready(State(subject): State<Arc<dyn Subject>>) -> Response {
    verdict(subject.ready().await)
}

async fn metrics(State(subject): State<Arc<dyn Subject>>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, METRICS_TYPE),
        (header::CONNECTION, "close"),
    ];
    (headers, subject.metrics().await).into_response()
}

fn verdict(outcome: Result<(), String>) -> Response {
    let (status, text) = match outcome {
        Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONNECTION, "close"),
    ];
    (status, headers, text).into_response()
}

/// A browser that was given a name of somebody else's for our address must learn nothing: on loopback we
/// go by addresses.
async fn only_by_address(request: Request, next: Next) -> Response {
    if names_us(request.headers()) {
        next.run(request).await
    } else {
        let why = "ask for 127.0.0.1 or localhost by that name\n";
        (StatusCode::MISDIRECTED_REQUEST, why).into_response()
    }
}

fn names_us(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else {
        return true;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_and_localhost_are_names_of_ours() {
        let named = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            names_us(&headers)
        };
        for host in [
            "127.0.0.1:9797",
            "localhost",
            "LOCALHOST:1",
            "[::1]:9797",
            "[::1]",
        ] {
            assert!(named(host), "{host}");
        }
        for host in ["evil.example", "evil.example:9797", "127.0.0.1.evil.example", ""] {
            assert!(!named(host), "{host}");
        }
        assert!(names_us(&HeaderMap::new()));
    }
}
