//! What the stages go by, and what a reload replaces: settings, client, tables.

use std::sync::Arc;

use anyhow::Context;

use super::desk::{agencies, record_rules};
use crate::attribute::{Agencies, OutletRules};
use crate::config::Config;
use crate::net_guard::Client;
use crate::poll::robots::Robots;
use crate::store::RecordRules;

/// One state of the configuration and all that is made from it. Work that has begun keeps the one it
/// began with.
pub(super) struct Rulebook {
    pub(super) config: Arc<Config>,
    pub(super) agencies: Arc<Agencies>,
    pub(super) outlets: Arc<OutletRules>,
    pub(super) client: Client,
    pub(super) robots: Robots,
    pub(super) record_rules: Arc<RecordRules>,
}

impl Rulebook {
    /// Makes everything from `config`; what `before` has and need not change is kept: connections, and what
    /// is known of robots.txt files.
    ///
    /// # Errors
    /// When the HTTP client cannot be made or the operator's agency file cannot be read.
    pub(super) fn new(config: Arc<Config>, before: Option<&Self>) -> anyhow::Result<Self> {
        let (client, robots) = match before {
            Some(before) if before.config.net == config.net => (before.client.clone(), before.robots.clone()),
            _ => {
                let client = Client::new(&config.net).context("making the HTTP client")?;
                let robots = match before {
                    Some(before) => before.robots.through(client.clone()),
                    None => Robots::new(client.clone()),
                };
                (client, robots)
            }
        };
        Ok(Self {
            agencies: Arc::new(agencies(&config)?),
            outlets: Arc::new(OutletRules::shipped().with_rules(config.outlet.clone())),
            record_rules: Arc::new(record_rules(&config)),
            client,
            robots,
            config,
        })
    }
}
