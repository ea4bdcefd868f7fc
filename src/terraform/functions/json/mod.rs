//! JSON: `jsonencode` and `jsondecode`.

mod decode;
mod encode;

use super::Function;
use super::table::{ANY, STRING};

pub(in crate::terraform) use decode::decode;
pub(in crate::terraform) use encode::encode;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("jsondecode", &[STRING.maybe_unknown()], |args| {
        match args.document(0)? {
            Some(document) => Ok(document),
            None => decode(args.text(0)?, args.span),
        }
    })
    .may_be_null(),
    Function::new(
        "jsonencode",
        &[ANY.maybe_null().maybe_unknown()],
        |args| match args.undecided_document(0)? {
            Some(unknown) => Ok(unknown),
            None => args.string(encode(args.get(0)?)?),
        },
    ),
];
