//! The `rempart` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(rempart::cli::run(std::env::args_os()))
}
