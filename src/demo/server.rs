//! The press over HTTP, on loopback only: a port for each outlet, so that each is a host of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinSet;

use super::press::{Addresses, Broken, Press};
use crate::daemon::Clock;

/// Any free port.
const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// The servers; they end when this is dropped.
pub struct Server {
    pub addresses: Arc<Addresses>,
    /// Ports that are taken and closed: nobody else gets them, and whoever knocks is refused.
    _closed: Vec<TcpSocket>,
    _serving: JoinSet<()>,
}

/// What a request needs to be answered.
#[derive(Clone)]
struct Desk {
    press: Arc<Press>,
    addresses: Arc<Addresses>,
    clock: Clock,
}

impl Server {
    /// Serves `press` as it is at the time that `clock` shows.
    ///
    /// # Errors
    /// When no loopback port can be had.
    pub async fn start(press: Arc<Press>, clock: Clock) -> anyhow::Result<Self> {
        let mut addresses = Addresses::new();
        let mut listeners = Vec::new();
        let mut closed = Vec::new();
        for outlet in &press.outlets {
            let address = if outlet.feed.broken == Some(Broken::Closed) {
                let socket = TcpSocket::new_v4().context("making a socket")?;
                socket.bind(ANYWHERE).context("taking a loopback port")?;
                let address = socket.local_addr().context("reading a loopback port")?;
                closed.push(socket);
                address
            } else {
                let listener = TcpListener::bind(ANYWHERE)
                    .await
                    .context("listening on a loopback port")?;
                let address = listener.local_addr().context("reading a loopback port")?;
                listeners.push(listener);
                address
            };
            addresses.insert(outlet.slug.clone(), format!("http://{address}"));
        }
        let addresses = Arc::new(addresses);
        let app = Router::new().fallback(answer).with_state(Desk {
            press,
            addresses: Arc::clone(&addresses),
            clock,
        });
        let mut serving = JoinSet::new();
        for listener in listeners {
            let app = app.clone();
            serving.spawn(async move {
                if let Err(error) = axum::serve(listener, app).await {
                    tracing::error!(error = %error, "the demo press has stopped");
                }
            });
        }
        Ok(Self {
            addresses,
            _closed: closed,
            _serving: serving,
        })
    }
}

async fn answer(State(desk): State<Desk>, request: Request) -> Response {
    let document = desk
        .press
        .answer(request.uri().path(), desk.clock.now(), &desk.addresses);
    let status = StatusCode::from_u16(document.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let etag = format!(
        "\"{:016x}\"",
        xxhash_rust::xxh3::xxh3_64(document.body.as_bytes())
    );
    if status == StatusCode::OK && is_known(request.headers(), &etag) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response();
    }
    let headers = [(CONTENT_TYPE, document.content_type.to_owned()), (ETAG, etag)];
    (status, headers, document.body).into_response()
}

fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes())
}
