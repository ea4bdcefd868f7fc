//! The types that values are given when their content does not tell them.

use std::sync::{Arc, LazyLock};

use super::{Field, Type};
use crate::model::{Data, Value};

/// Types nested deeper than this are taken as they are.
const MAX_DEPTH: usize = 100;

/// The value as one of type `ty`, when its content does not tell a type and none was given before.
pub(crate) fn typed(value: Value, ty: &Type) -> Value {
    if value.given_type().is_some() {
        value
    } else {
        retyped(value, ty)
    }
}

/// The value as one of type `ty`, when its content does not tell a type.
pub(super) fn retyped(value: Value, ty: &Type) -> Value {
    let tells = match &value.data {
        Data::Null | Data::Unknown(_) => false,
        Data::List(_, items) => !items.is_empty(),
        Data::Map(_, members) => !members.is_empty(),
        Data::Bool(_) | Data::Number(_) | Data::String(_) => true,
    };
    if tells {
        value
    } else {
        value.of_type(shared(ty))
    }
}

/// Whether two types that values were given differ for certain.
pub(super) fn differ(a: &Value, b: &Value) -> bool {
    match (a.given_type(), b.given_type()) {
        (Some(a), Some(b)) => a != b,
        _ => false,
    }
}

/// What is known of the type of a value of type `own` once it is converted to `wanted`, which says nothing
/// of how it came about, such as defaults.
pub(super) fn resolved(own: &Type, wanted: &Type) -> Type {
    resolved_within(own, wanted, 0)
}

fn resolved_within(own: &Type, wanted: &Type, depth: usize) -> Type {
    if depth > MAX_DEPTH {
        return wanted.clone();
    }
    let element = |wanted: &Type| {
        let own = match own {
            Type::List(own) | Type::Set(own) | Type::Map(own) => own,
            _ => &Type::Any,
        };
        Box::new(resolved_within(own, wanted, depth + 1))
    };
    match wanted {
        Type::Any => own.clone(),
        Type::Bool | Type::Number | Type::String => wanted.clone(),
        Type::List(wanted) => Type::List(element(wanted)),
        Type::Set(wanted) => Type::Set(element(wanted)),
        Type::Map(wanted) => Type::Map(element(wanted)),
        Type::Tuple(types) => Type::Tuple(
            types
                .iter()
                .map(|ty| resolved_within(&Type::Any, ty, depth + 1))
                .collect(),
        ),
        Type::Object(fields) => Type::Object(
            fields
                .iter()
                .map(|(name, field)| {
                    let ty = resolved_within(&Type::Any, &field.ty, depth + 1);
                    (Arc::clone(name), Field::required(ty))
                })
                .collect(),
        ),
    }
}

/// The type, which many values share.
fn shared(ty: &Type) -> Arc<Type> {
    static COMMON: LazyLock<Vec<Arc<Type>>> = LazyLock::new(|| {
        let of_texts = [Type::List, Type::Set, Type::Map].map(|of| of(Box::new(Type::String)));
        [Type::Any, Type::Bool, Type::Number, Type::String]
            .into_iter()
            .chain(of_texts)
            .map(Arc::new)
            .collect()
    });
    let common = COMMON.iter().find(|common| ***common == *ty);
    common.map_or_else(|| Arc::new(ty.clone()), Arc::clone)
}
