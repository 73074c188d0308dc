//! Who publishes an article: the outlet rule.
//!
//! A registrable domain is no outlet (`economictimes.indiatimes.com` is not `indiatimes.com`), so
//! outlets are keyed by host, with a configured map for everything else.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use url::Url;

use super::agencies::Agencies;
use crate::model::ReadInput;

/// The rules that come with the program.
const SHIPPED: &str = include_str!("../../config/outlets.toml");

/// One line of the configured map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OutletRule {
    /// Host of the article, without `www.`; subdomains are included.
    #[serde(default)]
    pub host: Option<String>,
    /// Beginning of the article's path, on a slash: `/sport` is not `/sports`.
    #[serde(default)]
    pub path_prefix: Option<String>,
    /// Address of the feed, exactly.
    #[serde(default)]
    pub feed: Option<String>,
    /// The outlet's key; the host for none.
    #[serde(default)]
    pub outlet: Option<String>,
    /// Id of the agency that the outlet is.
    #[serde(default)]
    pub agency: Option<String>,
    /// Shows other outlets' articles under its own address.
    #[serde(default)]
    pub aggregator: bool,
}

/// The configured map, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutletRules {
    #[serde(default, rename = "outlet")]
    pub rules: Vec<OutletRule>,
}

/// Who publishes an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// What makes two articles one outlet's: a configured name, an archive's word, or a host.
    /// Empty when nothing is known of the article's whereabouts.
    pub key: String,
    /// Set when the outlet is an agency's own site or feed.
    pub agency_id: Option<String>,
    pub is_aggregator: bool,
}

impl OutletRules {
    /// The rules that come with the program: the known aggregators.
    pub fn shipped() -> &'static Self {
        static RULES: LazyLock<OutletRules> =
            LazyLock::new(|| toml::from_str(SHIPPED).expect("the shipped rules are read in the tests"));
        &RULES
    }

    /// `rules` before these: of two that fit equally well, the first decides.
    #[must_use]
    pub fn with_rules(&self, rules: Vec<OutletRule>) -> Self {
        Self {
            rules: rules.into_iter().chain(self.rules.iter().cloned()).collect(),
        }
    }

    /// Who publishes the article at `url`, named `archive_word` by its archive, from the feed `feed_url`.
    ///
    /// The configured map first (a feed before a host, the longest host and path), then the archive's
    /// word, then the host without `www.`. For an aggregator's entry hand in the linked source's
    /// address ([`OutletRules::address_of`]).
    pub fn outlet_of(
        &self,
        url: Option<&str>,
        archive_word: Option<&str>,
        feed_url: Option<&str>,
        agencies: &Agencies,
    ) -> Outlet {
        let place = url.and_then(place_of);
        let word = archive_word.map(str::trim).filter(|word| !word.is_empty());
        let host = place.as_ref().map(|(host, _)| host.as_str());
        let rule = self.fitting(place.as_ref(), feed_url);
        let configured = rule.and_then(|rule| rule.outlet.as_deref().or(rule.host.as_deref()));
        let key = configured
            .or(word)
            .or(host)
            .or_else(|| feed_url.map(|_| ""))
            .unwrap_or("");
        let key = if key.is_empty() {
            feed_url
                .and_then(place_of)
                .map(|(host, _)| host)
                .unwrap_or_default()
        } else {
            key.to_owned()
        };
        let agency_id = rule
            .and_then(|rule| rule.agency.clone())
            .or_else(|| agencies.for_host(&key).map(|agency| agency.id.clone()))
            .or_else(|| configured.or(word).and_then(|word| full_name(agencies, word)))
            .or_else(|| {
                (configured.or(word).is_none())
                    .then(|| agency_of_host(host?, agencies))
                    .flatten()
            });
        Outlet {
            key,
            agency_id,
            is_aggregator: rule.is_some_and(|rule| rule.aggregator),
        }
    }

    /// The address that tells the outlet: the article's, or the linked source's where an aggregator
    /// shows the article and the feed says whose it is.
    pub fn address_of<'a>(&self, input: &'a ReadInput) -> Option<&'a str> {
        let own = input.url.as_deref();
        let place = own.and_then(place_of);
        let is_aggregator = self
            .fitting(place.as_ref(), None)
            .is_some_and(|rule| rule.aggregator);
        input
            .source_url
            .as_deref()
            .filter(|_| is_aggregator || own.is_none())
            .or(own)
    }

    /// The rule that says most about this place.
    fn fitting(&self, place: Option<&(String, String)>, feed_url: Option<&str>) -> Option<&OutletRule> {
        let weight = |rule: &OutletRule| -> Option<(bool, usize, usize)> {
            let feed = match &rule.feed {
                Some(feed) if Some(feed.as_str()) != feed_url => return None,
                feed => feed.is_some(),
            };
            let host = match (&rule.host, place) {
                (Some(rule), Some((host, _))) if is_under(host, rule) => rule.len(),
                (Some(_), _) => return None,
                (None, _) => 0,
            };
            let path = match (&rule.path_prefix, place) {
                (Some(prefix), Some((_, path))) if begins_with(path, prefix) => prefix.len(),
                (Some(_), _) => return None,
                (None, _) => 0,
            };
            (feed || host > 0).then_some((feed, host, path))
        };
        let mut best = None;
        for rule in &self.rules {
            if let Some(weight) = weight(rule)
                && best.is_none_or(|(heaviest, _)| weight > heaviest)
            {
                best = Some((weight, rule));
            }
        }
        best.map(|(_, rule)| rule)
    }
}

