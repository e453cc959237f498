//! A memory on a PostgreSQL server: that it does what a file does, whoever else is at work, and what it says
//! when the server does not.
//!
//! `MUWAZI_POSTGRES` is the address of a database whose user may make schemas and roles; `.ci/run` starts one.

#![cfg(feature = "postgres")]

mod common;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use common::proxy::Proxy;
use common::server::{Server, encoded};
use common::{ARABIC, ENGLISH, Kept, Place, postgres_url};
use muwazi::memory::look_up::{Found, Query};
use muwazi::memory::open::{MOST_REPLAYED, Memory, Use};
use muwazi::memory::score::Neighbours;
use muwazi::memory::store::{Edit, Filter, Location, State, Store};
use muwazi::memory::unit::{Origin, Segment, Status, Unit};
use serde_json::json;

/// A schema that no other test has.
fn schema(name: &str) -> String {
    let now = jiff::Timestamp::now().as_nanosecond();
    format!("t{}_{now}_{name}", std::process::id())
}

fn at(schema: &str) -> Location {
    Location::parse(postgres_url(schema)).expect("an address")
}

/// SQL as the owner of the database.
fn sql(statements: &str) {
    let url = std::env::var("MUWAZI_POSTGRES").expect("MUWAZI_POSTGRES");
    let mut client = postgres::Client::connect(&url, postgres::NoTls).expect("a connection");
    client.batch_execute(statements).expect("SQL");
}

/// The address with another part: `user:password`, `host:port` or database.
fn address_with(place: &str, new: &str) -> String {
    let url = std::env::var("MUWAZI_POSTGRES").expect("MUWAZI_POSTGRES");
    let rest = url.strip_prefix("postgres://").expect("postgres://…");
    let (user, rest) = rest.split_once('@').expect("a user");
    let (host, database) = rest.split_once('/').expect("a database");
    match place {
        "user" => format!("postgres://{new}@{host}/{database}"),
        "host" => format!("postgres://{user}@{new}/{database}"),
        _ => format!("postgres://{user}@{host}/{new}"),
    }
}

fn host() -> String {
    let url = std::env::var("MUWAZI_POSTGRES").expect("MUWAZI_POSTGRES");
    let rest = url.split_once('@').expect("a user").1;
    rest.split_once('/').expect("a database").0.to_string()
}

fn unit(source: &str, target: &str) -> Unit {
    let side = |language: &str, text: &str| Segment {
        language: language.to_string(),
        text: text.to_string(),
        markup: None,
    };
    Unit { source: side("ar", source), target: side("en", target), ..Unit::default() }
}

/// Seeded numbers (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }

    fn maybe<T>(&mut self, f: impl FnOnce(&mut Random) -> T) -> Option<T> {
        (self.below(2) == 0).then(|| f(self))
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// Few words, so that much is alike; some that a database could stumble over.
    fn text(&mut self) -> String {
        let words = [
            "زار",
            "الوزير",
            "المدرسة",
            "أمس",
            "مدرسةً",
            "3",
            "٣",
            "a\0b",
            "\u{10FFFF}",
            "'\\;--",
            "🙂",
            "\u{200F}",
        ];
        let count = self.below(7);
        (0..count).map(|_| self.one(&words)).collect::<Vec<_>>().join(" ")
    }

    fn time(&mut self) -> jiff::Timestamp {
        let seconds = 1_700_000_000 + self.below(50) as i64 * 1_000_000;
        jiff::Timestamp::new(seconds, 500_000_000 * self.below(2) as i32).expect("a time")
    }

    fn unit(&mut self) -> Unit {
        let name = |random: &mut Random| random.one(&["Rail", "Bus\0", "هيئة"]).to_string();
        // Every other one is likely to be there already.
        let known = [
            ("زار الوزير", "visited"),
            ("المدرسة 3", "school 3"),
            ("a\0b أمس", "a\0b"),
            ("أمس", "أمس"),
        ];
        let (source, target) = match self.below(2) {
            0 => (self.text(), self.text()),
            _ => {
                let (source, target) = known[self.below(known.len())];
                (source.to_string(), target.to_string())
            }
        };
        let mut unit = unit(&source, &target);
        unit.target.language = self.one(&["en", "EN", "en-GB", "en_gb", "fr"]).to_string();
        if self.below(9) == 0 {
            unit.source.markup = Some(format!("<ph x=\"1\"/>{source}"));
        }
        unit.created = self.maybe(Random::time);
        unit.changed = self.maybe(Random::time);
        unit.author = self.maybe(name);
        unit.client = self.maybe(name);
        unit.status = Status::ALL[self.below(3)];
        unit.confidence = self.maybe(|random| random.below(100) as f64 / 100.0);
        unit.notes = (0..self.below(3)).map(|_| self.text()).collect();
        unit.properties = (0..self.below(3)).map(|n| (format!("x-{n}"), self.text())).collect();
        unit.origins = (0..self.below(3))
            .map(|_| Origin {
                document: self
                    .one(&["a.txt", "b.txt", "ج\0.txt", &"long".repeat(2_000)])
                    .to_string(),
                paragraph: self.maybe(|random| 1 + random.below(2) as u32),
                before: self.maybe(Random::text),
                after: self.maybe(Random::text),
            })
            .collect();
        unit
    }
}

