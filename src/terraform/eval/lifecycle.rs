//! The `lifecycle` block, part of which rules judge.

use std::sync::Arc;

use super::expression::evaluate_or_report;
use super::reference::path_label;
use super::scope::Scope;
use crate::model::{Data, ListKind, Map, MapKind, Value};
use crate::terraform::ast::{Block, Expr, ExprKind};

/// The value of a `lifecycle` block. `ignore_changes` and `replace_triggered_by` are names, not
/// expressions, and become lists of texts; conditions are about the run, not about the configuration,
/// and are left out.
pub(crate) fn lifecycle(block: &Block, scope: &Scope, context: &str) -> Value {
    let mut members = Map::default();
    for attribute in &block.body.attributes {
        let value = match &*attribute.name {
            "ignore_changes" | "replace_triggered_by" => names(&attribute.expr),
            _ => evaluate_or_report(&attribute.expr, scope, context),
        };
        members.insert(Arc::clone(&attribute.name), value);
    }
    let block_value = Value::new(Data::Map(MapKind::Block, Arc::new(members)), block.header);
    Value::new(
        Data::List(ListKind::Blocks, Arc::new([block_value])),
        block.header,
    )
}

fn names(expr: &Expr) -> Value {
    match &expr.kind {
        ExprKind::Tuple(items) => {
            let items: Vec<Value> = items.iter().map(name).collect();
            Value::new(Data::List(ListKind::Tuple, items.into()), expr.span)
        }
        _ => name(expr),
    }
}

fn name(expr: &Expr) -> Value {
    let text: Arc<str> = match &expr.kind {
        ExprKind::Variable(name) | ExprKind::String(name) => Arc::clone(name),
        ExprKind::Traversal(base, accesses) => match &base.kind {
            ExprKind::Variable(name) => path_label(name, accesses),
            _ => "".into(),
        },
        _ => "".into(),
    };
    Value::string(text, expr.span)
}