/// The id of the agency whose own site `host` is; `None` for anybody else.
pub fn agency_of_host(host: &str, agencies: &Agencies) -> Option<String> {
    agencies.for_host(host).map(|agency| agency.id.clone())
}

/// An agency that an archive or the map calls by its name, its short form or its id.
///
/// The field holds nothing but a name, so names that mean other things elsewhere count too, in their own
/// case or in small letters (`AFP`, `ap`); short forms read only in one language do not.
fn full_name(agencies: &Agencies, word: &str) -> Option<String> {
    let exact = agencies.by_name(word, None);
    let small = || {
        let capitals = word.to_uppercase();
        let is_small = !word.chars().any(char::is_uppercase);
        is_small.then(|| agencies.by_name(&capitals, None)).flatten()
    };
    let folded = || {
        agencies
            .by_name_folded(word, None)
            .filter(|(_, is_ambiguous)| !is_ambiguous)
    };
    let (agency, _) = exact.or_else(small).or_else(folded)?;
    (!agency.is_generic()).then(|| agency.id.clone())
}

/// The country (ISO 3166-1 alpha-2) in which the ending of the host of `address` lies, as far as that
/// ending is one: `.sg`, `.com.tw`; `None` for `.com`.
pub(super) fn country_of_address(address: &str) -> Option<String> {
    /// Endings sold to everybody.
    const EVERYBODYS: [&str; 10] = ["tv", "me", "io", "co", "ai", "fm", "cc", "ws", "to", "eu"];
    let (host, _) = place_of(address)?;
    let ending = host.rsplit('.').next()?;
    let is_country = ending.len() == 2 && ending.bytes().all(|c| c.is_ascii_lowercase());
    (is_country && !EVERYBODYS.contains(&ending)).then(|| match ending {
        "uk" => "GB".to_owned(),
        ending => ending.to_ascii_uppercase(),
    })
}

/// Host without `www.` and path of an address.
fn place_of(url: &str) -> Option<(String, String)> {
    let url = Url::parse(url.trim()).ok()?;
    let host = url.host_str()?.trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| (host.to_owned(), url.path().to_owned()))
}

