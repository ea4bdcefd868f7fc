//! Writes a repository to measure rempart on: `cargo run --example generate -- DIR [SHAPE [SIZE]]`.

#[path = "../benches/repository/mod.rs"]
mod repository;

use std::path::Path;
use std::process::ExitCode;

use repository::{Shape, generate};

// An example talks to the person at the terminal.
#[allow(clippy::print_stderr)]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let names = Shape::NAMES.map(|(name, _)| name).join("|");
    let shape = match arguments.get(1) {
        None => Some(Shape::Repository),
        Some(name) => Shape::NAMES
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, shape)| *shape),
    };
    let size = arguments.get(2).map_or(Ok(1000), |size| size.parse());
    let (Some(directory), Some(shape), Ok(size)) = (arguments.first(), shape, size) else {
        eprintln!("usage: generate DIR [{names} [SIZE]]");
        return ExitCode::from(2);
    };
    match generate(Path::new(directory), shape, size) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{directory}: {error}");
            ExitCode::FAILURE
        }
    }
}
