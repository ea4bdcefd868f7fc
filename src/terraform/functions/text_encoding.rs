//! `textencodebase64` and `textdecodebase64`: texts in legacy encodings.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::arguments::Arguments;
use super::encoding::{from_base64, to_base64};
use super::table::STRING;
use super::{CallError, Function};
use crate::model::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("textdecodebase64", &[STRING, STRING], decode),
    Function::new("textencodebase64", &[STRING, STRING], encode),
];

/// An encoding by the names of IANA's register.
enum Charset {
    Utf16 {
        big_endian: bool,
    },
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
        Charset::Utf16 { big_endian } => text
            .encode_utf16()
            .flat_map(|unit| {
                if big_endian {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect(),
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
        Charset::Utf16 { big_endian } => {
            let encoding = if big_endian { UTF_16BE } else { UTF_16LE };
            decode_with(encoding, &bytes).ok_or_else(undefined)?
        }
        Charset::Other(encoding) => decode_with(encoding, &bytes).ok_or_else(undefined)?,
    };
    args.string(text)
}

fn decode_with(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

fn charset(args: &Arguments) -> Result<Charset, CallError> {
    let name = args.text(1)?;
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "csutf8" => Ok(Charset::Other(UTF_8)),
        "utf-16le" | "csutf16le" => Ok(Charset::Utf16 { big_endian: false }),
        "utf-16be" | "csutf16be" => Ok(Charset::Utf16 { big_endian: true }),
        "iso-8859-1" | "iso_8859-1" | "iso_8859-1:1987" | "latin1" | "l1" | "iso-ir-100"
        | "ibm819" | "cp819" | "csisolatin1" => Ok(Charset::Latin1),
        "us-ascii" | "ascii" | "iso646-us" | "us" | "ansi_x3.4-1968" | "iso-ir-6" | "ibm367"
        | "cp367" | "csascii" | "ansi_x3.4-1986" | "iso_646.irv:1991" => Ok(Charset::Ascii),
        lowercase => match Encoding::for_label(lowercase.as_bytes()) {
            Some(encoding)
                if encoding.name() != "replacement" && encoding.name() != "x-user-defined" =>
            {
                Ok(Charset::Other(encoding))
            }
            _ => Err(CallError::of(
                1,
                format!("\"{name}\" is not a supported encoding name"),
            )),
        },
    }
}
