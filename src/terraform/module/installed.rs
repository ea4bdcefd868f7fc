//! The modules that `tofu init` or `terraform init` brought to disk.

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// Where the manifest lies below a root.
pub(crate) const MANIFEST: &str = ".terraform/modules/modules.json";

/// Directories, relative to the root module's, by the names of the calls that lead there, joined by dots.
#[derive(Clone, Debug, Default)]
pub(crate) struct InstalledModules(FxHashMap<String, String>);

#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "Modules", default)]
    modules: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "Key")]
    key: String,
    #[serde(rename = "Dir")]
    directory: String,
}

impl InstalledModules {
    /// Reads a manifest.
    pub(crate) fn read(manifest: &str) -> Result<Self, serde_json::Error> {
        let manifest: Manifest = serde_json::from_str(manifest)?;
        let called = manifest
            .modules
            .into_iter()
            .filter(|entry| !entry.key.is_empty());
        Ok(InstalledModules(
            called
                .map(|entry| (entry.key, entry.directory.replace('\\', "/")))
                .collect(),
        ))
    }

    /// The directory of the module that the calls `key` lead to.
    pub(crate) fn directory(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::InstalledModules;

    #[test]
    fn directories_are_found_by_the_path_of_calls() {
        let manifest = r#"{"Modules":[
            {"Key":"","Source":"","Dir":"."},
            {"Key":"vpc","Source":"example/vpc/aws","Version":"1.0.0","Dir":".terraform/modules/vpc"},
            {"Key":"vpc.sub","Source":"./sub","Dir":".terraform\\modules\\vpc\\sub"}]}"#;
        let installed = InstalledModules::read(manifest).unwrap();
        assert_eq!(installed.directory("vpc"), Some(".terraform/modules/vpc"));
        assert_eq!(
            installed.directory("vpc.sub"),
            Some(".terraform/modules/vpc/sub")
        );
        assert_eq!(installed.directory("sub"), None);
        assert!(InstalledModules::read("{").is_err());
    }
}
