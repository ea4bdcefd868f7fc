//! What a resource, or a block of one, gives for an attribute.
//!
//! Without the schema of the provider, an attribute that the configuration does not set may be one that
//! the provider computes, or chooses, or leaves null: it is not known.

use std::sync::Arc;

use crate::model::{Data, ListKind, MapKind, Presence, Reason, Reference, Span, Value};

/// A member, which keeps a mark of the whole. A member of a resource is read from that resource.
pub(in crate::terraform) fn member_of(
    whole: &Value,
    kind: MapKind,
    name: &Arc<str>,
    member: &Value,
) -> Value {
    let mut member = member.clone();
    if kind == MapKind::Block
        && let Some(reference) = own_reference(whole)
    {
        let sets_nothing = match &member.data {
            Data::Null => true,
            Data::List(ListKind::Blocks, blocks) => blocks.is_empty(),
            _ => false,
        };
        if sets_nothing {
            // Not set, also when set to null, and the provider may choose a value.
            member = computed(whole, name, member.origin.span);
            if let Data::Unknown(unknown) = &mut member.data {
                Arc::make_mut(unknown).presence = Presence::Open;
            }
        }
        let attribute = if reference.attribute.is_empty() {
            name
        } else {
            &reference.attribute
        };
        member = member.read_from(Reference {
            address: Arc::clone(&reference.address),
            attribute: Arc::clone(attribute),
        });
    }
    if whole.is_sensitive() {
        member.marked_sensitive()
    } else {
        member
    }
}

/// The resource, or the attribute of it, that a value is: what it was read from last.
pub(in crate::terraform) fn own_reference(value: &Value) -> Option<&Reference> {
    let references = value.references();
    references
        .iter()
        .find(|reference| reference.attribute.is_empty())
        .or(references.last())
}

/// An attribute of a resource or of one of its blocks that the configuration does not set.
pub(in crate::terraform) fn computed(whole: &Value, name: &Arc<str>, at: Span) -> Value {
    let Some(reference) = own_reference(whole) else {
        return open(Reason::Computed(Arc::clone(name)), whole).used_at(at);
    };
    let address = &reference.address;
    let attribute = if reference.attribute.is_empty() {
        name
    } else {
        &reference.attribute
    };
    let reason = if is_data_address(address) {
        Reason::DataSource(Arc::clone(address))
    } else if reference.attribute.is_empty() {
        Reason::Computed(format!("{address}.{name}").into())
    } else {
        Reason::Computed(format!("{address}.{attribute}.{name}").into())
    };
    open(reason, whole).used_at(at).read_from(Reference {
        address: Arc::clone(address),
        attribute: Arc::clone(attribute),
    })
}

/// An unknown that stands where the whole does.
fn open(reason: Reason, whole: &Value) -> Value {
    Value::unknown(reason, whole.origin.span)
}

/// Whether an address within a root is that of a data source.
fn is_data_address(address: &str) -> bool {
    let mut rest = address;
    while let Some(after) = rest.strip_prefix("module.") {
        let name_end = after.find(['.', '[']).unwrap_or(after.len());
        rest = &after[name_end..];
        if let Some(key) = rest.strip_prefix("[\"") {
            let mut escaped = false;
            let end = key.find(|character: char| {
                let ends = character == '"' && !escaped;
                escaped = character == '\\' && !escaped;
                ends
            });
            rest = end.and_then(|end| key.get(end + 1..)).unwrap_or("");
        }
        rest = rest
            .find('.')
            .and_then(|dot| rest.get(dot + 1..))
            .unwrap_or("");
    }
    rest.starts_with("data.")
}

#[cfg(test)]
mod tests {
    use super::is_data_address;

    #[test]
    fn data_addresses_are_told_from_modules_and_keys_that_look_like_them() {
        for address in [
            "data.t.n",
            "module.a.data.t.n",
            "module.a[\"x.data.y\"].data.t.n[0]",
            "module.a[0].data.t.n",
        ] {
            assert!(is_data_address(address), "{address}");
        }
        for address in [
            "t.n",
            "module.data.t.n",
            "module.a[\"].data.b\"].t.n",
            "module.a[\"\\\"].data.\"].t.n",
        ] {
            assert!(!is_data_address(address), "{address}");
        }
    }
}
