//! Waivers in comments: read from the texts of a run, each tied to what it stands at.
//!
//! Only texts that hold the marker are looked at more closely, so that a repository without waivers pays
//! for one search. Text in strings and heredocs is no comment.

use std::ops::Range;

use camino::Utf8Path;
use memchr::memmem;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::comment::{Directive, MARKER, directives};
use super::placement::Placement;
use super::problem::{Problem, bad};
use super::{Accepted, Scope};
use crate::model::{Diagnostic, Item, ItemKind, Layout, SourceId, Span};
use crate::policy::definition::Library;
use crate::source::{SourceFile, SourceKind, SourceMap};
use crate::terraform;
use crate::threads::on_threads;
use crate::yaml;

/// Where downloaded modules lie.
const DOWNLOADED: &str = ".terraform";

/// What the comments of some texts say.
#[derive(Debug, Default)]
pub(super) struct Inline {
    pub(super) accepted: Vec<Accepted>,
    pub(super) problems: Vec<Diagnostic>,
}

/// The waivers in the comments of all texts that were read. In `declaring` are the texts that declare
/// resources: of YAML only these count. Downloaded modules are passed over unless `in_modules`.
pub(super) fn read(
    sources: &SourceMap,
    library: &Library,
    declaring: &FxHashSet<SourceId>,
    in_modules: bool,
) -> Inline {
    let finder = memmem::Finder::new(MARKER);
    let files = sources.all();
    let read_one = |(index, file): (usize, &std::sync::Arc<SourceFile>)| {
        let id = SourceId(u32::try_from(index).ok()?);
        if !in_modules && is_downloaded(&file.path) {
            return None;
        }
        finder.find(file.text.as_bytes())?;
        let layout = layout(file, declaring.contains(&id))?;
        Some(inline(id, &file.text, layout, library))
    };
    let found: Vec<Inline> =
        on_threads(|| files.par_iter().enumerate().filter_map(read_one).collect());
    let mut all = Inline::default();
    for found in found {
        all.accepted.extend(found.accepted);
        all.problems.extend(found.problems);
    }
    all
}

/// The layout of a text in a language that has comments.
fn layout(file: &SourceFile, declares: bool) -> Option<Layout> {
    let is_native = match SourceKind::of_path(&file.path) {
        SourceKind::TerraformNative => true,
        SourceKind::TerraformVariables => file.path.extension() != Some("json"),
        // Standard input has no name to tell.
        SourceKind::Other if file.path.as_str().starts_with('<') => {
            SourceKind::of_text(&file.text) == SourceKind::TerraformNative
        }
        _ => false,
    };
    let is_yaml = matches!(file.path.extension(), Some("yaml" | "yml"));
    if is_native {
        Some(terraform::layout(&file.text))
    } else if is_yaml && declares {
        Some(yaml_layout(&file.text))
    } else {
        None
    }
}

/// The layout of a YAML text. A document, an entry and an item can be commented.
pub(super) fn yaml_layout(text: &str) -> Layout {
    let documents = yaml::parse(text, yaml::Limits::default()).documents;
    let items = documents.iter().flat_map(yaml::places);
    let mut layout = Layout {
        comments: yaml::comments_with(text, &documents, MARKER),
        items: items
            .map(|range| Item {
                range,
                kind: ItemKind::Part,
            })
            .collect(),
    };
    layout.sort();
    layout
}

/// The waivers in the comments of one text.
fn inline(source: SourceId, text: &str, layout: Layout, library: &Library) -> Inline {
    let finder = memmem::Finder::new(MARKER);
    let marked = |comment: &&Range<usize>| {
        let written = text.as_bytes().get((*comment).clone());
        written.is_some_and(|written| finder.find(written).is_some())
    };
    let comments: Vec<Range<usize>> = layout.comments.iter().filter(marked).cloned().collect();
    let placement = Placement::new(text, layout);
    let mut inline = Inline::default();
    for comment in comments {
        for directive in directives(source, text, &comment, library) {
            match directive.and_then(|directive| placed(source, &placement, &comment, directive)) {
                Ok(accepted) => inline.accepted.push(accepted),
                Err(problem) => inline.problems.push(problem.into_diagnostic()),
            }
        }
    }
    inline
}

fn placed(
    source: SourceId,
    placement: &Placement<'_>,
    comment: &Range<usize>,
    directive: Directive,
) -> Result<Accepted, Problem> {
    let span = directive.waiver.span;
    let scope = if directive.whole_file {
        if !placement.is_head(comment) {
            return Err(bad(
                span,
                "a waiver for a whole file stands at its head, above everything that it declares",
                "une dérogation pour tout un fichier se place en tête, au-dessus de tout ce qu'il déclare",
            ));
        }
        Scope::File(source)
    } else {
        let Some(item) = placement.item(comment) else {
            return Err(bad(
                span,
                "nothing stands below or beside this waiver: put it above a block or an argument, or at the end of its line",
                "rien ne suit ni ne côtoie cette dérogation : placez-la au-dessus d'un bloc ou d'un argument, ou au bout de sa ligne",
            ));
        };
        Scope::Place {
            span: Span::new(source, item.range.clone()),
            is_declaration: item.kind == ItemKind::Declaration,
        }
    };
    Ok(Accepted {
        waiver: directive.waiver.into(),
        scope,
    })
}

fn is_downloaded(path: &Utf8Path) -> bool {
    path.components().any(|name| name.as_str() == DOWNLOADED)
}
