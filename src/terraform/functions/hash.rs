//! Hashes of texts, and UUIDs made from names.

use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use uuid::Uuid;

use super::arguments::Arguments;
use super::encoding::to_base64;
use super::table::STRING;
use super::{CallError, Function};
use crate::model::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64sha256", &[STRING], |args| {
        args.string(base64_of::<Sha256>(args.text(0)?.as_bytes()))
    }),
    Function::new("base64sha512", &[STRING], |args| {
        args.string(base64_of::<Sha512>(args.text(0)?.as_bytes()))
    }),
    Function::new("md5", &[STRING], |args| {
        args.string(hexadecimal_of::<Md5>(args.text(0)?.as_bytes()))
    }),
    Function::new("sha1", &[STRING], |args| {
        args.string(hexadecimal_of::<Sha1>(args.text(0)?.as_bytes()))
    }),
    Function::new("sha256", &[STRING], |args| {
        args.string(hexadecimal_of::<Sha256>(args.text(0)?.as_bytes()))
    }),
    Function::new("sha512", &[STRING], |args| {
        args.string(hexadecimal_of::<Sha512>(args.text(0)?.as_bytes()))
    }),
    Function::new("uuidv5", &[STRING, STRING], uuid_v5),
];

/// The hash in lowercase hexadecimal.
pub(super) fn hexadecimal_of<D: Digest>(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    for byte in D::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The hash in base64.
pub(super) fn base64_of<D: Digest>(bytes: &[u8]) -> String {
    to_base64(&D::digest(bytes))
}

fn uuid_v5(args: &Arguments) -> Result<Value, CallError> {
    let namespace = match args.text(0)? {
        "dns" => Uuid::NAMESPACE_DNS,
        "url" => Uuid::NAMESPACE_URL,
        "oid" => Uuid::NAMESPACE_OID,
        "x500" => Uuid::NAMESPACE_X500,
        other => Uuid::parse_str(other).map_err(|_| {
            CallError::of(
                0,
                format!("\"{other}\" is neither dns, url, oid, x500 nor a UUID"),
            )
        })?,
    };
    args.string(Uuid::new_v5(&namespace, args.text(1)?.as_bytes()).to_string())
}
