//! YAML, as Terraform reads and writes it.

mod decode;
mod encode;
mod scalar;

use super::Function;
use super::table::{ANY, STRING};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("yamldecode", &[STRING.maybe_unknown()], |args| {
        match args.document(0)? {
            Some(document) => Ok(document),
            None => decode::decode(args.text(0)?, args.span),
        }
    })
    .may_be_null(),
    Function::new(
        "yamlencode",
        &[ANY.maybe_null().maybe_unknown()],
        |args| match args.undecided_document(0)? {
            Some(unknown) => Ok(unknown),
            None => args.string(encode::encode(args.get(0)?)?),
        },
    ),
];
