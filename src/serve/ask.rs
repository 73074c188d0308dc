//! Asks a running daemon on this machine. One plain request: the guarded client exists to keep us away
//! from such addresses.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use super::Address;

/// A daemon that needs longer is not well.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 1024 * 1024;

/// What the daemon said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether it said that all is well.
    pub is_well: bool,
    /// Its words, on one line.
    pub words: String,
}

/// Asks for `path` at `address`.
///
/// # Errors
/// When nobody answers, or not in time, or not in HTTP.
pub async fn ask(address: &Address, path: &str) -> io::Result<Health> {
    let answer = async {
        match address {
            Address::Tcp(address) => exchange(TcpStream::connect(address).await?, path).await,
            Address::Unix(socket) => exchange(UnixStream::connect(socket).await?, path).await,
        }
    };
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(answer) => read(&answer?),
        Err(_) => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            format!("no answer within {} s", PATIENCE.as_secs()),
        )),
    }
}

async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, path: &str) -> io::Result<String> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn read(answer: &str) -> io::Result<Health> {
    let status: Option<u16> = answer
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.split(' ').nth(1))
        .and_then(|status| status.parse().ok());
    let Some(status) = status else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "what answers there does not speak HTTP",
        ));
    };
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let words: Vec<&str> = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    Ok(Health {
        is_well: status == 200,
        words: if words.is_empty() {
            format!("status {status}")
        } else {
            words.join("; ")
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_to_its_words() {
        let well = read("HTTP/1.1 200 OK\r\na: b\r\n\r\nok\n").unwrap();
        assert_eq!((well.is_well, well.words.as_str()), (true, "ok"));
        let sick = read("HTTP/1.1 503 X\r\n\r\nthe writer\nthe disk\n").unwrap();
        assert_eq!(
            (sick.is_well, sick.words.as_str()),
            (false, "the writer; the disk")
        );
        assert_eq!(read("HTTP/1.1 404 X\r\n\r\n").unwrap().words, "status 404");
        for odd in ["", "SSH-2.0", "HTTP/1.1", "HTTP/1.1 abc"] {
            assert!(read(odd).is_err(), "{odd}");
        }
    }
}
