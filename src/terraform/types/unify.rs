//! The types of values, and the one type that several can all become.

use std::sync::Arc;

use super::{ConversionError, Field, Fields, Type, convert};
use crate::model::{Data, ListKind, MapKind, Value};

/// Parts of a value that are looked at to find its type; the types of the rest are taken for any.
const MAX_PARTS: usize = 200_000;

/// Types of mixed shapes that are tried against each other.
const MAX_MIXED: usize = 32;

/// Types nested deeper than this are taken for any.
const MAX_DEPTH: usize = 100;

/// The type of a value, as far as its content tells.
pub(crate) fn type_of(value: &Value) -> Type {
    type_within(value, &mut MAX_PARTS.clone(), 0)
}

/// The types of several values.
pub(super) fn types_of(values: &[Value]) -> Vec<Type> {
    let mut parts = MAX_PARTS;
    values
        .iter()
        .map(|value| type_within(value, &mut parts, 0))
        .collect()
}

/// The type that all of `types` convert to, which may need conversions that can fail; none when
/// there is none. [`Type::Any`] gives way to the others.
pub(crate) fn unify<'a>(types: impl IntoIterator<Item = &'a Type>) -> Option<Type> {
    unify_all(types.into_iter().collect())
}

/// The values converted to the one type they share; none when they share none.
pub(crate) fn convert_all(values: &[Value]) -> Option<Result<Vec<Value>, ConversionError>> {
    let shared = unify(&types_of(values))?;
    Some(values.iter().map(|value| convert(value, &shared)).collect())
}

#[derive(Default)]
struct Shapes {
    maps: usize,
    objects: usize,
    lists: usize,
    tuples: usize,
    sets: usize,
}

impl Shapes {
    fn count(&mut self, ty: &Type) {
        match ty {
            Type::Map(_) => self.maps += 1,
            Type::Object(_) => self.objects += 1,
            Type::List(_) => self.lists += 1,
            Type::Tuple(_) => self.tuples += 1,
            Type::Set(_) => self.sets += 1,
            Type::Any | Type::Bool | Type::Number | Type::String => {}
        }
    }
}

fn unify_all(mut types: Vec<&Type>) -> Option<Type> {
    types.retain(|ty| **ty != Type::Any);
    let Some((first, rest)) = types.split_first() else {
        return Some(Type::Any);
    };
    if rest.iter().all(|other| other == first) {
        return Some((*first).clone());
    }
    let mut shapes = Shapes::default();
    for ty in &types {
        shapes.count(ty);
    }
    let total = types.len();
    if shapes.maps > 0 && shapes.maps + shapes.objects == total {
        return unify_all(elements(&types)).map(|element| Type::Map(Box::new(element)));
    }
    if shapes.lists > 0 && shapes.lists + shapes.tuples == total {
        return unify_all(elements(&types)).map(|element| Type::List(Box::new(element)));
    }
    if shapes.sets == total {
        return unify_all(elements(&types)).map(|element| Type::Set(Box::new(element)));
    }
    if shapes.objects == total {
        return unify_objects(&types);
    }
    if shapes.tuples == total {
        return unify_tuples(&types);
    }
    // Text before other primitives, lists before tuples before sets: the first that all can become.
    let mut distinct: Vec<&Type> = Vec::new();
    for ty in types {
        if !distinct.contains(&ty) {
            distinct.push(ty);
        }
        if distinct.len() > MAX_MIXED {
            return None;
        }
    }
    distinct.sort_by_key(|ty| match ty {
        Type::String | Type::List(_) => 0,
        Type::Tuple(_) => 1,
        _ => 2,
    });
    distinct
        .iter()
        .find(|target| distinct.iter().all(|ty| is_convertible(ty, target)))
        .map(|target| (**target).clone())
}

fn type_within(value: &Value, parts: &mut usize, depth: usize) -> Type {
    *parts = parts.saturating_sub(1);
    if *parts == 0 || depth > MAX_DEPTH {
        return Type::Any;
    }
    match &value.data {
        Data::Null => given_type(value),
        Data::Unknown(_) if given_type(value) != Type::Any => given_type(value),
        Data::Unknown(unknown) => {
            let types: Vec<Type> = unknown
                .candidates
                .iter()
                .map(|candidate| type_within(candidate, parts, depth + 1))
                .collect();
            unify(&types).unwrap_or(Type::Any)
        }
        Data::Bool(_) => Type::Bool,
        Data::Number(_) => Type::Number,
        Data::String(_) => Type::String,
        Data::List(ListKind::Tuple | ListKind::Blocks, items) => Type::Tuple(
            items
                .iter()
                .map(|item| type_within(item, parts, depth + 1))
                .collect(),
        ),
        Data::List(ListKind::List | ListKind::Set, items) if items.is_empty() => {
            match (given_type(value), &value.data) {
                (given @ (Type::List(_) | Type::Set(_)), _) => given,
                (_, Data::List(ListKind::Set, _)) => Type::Set(Box::new(Type::Any)),
                _ => Type::List(Box::new(Type::Any)),
            }
        }
        Data::List(kind, items) => {
            let element = Box::new(shared_type(items.iter(), parts, depth + 1));
            if *kind == ListKind::Set {
                Type::Set(element)
            } else {
                Type::List(element)
            }
        }
        Data::Map(MapKind::Map, members) if members.is_empty() => match given_type(value) {
            given @ Type::Map(_) => given,
            _ => Type::Map(Box::new(Type::Any)),
        },
        Data::Map(MapKind::Map, members) => {
            Type::Map(Box::new(shared_type(members.values(), parts, depth + 1)))
        }
        Data::Map(MapKind::Object | MapKind::Block, members) => Type::Object(
            members
                .iter()
                .map(|(name, member)| {
                    (
                        Arc::clone(name),
                        Field::required(type_within(member, parts, depth + 1)),
                    )
                })
                .collect(),
        ),
    }
}

