//! Hosts that are asked in HTTP/1.1, because their HTTP/2 is broken.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

/// How long a host is spared; then it gets another chance.
const SPARED_FOR: Duration = Duration::from_secs(7 * 24 * 3600);
/// Hosts remembered; beyond, all are forgotten, which costs each one request more.
const HOSTS_MAX: usize = 10_000;

/// Shared by the clones of one client; forgotten with it.
#[derive(Clone, Debug, Default)]
pub(super) struct OldHosts {
    until: Arc<Mutex<HashMap<String, Instant>>>,
}

impl OldHosts {
    pub(super) fn contains(&self, url: &Url) -> bool {
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until
            .get(url.authority())
            .is_some_and(|until| Instant::now() < *until)
    }

    pub(super) fn add(&self, url: &Url) {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        if until.len() >= HOSTS_MAX {
            until.clear();
        }
        until.insert(url.authority().to_owned(), Instant::now() + SPARED_FOR);
    }
}
