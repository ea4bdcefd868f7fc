//! The policies of a run: the embedded ones, and what the user puts on top.

use std::io::Write as _;

use camino::Utf8PathBuf;

use super::Failure;
use crate::policy::definition::{Library, Pack};
use crate::policy::{Level, load_dir, nearest};
use crate::text::Language;

/// The embedded library with the trees of `dirs` on top, in order.
pub(super) fn library(dirs: &[Utf8PathBuf], language: Language) -> Result<Library, Failure> {
    let mut library = Library::embedded();
    for dir in dirs {
        let (layer, mut problems) = load_dir(dir.as_std_path());
        let (merged, found) = library.overlay(&layer);
        library = merged;
        problems.extend(found);
        let mut err = std::io::stderr().lock();
        for problem in &problems {
            let text = layer.text(&problem.file).unwrap_or_default();
            let _ = writeln!(err, "{}", problem.plain(text, language));
        }
        let errors = problems
            .iter()
            .filter(|problem| problem.level == Level::Error)
            .count();
        if errors > 0 {
            return Err(Failure::Policies(match language {
                Language::En => format!("the policies in {dir} cannot be used: {errors} error(s)"),
                Language::Fr => {
                    format!("les politiques de {dir} sont inutilisables : {errors} erreur(s)")
                }
            }));
        }
    }
    Ok(library)
}

/// The packs named, or all of them.
pub(super) fn packs<'a>(library: &'a Library, names: &[String]) -> Result<Vec<&'a Pack>, Failure> {
    if names.is_empty() {
        return Ok(library.packs.values().collect());
    }
    names
        .iter()
        .map(|name| {
            library.packs.get(name).ok_or_else(|| {
                let known = library.packs.keys().map(String::as_str);
                let hint = match nearest(name, known.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known packs: {}", known.collect::<Vec<_>>().join(", ")),
                };
                Failure::Usage(format!("there is no pack `{name}`: {hint}"))
            })
        })
        .collect()
}
