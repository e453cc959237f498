//! The OpenAPI description of `muwazi serve`, and whether the server does what it says.

mod common;

use std::process::{Command, Output};

use common::server::Server;
use common::{ARABIC, ENGLISH, Place};

fn place() -> Place {
    let place = Place::new().with("a.ar.txt", ARABIC).with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "--add", "--memory", "m.db", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place
}

/// Runs a module of Python.
fn python(place: &Place, arguments: &[&str]) -> Output {
    let python = std::env::var("MUWAZI_PYTHON").expect("MUWAZI_PYTHON");
    Command::new(python)
        .arg("-m")
        .args(arguments)
        .current_dir(place.folder.path())
        .output()
        .expect("Python")
}

fn said(output: &Output) -> String {
    let texts = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    texts.concat()
}

#[test]
#[ignore = "needs MUWAZI_PYTHON with openapi-spec-validator: see .ci/run"]
fn the_description_keeps_the_rules_of_openapi() {
    let place = place();
    let server = Server::start(place.folder.path(), &["--memory", "m.db"]);
    let description = server.get("/api/v1/openapi.json").body;
    let place = place.with("openapi.json", description);
    let output = python(&place, &["openapi_spec_validator", "openapi.json"]);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
#[ignore = "needs MUWAZI_PYTHON with schemathesis: see .ci/run"]
fn the_server_does_what_its_description_says() {
    let place = place();
    let server = Server::start(place.folder.path(), &["--memory", "m.db", "--allow-writes"]);
    let address = format!("http://{}/api/v1/openapi.json", server.address);
    // A schema cannot say that a phrase needs a word, so what it allows may still be refused.
    let arguments = "--phases coverage,fuzzing --max-examples 10 --seed 7 --no-color --continue-on-failure \
         --exclude-checks positive_data_acceptance";
    let mut command = vec!["schemathesis.cli", "run", &address];
    command.extend(arguments.split_whitespace());
    let output = python(&place, &command);
    assert!(output.status.success(), "{}", said(&output));
}
