use std::net::IpAddr;

use proptest::prelude::*;
use url::Url;

use super::{Policy, Reach, special_use};
use crate::net_guard::Settings;

fn policy(networks: &[&str]) -> Policy {
    let allow_networks = networks.iter().map(|network| network.parse().unwrap()).collect();
    Policy::new(&Settings {
        allow_networks,
        ..Settings::default()
    })
}

/// URLs that lead inside, or nowhere on the web, in every notation we know of.
const REFUSED_URLS: [&str; 78] = [
    "http://127.0.0.1/",
    "http://127.0.0.1:8080/feed",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://0177.1/",
    "http://127.0.0.1./",
    "http://%31%32%37.0.0.1/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://user:secret@127.0.0.1/",
    "http://example.org@127.0.0.1/",
    "http:\\\\127.0.0.1\\",
    "http:127.0.0.1/",
    "http:///127.0.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0.1.2.3/",
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://167772161/",
    "http://100.64.0.1/",
    "http://100.127.255.255/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0xA9.0xFE.0xA9.0xFE/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://192.168.0.1/",
    "http://0300.0250.0.1/",
    "http://198.18.0.1/",
    "http://198.19.255.255/",
    "http://198.51.100.7/",
    "http://203.0.113.7/",
    "http://224.0.0.1/",
    "http://239.255.255.255/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:10.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:c0a8:1::1]/",
    "http://[2001::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[4000::1]/",
    "http://example.org:22/",
    "http://example.org:6379/",
    "https://example.org:25/",
    "ftp://example.org/feed",
    "file:///etc/passwd",
    "gopher://example.org:80/_x",
];

#[test]
fn no_notation_of_an_inner_address_passes() {
    let policy = policy(&[]);
    for text in REFUSED_URLS {
        // What the parser refuses cannot be requested either.
        if let Ok(url) = Url::parse(text) {
            assert!(policy.judge_url(&url).is_err(), "{text} passed as {url}");
        }
    }
    let unparsed = REFUSED_URLS
        .iter()
        .filter(|text| Url::parse(text).is_err())
        .count();
    assert_eq!(unparsed, 0, "a form that is not tested at all");
}

#[test]
fn the_public_web_passes() {
    let policy = policy(&[]);
    for text in [
        "http://example.org/feed",
        "https://example.org/feed",
        "https://example.org:8443/",
        "http://example.org:8080/",
        "http://8.8.8.8/",
        "http://172.15.255.255/",
        "http://172.32.0.1/",
        "http://100.63.255.255/",
        "http://100.128.0.1/",
        "http://192.0.1.1/",
        "http://198.17.255.255/",
        "http://198.20.0.1/",
        "http://223.255.255.255/",
        "http://[2606:4700::1111]/",
        "http://[2a00:1450:4001::200e]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[64:ff9b::808:808]/",
        "http://[2002:808:808::]/",
    ] {
        assert_eq!(
            policy.judge_url(&Url::parse(text).unwrap()),
            Ok(Reach::Open),
            "{text}"
        );
    }
}

#[test]
fn a_listed_network_is_allowed_on_any_port_and_only_that_network() {
    let policy = policy(&["10.1.0.0/16", "::1/128"]);
    let judge = |text: &str| policy.judge_url(&Url::parse(text).unwrap());
    assert_eq!(judge("http://10.1.2.3/"), Ok(Reach::Open));
    assert_eq!(judge("http://10.1.2.3:9999/"), Ok(Reach::ListedOnly));
    assert_eq!(judge("http://[::ffff:10.1.2.3]/"), Ok(Reach::Open));
    assert_eq!(judge("http://[::1]:9999/"), Ok(Reach::ListedOnly));
    assert!(judge("http://10.2.0.1/").is_err());
    assert!(judge("http://8.8.8.8:9999/").is_err());
}

#[test]
fn a_name_on_an_odd_port_must_lead_into_a_listed_network() {
    let policy = policy(&["10.1.0.0/16"]);
    let reach = policy
        .judge_url(&Url::parse("http://intranet.example:9999/").unwrap())
        .unwrap();
    assert_eq!(reach, Reach::ListedOnly);
    assert!(policy.judge_address("10.1.0.9".parse().unwrap(), reach).is_ok());
    assert!(policy.judge_address("8.8.8.8".parse().unwrap(), reach).is_err());
}

#[test]
fn a_refusal_says_what_the_address_is_and_what_to_do() {
    let message = policy(&[])
        .judge_address("169.254.169.254".parse().unwrap(), Reach::Open)
        .unwrap_err();
    assert!(
        message.contains("link-local") && message.contains("allow_networks"),
        "{message}"
    );
}

proptest! {
    #[test]
    fn mapped_and_translated_forms_are_judged_like_the_address_they_carry(bits: u32) {
        let v4 = std::net::Ipv4Addr::from_bits(bits);
        let [a, b, c, d] = v4.octets();
        let plain = special_use(IpAddr::V4(v4));
        let hex = format!("{a:02x}{b:02x}:{c:02x}{d:02x}");
        for form in [format!("::ffff:{hex}"), format!("64:ff9b::{hex}"), format!("2002:{hex}::")] {
            prop_assert_eq!(special_use(form.parse().unwrap()), plain, "{}", form);
        }
    }

    #[test]
    fn judging_never_panics(text in "\\PC{0,60}") {
        if let Ok(url) = Url::parse(&format!("http://{text}")) {
            let _ = policy(&["10.0.0.0/8"]).judge_url(&url);
        }
    }
}
