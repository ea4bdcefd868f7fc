//! The manual and the completions tell the command line as it is.

use crate::program::in_repository;

/// Every command and every long option of `--help`.
fn words() -> Vec<String> {
    let help = in_repository(&["--help"]).exits(0);
    let commands = help
        .out
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .map(str::to_owned);
    let commands: Vec<String> = commands.collect();
    assert!(commands.len() >= 6, "{}", help.out);
    let mut words = commands.clone();
    for command in &commands {
        let help = in_repository(&[command, "--help"]).exits(0);
        let options = help.out.split_whitespace().filter(|word| {
            word.strip_prefix("--")
                .is_some_and(|name| name.chars().all(|c| c == '-' || c.is_ascii_lowercase()))
        });
        words.extend(options.map(str::to_owned));
    }
    words
}

#[test]
fn the_manual_names_every_command_and_option() {
    let manual = in_repository(&["man"]).exits(0).out.replace("\\-", "-");
    for word in words() {
        assert!(manual.contains(&word), "the manual does not name {word}");
    }
}

#[test]
fn completions_know_every_command_and_option() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = in_repository(&["completions", shell]).exits(0).out;
        for word in words() {
            // fish writes `-l severity`.
            let name = word.trim_start_matches('-');
            assert!(script.contains(name), "{shell} does not know {word}");
        }
    }
}
