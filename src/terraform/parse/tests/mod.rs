//! Both syntaxes, by tables. Expected trees, values and spans are those of the parser of Terraform.

mod hostile;
mod json;
mod native;
mod recovery;
mod show;

use crate::model::{Diagnostic, SourceId};

/// The only source of a test.
const SOURCE: SourceId = SourceId(7);

/// The text under a diagnostic, and its English message.
fn told<'a>(text: &'a str, problem: &Diagnostic) -> (&'a str, String) {
    assert_eq!(problem.span.source, SOURCE);
    assert!(!problem.message.fr.is_empty() && problem.message.fr != problem.message.en);
    (&text[problem.span.range()], problem.message.en.clone())
}
