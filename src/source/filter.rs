//! `--include` and `--exclude`.

use std::borrow::Cow;

use camino::{Utf8Path, Utf8PathBuf};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::path::{absolute, shown};

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
    /// The working directory, from which paths are shown, and the directory from which the patterns are
    /// written, when that is another one; both absolute.
    seen_from: Option<(Utf8PathBuf, Utf8PathBuf)>,
    /// Patterns written from elsewhere, which must allow a path too.
    other: Option<Box<PathFilter>>,
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
            seen_from: None,
            other: None,
        })
    }

    /// What both filters allow.
    #[must_use]
    pub fn and(mut self, other: PathFilter) -> Self {
        self.other = Some(Box::new(match self.other {
            Some(before) => before.and(other),
            None => other,
        }));
        self
    }

    /// The same with patterns that are written from `directory`, where paths are shown from
    /// `working_directory`; both must be absolute.
    #[must_use]
    pub fn seen_from(mut self, directory: &Utf8Path, working_directory: &Utf8Path) -> Self {
        self.seen_from =
            (directory != working_directory).then(|| (working_directory.into(), directory.into()));
        self
    }

    /// Whether a file is looked at.
    pub fn allows(&self, path: &Utf8Path) -> bool {
        let seen = &*self.plain(path);
        !self.exclude.is_match(seen)
            && self
                .include
                .as_ref()
                .is_none_or(|include| include.is_match(seen))
            && self.other.as_ref().is_none_or(|other| other.allows(path))
    }

    /// Whether a directory, and so all that is below it, is excluded.
    pub fn excludes(&self, directory: &Utf8Path) -> bool {
        let other = self.other.as_ref();
        self.exclude.is_match(&*self.plain(directory))
            || other.is_some_and(|other| other.excludes(directory))
    }

    /// The path as the patterns see it; `./a` and `a` are one.
    fn plain<'p>(&self, path: &'p Utf8Path) -> Cow<'p, Utf8Path> {
        match &self.seen_from {
            Some((working_directory, directory)) => {
                Cow::Owned(shown(directory, &absolute(working_directory, path)))
            }
            None => Cow::Borrowed(path.strip_prefix("./").unwrap_or(path)),
        }
    }
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
    fn patterns_may_be_written_from_another_directory() {
        let filter = |pattern: &str| {
            let filter = PathFilter::new(&[], &[pattern.to_owned()]).unwrap();
            filter.seen_from("/srv".into(), "/srv/infra".into())
        };
        for (pattern, path, excluded) in [
            ("infra/old", "old/main.tf", true),
            ("old/*", "old/main.tf", false),
            ("shared", "../shared/main.tf", true),
            ("infra", ".", true),
            (".", "..", true),
        ] {
            let allowed = filter(pattern).allows(path.into());
            assert_eq!(!allowed, excluded, "{pattern} on {path}");
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_understood_is_named() {
        let error = PathFilter::new(&[], &["a[".to_owned()]).unwrap_err();
        assert_eq!(error.pattern, "a[");
    }
}
