//! The knobs of the pages about the daemon itself.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where health is told, and when it is called good.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `127.0.0.1:9797`, `[::1]:9797`, `unix:/run/dateline/health.sock`, or empty: nowhere. Default: empty.
    pub listen: String,
    /// Whether an address that other machines reach may be listened on. Default: no; there is no password.
    pub allow_remote: bool,
    /// `/readyz` fails when the disk of the store has less left, in MiB. Default: 512.
    pub disk_free_mib_min: u64,
    /// `/readyz` fails when the writer has not answered for so long, in seconds. Default: 30.
    pub writer_age_s_max: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: String::new(),
            allow_remote: false,
            disk_free_mib_min: 512,
            writer_age_s_max: 30,
        }
    }
}

/// Longest path of a Unix socket, in bytes: the system's own limit.
const SOCKET_PATH_BYTES_MAX: usize = 107;
/// The writer is asked every five seconds; less than twice that would call a healthy one sick.
const WRITER_AGE_S: std::ops::RangeInclusive<u64> = 10..=3600;

impl Settings {
    /// What is wrong with the values, as (field, message for people); empty when all is well.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        match Address::parse(&self.listen) {
            Err(_) if self.listen.is_empty() => {}
            Err(why) => problems.push(("listen", why)),
            Ok(address) if !address.is_local() && !self.allow_remote => {
                let message = format!(
                    "`{}` can be reached from other machines and nothing asks for a password; give an \
                     address of this machine such as 127.0.0.1:9797, or set allow_remote = true",
                    self.listen
                );
                problems.push(("listen", message));
            }
            Ok(_) => {}
        }
        if !WRITER_AGE_S.contains(&self.writer_age_s_max) {
            let message = format!(
                "is {}; give {} to {} seconds",
                self.writer_age_s_max,
                WRITER_AGE_S.start(),
                WRITER_AGE_S.end()
            );
            problems.push(("writer_age_s_max", message));
        }
        problems
    }

    /// Where to listen; `None` when the pages are off.
    pub fn address(&self) -> Option<Address> {
        Address::parse(&self.listen).ok()
    }
}

/// Where the pages are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

impl Address {
    /// Reads `ADDRESS:PORT` or `unix:PATH`.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.starts_with('/') && path.len() <= SOCKET_PATH_BYTES_MAX {
                Ok(Self::Unix(path.into()))
            } else {
                Err(format!(
                    "`{text}` needs a path that starts with / and has at most {SOCKET_PATH_BYTES_MAX} bytes"
                ))
            };
        }
        text.parse().map(Self::Tcp).map_err(|_| {
            format!(
                "`{text}` is no address; give one such as 127.0.0.1:9797 or unix:/run/dateline/health.sock"
            )
        })
    }

    /// Whether only this machine reaches it.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Tcp(address) => address.ip().is_loopback(),
            Self::Unix(_) => true,
        }
    }

    /// The same place as somebody on this machine asks for it: one that listens everywhere is asked on loopback.
    #[must_use]
    pub fn seen_from_here(self) -> Self {
        match self {
            Self::Tcp(mut address) if address.ip().is_unspecified() => {
                address.set_ip(match address.ip() {
                    IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                    IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
                });
                Self::Tcp(address)
            }
            other => other,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => write!(f, "http://{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(listen: &str, allow_remote: bool) -> Vec<&'static str> {
        let settings = Settings {
            listen: listen.into(),
            allow_remote,
            ..Settings::default()
        };
        settings.problems().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn only_this_machine_may_ask_unless_it_is_allowed() {
        for listen in ["", "127.0.0.1:9797", "[::1]:0", "unix:/run/dateline/health.sock"] {
            assert_eq!(problems(listen, false), Vec::<&str>::new(), "{listen}");
        }
        for listen in ["0.0.0.0:9797", "[::]:9797", "192.168.1.4:9797"] {
            assert_eq!(problems(listen, false), ["listen"], "{listen}");
            assert_eq!(problems(listen, true), Vec::<&str>::new(), "{listen}");
        }
    }

    #[test]
    fn what_is_no_address_is_reported_with_what_to_write() {
        let long = format!("unix:/{}", "x".repeat(200));
        for listen in [
            "9797",
            ":9797",
            "localhost:9797",
            "unix:",
            "unix:run/h.sock",
            &long,
        ] {
            assert_eq!(problems(listen, true), ["listen"], "{listen}");
        }
        let settings = Settings {
            writer_age_s_max: 1,
            ..Settings::default()
        };
        assert_eq!(settings.problems()[0].0, "writer_age_s_max");
    }

    #[test]
    fn a_listener_on_all_addresses_is_asked_on_loopback() {
        let here = |text: &str| Address::parse(text).unwrap().seen_from_here().to_string();
        assert_eq!(here("0.0.0.0:80"), "http://127.0.0.1:80");
        assert_eq!(here("[::]:80"), "http://[::1]:80");
        assert_eq!(here("10.0.0.1:80"), "http://10.0.0.1:80");
    }
}
