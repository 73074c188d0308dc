//! Whether a page may be asked for by the robots.txt of its site (RFC 9309). For pages only: the feeds are
//! on the operator's list because their publishers offer them to programs.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use texting_robots::Robot;
use url::Url;

use crate::model::ErrorClass;
use crate::net_guard::{Client, Kind, Request, Response};

/// The name that a robots.txt addresses us by.
const AGENT: &str = "dateline";
/// How long a robots.txt is believed, and how long one that cannot be had keeps us away.
const LIFE: TimeDelta = TimeDelta::hours(24);
/// First wait before a robots.txt that could not be had is asked for again, in seconds; then doubles.
const RETRY_S: i64 = 600;
/// Longest crawl delay that is obeyed, in seconds: more would keep us from the site for good.
const CRAWL_DELAY_S_MAX: f64 = 60.0;
/// Sites remembered at most, and the bytes of rules remembered for all of them.
const SITES_MAX: usize = 5_000;
const RULE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest line that is read, in bytes, and the most lines: beyond that it is not meant for robots.
const LINE_BYTES_MAX: usize = 2_000;
const LINES_MAX: usize = 20_000;
/// Most rules with `$`: the parser makes a regular expression of each.
const ANCHORED_MAX: usize = 200;

/// What a site's robots.txt says of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RobotsVerdict {
    Allowed {
        /// Seconds between requests that the site asks for, at most 60.
        crawl_delay_s: Option<f64>,
    },
    Disallowed,
    /// It could not be had for the time being, for this reason; the page has to wait.
    Unreachable(ErrorClass),
}

/// The robots.txt files of the sites asked lately. Clones share one memory.
#[derive(Clone)]
pub struct Robots {
    client: Client,
    sites: Arc<Mutex<HashMap<String, Site>>>,
}

#[derive(Clone)]
struct Site {
    /// The last rules that could be read; `None` before.
    rules: Option<Rules>,
    checked_at: DateTime<Utc>,
    trouble: Option<Trouble>,
}

/// Set while robots.txt cannot be had.
#[derive(Clone, Copy)]
struct Trouble {
    class: ErrorClass,
    since_at: DateTime<Utc>,
    retry_at: DateTime<Utc>,
    failures: u32,
}

#[derive(Clone)]
enum Rules {
    /// There is no robots.txt.
    AllAllowed,
    Given {
        robot: Arc<Robot>,
        bytes: usize,
    },
}

