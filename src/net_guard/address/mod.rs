//! Which addresses, ports and schemes may be connected to. Pure: looks nothing up.
//!
//! Deny by default what is not the public Internet: the registries of special-purpose addresses
//! (RFC 6890 and its updates), and every notation that smuggles an IPv4 address into IPv6.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use url::{Host, Url};

use super::Settings;

/// What may be connected to, taken from [`Settings`].
#[derive(Clone, Debug)]
pub struct Policy {
    networks: Vec<IpNet>,
    ports: Vec<u16>,
}

/// How far a URL's host has been judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The host's addresses, if it is a name, may be public ones or listed ones.
    Open,
    /// The port is allowed for listed networks only, so a name must lead into those.
    ListedOnly,
}

/// Special IPv4 networks: network, prefix length, name.
const REFUSED_V4: [([u8; 4], u32, &str); 15] = [
    ([0, 0, 0, 0], 8, "this network"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "carrier-grade NAT"),
    ([127, 0, 0, 0], 8, "loopback"),
    ([169, 254, 0, 0], 16, "link-local"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "protocol assignments"),
    ([192, 0, 2, 0], 24, "documentation"),
    ([192, 88, 99, 0], 24, "6to4 relay"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "benchmarking"),
    ([198, 51, 100, 0], 24, "documentation"),
    ([203, 0, 113, 0], 24, "documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

/// Special IPv6 networks: network, prefix length, name. The last line catches all that is not 2000::/3,
/// the only space from which global addresses are given out.
const REFUSED_V6: [([u16; 8], u32, &str); 12] = [
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, "loopback"),
    ([0, 0, 0, 0, 0, 0, 0, 0], 96, "unspecified"),
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, "unique local"),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, "link-local"),
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, "site-local"),
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, "multicast"),
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 32, "Teredo"),
    ([0x2001, 2, 0, 0, 0, 0, 0, 0], 48, "benchmarking"),
    ([0x2001, 0x10, 0, 0, 0, 0, 0, 0], 28, "ORCHID"),
    ([0x2001, 0x20, 0, 0, 0, 0, 0, 0], 28, "ORCHID"),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, "documentation"),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, "documentation"),
];

/// Why `address` is not part of the public Internet, in a word or two; `None` when it is.
///
/// IPv4-mapped, NAT64 and 6to4 addresses are judged by the IPv4 address they carry.
pub fn special_use(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => special_use_v4(v4),
        IpAddr::V6(v6) => match carried_v4(v6) {
            Some(v4) => special_use_v4(v4),
            None => special_use_v6(v6),
        },
    }
}

fn special_use_v4(address: Ipv4Addr) -> Option<&'static str> {
    let bits = address.to_bits();
    REFUSED_V4.iter().find_map(|&(network, length, name)| {
        let mask = u32::MAX << (32 - length);
        (bits & mask == Ipv4Addr::from(network).to_bits()).then_some(name)
    })
}

fn special_use_v6(address: Ipv6Addr) -> Option<&'static str> {
    let bits = address.to_bits();
    let listed = REFUSED_V6.iter().find_map(|&(network, length, name)| {
        let mask = u128::MAX << (128 - length);
        (bits & mask == Ipv6Addr::from(network).to_bits()).then_some(name)
    });
    let is_global_unicast = bits >> 125 == 1;
    listed.or_else(|| (!is_global_unicast).then_some("reserved"))
}

/// The IPv4 address that an IPv6 address leads to: ::ffff:0:0/96, 64:ff9b::/96, 2002::/16.
fn carried_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let from = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => Some(from(g, h)),
        (0x2002, high, low, ..) => Some(from(high, low)),
        _ => None,
    }
}

impl Policy {
    /// The policy that `settings` describe.
    pub fn new(settings: &Settings) -> Self {
        Self {
            networks: settings.allow_networks.clone(),
            ports: settings.allow_ports.clone(),
        }
    }

    /// Whether any network is listed that would otherwise be refused.
    pub fn has_listed(&self) -> bool {
        !self.networks.is_empty()
    }

    /// Judges one address that is about to be connected to.
    ///
    /// # Errors
    /// What the address is and how to allow it, in one line for people.
    pub fn judge_address(&self, address: IpAddr, reach: Reach) -> Result<(), String> {
        if self.is_listed(address) {
            return Ok(());
        }
        if let Some(name) = special_use(address) {
            return Err(format!(
                "address {address} is {name}; add its network to allow_networks if it is meant"
            ));
        }
        match reach {
            Reach::Open => Ok(()),
            Reach::ListedOnly => Err(format!(
                "the port is not in allow_ports and {address} is not in allow_networks"
            )),
        }
    }

    /// Judges a URL before a request, and each target of a redirect: scheme, port, and the host if it is an
    /// address in any notation. Names are left to the resolver, within the reach that comes back.
    ///
    /// # Errors
    /// What is wrong with it, in one line for people.
    pub fn judge_url(&self, url: &Url) -> Result<Reach, String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("scheme `{}` is not http or https", url.scheme()));
        }
        let Some(port) = url.port_or_known_default() else {
            return Err("the address has no port".to_owned());
        };
        let reach = if self.ports.contains(&port) {
            Reach::Open
        } else {
            Reach::ListedOnly
        };
        match url.host() {
            Some(Host::Ipv4(address)) => self.judge_address(IpAddr::V4(address), reach)?,
            Some(Host::Ipv6(address)) => self.judge_address(IpAddr::V6(address), reach)?,
            Some(Host::Domain(name)) => match name.trim_end_matches('.').parse::<IpAddr>() {
                Ok(address) => self.judge_address(address, reach)?,
                Err(_) if name.is_empty() => return Err("the address has no host".to_owned()),
                Err(_) => {}
            },
            None => return Err("the address has no host".to_owned()),
        }
        if reach == Reach::ListedOnly && !self.has_listed() {
            return Err(format!(
                "port {port} is not in allow_ports; add it if it is meant"
            ));
        }
        Ok(reach)
    }

    fn is_listed(&self, address: IpAddr) -> bool {
        let carried = match address {
            IpAddr::V4(_) => None,
            IpAddr::V6(v6) => carried_v4(v6).map(IpAddr::V4),
        };
        self.networks
            .iter()
            .any(|network| network.contains(&address) || carried.is_some_and(|v4| network.contains(&v4)))
    }
}

#[cfg(test)]
mod tests;
