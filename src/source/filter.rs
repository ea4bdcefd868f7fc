//! `--include` and `--exclude`.

use camino::Utf8Path;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A pattern that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{pattern}`: {reason}")]
pub struct PatternError {
    /// The pattern as it was given.
    pub pattern: String,
    /// What is wrong with it, in English.
    pub reason: String,
}

/// Which paths, as they are shown, are looked at.
///
/// A pattern without `/` applies to a name at any depth, one with `/` to the whole path. A pattern that
/// matches a directory applies to all that is below it. What is excluded is not looked at, whatever
/// is included.
#[derive(Clone, Debug, Default)]
pub struct PathFilter {
    /// None when everything is included.
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl PathFilter {
    /// A filter from patterns; without `include`, everything is included.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, PatternError> {
        Ok(PathFilter {
            include: if include.is_empty() {
                None
            } else {
                Some(compile(include)?)
            },
            exclude: compile(exclude)?,
        })
    }

    /// Whether a file is looked at.
    pub fn allows(&self, path: &Utf8Path) -> bool {
        let path = plain(path);
        !self.exclude.is_match(path)
            && self
                .include
                .as_ref()
                .is_none_or(|include| include.is_match(path))
    }

    /// Whether a directory, and so all that is below it, is excluded.
    pub fn excludes(&self, directory: &Utf8Path) -> bool {
        self.exclude.is_match(plain(directory))
    }
}

/// Patterns are written from the working directory, so `./a` and `a` are one.
fn plain(path: &Utf8Path) -> &Utf8Path {
    path.strip_prefix("./").unwrap_or(path)
}

fn compile(patterns: &[String]) -> Result<GlobSet, PatternError> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let error = |error: &globset::Error| PatternError {
            pattern: pattern.clone(),
            reason: error.kind().to_string(),
        };
        let trimmed = pattern.trim_start_matches("./").trim_end_matches('/');
        let anchored = if trimmed.contains('/') {
            trimmed.to_owned()
        } else {
            format!("**/{trimmed}")
        };
        for glob in [anchored.clone(), format!("{anchored}/**")] {
            let glob = GlobBuilder::new(&glob).literal_separator(true).build();
            set.add(glob.map_err(|glob| error(&glob))?);
        }
    }
    set.build().map_err(|error| PatternError {
        pattern: patterns.join(" "),
        reason: error.kind().to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::PathFilter;

    fn filter(include: &[&str], exclude: &[&str]) -> PathFilter {
        let own = |patterns: &[&str]| patterns.iter().map(ToString::to_string).collect::<Vec<_>>();
        PathFilter::new(&own(include), &own(exclude)).unwrap()
    }

    #[test]
    fn patterns_apply_to_names_paths_and_what_is_below() {
        for (include, exclude, path, allowed) in [
            (&[][..], &[][..], "a/b.tf", true),
            (&[], &["b.tf"], "a/b.tf", false),
            (&[], &["a"], "a/b.tf", false),
            (&[], &["a/"], "x/a/b/c.tf", false),
            (&[], &["x/a"], "y/x/a/c.tf", true),
            (&[], &["./x/*"], "x/a.tf", false),
            (&[], &["x/*.tf"], "x/y/a.tf", true),
            (&[], &["**/x/*.tf"], "y/x/a.tf", false),
            (&["*.tf"], &[], "a/b.tf", true),
            (&["*.tf"], &[], "a/b.tofu", false),
            (&["*.{tf,tofu}"], &["test"], "test/b.tofu", false),
            (&["envs/prod"], &[], "envs/prod/a/main.tf", true),
        ] {
            let filter = filter(include, exclude);
            assert_eq!(
                filter.allows(path.into()),
                allowed,
                "{include:?} {exclude:?} {path}"
            );
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_understood_is_named() {
        let error = PathFilter::new(&[], &["a[".to_owned()]).unwrap_err();
        assert_eq!(error.pattern, "a[");
    }
}