fn all(store: &Store, filter: &Filter) -> Vec<(u64, Unit)> {
    let mut out = Vec::new();
    store
        .for_each(filter, |id, unit| {
            out.push((id, unit));
            Ok(())
        })
        .expect("units");
    out
}

/// The numbers that are there. SQLite leaves some out, so that only their order is the same everywhere.
fn numbers(memory: &Memory) -> Vec<u64> {
    all(memory.store(), &Filter::default()).into_iter().map(|(id, _)| id).collect()
}

/// Which of the units in the memory these are.
fn ranks(memory: &Memory, units: &[Unit]) -> Vec<Option<usize>> {
    let there = numbers(memory);
    let found = memory.store().numbers_of(units).expect("numbers");
    found.into_iter().map(|id| id.and_then(|id| there.binary_search(&id).ok())).collect()
}

fn look_up(memory: &Memory, text: &str, threshold: u8) -> Vec<Found> {
    let query = Query {
        text,
        neighbours: Neighbours { before: Some("زار"), after: None },
        from: None,
        to: Some("en"),
        threshold,
        best: 4,
    };
    memory.reader().expect("a reader").look_up(&query).expect("a look-up")
}

#[test]
#[ignore = "needs a PostgreSQL server: MUWAZI_POSTGRES, see .ci/run"]
fn whatever_is_done_to_a_file_and_to_a_server_they_answer_the_same() {
    let mut counted = BTreeSet::new();
    for seed in 0..6 {
        let mut random = Random(seed);
        let folder = tempfile::tempdir().expect("a folder");
        let mut file = Memory::open(folder.path().join("m.db")).expect("a file");
        let mut server = Memory::open(at(&schema("same"))).expect("a memory");
        for step in 0..25 {
            let place = format!("seed {seed}, step {step}");
            match random.below(5) {
                0..3 => {
                    let units: Vec<Unit> = (0..random.below(30)).map(|_| random.unit()).collect();
                    let added = file.add(&units).expect("added");
                    assert_eq!(added, server.add(&units).expect("added"), "{place}");
                    counted.extend([
                        ("new", added.new > 0),
                        ("merged", added.merged > 0),
                        ("same", added.same > 0),
                    ]);
                    assert_eq!(ranks(&file, &units), ranks(&server, &units), "{place}");
                }
                3 => {
                    let chosen: Vec<usize> = (0..4).map(|_| random.below(100)).collect();
                    let removed = [&mut file, &mut server].map(|memory| {
                        let there = numbers(memory);
                        let ids = chosen.iter().filter_map(|&at| there.get(at).copied());
                        memory.remove(&ids.collect::<Vec<_>>()).expect("removed")
                    });
                    assert_eq!(removed[0], removed[1], "{place}");
                    counted.insert(("removed", removed[0] > 0));
                }
                _ => {
                    let chosen = random.below(60);
                    let edit = Edit {
                        status: random.maybe(|random| Status::ALL[random.below(3)]),
                        source: random.maybe(|random| format!("{} .", random.text())),
                        note: random.maybe(Random::text),
                        ..Edit::default()
                    };
                    let now = random.time();
                    let edited = [&mut file, &mut server].map(|memory| {
                        let mut store = Store::open(memory.store().location()).expect("a store");
                        let id = numbers(memory).get(chosen).copied().unwrap_or(u64::MAX >> 1);
                        let new = store.edit(id, edit.clone(), now).expect("edited");
                        memory.catch_up().expect("caught up");
                        let unit = new.and_then(|id| store.unit(id).expect("read"));
                        unit.map(|unit| (ranks(memory, std::slice::from_ref(&unit)), unit))
                    });
                    assert_eq!(edited[0], edited[1], "{place}");
                    counted.insert(("edited", edited[0].is_some()));
                }
            }
            let query = random.text();
            let found = |memory: &Memory| -> Vec<_> {
                let found = look_up(memory, &query, 50).into_iter();
                found.map(|f| (f.side, f.comparison, f.unit)).collect()
            };
            assert_eq!(found(&file), found(&server), "{place}, {query:?}");
            counted.insert(("found", !found(&file).is_empty()));
        }
        let (file, server) = (file.store(), server.store());
        let gone = |store: &Store| store.state().expect("a state").last_gone;
        assert_eq!(gone(file), gone(server));
        assert_eq!(file.statistics(9).expect("counts"), server.statistics(9).expect("counts"));
        assert_eq!(file.language_pairs().expect("pairs"), server.language_pairs().expect("pairs"));
        assert_eq!(server.faults().expect("a check"), Vec::<String>::new());
        let text = |text: &str| Some(text.to_string());
        for filter in [
            Filter::default(),
            Filter { target_language: text("en"), ..Filter::default() },
            Filter {
                least_status: Some(Status::Reviewed),
                client: text("Bus\0"),
                ..Filter::default()
            },
            Filter { least_confidence: Some(0.5), untranslated: true, ..Filter::default() },
            Filter { below_confidence: Some(0.5), document: text("ج\0.txt"), ..Filter::default() },
            Filter { since: jiff::Timestamp::from_second(1_720_000_000).ok(), ..Filter::default() },
            Filter {
                before: jiff::Timestamp::from_second(1_720_000_000).ok(),
                author: text("Rail"),
                ..Filter::default()
            },
        ] {
            let units = |store| -> Vec<Unit> {
                all(store, &filter).into_iter().map(|(_, unit)| unit).collect()
            };
            let chosen = units(file);
            assert_eq!(chosen, units(server), "seed {seed}, {filter:?}");
            counted.insert(("chosen", !chosen.is_empty()));
        }
    }
    for what in ["new", "merged", "same", "removed", "edited", "found", "chosen"] {
        assert!(counted.contains(&(what, true)), "{what} never happened");
    }
}

