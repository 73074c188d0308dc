//! Query parameters that say where a reader came from, not what the page is.
//!
//! Collected from the documentation of analytics and advertising services and from sampled feeds.

/// Parameters that are always tracking, lower case; a trailing `*` stands for any ending.
const ALWAYS: &[&str] = &[
    "utm_*",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "igshid",
    "igsh",
    "msclkid",
    "twclid",
    "ttclid",
    "yclid",
    "ysclid",
    "mc_cid",
    "mc_eid",
    "_hsenc",
    "_hsmi",
    "__hstc",
    "__hssc",
    "mkt_tok",
    "vero_id",
    "oly_anon_id",
    "oly_enc_id",
    "_ga",
    "_gl",
    "ref_src",
    "ref_url",
    "referrer",
    "cmpid",
    "cmp",
    "ncid",
    "ocid",
    "ito",
    "smid",
    "smtyp",
    "xtor",
    "at_medium",
    "at_campaign",
    "at_custom*",
    "at_link*",
    "ns_campaign",
    "ns_mchannel",
    "ns_source",
    "ns_linkname",
    "ns_fee",
    "wt_mc",
    "wt_zmc",
    "wt.mc_id",
    "icid",
    "intcmp",
    "sr_share",
    "spm",
    "guccounter",
    "guce_referrer*",
    "taid",
    "traffic_source",
    "s_cid",
    "s_kwcid",
    "srnd",
    "leadsource",
    "reflink",
    "cid_source",
    "cmp_id",
    "campaign_id",
    "ftag",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "hsctatracking",
    "pk_campaign",
    "pk_kwd",
    "piwik_campaign",
    "piwik_kwd",
    "mtm_*",
    "matomo_*",
    "soc_src",
    "soc_trk",
    "__twitter_impression",
    "amp_js_v",
    "usqp",
    "outputtype",
    "amp",
    "rss",
    "ns_",
    "dgcid",
    "feedtype",
    "feedname",
    "tag_source",
    "sc_*",
];

/// Parameters that are tracking on most sites and the article on a few: dropped when the path
/// already names the article and the value is no number.
const MOSTLY: &[&str] = &[
    "ref", "source", "src", "partner", "mod", "st", "share", "sh", "feed", "from", "via", "cid", "ncmp",
    "output",
];

/// Whether the parameter `name` with `value` can go from the address of an article.
///
/// An unknown parameter stays: `id=`, `p=`, `story=` are the article on some sites.
pub(super) fn is_tracking(name: &str, value: &str, path_names_article: bool) -> bool {
    let name = name.to_ascii_lowercase();
    let is_always = ALWAYS.iter().any(|known| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *known,
    });
    let is_number = value.len() > 2 && value.bytes().all(|c| c.is_ascii_digit());
    is_always || (path_names_article && !is_number && MOSTLY.contains(&name.as_str()))
}