impl Robots {
    /// An empty memory that asks through `client`.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            sites: Arc::default(),
        }
    }

    /// The same memory, asking through another client.
    #[must_use]
    pub fn through(&self, client: Client) -> Self {
        Self {
            client,
            sites: Arc::clone(&self.sites),
        }
    }

    /// Whether `url` may be asked for; asks for the site's robots.txt when it is not known or a day old.
    ///
    /// No robots.txt (4xx, or a redirect that leads nowhere) allows everything. One that cannot be had
    /// (5xx, 429, no connection) keeps the last rules, or forbids everything for at most 24 hours.
    pub async fn allowed(&self, url: &str, now: DateTime<Utc>) -> RobotsVerdict {
        let Some((origin, robots_url)) = robots_address(url) else {
            return RobotsVerdict::Unreachable(ErrorClass::AddressRefused);
        };
        let known = self.lock().get(&origin).cloned();
        let site = match known {
            Some(site) if !site.is_due(now) => site,
            before => {
                let answer = self
                    .client
                    .get(Request::new(&robots_url, Kind::Robots), now)
                    .await;
                let rules = match answer {
                    Ok(response) => read(&response),
                    Err(error) if error.class == ErrorClass::Redirect => Ok(Rules::AllAllowed),
                    Err(error) => Err(error.class),
                };
                let site = Site::after(before, rules, now);
                self.remember(origin, site.clone());
                site
            }
        };
        site.verdict(url, now)
    }

    /// The crawl delay that the site of `url` asked for, in seconds; `None` when it asked for none or has
    /// not been asked yet.
    pub fn crawl_delay_s(&self, url: &str) -> Option<f64> {
        let (origin, _) = robots_address(url)?;
        self.lock().get(&origin)?.rules.as_ref()?.crawl_delay_s()
    }

    fn remember(&self, origin: String, site: Site) {
        let mut sites = self.lock();
        sites.insert(origin, site);
        let mut bytes: usize = sites.values().map(Site::bytes).sum();
        while sites.len() > SITES_MAX || bytes > RULE_BYTES_MAX {
            let oldest = sites
                .iter()
                .min_by_key(|(_, site)| site.checked_at)
                .map(|(origin, _)| origin.clone());
            let Some(removed) = oldest.and_then(|origin| sites.remove(&origin)) else {
                break;
            };
            bytes -= removed.bytes();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Site>> {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Site {
    fn is_due(&self, now: DateTime<Utc>) -> bool {
        match self.trouble {
            Some(trouble) => now >= trouble.retry_at,
            None => now - self.checked_at >= LIFE,
        }
    }

    fn after(before: Option<Self>, answer: Result<Rules, ErrorClass>, now: DateTime<Utc>) -> Self {
        match answer {
            Ok(rules) => Self {
                rules: Some(rules),
                checked_at: now,
                trouble: None,
            },
            Err(class) => {
                let (rules, trouble) = before.map_or((None, None), |site| (site.rules, site.trouble));
                let failures = trouble.map_or(0, |trouble| trouble.failures) + 1;
                let wait_s = (RETRY_S << (failures - 1).min(10)).min(LIFE.num_seconds());
                let trouble = Trouble {
                    class,
                    since_at: trouble.map_or(now, |trouble| trouble.since_at),
                    retry_at: now + TimeDelta::seconds(wait_s),
                    failures,
                };
                Self {
                    rules,
                    checked_at: now,
                    trouble: Some(trouble),
                }
            }
        }
    }

    fn verdict(&self, url: &str, now: DateTime<Utc>) -> RobotsVerdict {
        match (&self.rules, self.trouble) {
            (Some(rules), _) => rules.verdict(url),
            (None, Some(trouble)) if now - trouble.since_at < LIFE => {
                RobotsVerdict::Unreachable(trouble.class)
            }
            (None, _) => RobotsVerdict::Allowed { crawl_delay_s: None },
        }
    }

    fn bytes(&self) -> usize {
        match self.rules {
            Some(Rules::Given { bytes, .. }) => bytes,
            Some(Rules::AllAllowed) | None => 0,
        }
    }
}

impl Rules {
    fn verdict(&self, url: &str) -> RobotsVerdict {
        let is_allowed = match self {
            Self::AllAllowed => true,
            // The parser has panicked on unusual input before; careful means no.
            Self::Given { robot, .. } => {
                catch_unwind(AssertUnwindSafe(|| robot.allowed(url))).unwrap_or(false)
            }
        };
        if is_allowed {
            RobotsVerdict::Allowed {
                crawl_delay_s: self.crawl_delay_s(),
            }
        } else {
            RobotsVerdict::Disallowed
        }
    }

    fn crawl_delay_s(&self) -> Option<f64> {
        match self {
            Self::AllAllowed => None,
            Self::Given { robot, .. } => robot
                .delay
                .map(f64::from)
                .filter(|&delay| delay > 0.0)
                .map(|delay| delay.min(CRAWL_DELAY_S_MAX)),
        }
    }
}

/// The origin of `url` and the address of its robots.txt.
fn robots_address(url: &str) -> Option<(String, String)> {
    let url = Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let origin = url.origin().ascii_serialization();
    let robots_url = format!("{origin}/robots.txt");
    Some((origin, robots_url))
}

/// What an answer to the question for robots.txt means; `Err` when it means nothing.
fn read(response: &Response) -> Result<Rules, ErrorClass> {
    match response.status_error() {
        None => parse(&response.body, response.truncated),
        Some(error) => match error.class {
            ErrorClass::NotFound | ErrorClass::Gone | ErrorClass::ClientError | ErrorClass::Redirect => {
                Ok(Rules::AllAllowed)
            }
            // A bot wall is no robots.txt; a plain 401 or 403 is the absence of one (RFC 9309, 2.3.1.3).
            ErrorClass::Forbidden if !response.is_challenge => Ok(Rules::AllAllowed),
            class => Err(class),
        },
    }
}

fn parse(body: &[u8], truncated: bool) -> Result<Rules, ErrorClass> {
    let whole = match body.iter().rposition(|&byte| byte == b'\n') {
        // The last line of a cut file may say the opposite of what it was going to.
        Some(end) if truncated => &body[..=end],
        _ => body,
    };
    // The parser refuses the whole file for one regular expression that is too large: then without any.
    let robot = parsed(&readable(whole, ANCHORED_MAX)).or_else(|| parsed(&readable(whole, 0)));
    match robot {
        Some(robot) => Ok(Rules::Given {
            robot: Arc::new(robot),
            bytes: whole.len(),
        }),
        None => Err(ErrorClass::ParserFault),
    }
}

fn parsed(text: &[u8]) -> Option<Robot> {
    catch_unwind(AssertUnwindSafe(|| Robot::new(AGENT, text).ok()))
        .ok()
        .flatten()
}

/// `text` without over-long lines, lines beyond the limit, and with at most `anchored_max` rules that hold
/// a `$`. Of the others, permissions are left out and prohibitions lose what follows the `$`: both forbid
/// more, never less.
fn readable(text: &[u8], anchored_max: usize) -> Vec<u8> {
    let mut kept = Vec::with_capacity(text.len());
    let mut anchored = 0;
    let lines = text
        .split(|&byte| matches!(byte, b'\n' | b'\r'))
        .filter(|line| line.len() <= LINE_BYTES_MAX);
    for line in lines.take(LINES_MAX) {
        let mut line = line;
        if let Some(at) = line.iter().position(|&byte| byte == b'$') {
            anchored += 1;
            if anchored > anchored_max {
                let is_permission = line.trim_ascii_start().to_ascii_lowercase().starts_with(b"allow");
                if is_permission {
                    continue;
                }
                line = line[..at].trim_ascii_end();
                // A rule that began with `$` matched nothing; without a value it would allow everything.
                if line.ends_with(b":") {
                    continue;
                }
            }
        }
        kept.extend_from_slice(line);
        kept.push(b'\n');
    }
    kept
}

#[cfg(test)]
mod tests;
