//! Definitions that depend on themselves.

use std::sync::Arc;

use camino::Utf8PathBuf;
use rustc_hash::FxHashSet;

use super::Evaluator;
use crate::model::{Diagnostic, Gravity, Reason, Span, Text};
use crate::terraform::module::Member;

/// More names of a cycle than this say nothing more.
const NAMED: usize = 12;

/// What is being evaluated, and the cycles met.
#[derive(Default)]
pub(super) struct Running {
    /// Each is needed by the one before; with its [`identity`](super::instance::Memo::identity).
    stack: Vec<(usize, Member)>,
    /// The cycles that are reported.
    cycles: FxHashSet<Arc<str>>,
    /// The definitions on them.
    cyclic: FxHashSet<Span>,
}

impl Running {
    pub(super) fn push(&mut self, identity: usize, label: Arc<str>, span: Span) {
        self.stack.push((identity, Member { label, span }));
    }

    pub(super) fn pop(&mut self) {
        self.stack.pop();
    }

    /// The definitions from the one with `identity` to the one evaluated last, the first by name first.
    fn cycle(&self, identity: usize) -> Vec<Member> {
        let start = self
            .stack
            .iter()
            .position(|(other, _)| *other == identity)
            .unwrap_or(0);
        let members = &self.stack[start..];
        let first = (0..members.len())
            .min_by_key(|position| &members[*position].1.label)
            .unwrap_or(0);
        members[first..]
            .iter()
            .chain(&members[..first])
            .map(|(_, member)| member.clone())
            .collect()
    }
}

impl Evaluator<'_> {
    /// Reports the cycle that closes at `identity`, once, and gives the reason for its values.
    pub(super) fn cycle(&self, identity: usize) -> Reason {
        let mut running = self.running.borrow_mut();
        let members = running.cycle(identity);
        let path = path(&members);
        if running.cycles.insert(Arc::clone(&path)) {
            running
                .cyclic
                .extend(members.iter().map(|member| member.span));
            self.reports.borrow_mut().diagnostics.push(report(
                &members,
                Text::new(
                    format!("a definition depends on itself: {path}; its value counts as unknown"),
                    format!("une définition dépend d'elle-même : {path} ; sa valeur est tenue pour inconnue"),
                ),
            ));
        }
        Reason::Cycle(path)
    }

    /// Reports the cycles that no value goes round, in the modules that were called.
    pub(super) fn report_silent_cycles(&self) {
        let mut visited: FxHashSet<Utf8PathBuf> = FxHashSet::default();
        let instances: Vec<_> = self.instances.borrow().iter().cloned().collect();
        let running = self.running.borrow();
        for instance in instances {
            let module = &instance.module;
            if module.cycles.is_empty() || !visited.insert(module.directory.clone()) {
                continue;
            }
            for members in &module.cycles {
                if members
                    .iter()
                    .any(|member| running.cyclic.contains(&member.span))
                {
                    continue;
                }
                let path = path(members);
                self.report(report(
                    members,
                    Text::new(
                        format!("these definitions wait for each other, which Terraform refuses: {path}"),
                        format!("ces définitions s'attendent l'une l'autre, ce que Terraform refuse : {path}"),
                    ),
                ));
            }
        }
    }
}

/// The names on a cycle, the first again at the end.
fn path(members: &[Member]) -> Arc<str> {
    let mut names: Vec<&str> = members
        .iter()
        .take(NAMED)
        .map(|member| &*member.label)
        .collect();
    if members.len() > NAMED {
        names.push("…");
    }
    names.extend(members.first().map(|member| &*member.label));
    names.join(" -> ").into()
}

fn report(members: &[Member], message: Text) -> Diagnostic {
    let at = members.first().map_or(Span::NOWHERE, |member| member.span);
    let report = Diagnostic::at(Gravity::Error, "reference-cycle", at, message);
    members
        .iter()
        .skip(1)
        .take(NAMED)
        .fold(report, |report, member| {
            let label = Text::new(
                format!("`{}` is part of the cycle", member.label),
                format!("`{}` fait partie du cycle", member.label),
            );
            report.label(member.span, label)
        })
}
