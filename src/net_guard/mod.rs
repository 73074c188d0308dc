//! The only maker of HTTP clients: nothing is connected to without a check and a limit.
//!
//! Feeds and pages name addresses of their own choosing, also inside the network this program runs in. So
//! every request goes through [`Client`]: scheme, port and address are judged ([`address`]) for literals
//! before the request, for names by the resolver that hands out only judged addresses, and again at every
//! redirect; what comes back is bounded in time and in bytes.

pub mod address;
mod body;
mod client;
mod error;
mod exchange;
mod headers;
mod old_hosts;
mod resolver;
mod settings;
#[cfg(test)]
pub(crate) mod test_origin;

pub use client::Client;
pub use error::{FetchError, NetError};
pub use exchange::{Follow, Hop, Kind, Request, Response, Sent};
pub use settings::Settings;
