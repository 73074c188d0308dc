//! The knobs of the network: who we say we are, where we may connect, how long and how much we take.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// What a client may do. Every default is a limit that a well-behaved site never meets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Web or mail address that publishers can complain to, sent with every request. Default: empty, which
    /// the daemon refuses to start with: an anonymous robot is blocked without a word.
    pub contact: String,
    /// Networks that are connected to although they are private, loopback or otherwise special, on any
    /// port, such as `10.1.0.0/16`. Default: none, because feeds may point anywhere.
    #[serde(deserialize_with = "networks")]
    pub allow_networks: Vec<IpNet>,
    /// Ports that may be connected to. Default: 80, 443, 8080, 8443; other ports are rarely the web and
    /// often something that should not be spoken to.
    pub allow_ports: Vec<u16>,
    /// Longest time to look up a name, connect and agree on TLS, in milliseconds. Default: 10,000.
    pub connect_timeout_ms: u64,
    /// Longest wait for the head of an answer, connecting included, in milliseconds. Default: 20,000; some
    /// sites build their feed on request.
    pub first_byte_timeout_ms: u64,
    /// Longest silence within a body, in milliseconds. Default: 10,000.
    pub idle_timeout_ms: u64,
    /// Longest time for a whole feed, redirects included, in milliseconds. Default: 30,000.
    pub feed_timeout_ms: u64,
    /// Longest time for a whole page or robots.txt, redirects included, in milliseconds. Default: 30,000.
    pub page_timeout_ms: u64,
    /// Largest feed after decompression, in bytes; a larger one fails. Default: 20 MiB, several times the
    /// largest full-text feeds seen.
    pub feed_body_bytes_max: u64,
    /// Largest compressed feed or page as it travels, in bytes. Default: 10 MiB: text shrinks to a fifth, so more
    /// is no text.
    pub encoded_body_bytes_max: u64,
    /// Largest page after decompression, in bytes; the rest is cut off. Default: 5 MiB; the text of an
    /// article comes early in its page.
    pub page_body_bytes_max: u64,
    /// Longest chain of redirects. Default: 5.
    pub redirects_max: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            contact: String::new(),
            allow_networks: Vec::new(),
            allow_ports: vec![80, 443, 8080, 8443],
            connect_timeout_ms: 10_000,
            first_byte_timeout_ms: 20_000,
            idle_timeout_ms: 10_000,
            feed_timeout_ms: 30_000,
            page_timeout_ms: 30_000,
            feed_body_bytes_max: 20 * MIB,
            encoded_body_bytes_max: 10 * MIB,
            page_body_bytes_max: 5 * MIB,
            redirects_max: 5,
        }
    }
}

/// Longest contact, in bytes: it travels in a header with every request.
const CONTACT_BYTES_MAX: usize = 200;
/// Longest time-out that can be set, in milliseconds: a lease has to outlive the slowest fetch.
const TIMEOUT_MS_MAX: u64 = 600_000;
/// Largest body limit that can be set, in bytes: bodies are held in memory, many at a time.
const BODY_BYTES_LIMIT: u64 = 256 * MIB;
/// Longest redirect chain that can be set.
const REDIRECTS_LIMIT: u32 = 20;

impl Settings {
    /// What is wrong with the values, as (field, message for people); empty when all is well.
    ///
    /// An empty contact is reported too: a daemon must not start without one.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        if let Some(problem) = contact_problem(&self.contact) {
            problems.push(("contact", problem));
        }
        if self.allow_ports.is_empty() && self.allow_networks.is_empty() {
            problems.push((
                "allow_ports",
                "is empty, so nothing could be connected to".to_owned(),
            ));
        }
        if self.allow_ports.contains(&0) {
            problems.push(("allow_ports", "port 0 does not exist; remove it".to_owned()));
        }
        for (field, value) in [
            ("connect_timeout_ms", self.connect_timeout_ms),
            ("first_byte_timeout_ms", self.first_byte_timeout_ms),
            ("idle_timeout_ms", self.idle_timeout_ms),
            ("feed_timeout_ms", self.feed_timeout_ms),
            ("page_timeout_ms", self.page_timeout_ms),
        ] {
            if !(1..=TIMEOUT_MS_MAX).contains(&value) {
                problems.push((
                    field,
                    format!("is {value}; give 1 to {TIMEOUT_MS_MAX} milliseconds"),
                ));
            }
        }
        for (field, value) in [
            ("feed_body_bytes_max", self.feed_body_bytes_max),
            ("encoded_body_bytes_max", self.encoded_body_bytes_max),
            ("page_body_bytes_max", self.page_body_bytes_max),
        ] {
            if !(KIB..=BODY_BYTES_LIMIT).contains(&value) {
                problems.push((
                    field,
                    format!("is {value}; give {KIB} to {BODY_BYTES_LIMIT} bytes"),
                ));
            }
        }
        if self.redirects_max > REDIRECTS_LIMIT {
            let message = format!("is {}; give 0 to {REDIRECTS_LIMIT}", self.redirects_max);
            problems.push(("redirects_max", message));
        }
        problems
    }

    /// `Dateline/<version> (+<contact>)`: a name to look for in logs and an address to write to.
    pub fn user_agent(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        match self.contact.trim() {
            "" => format!("Dateline/{version}"),
            contact => format!("Dateline/{version} (+{contact})"),
        }
    }
}

