//! From the arguments to what counts: the day, the waivers file, the baseline.

use std::fs;
use std::io::Read as _;

use camino::Utf8Path;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Failure;
use super::args::{GateArguments, SettingsArguments, WaiverArguments};
use super::config::Configuration;
use crate::gate::{Gate, Known, Waivers, WaiversFile, read_baseline};
use crate::policy::definition::Library;
use crate::source::Workspace;
use crate::text::Text;

/// The most that is read of a file beside the sources, in bytes.
const LONGEST: u64 = 64 << 20;

/// What counts in a run over `workspace`.
pub(super) fn gate(
    asked: &GateArguments,
    settings: &SettingsArguments,
    configuration: &Configuration,
    workspace: &Workspace,
    library: &Library,
) -> Result<Gate, Failure> {
    let mut gate = Gate {
        waivers: waivers(&asked.waivers, settings, configuration, workspace, library)?,
        known: Vec::new(),
    };
    // One that the configuration names may be written later.
    let configured = configuration.settings.baseline.as_ref();
    let configured = configured
        .map(|path| &path.value)
        .filter(|path| path.exists() && !asked.no_baseline);
    if let Some(path) = asked.baseline.as_ref().or(configured) {
        gate.known.push(baseline(path)?);
    }
    Ok(gate)
}

/// Which waivers count in a run over `workspace`.
pub(super) fn waivers(
    asked: &WaiverArguments,
    settings: &SettingsArguments,
    configuration: &Configuration,
    workspace: &Workspace,
    library: &Library,
) -> Result<Option<Waivers>, Failure> {
    if asked.no_waivers {
        return Ok(None);
    }
    // One that the configuration names may be written later.
    let configured = configuration.settings.waivers.as_ref();
    let configured = configured
        .map(|path| &path.value)
        .filter(|path| path.exists());
    Ok(Some(Waivers {
        today: today(settings)?,
        file: match asked.waivers.as_ref().or(configured) {
            Some(path) => waivers_file(path, workspace, library)?,
            None => WaiversFile::default(),
        },
        in_modules: asked.waivers_in_modules,
    }))
}

/// Reads a baseline.
pub(super) fn baseline(path: &Utf8Path) -> Result<Known, Failure> {
    let text = read_text(path)?;
    read_baseline(&text).map_err(|error| {
        Failure::Usage(Text::new(
            format!("{path}: {}", error.en),
            format!("{path} : {}", error.fr),
        ))
    })
}

fn waivers_file(
    path: &Utf8Path,
    workspace: &Workspace,
    library: &Library,
) -> Result<WaiversFile, Failure> {
    let text = read_text(path)?;
    let absolute = workspace.absolute(path);
    let directory = absolute.parent().unwrap_or(&absolute);
    let source = workspace.add_text(workspace.shown(path).as_str(), text.as_str());
    Ok(WaiversFile::read(source, &text, directory, library))
}

/// The text of a file that the user names.
pub(super) fn read_text(path: &Utf8Path) -> Result<String, Failure> {
    let read = || -> std::io::Result<String> {
        // Opening a pipe would wait for a writer.
        if !fs::metadata(path)?.is_file() {
            return Err(std::io::Error::other("not a regular file"));
        }
        let mut bytes = Vec::new();
        let length = fs::File::open(path)?
            .take(LONGEST + 1)
            .read_to_end(&mut bytes)?;
        if length as u64 > LONGEST {
            return Err(std::io::Error::other("too large"));
        }
        String::from_utf8(bytes).map_err(std::io::Error::other)
    };
    read().map_err(|error| {
        Failure::Usage(Text::new(
            format!("{path} cannot be read: {error}"),
            format!("{path} est illisible : {error}"),
        ))
    })
}

/// The day by which waivers end: the one that is asked for, that of `SOURCE_DATE_EPOCH`, else today, in UTC.
pub(super) fn today(arguments: &SettingsArguments) -> Result<Date, Failure> {
    arguments.today.map_or_else(this_day, Ok)
}

/// The day of `SOURCE_DATE_EPOCH`, else today, in UTC.
pub(super) fn this_day() -> Result<Date, Failure> {
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let instant = seconds
                .trim()
                .parse()
                .ok()
                .and_then(|seconds| Timestamp::from_second(seconds).ok());
            instant.ok_or_else(|| {
                Failure::Usage(Text::new(
                    format!("SOURCE_DATE_EPOCH is `{seconds}`, which is not a number of seconds"),
                    format!(
                        "SOURCE_DATE_EPOCH vaut `{seconds}`, qui n'est pas un nombre de secondes"
                    ),
                ))
            })?
        }
        Err(_) => Timestamp::now(),
    };
    Ok(now.to_zoned(TimeZone::UTC).date())
}
