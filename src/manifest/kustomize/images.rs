//! `images`: other names, tags and digests for images.

use regex::Regex;

use super::edit::{items, members};
use crate::model::{Data, Map, Value};

/// Trees deeper than this are not looked into; no pod template is.
const MAX_DEPTH: usize = 64;

/// What an entry of `images` says.
pub(super) struct Image {
    /// Matches the images it is for.
    pattern: Regex,
    new_name: Option<String>,
    new_tag: Option<String>,
    tag_suffix: Option<String>,
    digest: Option<String>,
}

impl Image {
    /// Reads an entry; none when it names no image.
    pub(super) fn read(entry: &Map) -> Option<Self> {
        let text = |key: &str| match &entry.get(key)?.data {
            Data::String(text) => Some(text.to_string()),
            Data::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let name = text("name")?;
        // As `isImageMatched` of Kustomize has it: the name is a pattern.
        let pattern = format!("^{name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$");
        Some(Image {
            pattern: Regex::new(&pattern).ok()?,
            new_name: text("newName"),
            new_tag: text("newTag"),
            tag_suffix: text("tagSuffix"),
            digest: text("digest"),
        })
    }

    /// What the image is called then; none when the entry is for another.
    fn renamed(&self, image: &str) -> Option<String> {
        if !self.pattern.is_match(image) {
            return None;
        }
        let (name, tag, digest) = split(image);
        let name = self.new_name.as_deref().unwrap_or(name);
        let (mut tag, digest) = match (&self.new_tag, &self.digest) {
            (Some(tag), Some(digest)) => (Some(tag.clone()), Some(digest.as_str())),
            (Some(tag), None) => (Some(tag.clone()), None),
            (None, Some(digest)) => (None, Some(digest.as_str())),
            (None, None) => (tag.map(str::to_owned), digest),
        };
        if let (Some(suffix), Some(tag)) = (&self.tag_suffix, &mut tag) {
            tag.push_str(suffix);
        }
        let tag = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
        let digest = digest
            .map(|digest| format!("@{digest}"))
            .unwrap_or_default();
        Some(format!("{name}{tag}{digest}"))
    }
}

/// Name, tag and digest of an image.
fn split(image: &str) -> (&str, Option<&str>, Option<&str>) {
    let (image, digest) = match image.split_once('@') {
        Some((image, digest)) => (image, Some(digest)),
        None => (image, None),
    };
    // A colon before a slash is that of a port.
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag), digest),
        _ => (image, None, digest),
    }
}

/// Renames the images of all containers, wherever they are.
pub(super) fn apply(body: &mut Map, images: &[Image]) {
    if !images.is_empty() {
        look_into(body, images, 0);
    }
}

fn look_into(body: &mut Map, images: &[Image], depth: usize) {
    if depth >= MAX_DEPTH {
        return;
    }
    for (key, value) in body.iter_mut() {
        if matches!(key.as_ref(), "containers" | "initContainers") {
            items(value, |containers| {
                for container in containers.iter_mut().filter_map(members) {
                    if let Some(image) = container.get_mut("image") {
                        rename(image, images);
                    }
                }
            });
        } else if let Data::Map(..) = value.data
            && let Some(inner) = members(value)
        {
            look_into(inner, images, depth + 1);
        }
    }
}

fn rename(image: &mut Value, images: &[Image]) {
    for entry in images {
        let renamed = image.as_str().and_then(|text| entry.renamed(text));
        if let Some(renamed) = renamed {
            image.data = Data::String(renamed.into());
        }
    }
}