#[test]
#[ignore = "needs a PostgreSQL server: MUWAZI_POSTGRES, see .ci/run"]
fn who_catches_up_while_others_write_misses_nothing() {
    let name = schema("writers");
    let (writers, batches) = (6, 25);
    drop(Store::open(at(&name)).expect("a store"));
    let done = AtomicBool::new(false);
    let (mut seen, mut gone) = (BTreeSet::new(), BTreeSet::new());
    let mut memory = Memory::open_to_read(at(&name), Use::Few).expect("a memory");
    std::thread::scope(|scope| {
        let work: Vec<_> = (0..writers)
            .map(|writer| {
                let name = &name;
                scope.spawn(move || {
                    let mut random = Random(writer);
                    // An own location is what another program has.
                    let mut store = Store::open(at(name)).expect("a store");
                    for batch in 0..batches {
                        let units: Vec<Unit> = (0..1 + random.below(20))
                            .map(|n| {
                                unit(
                                    &format!("خبر {writer} {batch} {n}"),
                                    &format!("item {writer} {batch} {n}"),
                                )
                            })
                            .collect();
                        store.add(&units).expect("added");
                        if batch % 5 == 4 {
                            let id = store.numbers_of(&units[..1]).expect("numbers")[0];
                            store.remove(&[id.expect("a number")]).expect("removed");
                        }
                    }
                })
            })
            .collect();
        let reader = scope.spawn(|| {
            // Just what an index does: what is new after the last state, over and over.
            let store = Store::open_read_only(at(&name)).expect("a store");
            let mut state = State { last_unit: 0, last_gone: 0 };
            loop {
                let last = done.load(Ordering::Acquire);
                let now = store.state().expect("a state");
                let mut add = |texts: muwazi::memory::store::Texts| {
                    seen.insert(texts.id);
                    Ok(())
                };
                store.for_each_text(state.last_unit, &mut add).expect("texts");
                gone.extend(store.gone_since(state).expect("removals"));
                state = now;
                memory.catch_up().expect("caught up");
                if last {
                    return;
                }
            }
        });
        work.into_iter().for_each(|writer| writer.join().expect("a writer"));
        done.store(true, Ordering::Release);
        reader.join().expect("the reader");
    });
    let store = Store::open_read_only(at(&name)).expect("a store");
    let there: BTreeSet<u64> = all(&store, &Filter::default()).iter().map(|(id, _)| *id).collect();
    assert_eq!(gone.len() as u64, writers * batches / 5);
    assert_eq!(seen.difference(&gone).copied().collect::<BTreeSet<u64>>(), there);
    for (id, unit) in all(&store, &Filter::default()).iter().step_by(37) {
        let found = look_up(&memory, &unit.source.text, 100);
        assert!(found.iter().any(|found| found.id == *id), "{}", unit.source.text);
    }
}