fn is_under(host: &str, domain: &str) -> bool {
    let domain = domain.strip_prefix("www.").unwrap_or(domain);
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn begins_with(path: &str, prefix: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(toml: &str) -> OutletRules {
        toml::from_str(toml).unwrap()
    }

    fn key(rules: &OutletRules, url: &str) -> String {
        rules.outlet_of(Some(url), None, None, Agencies::shipped()).key
    }

    #[test]
    fn without_a_rule_the_host_is_the_outlet() {
        let none = OutletRules::default();
        assert_eq!(
            key(&none, "https://www.Valley-Post.example/a"),
            "valley-post.example"
        );
        assert_eq!(
            key(&none, "https://sport.valley-post.example/a"),
            "sport.valley-post.example"
        );
        assert_eq!(key(&none, "no address"), "");
    }

    #[test]
    fn the_longest_match_of_the_map_decides() {
        let map = rules(
            r#"
            [[outlet]]
            host = "post.example"
            outlet = "post"
            [[outlet]]
            host = "post.example"
            path_prefix = "/city/"
            outlet = "city post"
            [[outlet]]
            feed = "https://post.example/wire.xml"
            outlet = "wire"
            agency = "pti"
            "#,
        );
        assert_eq!(key(&map, "https://www.post.example/x"), "post");
        assert_eq!(key(&map, "https://m.post.example/city"), "city post");
        assert_eq!(key(&map, "https://m.post.example/cityscape"), "post");
        assert_eq!(key(&map, "https://nopost.example/city"), "nopost.example");
        let wire = map.outlet_of(
            Some("https://post.example/city/1"),
            None,
            Some("https://post.example/wire.xml"),
            Agencies::shipped(),
        );
        assert_eq!(
            wire,
            Outlet {
                key: "wire".into(),
                agency_id: Some("pti".into()),
                is_aggregator: false
            }
        );
    }

    #[test]
    fn an_archives_word_wins_over_the_host() {
        let none = OutletRules::default();
        let outlet = none.outlet_of(
            Some("https://mirror.example/1"),
            Some(" NationPress "),
            None,
            Agencies::shipped(),
        );
        assert_eq!(
            outlet,
            Outlet {
                key: "NationPress".into(),
                agency_id: None,
                is_aggregator: false
            }
        );
    }

    #[test]
    fn an_agencys_own_site_or_name_is_an_agency() {
        let none = OutletRules::default();
        let agencies = Agencies::shipped();
        let id = |url, word| none.outlet_of(url, word, None, agencies).agency_id;
        assert_eq!(
            id(Some("https://english.news.cn/1"), None).as_deref(),
            Some("xinhua")
        );
        assert_eq!(id(None, Some("Xinhua")).as_deref(), Some("xinhua"));
        assert_eq!(id(None, Some("reuters.com")).as_deref(), Some("reuters"));
        for (word, agency) in [
            ("AFP", "afp"),
            ("AP", "ap"),
            ("PA", "pa"),
            ("ap", "ap"),
            ("PTI", "pti"),
        ] {
            assert_eq!(id(None, Some(word)).as_deref(), Some(agency), "{word}");
        }
        for word in ["Agencies", "Pa", "TT", "NationPress", "AP Valley Post"] {
            assert_eq!(id(None, Some(word)), None, "{word}");
        }
        assert_eq!(id(Some("https://english.news.cn/1"), Some("Valley Post")), None);
        assert_eq!(agency_of_host("tass.ru", agencies).as_deref(), Some("tass"));
    }

    #[test]
    fn an_aggregators_entry_belongs_to_the_linked_source() {
        let shipped = OutletRules::shipped();
        let mut input = ReadInput::new("1");
        input.url = Some("https://news.google.com/rss/articles/x".into());
        assert!(
            shipped
                .outlet_of(shipped.address_of(&input), None, None, Agencies::shipped())
                .is_aggregator
        );
        input.source_url = Some("https://www.valley-post.example".into());
        let outlet = shipped.outlet_of(shipped.address_of(&input), None, None, Agencies::shipped());
        assert_eq!(
            outlet,
            Outlet {
                key: "valley-post.example".into(),
                agency_id: None,
                is_aggregator: false
            }
        );
    }

    #[test]
    fn the_ending_of_an_address_may_be_a_countrys() {
        let of = |address| country_of_address(address);
        assert_eq!(of("https://news.valley-post.com.tw/1").as_deref(), Some("TW"));
        assert_eq!(of("https://valley-post.co.uk/1").as_deref(), Some("GB"));
        assert_eq!(of("https://valley-post.example/1"), None);
        assert_eq!(of("https://valley-post.tv/1"), None);
        assert_eq!(of("no address"), None);
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(toml::from_str::<OutletRules>("[[outlet]]\nhosts = \"x\"").is_err());
    }
}
