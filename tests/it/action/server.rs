//! A server on this machine that stands for GitHub: release files, and the comments of a pull request.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// What the server holds.
#[derive(Default)]
pub(super) struct Held {
    /// Files by path.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The comments of the pull request, oldest first.
    pub(super) comments: Vec<Value>,
    /// Whether writing is refused, as it is to the token of a fork.
    pub(super) read_only: bool,
    /// Every request: method and path.
    pub(super) requests: Vec<String>,
}

/// A running server; it ends with the tests.
pub(super) struct Server {
    pub(super) address: String,
    pub(super) held: Arc<Mutex<Held>>,
}

impl Server {
    pub(super) fn start(files: BTreeMap<String, Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let held = Arc::new(Mutex::new(Held {
            files,
            ..Held::default()
        }));
        let shared = Arc::clone(&held);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &shared);
            }
        });
        Server {
            address: format!("http://{address}"),
            held,
        }
    }
}

/// Reads one request and answers it; the connection is closed after it.
fn answer(stream: TcpStream, held: &Mutex<Held>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a socket can be cloned"));
    let mut line = String::new();
    reader.read_line(&mut line).expect("a request line");
    let mut words = line.split_whitespace();
    let method = words.next().unwrap_or_default().to_owned();
    let path = words.next().unwrap_or_default().to_owned();
    let (mut length, mut token) = (0, false);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).expect("a header");
        let header = header.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        token |= header == "authorization: bearer the-token";
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the whole body");
    let mut held = held.lock().expect("no test panics while it holds this");
    held.requests.push(format!("{method} {path}"));
    let (status, content) = respond(&mut held, &method, &path, &body, token);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        content.len()
    );
    let mut stream = stream;
    // A client that has read enough may be gone.
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(&content));
}

fn respond(
    held: &mut Held,
    method: &str,
    path: &str,
    body: &[u8],
    token: bool,
) -> (&'static str, Vec<u8>) {
    if let Some(file) = held.files.get(path) {
        return ("200 OK", file.clone());
    }
    let Some(rest) = path.strip_prefix("/api/repos/clinic/portal/issues/") else {
        return ("404 Not Found", Vec::new());
    };
    if !token {
        return ("401 Unauthorized", Vec::new());
    }
    let sent =
        || serde_json::from_slice::<Value>(body).expect("what is sent is JSON")["body"].clone();
    match method {
        "GET" => (
            "200 OK",
            Value::from(held.comments.clone()).to_string().into_bytes(),
        ),
        _ if held.read_only => ("403 Forbidden", Vec::new()),
        "POST" => {
            let id = held.comments.len() + 1;
            held.comments
                .push(json!({"id": id, "user": {"type": "Bot"}, "body": sent()}));
            ("201 Created", b"{}".to_vec())
        }
        _ => {
            let id: usize = rest
                .strip_prefix("comments/")
                .expect("a comment")
                .parse()
                .expect("its number");
            held.comments[id - 1]["body"] = sent();
            ("200 OK", b"{}".to_vec())
        }
    }
}
