//! Resources and local values that wait for each other.
//!
//! Terraform refuses such a circle even where no value goes round: a resource is made as a whole, so
//! two that read each other's identifiers can never be made. The evaluation meets only the circles
//! that a value goes round; this finds the others, from names alone.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::declaration::{Module, Repeat};
use super::mentions::{find_in_body, find_in_expr};
use crate::model::Span;
use crate::terraform::ast::Access;

/// A definition on a circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// `local.a`, `type.name` or `data.type.name`.
    pub(crate) label: Arc<str>,
    /// Where it is declared.
    pub(crate) span: Span,
}

/// The circles of a module, each as the definitions on one way round, the first by name first.
pub(crate) fn find_cycles(module: &Module) -> Vec<Vec<Member>> {
    let graph = Graph::of(module);
    let mut cycles: Vec<Vec<Member>> = graph
        .components()
        .iter()
        .filter_map(|component| graph.way_round(component))
        .map(|way| {
            way.into_iter()
                .map(|node| graph.members[node].clone())
                .collect()
        })
        .collect();
    cycles.sort_by(|a, b| {
        let first = |cycle: &[Member]| cycle.first().map(|member| Arc::clone(&member.label));
        first(a).cmp(&first(b))
    });
    cycles
}

struct Graph {
    members: Vec<Member>,
    /// What each definition reads, by position.
    edges: Vec<Vec<usize>>,
}

impl Graph {
    fn of(module: &Module) -> Self {
        let locals = module.locals.values().map(|local| Member {
            label: Arc::clone(&local.label),
            span: local.name_span,
        });
        let resources = module.resources.values().map(|block| Member {
            label: Arc::clone(&block.address),
            span: block.header,
        });
        let members: Vec<Member> = locals.chain(resources).collect();
        let positions: FxHashMap<&str, usize> = members
            .iter()
            .enumerate()
            .map(|(position, member)| (&*member.label, position))
            .collect();
        let mut label = String::new();
        let mut edges: Vec<Vec<usize>> = Vec::with_capacity(members.len());
        for local in module.locals.values() {
            let mut read = Vec::new();
            find_in_expr(&local.value, &mut |name, accesses| {
                write_label(name, accesses, &mut label);
                read.extend(positions.get(label.as_str()));
                false
            });
            edges.push(read);
        }
        for block in module.resources.values() {
            let mut read = Vec::new();
            let mut visit = |name: &str, accesses: &[Access]| {
                write_label(name, accesses, &mut label);
                read.extend(positions.get(label.as_str()));
                false
            };
            find_in_body(&block.body, &mut visit);
            let repeat = match &block.repeat {
                Repeat::Once => None,
                Repeat::Count(expr) | Repeat::ForEach(expr) | Repeat::Enabled(expr) => Some(expr),
            };
            for expr in repeat.into_iter().chain(&block.depends_on) {
                find_in_expr(expr, &mut visit);
            }
            edges.push(read);
        }
        Graph { members, edges }
    }

    /// The strongly connected components, by Tarjan's algorithm without recursion.
    fn components(&self) -> Vec<Vec<usize>> {
        let count = self.members.len();
        let mut order = vec![usize::MAX; count];
        let mut low = vec![usize::MAX; count];
        let mut on_stack = vec![false; count];
        let mut stack = Vec::new();
        let mut components = Vec::new();
        let mut next = 0;
        for start in 0..count {
            if order[start] != usize::MAX {
                continue;
            }
            // A node and how many of its edges are followed.
            let mut path = vec![(start, 0)];
            while let Some((node, followed)) = path.pop() {
                if followed == 0 {
                    order[node] = next;
                    low[node] = next;
                    next += 1;
                    stack.push(node);
                    on_stack[node] = true;
                } else {
                    // Back from the edge followed last.
                    let child = self.edges[node][followed - 1];
                    if on_stack[child] {
                        low[node] = low[node].min(low[child]);
                    }
                }
                let unvisited = self.edges[node][followed..].iter().position(|child| {
                    if order[*child] == usize::MAX {
                        return true;
                    }
                    if on_stack[*child] {
                        low[node] = low[node].min(order[*child]);
                    }
                    false
                });
                if let Some(skipped) = unvisited {
                    let followed = followed + skipped + 1;
                    path.push((node, followed));
                    path.push((self.edges[node][followed - 1], 0));
                } else if low[node] == order[node] {
                    let at = stack.iter().rposition(|other| *other == node).unwrap_or(0);
                    let component = stack.split_off(at);
                    for member in &component {
                        on_stack[*member] = false;
                    }
                    components.push(component);
                }
            }
        }
        components
    }

    /// The shortest way from the first member of a component, by name, back to itself; none when there
    /// is none.
    fn way_round(&self, component: &[usize]) -> Option<Vec<usize>> {
        let start = *component
            .iter()
            .min_by_key(|node| &self.members[**node].label)?;
        if component.len() == 1 && !self.edges[start].contains(&start) {
            return None;
        }
        let inside: FxHashSet<usize> = component.iter().copied().collect();
        let mut came_from: FxHashMap<usize, usize> = FxHashMap::default();
        let mut waiting = VecDeque::from([start]);
        while let Some(node) = waiting.pop_front() {
            for child in self.edges[node]
                .iter()
                .filter(|child| inside.contains(child))
            {
                if *child == start {
                    let mut way = vec![node];
                    while let Some(before) = way
                        .last()
                        .filter(|last| **last != start)
                        .and_then(|last| came_from.get(last))
                    {
                        way.push(*before);
                    }
                    way.reverse();
                    return Some(way);
                }
                if !came_from.contains_key(child) {
                    came_from.insert(*child, node);
                    waiting.push_back(*child);
                }
            }
        }
        None
    }
}

/// The label that a reference leads to: `local.a`, `type.name` or `data.type.name`.
fn write_label(name: &str, accesses: &[Access], label: &mut String) {
    label.clear();
    label.push_str(name);
    let names = if name == "data" { 2 } else { 1 };
    for access in accesses.iter().take(names) {
        if let Access::Attribute(name, _) = access {
            let _ = write!(label, ".{name}");
        }
    }
}
