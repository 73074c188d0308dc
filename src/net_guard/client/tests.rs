use chrono::{DateTime, TimeZone, Utc};

use super::{Client, Follow, Kind, Request, Sent, Trust};
use crate::model::ErrorClass;
use crate::net_guard::Settings;
use crate::net_guard::test_origin::{Origin, Reply, answer, loopback_settings};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 14, 12, 0, 0).unwrap()
}

fn client(settings: &Settings) -> Client {
    Client::with_trust(settings, Trust::Nobody).unwrap()
}

async fn class_of(client: &Client, url: &str) -> ErrorClass {
    client
        .get(Request::new(url, Kind::Feed), now())
        .await
        .unwrap_err()
        .class
}

#[tokio::test]
async fn nothing_is_connected_to_when_the_address_is_refused() {
    let origin = Origin::start(|_, _| answer("200 OK", &[], b"secret")).await;
    let port = origin.port;
    // The port itself is allowed, so that only the address is judged.
    let guarded = client(&Settings {
        allow_ports: vec![port],
        ..Settings::default()
    });
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "0",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::1]",
        "[::]",
        "localhost",
        "LOCALHOST",
        "user:pass@127.0.0.1",
    ] {
        let class = class_of(&guarded, &format!("http://{host}:{port}/")).await;
        assert_eq!(class, ErrorClass::AddressRefused, "{host}");
    }
    // Not every resolver knows the rooted form; it must lead nowhere in any case.
    class_of(&guarded, &format!("http://localhost.:{port}/")).await;
    assert_eq!(origin.connections(), 0);
}

#[tokio::test]
async fn a_redirect_to_a_refused_address_is_not_connected_to() {
    let inside = Origin::start(|_, _| answer("200 OK", &[], b"secret")).await;
    let inner_port = inside.port;
    let outside = Origin::start(move |path, _| {
        let host = path.trim_start_matches('/');
        answer(
            "302 Found",
            &[("location", &format!("http://{host}:{inner_port}/"))],
            b"",
        )
    })
    .await;
    let settings = Settings {
        // Only the first server's own address is listed; 127.0.0.2 stands for the inner network.
        allow_networks: vec!["127.0.0.1/32".parse().unwrap()],
        allow_ports: vec![inner_port],
        ..Settings::default()
    };
    let guarded = client(&settings);
    for host in [
        "127.0.0.2",
        "2130706434",
        "0x7f.2",
        "[::ffff:127.0.0.2]",
        "0.0.0.0",
        "[::1]",
        "10.0.0.1",
    ] {
        let class = class_of(&guarded, &outside.url(&format!("/{host}"))).await;
        assert_eq!(class, ErrorClass::AddressRefused, "{host}");
    }
    assert_eq!(inside.connections(), 0);
    assert!(outside.connections() > 0);
}

