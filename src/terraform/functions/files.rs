//! Files of the configuration, and paths. Nothing outside the root is read.

use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::arguments::Arguments;
use super::encoding::to_base64;
use super::hash::{base64_of, hexadecimal_of};
use super::table::STRING;
use super::{CallError, FileError, Function, limits};
use crate::model::{Reason, Value};
use crate::terraform::types::set_of;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("abspath", &[STRING], absolute_path),
    Function::new("basename", &[STRING], |args| {
        args.string(base_name(args.text(0)?))
    }),
    Function::new("dirname", &[STRING], |args| {
        args.string(directory_name(args.text(0)?))
    }),
    Function::new("file", &[STRING], file),
    Function::new("filebase64", &[STRING], |args| with_bytes(args, to_base64)),
    Function::new("filebase64sha256", &[STRING], |args| {
        with_bytes(args, base64_of::<Sha256>)
    }),
    Function::new("filebase64sha512", &[STRING], |args| {
        with_bytes(args, base64_of::<Sha512>)
    }),
    Function::new("fileexists", &[STRING], file_exists),
    Function::new("filemd5", &[STRING], |args| {
        with_bytes(args, hexadecimal_of::<Md5>)
    }),
    Function::new("fileset", &[STRING, STRING], file_set),
    Function::new("filesha1", &[STRING], |args| {
        with_bytes(args, hexadecimal_of::<Sha1>)
    }),
    Function::new("filesha256", &[STRING], |args| {
        with_bytes(args, hexadecimal_of::<Sha256>)
    }),
    Function::new("filesha512", &[STRING], |args| {
        with_bytes(args, hexadecimal_of::<Sha512>)
    }),
    Function::new("pathexpand", &[STRING], path_expand),
];

fn file(args: &Arguments) -> Result<Value, CallError> {
    let path = args.text(0)?;
    match args.files.read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => args.string(text),
            Err(_) => Err(CallError::of(
                0,
                format!("the contents of {path} are not valid UTF-8"),
            )),
        },
        Err(error) => not_read(args, path, error),
    }
}

fn with_bytes(args: &Arguments, encode: impl Fn(&[u8]) -> String) -> Result<Value, CallError> {
    let path = args.text(0)?;
    match args.files.read(path) {
        Ok(bytes) => args.string(encode(&bytes)),
        Err(error) => not_read(args, path, error),
    }
}

fn file_exists(args: &Arguments) -> Result<Value, CallError> {
    let path = args.text(0)?;
    match args.files.exists(path) {
        Ok(exists) => args.bool(exists),
        Err(FileError::NotFound) => args.bool(false),
        Err(error) => not_read(args, path, error),
    }
}

fn file_set(args: &Arguments) -> Result<Value, CallError> {
    let directory = args.text(0)?;
    match args.files.glob(directory, args.text(1)?) {
        Ok(paths) => {
            limits::check_items(paths.len())?;
            let paths = paths
                .iter()
                .map(|path| args.string(path))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(Value::new(set_of(paths), args.span))
        }
        Err(FileError::NotFound) => Ok(Value::new(set_of(Vec::new()), args.span)),
        Err(error) => not_read(args, directory, error),
    }
}

/// A file that is missing is an error, for Terraform as well. One that is not read for safety
/// might be read there, so the result is unknown.
fn not_read(args: &Arguments, path: &str, error: FileError) -> Result<Value, CallError> {
    match error {
        FileError::OutsideRoot | FileError::TooLarge => {
            Ok(Value::unknown(Reason::File(path.into()), args.span))
        }
        FileError::NotFound | FileError::Unreadable => Err(CallError {
            argument: Some(0),
            message: match error {
                FileError::NotFound => format!("no file exists at \"{path}\""),
                _ => format!("\"{path}\" is not a file that can be read"),
            },
            file: Some(path.into()),
        }),
    }
}

/// Within the directory of the run, as `path.cwd` is.
fn absolute_path(args: &Arguments) -> Result<Value, CallError> {
    let path = args.text(0)?;
    if path.starts_with('/') {
        args.string(clean(path))
    } else {
        args.string(clean(&format!("{}/{path}", args.files.working_directory())))
    }
}

/// Who runs it is not known.
fn path_expand(args: &Arguments) -> Result<Value, CallError> {
    let path = args.text(0)?;
    if path == "~" || path.starts_with("~/") {
        return Ok(Value::unknown(Reason::Ambient("HOME".into()), args.span));
    }
    if path.starts_with('~') {
        return Err(CallError::of(
            0,
            "the home directory of another user cannot be expanded",
        ));
    }
    args.string(path)
}

fn base_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match (path, trimmed) {
        ("", _) => ".",
        (_, "") => "/",
        _ => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}

fn directory_name(path: &str) -> String {
    let end = path.rfind('/').map_or(0, |slash| slash + 1);
    clean(path.get(..end).unwrap_or(""))
}

/// The shortest path that says the same: no `.`, no empty part, no `..` that can be resolved.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if rooted => {}
                _ => parts.push(".."),
            },
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}
