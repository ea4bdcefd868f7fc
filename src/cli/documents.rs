//! `rempart completions` and `rempart man`: the command line, told to a shell and to `man`.

use std::io::{self, Write as _};

use clap::CommandFactory as _;

use super::args::{Arguments, CompletionsArguments};
use super::{CLEAN, Failure, print};

/// Prints the completions of a shell.
pub(super) fn completions(arguments: &CompletionsArguments) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Arguments::command(),
        "rempart",
        &mut script,
    );
    print(&String::from_utf8_lossy(&script))?;
    Ok(CLEAN)
}

/// Prints one page with every command and its options: one page installs anywhere.
pub(super) fn manual() -> Result<u8, Failure> {
    let mut page = Vec::new();
    write_manual(&mut page).map_err(|error| Failure::Write {
        path: Failure::standard_output(),
        error: error.into(),
    })?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(CLEAN)
}

fn write_manual(page: &mut Vec<u8>) -> io::Result<()> {
    let mut command = Arguments::command();
    command.build();
    let whole = clap_mangen::Man::new(command.clone());
    whole.render_title(page)?;
    whole.render_name_section(page)?;
    whole.render_synopsis_section(page)?;
    whole.render_description_section(page)?;
    whole.render_options_section(page)?;
    for command in command.get_subcommands() {
        if command.get_name() != "help" {
            write_command(command, page)?;
        }
    }
    whole.render_extra_section(page)?;
    whole.render_version_section(page)
}

/// A command: its name as a heading, then what it does, how it is called, and its options.
fn write_command(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    writeln!(
        page,
        ".SH \"REMPART {}\"",
        command.get_name().to_uppercase()
    )?;
    let man = clap_mangen::Man::new(command.clone());
    man.render_description_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_options_section(page)
}
