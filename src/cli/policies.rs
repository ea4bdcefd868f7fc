//! The policies of a run: the embedded ones, and what the user puts on top.

use std::io::Write as _;

use camino::Utf8PathBuf;

use super::Failure;
use crate::policy::definition::{Library, Pack};
use crate::policy::{Level, load_dir, nearest};
use crate::text::{Language, Text};

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
            return Err(Failure::Policies(Text::new(
                format!("the policies in {dir} cannot be used; errors: {errors}"),
                format!("les politiques de {dir} sont inutilisables ; erreurs : {errors}"),
            )));
        }
    }
    Ok(library)
}

/// Offers the nearest known name.
pub(super) fn did_you_mean(name: &str) -> Text {
    Text::new(
        format!("did you mean `{name}`?"),
        format!("vouliez-vous dire `{name}` ?"),
    )
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
                    Some(near) => did_you_mean(near),
                    None => {
                        let known = known.collect::<Vec<_>>().join(", ");
                        Text::new(
                            format!("known packs: {known}"),
                            format!("référentiels connus : {known}"),
                        )
                    }
                };
                Failure::Usage(Text::new(
                    format!("there is no pack `{name}`: {}", hint.en),
                    format!("il n'y a pas de référentiel `{name}` : {}", hint.fr),
                ))
            })
        })
        .collect()
}
