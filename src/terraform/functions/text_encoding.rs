//! `textencodebase64` and `textdecodebase64`: texts in legacy encodings.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::arguments::Arguments;
use super::encoding::{from_base64, to_base64};
use super::table::STRING;
use super::{CallError, Function};
use crate::model::{Reason, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("textdecodebase64", &[STRING, STRING], decode),
    Function::new("textencodebase64", &[STRING, STRING], encode),
];

/// An encoding by the names of IANA's register.
enum Charset {
    Utf16 {
        big_endian: bool,
        /// Whether the text starts with a byte-order mark.
        has_mark: bool,
    },
    /// One that Terraform knows, and that is not worth its table here.
    Missing,
    /// ISO-8859-1 proper, which browsers take for windows-1252.
    Latin1,
    Ascii,
    Other(&'static Encoding),
}

fn encode(args: &Arguments) -> Result<Value, CallError> {
    let text = args.text(0)?;
    let unmappable = || {
        CallError::of(
            0,
            "the text has characters that this encoding cannot represent",
        )
    };
    let bytes = match charset(args)? {
        Charset::Utf16 {
            big_endian,
            has_mark,
        } => has_mark
            .then_some(0xfeff)
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(|unit| {
                if big_endian {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect(),
        Charset::Missing => return Ok(not_implemented(args)),
        Charset::Latin1 => {
            let bytes = text
                .chars()
                .map(|character| u8::try_from(u32::from(character)));
            bytes
                .collect::<Result<Vec<_>, _>>()
                .map_err(|_| unmappable())?
        }
        Charset::Ascii if text.is_ascii() => text.as_bytes().to_vec(),
        Charset::Ascii => return Err(unmappable()),
        Charset::Other(encoding) => {
            let (bytes, _, had_unmappable) = encoding.encode(text);
            if had_unmappable {
                return Err(unmappable());
            }
            bytes.into_owned()
        }
    };
    args.string(to_base64(&bytes))
}

fn decode(args: &Arguments) -> Result<Value, CallError> {
    let charset = charset(args)?;
    let bytes = from_base64(args.text(0)?)?;
    let undefined = || {
        CallError::of(
            0,
            "the data has symbols that are not defined for this encoding",
        )
    };
    let text = match charset {
        Charset::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Charset::Ascii if bytes.is_ascii() => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Charset::Ascii => return Err(undefined()),
        Charset::Utf16 {
            big_endian,
            has_mark,
        } => {
            let (big_endian, bytes) = match (has_mark, bytes.get(..2)) {
                (true, Some([0xff, 0xfe])) => (false, bytes.get(2..).unwrap_or_default()),
                (true, Some([0xfe, 0xff])) => (true, bytes.get(2..).unwrap_or_default()),
                _ => (big_endian, bytes.as_slice()),
            };
            decode_with(if big_endian { UTF_16BE } else { UTF_16LE }, bytes)
                .ok_or_else(undefined)?
        }
        Charset::Missing => return Ok(not_implemented(args)),
        Charset::Other(encoding) => decode_with(encoding, &bytes).ok_or_else(undefined)?,
    };
    args.string(text)
}

fn decode_with(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

fn not_implemented(args: &Arguments) -> Value {
    Value::unknown(Reason::Unsupported("this text encoding".into()), args.span)
}

/// By the names and aliases of IANA's register, which are not those of the web.
fn charset(args: &Arguments) -> Result<Charset, CallError> {
    let name = args.text(1)?;
    let lowercase = name.trim().to_ascii_lowercase();
    match lowercase.as_str() {
        "utf-8" | "csutf8" => Ok(Charset::Other(UTF_8)),
        "utf-16" | "csutf16" => Ok(Charset::Utf16 {
            big_endian: true,
            has_mark: true,
        }),
        "utf-16le" | "csutf16le" => Ok(Charset::Utf16 {
            big_endian: false,
            has_mark: false,
        }),
        "utf-16be" | "csutf16be" => Ok(Charset::Utf16 {
            big_endian: true,
            has_mark: false,
        }),
        "iso-8859-1" | "iso_8859-1" | "iso_8859-1:1987" | "latin1" | "l1" | "iso-ir-100"
        | "ibm819" | "cp819" | "csisolatin1" => Ok(Charset::Latin1),
        "us-ascii" | "iso646-us" | "us" | "ansi_x3.4-1968" | "iso-ir-6" | "ibm367" | "cp367"
        | "csascii" | "ansi_x3.4-1986" | "iso_646.irv:1991" => Ok(Charset::Ascii),
        "ascii" | "utf8" | "tis-620" | "gb2312" => Err(unsupported(name)),
        "ibm037" | "cp037" | "ibm437" | "cp437" | "437" | "ibm850" | "cp850" | "850" | "ibm852"
        | "cp852" | "852" | "ibm855" | "cp855" | "855" | "ibm00858" | "cp858" | "ibm860"
        | "cp860" | "860" | "ibm862" | "cp862" | "862" | "ibm863" | "cp863" | "863" | "ibm865"
        | "cp865" | "865" | "ibm1047" | "ibm01140" | "hz-gb-2312" => Ok(Charset::Missing),
        _ if is_web_alias(&lowercase) => Err(unsupported(name)),
        lowercase => match Encoding::for_label(lowercase.as_bytes()) {
            Some(encoding)
                if encoding.name() != "replacement" && encoding.name() != "x-user-defined" =>
            {
                Ok(Charset::Other(encoding))
            }
            _ => Err(unsupported(name)),
        },
    }
}

/// Short forms that browsers understand and IANA does not register.
fn is_web_alias(name: &str) -> bool {
    name.starts_with("cp125")
        || name.starts_with("iso8859")
        || name.starts_with("x-")
        || name.starts_with("unicode")
}

fn unsupported(name: &str) -> CallError {
    CallError::of(1, format!("\"{name}\" is not a supported encoding name"))
}
