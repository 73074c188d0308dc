//! Looks names up and hands out only addresses that were judged: the address that was tested is the one
//! that is connected to, so a name cannot change its mind in between.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{Policy, Reach};
use super::error::NameError;
use crate::model::ErrorClass;

/// The system's resolver with [`Policy`] behind it.
#[derive(Clone)]
pub(super) struct GuardedResolver {
    pub(super) policy: std::sync::Arc<Policy>,
    pub(super) reach: Reach,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let name = name.as_str().to_owned();
            // Port 0: the HTTP library puts in the port of the URL.
            let found = match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(addresses) => addresses.collect::<Vec<SocketAddr>>(),
                Err(error) => return Err(lookup_failed(&name, &error).into()),
            };
            let admitted = admit(&guard.policy, guard.reach, &name, found)?;
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}

/// All of `found`, or none: a name with one refused address is refused, because which of its addresses is
/// connected to is not ours to choose.
fn admit(
    policy: &Policy,
    reach: Reach,
    name: &str,
    found: Vec<SocketAddr>,
) -> Result<Vec<SocketAddr>, NameError> {
    if found.is_empty() {
        let detail = format!("{name} has no address");
        return Err(NameError {
            class: ErrorClass::DnsNotFound,
            detail,
        });
    }
    for address in &found {
        if let Err(reason) = policy.judge_address(address.ip(), reach) {
            let detail = format!("not connected to {name}: {reason}");
            return Err(NameError {
                class: ErrorClass::AddressRefused,
                detail,
            });
        }
    }
    Ok(found)
}

/// What resolvers say of a name that does not exist (glibc, musl, BSD and macOS). All else may pass.
const NOT_FOUND_WORDS: [&str; 5] = [
    "name or service not known",
    "no address associated with hostname",
    "name does not resolve",
    "name has no usable address",
    "nodename nor servname provided",
];

fn lookup_failed(name: &str, error: &std::io::Error) -> NameError {
    let said = error.to_string();
    let lower = said.to_ascii_lowercase();
    // An invalid name never reaches the resolver.
    let is_invalid = error.kind() == std::io::ErrorKind::InvalidInput;
    if is_invalid || NOT_FOUND_WORDS.iter().any(|words| lower.contains(words)) {
        let detail = format!("the name {name} does not exist; check the address");
        NameError {
            class: ErrorClass::DnsNotFound,
            detail,
        }
    } else {
        let detail = format!("the name {name} could not be looked up: {said}");
        NameError {
            class: ErrorClass::DnsTemporary,
            detail,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Policy, Reach, admit, lookup_failed};
    use crate::model::ErrorClass;
    use crate::net_guard::Settings;

    fn addresses(list: &[&str]) -> Vec<std::net::SocketAddr> {
        list.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn one_refused_address_refuses_the_name() {
        let policy = Policy::new(&Settings::default());
        let mixed = addresses(&["8.8.8.8:0", "127.0.0.1:0"]);
        assert_eq!(
            admit(&policy, Reach::Open, "rebind.example", mixed)
                .unwrap_err()
                .class,
            ErrorClass::AddressRefused
        );
        let public = addresses(&["8.8.8.8:0", "[2606:4700::1111]:0"]);
        assert_eq!(
            admit(&policy, Reach::Open, "a.example", public.clone()).unwrap(),
            public
        );
    }

    #[test]
    fn a_name_without_addresses_does_not_exist() {
        let policy = Policy::new(&Settings::default());
        let error = admit(&policy, Reach::Open, "empty.example", vec![]).unwrap_err();
        assert_eq!(error.class, ErrorClass::DnsNotFound);
    }

    #[test]
    fn unknown_names_are_told_from_a_resolver_in_trouble() {
        let class = |text: &str| lookup_failed("n", &std::io::Error::other(text.to_owned())).class;
        for said in [
            "failed to lookup address information: Name or service not known",
            "failed to lookup address information: No address associated with hostname",
            "failed to lookup address information: Name does not resolve",
            "failed to lookup address information: nodename nor servname provided, or not known",
        ] {
            assert_eq!(class(said), ErrorClass::DnsNotFound, "{said}");
        }
        for said in [
            "failed to lookup address information: Temporary failure in name resolution",
            "failed to lookup address information: Try again",
            "failed to lookup address information: System error",
        ] {
            assert_eq!(class(said), ErrorClass::DnsTemporary, "{said}");
        }
    }
}
