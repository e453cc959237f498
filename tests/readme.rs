//! The README's commands run and print what it says (`MUWAZI_BLESS=1` writes down what they print).

mod common;

use common::{ARABIC, ENGLISH, Place, Run, root};

/// The commands of the README with the output that follows them there.
fn examples() -> Vec<(String, String)> {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let mut out: Vec<(String, String)> = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        for line in block.split("```").next().unwrap_or_default().lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                out.push((command.to_string(), String::new()));
            } else if let Some((_, output)) = out.last_mut() {
                output.push_str(line);
                output.push('\n');
            }
        }
    }
    out
}

/// A memory of two units, one of them older.
const MEMORY: &str = "<tmx version=\"1.4\"><header creationtool=\"t\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"t\" \
    adminlang=\"en\" srclang=\"ar\" datatype=\"plaintext\"/><body>\
    <tu creationdate=\"20260102T030405Z\"><tuv xml:lang=\"ar\"><seg>هل يكفي ذلك؟</seg></tuv><tuv xml:lang=\"en\"><seg>Is that enough?</seg></tuv></tu>\
    <tu creationdate=\"20230102T030405Z\"><tuv xml:lang=\"ar\"><seg>وصل أمس.</seg></tuv><tuv xml:lang=\"en\"><seg>He came yesterday.</seg></tuv></tu>\
    </body></tmx>";

fn place() -> Place {
    let mut place = Place::new()
        .with("arabic/a.txt", ARABIC)
        .with("english/a.txt", ENGLISH)
        .with("memory.tmx", MEMORY)
        .with("glossary.tsv", "مذنب\tcomet\n")
        .with("table.csv", "العربية,English\nوصل أمس.,He came yesterday.\n")
        .with("pairs.csv", "arabic/a.txt,english/a.txt\n")
        .with(
            "pairs.jsonl",
            "{\"id\":1,\"source\":\"وصل. بقي.\",\"target\":\"He came. He stayed.\"}\n".repeat(2),
        )
        .with(
            "texts.jsonl",
            "{\"id\":1,\"text\":\"وصل. بقي.\"}\n{\"id\":2,\"text\":\"He came. He stayed.\"}\n",
        );
    for entry in std::fs::read_dir(root().join("data/articles")).expect("the articles") {
        let path = entry.expect("an entry").path();
        let name = format!("data/articles/{}", path.file_name().expect("a name").to_string_lossy());
        place = place.with(&name, std::fs::read(&path).expect("a file"));
    }
    place
}

#[test]
fn commands_print_what_the_readme_shows() {
    let place = place();
    let bless = std::env::var_os("MUWAZI_BLESS").is_some();
    let mut readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let mut checked = 0;
    for (command, output) in examples() {
        // What stands in quotation marks is one argument.
        let words: Vec<&str> = command
            .split('"')
            .enumerate()
            .flat_map(|(at, part)| match at % 2 {
                0 => part.split_whitespace().collect(),
                _ => vec![part],
            })
            .collect();
        let arguments = match words.as_slice() {
            ["cargo", "run", "--release", "--", rest @ ..] | ["muwazi", rest @ ..] => rest.to_vec(),
            ["cargo", "test"] => continue,
            _ => panic!("no test knows how to run: {command}"),
        };
        // What the shell does: a stream is read and written through files.
        if let Some(at) = arguments.iter().position(|&a| a == "<") {
            assert!(command.contains("--stream"), "{command}");
            let file = arguments.get(at + 1).expect("a file to read");
            let run = place.run_with_input(&arguments[..at], place.read(file).as_bytes());
            assert_eq!((run.code, run.stdout.lines().count()), (0, 2), "{command}: {}", run.stderr);
            continue;
        }
        // Several examples write the same file.
        let mut with_force = arguments.clone();
        if matches!(
            arguments.as_slice(),
            ["align" | "convert" | "clean" | "pretranslate", ..] | ["memory", "export", ..]
        ) {
            with_force.push("--force");
        }
        let Run { code, stdout, stderr } = place.run(&with_force);
        assert_eq!(code, 0, "{command}: {stderr}");
        if !output.is_empty() {
            checked += 1;
            if bless {
                readme = readme
                    .replace(&format!("$ {command}\n{output}"), &format!("$ {command}\n{stdout}"));
            } else {
                assert_eq!(stdout, output, "{command}");
            }
        }
    }
    assert!(checked >= 2);
    if bless {
        std::fs::write(root().join("README.md"), readme).expect("the README");
    }
}