#[test]
#[ignore = "needs a PostgreSQL server: MUWAZI_POSTGRES, see .ci/run"]
fn many_that_open_a_new_memory_at_once_make_one() {
    let name = schema("crowd");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let name = &name;
            scope.spawn(move || {
                let mut store = Store::open(at(name)).expect("a store");
                store.add(&[unit(&format!("جملة {writer}"), "a sentence")]).expect("added");
            });
        }
    });
    assert_eq!(Store::open_read_only(at(&name)).and_then(|s| s.count()).expect("a count"), 8);
}

#[test]
#[ignore = "needs a PostgreSQL server: MUWAZI_POSTGRES, see .ci/run"]
fn every_refusal_of_the_server_is_told_with_its_remedy_and_without_the_password() {
    let name = schema("refused");
    let other = schema("other");
    let role = format!("reader_{}", std::process::id());
    let place = Place::new();
    let url = |base: &str, schema: &str| format!("{base}?schema={schema}");
    let own = postgres_url(&name);
    let run = place.run(&["memory", "add", "نعم سيدي", "yes sir", "--memory", &own]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let password = "geheim-1";
    sql(&format!(
        "DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN PASSWORD '{password}';
         CREATE SCHEMA {other}; CREATE TABLE {other}.memory (x TEXT);"
    ));
    let reader = address_with("user", &format!("{role}:{password}"));
    for (address, says) in [
        (
            url(&address_with("user", "muwazi:geheim-2"), &name),
            vec!["does not let the user muwazi in", "PGPASSWORD"],
        ),
        (url(&address_with("user", "muwazi"), &name), vec!["wants a password", "PGPASSWORD"]),
        (
            url(&address_with("database", "nowhere"), &name),
            vec!["there is no database nowhere", "createdb"],
        ),
        (
            url(&address_with("host", "127.0.0.1:1"), &name),
            vec!["does not answer", "check that it runs"],
        ),
        (
            postgres_url("nothing_here"),
            vec!["no memory in the schema nothing_here", "muwazi memory import"],
        ),
        (postgres_url(&other), vec!["holds no memory of muwazi", "?schema=NAME"]),
        (url(&reader, &name), vec!["may not do that", "GRANT"]),
        (format!("{own}&sslmode=require"), vec!["without TLS", "tunnel"]),
    ] {
        for arguments in [&["lookup", "نعم سيدي"][..], &["memory", "stats"]] {
            let run = place.run(&[arguments, &["--memory", &address]].concat());
            assert!(run.code == 1 || run.code == 2, "{says:?}: {}", run.stdout);
            for part in &says {
                assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
            }
            assert!(!run.stderr.contains("geheim"), "{}", run.stderr);
            assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
        }
    }
    // Nothing was made by those who only read.
    let run = place.run(&["memory", "import", "none.tsv", "--memory", &postgres_url(&other)]);
    assert!(run.stderr.contains("holds"), "{}", run.stderr);

    // Who may only read looks up, with indexes of his own, and is told when he writes.
    sql(&format!(
        "GRANT USAGE ON SCHEMA {name} TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO {role}"
    ));
    let reading = url(&reader, &name);
    let run = place.run(&["lookup", "نعم سيدي", "--memory", &reading]);
    assert!(run.stdout.contains("100 %"), "{}{}", run.stdout, run.stderr);
    let run = place.run(&["memory", "export", "all.tsv", "--memory", &reading]);
    assert!(run.stdout.starts_with("1 units"), "{}{}", run.stdout, run.stderr);
    let run = place.run(&["memory", "add", "لا سيدي", "no sir", "--memory", &reading]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("may not do that") && !run.stderr.contains(password),
        "{}",
        run.stderr
    );
    sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
#[ignore = "needs a PostgreSQL server: MUWAZI_POSTGRES, see .ci/run"]
fn a_server_that_serves_outlives_its_database() {
    let name = schema("cut");
    let proxy = Proxy::to(&host());
    let address =
        format!("{}?schema={name}", address_with("host", &format!("127.0.0.1:{}", proxy.port)));
    let place = Place::new().with("a.ar.txt", ARABIC).with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "--add", "--memory", &address, "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let server = Server::start_at(&place, &["--memory", &address, "--allow-writes"]);
    let path =
        format!("/api/v1/lookup?q={}", encoded("وصل الرئيس الفرنسي إلى القاهرة يوم الجمعة."));
    let unit = |n: usize| json!({ "source": format!("ارتفع السعر {n}"), "target": format!("The price rose {n}") });
    for n in 0..3 {
        // Broken connections are replaced, and nobody notices.
        assert_eq!(server.get(&path).json()["matches"][0]["score"], 87);
        assert_eq!(server.post("/api/v1/units", unit(n)).status, 201);
        let before = proxy.connections();
        proxy.cut();
        assert_eq!(server.get(&path).json()["matches"][0]["score"], 87);
        proxy.cut();
        assert_eq!(server.post("/api/v1/units", unit(n)).status, 200);
        assert!(proxy.connections() > before);
    }
    proxy.close();
    for answer in [server.get(&path), server.post("/api/v1/units", unit(9))] {
        assert_eq!(answer.status, 503, "{answer:?}");
        assert_eq!(answer.json()["detail"], "the memory cannot be reached");
        assert!(answer.head.contains("retry-after"), "{answer:?}");
    }
    proxy.open();
    assert_eq!(server.get(&path).json()["matches"][0]["score"], 87);
    assert_eq!(server.post("/api/v1/units", unit(9)).status, 201);
}

#[test]
#[ignore = "needs a PostgreSQL server: MUWAZI_POSTGRES, see .ci/run"]
fn a_line_that_is_cut_while_units_are_added_leaves_whole_batches() {
    let name = schema("torn");
    let proxy = Proxy::to(&host());
    let address =
        format!("{}?schema={name}", address_with("host", &format!("127.0.0.1:{}", proxy.port)));
    let location = Location::parse(&address).expect("an address");
    let mut store = Store::open(&location).expect("a store");
    let (batch, batches, cuts) = (40, 40, 150);
    let mut broken = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut random = Random(7);
            for _ in 0..cuts {
                std::thread::sleep(Duration::from_millis(random.below(80) as u64));
                proxy.cut();
            }
        });
        for number in 0..batches {
            let units: Vec<Unit> = (0..batch)
                .map(|n| unit(&format!("دفعة {number} جملة {n}"), &format!("batch {number}, {n}")))
                .collect();
            // What the message says: do it again.
            while store.add(&units).is_err() {
                broken += 1;
                assert!(broken <= cuts, "broken without a cut");
                let kept =
                    Store::open_read_only(at(&name)).and_then(|s| s.count()).expect("a count");
                assert!(kept.is_multiple_of(batch), "{kept}");
            }
        }
    });
    println!("{broken} additions were cut");
    let store = Store::open_read_only(at(&name)).expect("a store");
    assert_eq!(store.count().expect("a count"), batch * batches);
    assert_eq!(store.faults().expect("a check"), Vec::<String>::new());
}