/// The type that a value was given, any when none was.
fn given_type(value: &Value) -> Type {
    value
        .given_type()
        .map_or(Type::Any, |given| (**given).clone())
}

/// The element type of a collection: its elements are all of one type already, but some may be
/// null or unknown.
fn shared_type<'a>(
    elements: impl Iterator<Item = &'a Value>,
    parts: &mut usize,
    depth: usize,
) -> Type {
    let mut shared = Type::Any;
    for element in elements {
        let ty = type_within(element, parts, depth);
        if shared == Type::Any {
            shared = ty;
        } else if ty != shared {
            shared = unify([&shared, &ty]).unwrap_or(Type::Any);
        }
        if matches!(shared, Type::Bool | Type::Number | Type::String) {
            break;
        }
    }
    shared
}

/// The types of what some types hold.
fn elements<'a>(types: &[&'a Type]) -> Vec<&'a Type> {
    let mut elements = Vec::new();
    for ty in types {
        match ty {
            Type::List(element) | Type::Set(element) | Type::Map(element) => {
                elements.push(&**element);
            }
            Type::Tuple(types) => elements.extend(types),
            Type::Object(fields) => elements.extend(fields.values().map(|field| &field.ty)),
            Type::Any | Type::Bool | Type::Number | Type::String => {}
        }
    }
    elements
}

/// An object type when all have the same attributes, a map otherwise.
fn unify_objects(types: &[&Type]) -> Option<Type> {
    let objects: Vec<&Fields> = types
        .iter()
        .filter_map(|ty| {
            if let Type::Object(fields) = ty {
                Some(fields)
            } else {
                None
            }
        })
        .collect();
    let first = objects.first()?;
    let alike = objects.iter().all(|fields| {
        fields.len() == first.len() && fields.keys().all(|name| first.contains_key(name))
    });
    if alike {
        let mut shared = Fields::default();
        for name in first.keys() {
            let ty = unify(
                objects
                    .iter()
                    .filter_map(|fields| fields.get(name))
                    .map(|field| &field.ty),
            )?;
            shared.insert(Arc::clone(name), Field::required(ty));
        }
        return Some(Type::Object(shared));
    }
    unify_all(elements(types)).map(|element| Type::Map(Box::new(element)))
}

/// A tuple type when all have as many elements, a list otherwise.
fn unify_tuples(types: &[&Type]) -> Option<Type> {
    let tuples: Vec<&Vec<Type>> = types
        .iter()
        .filter_map(|ty| {
            if let Type::Tuple(items) = ty {
                Some(items)
            } else {
                None
            }
        })
        .collect();
    let length = tuples.first()?.len();
    if tuples.iter().all(|items| items.len() == length) {
        let shared = (0..length)
            .map(|position| unify(tuples.iter().filter_map(|items| items.get(position))));
        return shared.collect::<Option<_>>().map(Type::Tuple);
    }
    unify_all(elements(types)).map(|element| Type::List(Box::new(element)))
}

/// Whether values of `from` may convert to `to`; some of them may still fail to.
pub(super) fn is_convertible(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Any, _)
        | (_, Type::Any)
        | (Type::String | Type::Number | Type::Bool, Type::String)
        | (Type::String | Type::Number, Type::Number)
        | (Type::String | Type::Bool, Type::Bool) => true,
        (Type::List(from) | Type::Set(from), Type::List(to) | Type::Set(to))
        | (Type::Map(from), Type::Map(to)) => is_convertible(from, to),
        (Type::Tuple(items), Type::List(to) | Type::Set(to)) => {
            items.iter().all(|item| is_convertible(item, to))
        }
        (Type::Tuple(from), Type::Tuple(to)) => {
            from.len() == to.len()
                && from
                    .iter()
                    .zip(to)
                    .all(|(from, to)| is_convertible(from, to))
        }
        (Type::Object(fields), Type::Map(to)) => {
            fields.values().all(|field| is_convertible(&field.ty, to))
        }
        (Type::Object(from), Type::Object(to)) => {
            to.iter().all(|(name, field)| match from.get(name) {
                Some(given) => is_convertible(&given.ty, &field.ty),
                None => field.optional,
            })
        }
        (Type::Map(from), Type::Object(to)) => {
            to.values().all(|field| is_convertible(from, &field.ty))
        }
        _ => false,
    }
}