/// Networks as they are written; the message names the one that is wrong.
fn networks<'de, D: Deserializer<'de>>(list: D) -> Result<Vec<IpNet>, D::Error> {
    let networks = Vec::<Network>::deserialize(list)?;
    Ok(networks.into_iter().map(|Network(network)| network).collect())
}

/// One of them.
struct Network(IpNet);

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(word: D) -> Result<Self, D::Error> {
        let word = String::deserialize(word)?;
        word.parse().map(Self).map_err(|_| {
            let example = match word.parse::<IpAddr>() {
                Ok(address) => IpNet::from(address).to_string(),
                Err(_) => "10.1.0.0/16".to_owned(),
            };
            serde::de::Error::custom(format!("`{word}` is no network; write it as in [\"{example}\"]"))
        })
    }
}

fn contact_problem(contact: &str) -> Option<String> {
    let contact = contact.trim();
    let is_printable = contact.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if contact.is_empty() {
        Some("is empty; give a web or mail address that publishers can write to".to_owned())
    } else if contact.len() > CONTACT_BYTES_MAX || !is_printable {
        Some(format!(
            "must be printable ASCII of at most {CONTACT_BYTES_MAX} characters"
        ))
    } else if contact.contains('@') || contact.contains("://") {
        None
    } else {
        Some(format!(
            "`{contact}` is neither a web nor a mail address; give one, such as https://example.org/bot"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    fn fields(settings: &Settings) -> Vec<&'static str> {
        settings.problems().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn the_defaults_lack_nothing_but_a_contact() {
        assert_eq!(fields(&Settings::default()), ["contact"]);
        let named = Settings {
            contact: "https://example.org/bot".into(),
            ..Settings::default()
        };
        assert_eq!(fields(&named), Vec::<&str>::new());
    }

    #[test]
    fn a_contact_that_is_no_address_or_cannot_travel_in_a_header_is_reported() {
        for contact in ["me", "a@b\r\nX: y", "https://пример.example/", &"a@b".repeat(100)] {
            let settings = Settings {
                contact: contact.into(),
                ..Settings::default()
            };
            assert_eq!(fields(&settings), ["contact"], "{contact}");
        }
    }

    #[test]
    fn limits_out_of_range_are_reported_by_name() {
        let settings = Settings {
            contact: "desk@example.org".into(),
            allow_ports: vec![0],
            connect_timeout_ms: 0,
            page_body_bytes_max: 3,
            redirects_max: 100,
            ..Settings::default()
        };
        assert_eq!(
            fields(&settings),
            [
                "allow_ports",
                "connect_timeout_ms",
                "page_body_bytes_max",
                "redirects_max"
            ]
        );
    }

    #[test]
    fn unknown_keys_are_refused_and_missing_ones_have_defaults() {
        let settings: Settings = toml::from_str("allow_networks = ['10.1.0.0/16', 'fd00::/8']").unwrap();
        assert_eq!(settings.allow_networks.len(), 2);
        assert_eq!(settings.redirects_max, 5);
        assert!(toml::from_str::<Settings>("allow_network = []").is_err());
    }

    #[test]
    fn the_user_agent_names_version_and_contact() {
        let settings = Settings {
            contact: " desk@example.org ".into(),
            ..Settings::default()
        };
        assert!(settings.user_agent().starts_with("Dateline/"));
        assert!(settings.user_agent().ends_with(" (+desk@example.org)"));
    }
}