#[test]
#[ignore = "needs a PostgreSQL server: MUWAZI_POSTGRES, see .ci/run"]
fn indexes_follow_from_afar_and_belong_to_one_memory() {
    let name = schema("indexes");
    let texts =
        |i: u64| unit(&format!("جملة رقم {i} في الكتاب"), &format!("sentence {i} of the book"));
    let mut writer = Store::open(at(&name)).expect("a store");
    let mut memory = Memory::open_to_read(at(&name), Use::Many).expect("a memory");
    let base = memory.store().index_base().expect("a folder");
    let found = |memory: &Memory, i: u64| {
        look_up(memory, &texts(i).source.text, 100)
            .first()
            .map(|found| found.unit.target.text.clone())
    };
    // More and more, past what is replayed and what is rewritten.
    let mut last = 0;
    for count in [10, MOST_REPLAYED / 2, MOST_REPLAYED, 3 * MOST_REPLAYED] {
        writer.add(&(last..last + count).map(texts).collect::<Vec<_>>()).expect("added");
        last += count;
        memory.catch_up().expect("caught up");
        let anew = Memory::open_to_read(at(&name), Use::Few).expect("a memory");
        for i in [0, last / 2, last - 1] {
            assert_eq!(found(&memory, i), Some(texts(i).target.text), "{i} of {last}");
            assert_eq!(found(&anew, i), Some(texts(i).target.text), "{i} of {last}");
        }
    }
    writer.remove(&[1]).expect("removed");
    memory.catch_up().expect("caught up");
    assert_eq!(found(&memory, 0), None);
    drop(memory);
    // Nothing of it is believed by a memory that was made anew under the same name.
    sql(&format!("DROP SCHEMA {name} CASCADE"));
    let mut again = Memory::open(at(&name)).expect("a memory");
    assert_ne!(again.store().index_base().expect("a folder"), base);
    assert_eq!(found(&again, 5), None);
    again.add(&[texts(5)]).expect("added");
    assert_eq!(found(&again, 5), Some(texts(5).target.text));
    // Or by one that was set back to an older backup.
    for side in [muwazi::memory::open::Side::Source, muwazi::memory::open::Side::Target] {
        assert!(side.index_path(&again.store().index_base().expect("a folder")).exists());
    }
    sql(&format!(
        "SET search_path TO {name}; DELETE FROM unit; DELETE FROM history;
         UPDATE memory SET last_unit = 0, generation = 1; INSERT INTO history VALUES (1, 0, 0)"
    ));
    let mut back = Memory::open(at(&name)).expect("a memory");
    back.add(&[texts(8)]).expect("added");
    assert_eq!(found(&back, 8), Some(texts(8).target.text));
    assert_eq!(found(&back, 5), None);
}

