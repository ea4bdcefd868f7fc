//! Versions of HOT, and the functions that each one knows.

/// A version of the language, by its place among them; a later one is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(u8);

/// The versions by date and by the name of a release (`hot_spec.rst`, "Heat template version").
const VERSIONS: [(&str, &str); 11] = [
    ("2013-05-23", ""),
    ("2014-10-16", ""),
    ("2015-04-30", ""),
    ("2015-10-15", ""),
    ("2016-04-08", ""),
    ("2016-10-14", "newton"),
    ("2017-02-24", "ocata"),
    ("2017-09-01", "pike"),
    ("2018-03-02", "queens"),
    ("2018-08-31", "rocky"),
    ("2021-04-16", "wallaby"),
];

impl Version {
    /// The version of which `if` may leave out its last argument.
    pub(super) const WALLABY: Version = Version(10);
    /// The first version of conditions.
    pub(super) const NEWTON: Version = Version(5);
    /// The last version of all.
    pub(super) const LATEST: Version = Version(10);

    /// The version that a template names; none when there is no such version.
    pub(super) fn named(text: &str) -> Option<Self> {
        let position = VERSIONS
            .iter()
            .position(|(date, name)| text == *date || (!name.is_empty() && text == *name))?;
        u8::try_from(position).ok().map(Version)
    }

    /// Whether `name` is a function of this version. What is none is an ordinary key, as Heat takes it
    /// (`heat/engine/hot/template.py`).
    pub(super) fn knows(self, name: &str) -> bool {
        FUNCTIONS
            .iter()
            .any(|(known, since)| *known == name && self.0 >= *since)
            || OLD_FUNCTIONS
                .iter()
                .any(|(known, until)| *known == name && self.0 <= *until)
    }
}

/// Functions and the version that brought them.
const FUNCTIONS: [(&str, u8); 21] = [
    ("get_param", 0),
    ("get_resource", 0),
    ("get_attr", 0),
    ("get_file", 0),
    ("list_join", 0),
    ("str_replace", 0),
    ("resource_facade", 0),
    ("digest", 2),
    ("repeat", 2),
    ("str_split", 3),
    ("map_merge", 4),
    ("if", 5),
    ("map_replace", 5),
    ("yaql", 5),
    ("filter", 6),
    ("str_replace_strict", 6),
    ("contains", 7),
    ("list_concat", 7),
    ("list_concat_unique", 7),
    ("make_url", 7),
    ("str_replace_vstrict", 7),
];

/// Functions of CloudFormation and the last version that knew them.
const OLD_FUNCTIONS: [(&str, u8); 9] = [
    ("Ref", 0),
    ("Fn::Base64", 0),
    ("Fn::GetAZs", 0),
    ("Fn::Join", 0),
    ("Fn::MemberListToMap", 0),
    ("Fn::Replace", 0),
    ("Fn::ResourceFacade", 0),
    ("Fn::Select", 2),
    ("Fn::Split", 0),
];

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_have_dates_and_names() {
        assert_eq!(Version::named("wallaby"), Some(Version::LATEST));
        assert_eq!(Version::named("2016-10-14"), Version::named("newton"));
        assert_eq!(Version::named("2012-12-12"), None);
        assert_eq!(Version::named(""), None);
    }

    #[test]
    fn functions_come_and_go() {
        let version = |name| Version::named(name).expect("a version");
        assert!(!version("2016-04-08").knows("if"));
        assert!(version("newton").knows("if"));
        assert!(version("2013-05-23").knows("Fn::Join"));
        assert!(!version("2014-10-16").knows("Fn::Join"));
        assert!(version("2015-04-30").knows("Fn::Select"));
        assert!(!version("wallaby").knows("equals"));
    }
}
