//! A little press on loopback: answers what a test put there and remembers what was asked.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What a path answers.
#[derive(Clone, Debug)]
pub enum Reply {
    /// 200 with this body and type; 304 when the request brings the body's ETag.
    Document {
        content_type: &'static str,
        body: Vec<u8>,
    },
    /// This status, no body.
    Status(u16),
    /// A permanent redirect to this path.
    Moved(&'static str),
    /// The connection is cut after the head and half of the body.
    Cut { body: Vec<u8> },
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    /// Lower-case names.
    pub headers: HashMap<String, String>,
    pub status: u16,
}

#[derive(Default)]
struct Shelf {
    replies: HashMap<String, Reply>,
    asked: Vec<Asked>,
}

/// The server; it ends with the test's runtime.
#[derive(Clone)]
pub struct Origin {
    pub address: SocketAddr,
    shelf: Arc<Mutex<Shelf>>,
    /// Requests answered so far.
    answers: watch::Sender<usize>,
}

impl Origin {
    /// Listens on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = Self {
            address: listener.local_addr().unwrap(),
            shelf: Arc::default(),
            answers: watch::Sender::new(0),
        };
        let serving = origin.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        origin
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn put(&self, path: &str, reply: Reply) {
        self.shelf.lock().unwrap().replies.insert(path.to_owned(), reply);
    }

    pub fn put_feed(&self, path: &str, items: &[(&str, &str, &str)]) {
        self.put(
            path,
            Reply::Document {
                content_type: "application/rss+xml",
                body: self.rss(items).into_bytes(),
            },
        );
    }

    /// An RSS document of (path, title, text) items.
    fn rss(&self, items: &[(&str, &str, &str)]) -> String {
        let mut text = String::from(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Harbour Post</title>",
        );
        for (path, title, body) in items {
            text.push_str(&format!(
                "<item><title>{title}</title><link>{}</link><guid>{}</guid>\
                 <pubDate>Fri, 14 Mar 2025 10:00:00 GMT</pubDate><description><![CDATA[{body}]]></description></item>",
                self.url(path),
                self.url(path)
            ));
        }
        text.push_str("</channel></rss>");
        text
    }

    /// Waits until `count` requests have been answered.
    pub async fn answered(&self, count: usize) {
        self.answers
            .subscribe()
            .wait_for(|answered| *answered >= count)
            .await
            .unwrap();
    }

    /// Requests for `path` so far.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        self.shelf
            .lock()
            .unwrap()
            .asked
            .iter()
            .filter(|asked| asked.path == path)
            .cloned()
            .collect()
    }

    async fn serve(self, mut stream: TcpStream) {
        let mut seen = Vec::new();
        loop {
            let mut chunk = [0; 4096];
            match stream.read(&mut chunk).await {
                Ok(0) | Err(_) => return,
                Ok(read) => seen.extend_from_slice(&chunk[..read]),
            }
            while let Some(end) = seen.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&seen[..end]).into_owned();
                seen.drain(..end + 4);
                let (answer, keep) = self.answer(&head);
                let sent = stream.write_all(&answer).await;
                self.answers.send_modify(|answered| *answered += 1);
                if sent.is_err() || !keep {
                    return;
                }
            }
        }
    }

    fn answer(&self, head: &str) -> (Vec<u8>, bool) {
        let mut lines = head.split("\r\n");
        let path = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .unwrap_or("/")
            .to_owned();
        let headers: HashMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let mut shelf = self.shelf.lock().unwrap();
        let reply = shelf.replies.get(&path).cloned().unwrap_or(Reply::Status(404));
        let (status, answer, keep) = match reply {
            Reply::Status(status) => (
                status,
                format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").into_bytes(),
                true,
            ),
            Reply::Moved(path) => (
                301,
                format!("HTTP/1.1 301 X\r\nlocation: {path}\r\ncontent-length: 0\r\n\r\n").into_bytes(),
                true,
            ),
            Reply::Document { content_type, body } => {
                let etag = format!(
                    "\"{:x}\"",
                    body.iter().fold(7_u64, |hash, byte| hash
                        .wrapping_mul(31)
                        .wrapping_add(u64::from(*byte)))
                );
                if headers.get("if-none-match") == Some(&etag) {
                    (
                        304,
                        format!("HTTP/1.1 304 Not Modified\r\netag: {etag}\r\n\r\n").into_bytes(),
                        true,
                    )
                } else {
                    let mut answer = format!(
                        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\netag: {etag}\r\ncontent-length: {}\r\n\r\n",
                        body.len()
                    )
                    .into_bytes();
                    answer.extend_from_slice(&body);
                    (200, answer, true)
                }
            }
            Reply::Cut { body } => {
                let mut answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                )
                .into_bytes();
                answer.extend_from_slice(&body[..body.len() / 2]);
                (200, answer, false)
            }
        };
        shelf.asked.push(Asked {
            path,
            headers,
            status,
        });
        (answer, keep)
    }
}
