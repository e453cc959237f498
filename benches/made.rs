//! Writes what is made up: `rustc -O --edition 2024 benches/made.rs -o target/bench/made`, then `made pair LINES DIR`,
//! `made pairs COUNT LINES DIR`: documents that translate each other, one sentence a line, the same on every machine.

#[allow(dead_code)]
#[path = "lib.rs"]
mod texts;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (count, lines, folder) = match arguments.as_slice() {
        ["pair", lines, folder] => (1, lines, folder),
        ["pairs", count, lines, folder] => (count.parse()?, lines, folder),
        _ => return Err("made pair LINES DIR | pairs COUNT LINES DIR".into()),
    };
    let lines: usize = lines.parse()?;
    std::fs::create_dir_all(folder)?;
    for seed in 0..count {
        let (arabic, english) = texts::parallel_lines(lines, seed + 7);
        std::fs::write(format!("{folder}/{seed:04}.ar"), arabic)?;
        std::fs::write(format!("{folder}/{seed:04}.en"), english)?;
    }
    Ok(())
}
