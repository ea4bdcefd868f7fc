//! One file: its documents, each taken for what its structure says.

use std::sync::Arc;

use camino::Utf8PathBuf;

use super::document::{Broken, Document, split};
use super::kubernetes::{Object, objects};
use super::sheet::Sheet;
use super::triage::{Language, has_template_marks, language, may_be_a_manifest};
use crate::model::{Coverage, CoverageStatus, Diagnostic, Gravity, SourceId, Span};
use crate::source::Found;
use crate::text::Text;

/// What a file holds.
#[derive(Default)]
pub(super) struct File {
    /// Objects of Kubernetes, in the order of the text.
    pub(super) objects: Vec<Object>,
    /// Documents of the languages that read a whole tree of files together.
    pub(super) sheets: Vec<(Language, Sheet)>,
    /// What could not be read.
    pub(super) problems: Vec<Diagnostic>,
    /// Whether a document is not rendered yet.
    is_unrendered: bool,
}

impl File {
    /// Reads all documents of a file.
    pub(super) fn read(found: &Found, source: SourceId, text: &Arc<str>) -> Self {
        let mut file = File::default();
        let documents = split(text);
        let is_alone = documents.len() == 1;
        for document in documents {
            // The rest of a stream is somebody else's.
            if !may_be_a_manifest(&found.path, document.text.as_bytes()) {
                continue;
            }
            let node = match document.read() {
                Ok(node) => node,
                Err(_) if has_template_marks(document.text) => {
                    file.is_unrendered = true;
                    continue;
                }
                Err(Broken { error, span }) => {
                    file.problems.push(Diagnostic::at(
                        Gravity::Error,
                        "syntax-error",
                        Span::new(source, span),
                        error.message(),
                    ));
                    continue;
                }
            };
            let Some(language) = language(&found.path, &node) else {
                continue;
            };
            let sheet = Sheet {
                path: rendered_from(found, &document),
                source,
                text: Arc::clone(text),
                offset: document.range.start,
                node,
            };
            match language {
                Language::Kubernetes => file.objects.extend(objects(&sheet)),
                // Of the others, a file holds one document.
                _ if is_alone => file.sheets.push((language, sheet)),
                _ => {}
            }
        }
        file
    }

    /// Whether it only holds values for the templates of Heat.
    pub(super) fn is_environment(&self) -> bool {
        let mut languages = self.sheets.iter().map(|(language, _)| *language);
        self.problems.is_empty()
            && !self.sheets.is_empty()
            && languages.all(|language| language == Language::HeatEnvironment)
    }

    /// What became of the file; nothing when it is none of ours.
    pub(super) fn coverage(&self, found: &Found) -> Option<Coverage> {
        // Files of values count once they are taken for those of a template.
        let nothing = self.objects.is_empty()
            && self
                .sheets
                .iter()
                .all(|(language, _)| *language == Language::CloudFormationValues)
            && self.problems.is_empty()
            && !self.is_unrendered;
        if nothing {
            return None;
        }
        let mut languages = self.sheets.iter().map(|(language, _)| *language);
        let (status, why) = if languages.any(|language| language == Language::Compose) {
            let why = Text::new(
                "services of Compose are recognised and not judged yet: check them by hand",
                "les services de Compose sont reconnus et pas encore jugés : vérifiez-les à la main",
            );
            (CoverageStatus::NotEvaluated, why)
        } else if self.is_unrendered {
            let status = if self.objects.is_empty() {
                CoverageStatus::NotEvaluated
            } else {
                CoverageStatus::Partial
            };
            let why = Text::new(
                "a template has to be rendered first, by the tool that deploys it: `… | rempart check -` judges the result",
                "un modèle doit d'abord être rendu, par l'outil qui le déploie : `… | rempart check -` juge le résultat",
            );
            (status, why)
        } else if let Some(problem) = self.problems.first() {
            (CoverageStatus::Partial, problem.message.clone())
        } else {
            (CoverageStatus::Evaluated, Text::default())
        };
        Some(Coverage {
            subject: found.path.to_string(),
            status,
            why,
        })
    }
}

/// The file that a document counts as written in: of rendered text, the template that a comment names.
fn rendered_from(found: &Found, document: &Document<'_>) -> Utf8PathBuf {
    match document.template {
        Some(template) if found.source.is_some() => Utf8PathBuf::from(template),
        _ => found.path.clone(),
    }
}
