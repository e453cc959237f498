//! What the program says about itself: completions, manual pages, version.

mod common;

use common::{Place, root};

/// The commands that `--help` lists, with those inside.
fn commands() -> Vec<Vec<String>> {
    let mut out = Vec::new();
    let mut open = vec![Vec::new()];
    while let Some(command) = open.pop() {
        let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        arguments.push("--help");
        let help = Place::new().run(&arguments).stdout;
        let Some((_, list)) = help.split_once("Commands:\n") else { continue };
        for line in list.lines().take_while(|line| !line.is_empty()) {
            // Descriptions go on in deeper lines.
            let Some(name) = line.strip_prefix("  ").filter(|line| !line.starts_with(' ')) else {
                continue;
            };
            let name = name.split_whitespace().next().expect("a name").to_string();
            if name != "help" {
                let inner = [command.clone(), vec![name]].concat();
                open.push(inner.clone());
                out.push(inner);
            }
        }
    }
    out
}

#[test]
fn completions_know_every_command() {
    let commands = commands();
    assert!(commands.len() > 20, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = Place::new().run(&["completions", shell]);
        assert_eq!(run.code, 0, "{shell}: {}", run.stderr);
        for name in commands.iter().flatten() {
            assert!(run.stdout.contains(name.as_str()), "{shell} does not know {name}");
        }
        assert!(run.stdout.contains("min-confidence"), "{shell}");
    }
    assert_eq!(Place::new().run(&["completions", "tcsh"]).code, 2);
}

#[test]
fn every_command_has_a_manual_page_that_is_the_same_every_time() {
    let place = Place::new();
    for folder in ["one", "two"] {
        let run = place.run(&["man", folder]);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    }
    for command in commands() {
        let name = format!("muwazi-{}.1", command.join("-"));
        let page = place.read(&format!("one/{name}"));
        assert!(page.contains(".SH NAME") && page.contains(".SH OPTIONS"), "{name}");
        assert_eq!(page, place.read(&format!("two/{name}")));
    }
    let page = place.run(&["man"]).stdout;
    assert_eq!(page, place.read("one/muwazi.1"));
    assert!(page.contains("muwazi\\-lookup(1)"));
    // A man program that is there can show it.
    let path = place.path("one/muwazi-memory-import.1");
    if let Ok(shown) = std::process::Command::new("man").arg("-l").arg(path).output() {
        let text = String::from_utf8_lossy(&shown.stdout);
        assert!(!shown.status.success() || text.contains("muwazi-memory-import"), "{text}");
    }
}

#[test]
fn the_version_names_the_commit_it_is_built_from() {
    let run = Place::new().run(&["--version"]);
    let commit = run
        .stdout
        .trim_end()
        .strip_prefix(concat!("muwazi ", env!("CARGO_PKG_VERSION"), " ("))
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or_else(|| panic!("{}", run.stdout));
    if cfg!(debug_assertions) {
        assert!(!commit.is_empty());
        return;
    }
    let git = std::process::Command::new("git")
        .args(["rev-parse", "--short=12", "HEAD"])
        .current_dir(root())
        .output();
    let head = git.ok().filter(|git| git.status.success());
    let head = head.map_or("unknown".to_string(), |git| {
        String::from_utf8_lossy(&git.stdout).trim().to_string()
    });
    assert_eq!(commit, head);
}