#[test]
#[ignore = "needs a PostgreSQL server: MUWAZI_POSTGRES, see .ci/run"]
fn every_command_works_on_a_shared_memory() {
    let place = Place::on(Kept::Server)
        .with("a.ar.txt", ARABIC)
        .with("a.en.txt", ENGLISH)
        .with("new.txt", ARABIC.lines().take(2).collect::<Vec<_>>().join("\n"));
    for (arguments, says) in [
        (&["align", "a.ar.txt", "a.en.txt", "--add", "-q"][..], ""),
        (&["memory", "add", "نعم سيدي", "yes sir"], "added to postgres://muwazi@"),
        (&["lookup", "نعم سيدي"], "100 %"),
        (&["concordance", "سيدي"], "yes ›sir‹"),
        (&["memory", "stats"], "6 units"),
        (&["memory", "check"], "6 units, 2 indexes, no damage"),
        (&["memory", "export", "all.tmx"], "6 units"),
        (&["memory", "import", "all.tmx"], "0 new"),
        (&["analyze", "new.txt"], "101"),
        (&["pretranslate", "new.txt", "-o", "new.xlf"], ""),
        (&["prompt", "نعم سيدي"], "yes sir"),
        (&["memory", "learn", "-o", "words.tsv"], ""),
        (&["memory", "clean", "--all", "--status", "confirmed"], "1 units removed"),
        (&["memory", "compact"], "MB"),
        (
            &["memory", "check", "--salvage", "saved.db"],
            "5 units saved to saved.db, 0 could not be read",
        ),
    ] {
        let run = place.run(&[arguments, &["--memory", "team.db"]].concat());
        assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains(says), "{arguments:?}: {}{}", run.stdout, run.stderr);
    }
    // A file and a server, each with its penalty.
    let run = place.run(&[
        "lookup",
        ARABIC.lines().next().expect("a line"),
        "--memory",
        "team.db:-7",
        "--best",
        "1",
    ]);
    assert!(run.stdout.contains("93 %") || run.stdout.contains("−7"), "{}", run.stdout);
}