#[tokio::test]
async fn a_listed_network_is_reached_by_literal_on_any_port() {
    let origin = Origin::start(|_, _| answer("200 OK", &[("content-type", "text/xml")], b"<rss/>")).await;
    let response = client(&loopback_settings())
        .get(Request::new(&origin.url("/f#top"), Kind::Feed), now())
        .await;
    let response = response.unwrap();
    assert_eq!(
        (response.status, response.body.as_slice()),
        (200, b"<rss/>".as_slice())
    );
    assert_eq!(response.final_url, origin.url("/f"));
    assert_eq!(response.content_type.as_deref(), Some("text/xml"));
    let head = origin.heads().remove(0);
    assert!(head.starts_with("GET /f HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("(+test@example.org)"), "{head}");
    assert!(!head.to_ascii_lowercase().contains("cookie"), "{head}");
}

#[tokio::test]
async fn user_names_and_passwords_are_not_sent() {
    let origin = Origin::start(|_, _| answer("200 OK", &[], b"x")).await;
    let url = format!("http://me:secret@127.0.0.1:{}/", origin.port);
    let response = client(&loopback_settings())
        .get(Request::new(&url, Kind::Feed), now())
        .await
        .unwrap();
    assert_eq!(response.final_url, origin.url("/"));
    assert!(!origin.heads()[0].to_ascii_lowercase().contains("authorization"));
}

#[tokio::test]
async fn other_schemes_and_ports_are_refused() {
    let guarded = client(&Settings::default());
    for url in [
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://example.org:22/",
        "data:text/plain,x",
        "nonsense",
        "",
    ] {
        assert_eq!(class_of(&guarded, url).await, ErrorClass::AddressRefused, "{url}");
    }
}

#[tokio::test]
async fn redirects_are_followed_and_told() {
    let origin = Origin::start(|path, _| match path {
        "/a" => answer("301 Moved", &[("location", "/b")], b""),
        "/b" => answer("308 Moved", &[("location", "c"), ("retry-after", "7")], b""),
        "/t" => answer("302 Found", &[("location", "/c")], b""),
        "/ü" | "/%C3%BC" => answer("200 OK", &[], b"umlaut"),
        "/u" => answer("302 Found", &[("location", "/ü")], b""),
        _ => answer("200 OK", &[], b"end"),
    })
    .await;
    let client = client(&loopback_settings());
    let get = async |path: &str| {
        client
            .get(Request::new(&origin.url(path), Kind::Feed), now())
            .await
            .unwrap()
    };
    let permanent = get("/a").await;
    assert_eq!(permanent.permanent_redirect, Some(origin.url("/c")));
    assert_eq!(
        permanent.hops.iter().map(|hop| hop.status).collect::<Vec<_>>(),
        [301, 308]
    );
    assert_eq!(
        (permanent.final_url, permanent.retry_after_s),
        (origin.url("/c"), Some(7))
    );
    assert_eq!(get("/t").await.permanent_redirect, None);
    assert_eq!(get("/c").await.permanent_redirect, None);
    assert_eq!(get("/u").await.body, b"umlaut");
}

#[tokio::test]
async fn endless_circular_and_broken_redirects_end() {
    let origin = Origin::start(|path, _| match path {
        "/circle" => answer("302 Found", &[("location", "/elcric")], b""),
        "/elcric" => answer("302 Found", &[("location", "/circle")], b""),
        "/none" => answer("302 Found", &[], b""),
        "/bad" => answer("302 Found", &[("location", "http://[")], b""),
        "/scheme" => answer("302 Found", &[("location", "file:///etc/passwd")], b""),
        endless => answer("302 Found", &[("location", &format!("{endless}x"))], b""),
    })
    .await;
    let client = client(&loopback_settings());
    for path in ["/circle", "/none", "/bad", "/x"] {
        assert_eq!(
            class_of(&client, &origin.url(path)).await,
            ErrorClass::Redirect,
            "{path}"
        );
    }
    assert_eq!(
        class_of(&client, &origin.url("/scheme")).await,
        ErrorClass::AddressRefused
    );
    assert_eq!(
        origin
            .heads()
            .iter()
            .filter(|head| head.starts_with("GET /x"))
            .count(),
        6
    );
}

#[tokio::test]
async fn leaving_the_origin_can_be_left_to_the_caller() {
    let origin = Origin::start(|path, _| match path {
        "/away" => answer("302 Found", &[("location", "http://other.example/x#y")], b""),
        "/near" => answer("302 Found", &[("location", "/here")], b""),
        _ => answer("200 OK", &[], b"here"),
    })
    .await;
    let client = client(&loopback_settings());
    let get = async |path: &str| {
        let url = origin.url(path);
        client
            .get(
                Request {
                    follow: Follow::SameOrigin,
                    ..Request::new(&url, Kind::Page)
                },
                now(),
            )
            .await
            .unwrap()
    };
    let away = get("/away").await;
    assert_eq!(
        (away.status, away.left_for.as_deref()),
        (302, Some("http://other.example/x"))
    );
    assert_eq!(get("/near").await.body, b"here");
}

#[tokio::test]
async fn validators_go_only_to_the_address_that_gave_them() {
    let origin = Origin::start(|path, head| match path {
        "/old" => answer("302 Found", &[("location", "/new")], b""),
        _ if head.contains("if-none-match: W/\"a-gzip\"") => answer("304 Not Modified", &[], b""),
        _ => answer("200 OK", &[], b"x"),
    })
    .await;
    let client = client(&loopback_settings());
    let (old, new) = (origin.url("/old"), origin.url("/new"));
    let request = Request {
        etag: Some(b"W/\"a-gzip\""),
        last_modified: Some(b"Thu, 01 Jan 1970 00:00:00 +0000"),
        ..Request::new(&old, Kind::Feed)
    };
    let to_first = client.get(request, now()).await.unwrap();
    assert_eq!((to_first.status, to_first.sent), (200, Sent::Unconditional));
    let to_second = client
        .get(
            Request {
                validators_url: Some(&new),
                ..request
            },
            now(),
        )
        .await
        .unwrap();
    assert_eq!((to_second.status, to_second.sent), (304, Sent::Conditional));
    let is_conditional: Vec<bool> = origin
        .heads()
        .iter()
        .map(|head| head.contains("if-none-match"))
        .collect();
    assert_eq!(is_conditional, [true, false, false, true]);
    assert!(origin.heads()[0].contains("if-modified-since: Thu, 01 Jan 1970 00:00:00 +0000\r\n"));
}

#[tokio::test]
async fn validators_that_would_split_the_head_are_left_out() {
    let origin = Origin::start(|_, _| answer("200 OK", &[], b"x")).await;
    let url = origin.url("/");
    let request = Request {
        etag: Some(b"\"a\"\r\nx-evil: 1"),
        last_modified: Some(b"\xFFodd but legal"),
        ..Request::new(&url, Kind::Feed)
    };
    client(&loopback_settings()).get(request, now()).await.unwrap();
    assert!(!origin.heads()[0].contains("evil"));
    assert!(origin.heads()[0].contains("odd but legal"));
}

#[tokio::test]
async fn refused_and_cut_connections_are_told_apart_from_tls_and_names() {
    let origin = Origin::start(|path, _| match path {
        "/cut" => Reply::Raw(b"HTT".to_vec()),
        "/nothing" => Reply::Raw(vec![]),
        "/junk" => Reply::Raw(b"SSH-2.0-x\r\n\r\n".to_vec()),
        _ => answer("200 OK", &[], b"x"),
    })
    .await;
    let client = client(&loopback_settings());
    for path in ["/cut", "/nothing", "/junk"] {
        assert_eq!(
            class_of(&client, &origin.url(path)).await,
            ErrorClass::Connect,
            "{path}"
        );
    }
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let error = client
        .get(Request::new(&format!("http://{closed}/"), Kind::Feed), now())
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::Connect);
    assert!(error.detail.contains("refused"), "{error}");
    // `.invalid` exists nowhere (RFC 2606); without a network the resolver cannot even say that.
    let class = class_of(&client, "http://dateline.invalid/").await;
    assert!(
        matches!(class, ErrorClass::DnsNotFound | ErrorClass::DnsTemporary),
        "{class:?}"
    );
}

#[tokio::test]
async fn a_failed_handshake_is_a_tls_error() {
    let origin = Origin::start(|_, _| answer("200 OK", &[], b"x")).await;
    // Pretends to have a store, so that the handshake is tried.
    let client = Client {
        has_ca_store: true,
        ..client(&loopback_settings())
    };
    // A web server without TLS reads a handshake as a request that never ends; a byte of junk ends it.
    let junk = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = junk.local_addr().unwrap();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        while let Ok((mut stream, _)) = junk.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let error = client
        .get(Request::new(&format!("https://{address}/"), Kind::Feed), now())
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::Tls, "{error}");
    drop(origin);
}

#[tokio::test]
async fn without_certificates_http_works_and_https_says_what_is_missing() {
    let origin = Origin::start(|_, _| answer("200 OK", &[], b"x")).await;
    let client = client(&loopback_settings());
    assert!(!client.has_ca_store());
    assert!(
        client
            .get(Request::new(&origin.url("/"), Kind::Feed), now())
            .await
            .is_ok()
    );
    let error = client
        .get(Request::new("https://example.org/", Kind::Feed), now())
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::Tls);
    assert!(error.detail.contains("ca-certificates"), "{error}");
}

#[tokio::test]
async fn leaving_https_for_http_is_refused() {
    let client = client(&loopback_settings());
    let hops = [super::Hop {
        status: 302,
        url: "https://a.example/".into(),
    }];
    let [from, to] = ["https://a.example/", "http://a.example/x"].map(|text| url::Url::parse(text).unwrap());
    assert_eq!(
        client.judge_redirect(&hops, &from, &to).unwrap_err().class,
        ErrorClass::Redirect
    );
    let hops = [super::Hop {
        status: 302,
        url: to.to_string(),
    }];
    assert!(client.judge_redirect(&hops, &to, &from).is_ok());
}
