//! The types of results, which hold also when a result is not known or has no items.

use std::sync::LazyLock;

use crate::model::Value;
use crate::terraform::types::{Type, typed};

static LIST_OF_STRING: LazyLock<Type> = LazyLock::new(|| Type::List(Box::new(Type::String)));
static LIST_OF_NUMBER: LazyLock<Type> = LazyLock::new(|| Type::List(Box::new(Type::Number)));
static SET_OF_STRING: LazyLock<Type> = LazyLock::new(|| Type::Set(Box::new(Type::String)));

/// The result of the function `name`, of the type that it always gives. The results of many functions
/// are of the types of their arguments, and nothing is said of these here.
pub(super) fn returned(name: &str, result: Value) -> Value {
    match returned_by(name) {
        Some(ty) => typed(result, ty),
        None => result,
    }
}

/// The type of all results of a function; any when they are of the type that a text tells.
pub(super) fn returned_by(name: &str) -> Option<&'static Type> {
    Some(match name {
        "alltrue" | "anytrue" | "cidrcontains" | "contains" | "endswith" | "fileexists"
        | "issensitive" | "startswith" | "strcontains" => &Type::Bool,
        "abs" | "ceil" | "floor" | "index" | "length" | "log" | "max" | "min" | "parseint"
        | "pow" | "signum" | "sum" | "timecmp" => &Type::Number,
        "abspath" | "base64decode" | "base64encode" | "base64gunzip" | "base64gzip"
        | "base64sha256" | "base64sha512" | "basename" | "bcrypt" | "chomp" | "cidrhost"
        | "cidrnetmask" | "cidrsubnet" | "dirname" | "file" | "filebase64" | "filebase64sha256"
        | "filebase64sha512" | "filemd5" | "filesha1" | "filesha256" | "filesha512" | "format"
        | "formatdate" | "indent" | "join" | "jsonencode" | "lower" | "md5" | "pathexpand"
        | "plantimestamp" | "replace" | "rsadecrypt" | "sha1" | "sha256" | "sha512" | "strrev"
        | "substr" | "textdecodebase64" | "textencodebase64" | "timeadd" | "timestamp"
        | "title" | "trim" | "trimprefix" | "trimspace" | "trimsuffix" | "upper" | "urldecode"
        | "urlencode" | "uuid" | "uuidv5" | "yamlencode" => &Type::String,
        "cidrsubnets" | "compact" | "formatlist" | "sort" | "split" => &LIST_OF_STRING,
        "range" => &LIST_OF_NUMBER,
        "fileset" => &SET_OF_STRING,
        // What an unknown text says decides what it is.
        "csvdecode" | "jsondecode" | "yamldecode" => &Type::Any,
        _ => return None,
    })
}
