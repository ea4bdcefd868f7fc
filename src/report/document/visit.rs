//! Every place and every path of a document, in one walk each.

use std::sync::Arc;

use super::{Document, Evidence, Finding, Location, Subject, Waiver};

/// Calls `seen` with every place of the document.
pub(super) fn locations<'d>(document: &'d Document, seen: &mut dyn FnMut(&'d Location)) {
    let tail = &document.tail;
    for finding in document.findings.iter().chain(&tail.known) {
        of_finding(finding, seen);
    }
    for used in &tail.waivers {
        used.waiver.location.iter().for_each(&mut *seen);
    }
    for left_out in &tail.left_out {
        of_subject(&left_out.resource, seen);
    }
    for diagnostic in &tail.diagnostics {
        diagnostic.location.iter().for_each(&mut *seen);
        let labels = diagnostic.labels.iter();
        labels
            .flat_map(|label| &label.location)
            .for_each(&mut *seen);
    }
}

fn of_finding<'d>(finding: &'d Finding, seen: &mut dyn FnMut(&'d Location)) {
    finding.location.iter().for_each(&mut *seen);
    of_subject(&finding.resource, seen);
    for evidence in &finding.evidence {
        evidence.location.iter().for_each(&mut *seen);
        let steps = evidence.definitions.iter();
        steps.flat_map(|step| &step.location).for_each(&mut *seen);
    }
    let waiver = finding.waiver.iter();
    waiver
        .flat_map(|waiver| &waiver.location)
        .for_each(&mut *seen);
}

fn of_subject<'d>(subject: &'d Subject, seen: &mut dyn FnMut(&'d Location)) {
    subject.location.iter().for_each(&mut *seen);
    let calls = subject.calls.iter();
    calls.flat_map(|call| &call.location).for_each(&mut *seen);
}

/// Replaces every path of the document: those of places, roots and files.
pub(super) fn replace_paths(document: &mut Document, new: &mut dyn FnMut(&str) -> Arc<str>) {
    let tail = &mut document.tail;
    for finding in document.findings.iter_mut().chain(&mut tail.known) {
        in_finding(finding, new);
    }
    for used in &mut tail.waivers {
        in_waiver(&mut used.waiver, new);
    }
    for left_out in &mut tail.left_out {
        in_subject(&mut left_out.resource, new);
    }
    for coverage in &mut tail.coverage {
        coverage.file = new(&coverage.file).to_string();
    }
    for diagnostic in &mut tail.diagnostics {
        if let Some(file) = &mut diagnostic.file {
            *file = new(file).to_string();
        }
        in_location(&mut diagnostic.location, new);
        for label in &mut diagnostic.labels {
            in_location(&mut label.location, new);
        }
    }
    for input in &mut tail.inputs {
        input.file = new(&input.file);
    }
}

fn in_finding(finding: &mut Finding, new: &mut dyn FnMut(&str) -> Arc<str>) {
    in_location(&mut finding.location, new);
    in_subject(&mut finding.resource, new);
    for Evidence {
        location,
        definitions,
        ..
    } in &mut finding.evidence
    {
        in_location(location, new);
        for step in definitions {
            in_location(&mut step.location, new);
        }
    }
    if let Some(waiver) = &mut finding.waiver {
        in_waiver(waiver, new);
    }
}

fn in_subject(subject: &mut Subject, new: &mut dyn FnMut(&str) -> Arc<str>) {
    subject.root = new(&subject.root);
    in_location(&mut subject.location, new);
    for call in &mut subject.calls {
        in_location(&mut call.location, new);
    }
}

fn in_waiver(waiver: &mut Waiver, new: &mut dyn FnMut(&str) -> Arc<str>) {
    in_location(&mut waiver.location, new);
}

fn in_location(location: &mut Option<Location>, new: &mut dyn FnMut(&str) -> Arc<str>) {
    if let Some(location) = location {
        location.file = new(&location.file);
    }
}
